"""Figures about many verdicts, each with how sure it is."""
