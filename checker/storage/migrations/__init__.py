"""The history of the tables, run by ``checker.storage.schema``."""
