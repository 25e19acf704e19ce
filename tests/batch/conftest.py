"""Databases for tests of audits: the same fixtures as the storage tests have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.storage import Database
from tests.storage.conftest import pg_url, postgresql, sqlite_url, url

__all__ = ["pg_url", "postgresql", "sqlite_url", "url"]


@pytest.fixture
def on_any(url: str) -> Iterator[Database]:
    """An open database of each kind in turn."""
    with Database.open(url) as opened:
        yield opened
