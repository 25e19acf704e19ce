"""Databases for the story: the same fixtures as the storage tests have."""

from tests.storage.conftest import pg_url, postgresql, sqlite_url, url

__all__ = ["pg_url", "postgresql", "sqlite_url", "url"]
