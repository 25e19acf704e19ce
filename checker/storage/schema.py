"""The version of the tables: which one a database has, and the way up and down.

Revisions lie in ``migrations/versions`` and are numbered ``0001``, ``0002`` and so on. They run
in one transaction each way, so that a migration that fails leaves the tables as they were.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from checker import __version__
from checker.storage.errors import SchemaError, translate

MIGRATIONS = Path(__file__).parent / "migrations"
"""The folder of the revisions; inside the package, so that a wheel carries it."""

BASE = "base"
"""The revision of a database without tables."""

_LOCK = 0x70616C65  # "pale": PostgreSQL's key of the lock that migrations wait for


class State(msgspec.Struct, frozen=True):
    """The revision that a database has (``None``: no tables) and whether it is the newest."""

    revision: str | None
    current: bool


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


@functools.lru_cache(maxsize=4)
def _scripts(folder: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def revisions() -> tuple[str, ...]:
    """Return the revisions that this program knows, oldest first."""
    found = [script.revision for script in _scripts(MIGRATIONS).walk_revisions()]
    return tuple(reversed(found))


def head() -> str:
    """Return the revision that this program works with."""
    return revisions()[-1]


def state(connection: Connection, where: str) -> State:
    """Return the state of a database's tables.

    Raises:
        SchemaError: they were made by a newer palese, or by another program.
    """
    heads = MigrationContext.configure(connection).get_current_heads()
    if not heads:
        others = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        if others:
            raise SchemaError(
                f"this database belongs to another program: it has a table {others[0]!r}",
                where=where,
                remedy="Name another database with --db",
            )
        return State(None, False)
    revision = heads[0]
    if revision not in revisions():
        raise SchemaError(
            f"the database has version {revision} of the tables, and this program"
            f" (palese {__version__}) knows them up to {head()}",
            where=where,
            remedy="Use a newer palese, or have it take the tables back to an older version",
        )
    return State(revision, revision == head())


@contextmanager
def exclusively(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that no other migration runs beside.

    SQLite checks its foreign keys once at the end and not on the way, because a table that is
    rebuilt is dropped, and with it what refers to it.

    Raises:
        SchemaError: the migration would have broken a reference between tables.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection
                broken = sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken:
                    raise SchemaError(f"the migration broke references of table {broken[0]!r}")
        finally:
            if sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys = ON")


def run(connection: Connection, revision: str, *, up: bool) -> None:
    """Bring the tables to a revision within the transaction that is open."""
    (command.upgrade if up else command.downgrade)(_config(connection), revision)


def migrate(
    url: str, revision: str = "head", on_message: Callable[[str], None] | None = None
) -> str:
    """Take a database's tables up or down to a revision, with what is in them.

    Going down drops what the older tables have no place for. Going down to ``base`` drops
    every table of palese.

    Args:
        url: as for :meth:`checker.storage.Database.open`.
        revision: one of :func:`revisions`, ``head`` or ``base``.
        on_message: is told, in a sentence, what was done.

    Returns:
        The revision that the tables have now.

    Raises:
        SchemaError: there is no such revision, or the tables are not ours or too new.
        StorageError: the database cannot be used.
    """
    from checker.storage.session import make_engine, parse_url, write_options

    parsed = parse_url(url)
    where = parsed.render_as_string(hide_password=True)
    order = (BASE, *revisions())
    target = head() if revision == "head" else revision
    if target not in order:
        raise SchemaError(
            f"there is no version {revision!r} of the tables",
            where=where,
            remedy=f"Choose among {', '.join(order)}",
        )
    engine = make_engine(parsed)
    try:
        with exclusively(write_options(engine)) as connection:
            before = state(connection, where).revision or BASE
            if before != target:
                run(connection, target, up=order.index(target) > order.index(before))
    except DBAPIError as error:
        raise translate(error, where) from error
    finally:
        engine.dispose()
    if on_message and before != target:
        on_message(f"{where}: the tables were taken from version {before} to {target}")
    return target
