"""Open a database by its URL, and read and write it in transactions that fail cleanly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from checker.storage import schema
from checker.storage.errors import StorageError, is_locked, is_lost, translate

DEFAULT_URL = "sqlite:///palese.db"
"""The database when ``--db`` names none."""

PATIENCE_S = 30.0
"""How long a locked database is waited for, in seconds."""

CACHE_KB = 32_768
LEAN_CACHE_KB = 8_192
"""What SQLite keeps of a file in memory, in KiB; storing an audit gains nothing by more."""

BUSY_TIMEOUT_MS = 1000
"""How long SQLite itself waits for a lock before we say so and wait on, in milliseconds."""

RECONNECT_S = 20.0
"""How long a server that went away is knocked at, in seconds."""

SNAPSHOT = "palese_snapshot"
"""Key of ``Session.info``: what was read once in this session stays as it is."""

_WRITE = "palese_write"
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)

T = TypeVar("T")


def parse_url(url: str) -> URL:
    """Return a database's URL in the form that is used.

    Raises:
        StorageError: it is no URL, or of a kind of database that palese does not use.
    """
    remedy = "Write sqlite:///palese.db or postgresql+psycopg://user@host/name"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError("this is not the URL of a database", where=url, remedy=remedy) from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return parsed.set(drivername="sqlite")
    raise StorageError(
        f"palese does not use databases of the kind {parsed.drivername!r}",
        where=parsed.render_as_string(hide_password=True),
        remedy=remedy,
    )


def make_engine(url: URL, *, lean: bool = False) -> Engine:
    """Return an engine whose connections are set up as palese needs them.

    Args:
        url: of :func:`parse_url`.
        lean: as for :meth:`Database.open`.

    Raises:
        StorageError: the driver of PostgreSQL is not installed.
    """
    if url.get_backend_name() == "sqlite":
        memory = url.database in (None, "", ":memory:")
        engine = create_engine(url, **({"poolclass": StaticPool} if memory else {}))
        event.listen(engine, "connect", _sqlite_connected)
        if lean:
            event.listen(engine, "connect", _sqlite_lean)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    try:
        engine = create_engine(url, connect_args={"connect_timeout": 10})
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StorageError(
            "the driver for PostgreSQL is not installed",
            where=url.render_as_string(hide_password=True),
            remedy="Run pip install 'palese[postgresql]'",
        ) from error
    event.listen(engine, "connect", _postgresql_connected)
    return engine


def _sqlite_connected(connection: Any, _record: object) -> None:
    """Take transactions into our own hands and set what a new connection forgets."""
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    finally:
        cursor.close()


def _sqlite_lean(connection: Any, _record: object) -> None:
    """Keep less in memory, and put what is sorted into files once it is more than that."""
    connection.execute(f"PRAGMA cache_size = -{LEAN_CACHE_KB}").close()
    connection.execute("PRAGMA temp_store = FILE").close()


def _sqlite_begin(connection: Connection) -> None:
    # A transaction that will write says so at once: one that began by reading cannot wait for
    # another writer, it can only fail.
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _postgresql_connected(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        cursor.execute("SET timezone = 'UTC'")
        # Rows that pages show lie scattered, mostly in memory: on such, reading by an index is not
        # four times as dear as reading all in a row, as PostgreSQL takes it to be of old disks.
        cursor.execute("SET random_page_cost = 1.1")
    connection.commit()


def write_options(engine: Engine) -> Engine:
    """Return the engine as one whose transactions are going to write."""
    return engine.execution_options(**{_WRITE: True})


class Database:
    """An open database with the tables of this program.

    Open it once per process, after any worker processes were started: connections do not
    survive a fork. It may be used from several threads.
    """

    def __init__(self, engine: Engine, where: str, patience_s: float = PATIENCE_S) -> None:
        self.where = where
        """The URL without its password, for messages."""
        self._engine = engine
        self._writer = write_options(engine)
        self._patience = patience_s

    @classmethod
    def open(
        cls,
        url: str = DEFAULT_URL,
        *,
        on_message: Callable[[str], None] | None = None,
        patience_s: float = PATIENCE_S,
        lean: bool = False,
    ) -> Database:
        """Open a database; make its tables when it is new, bring them up to date when old.

        Args:
            url: ``sqlite:///path`` or ``postgresql+psycopg://user@host/name``.
            on_message: is told, in a sentence, when tables are brought up to date.
            patience_s: how long to wait for a locked database, in seconds.
            lean: for a run over many posts, whose memory must not grow with the database.

        Raises:
            SchemaError: the tables are newer than this program, or another program's.
            LockedError: another program kept the database locked for all that time.
            StorageError: it cannot be opened; the message says why and what to do.
        """
        parsed = parse_url(url)
        database = cls(
            make_engine(parsed, lean=lean), parsed.render_as_string(hide_password=True), patience_s
        )
        try:
            with database._told():
                database._patiently(lambda: database._upgrade(on_message))
        except BaseException:
            database.close()
            raise
        return database

    def _upgrade(self, on_message: Callable[[str], None] | None) -> None:
        with self._engine.connect() as connection:
            state = schema.state(connection, self.where)
            if state.current:
                return
        with schema.exclusively(self._writer) as connection:
            state = schema.state(connection, self.where)  # another process may have been faster
            if not state.current:
                schema.run(connection, "head", up=True)
                if state.revision and on_message:
                    on_message(
                        f"{self.where}: the tables were brought from version "
                        f"{state.revision} to {schema.head()}"
                    )

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, false for PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database throughout and writes nothing.

        Raises:
            StorageError: the database failed; the message says how.
        """
        with self._told(), Session(self._snapshot(), expire_on_commit=False) as session:
            session.info[SNAPSHOT] = True
            try:
                yield session
            finally:
                session.rollback()

    def consult(self, step: Callable[[Session], T]) -> T:
        """Run ``step`` in a session as of :meth:`read`, and return its result.

        It is run again, once, on a new connection when the connection was lost; so it must keep
        nothing of the first attempt.

        Raises:
            StorageError: as :meth:`read`.
        """
        with self._told():
            try:
                return self._consulted(step)
            except DBAPIError as error:
                if not is_lost(error):
                    raise
                self._reconnect()
                return self._consulted(step)

    def _consulted(self, step: Callable[[Session], T]) -> T:
        with Session(self._snapshot(), expire_on_commit=False) as session:
            return step(session)

    def _snapshot(self) -> Engine:
        if self.is_sqlite:
            return self._engine
        return self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are stored together at the end, or not at all.

        A locked database is waited for: SQLite before the block is entered, PostgreSQL where
        the lock is met.

        Raises:
            LockedError: it stayed locked.
            FullError: there is no room left; nothing was written.
            StorageError: the database failed otherwise; nothing was written.
        """
        with self._told():
            session = self._patiently(self._begun)
            try:
                yield session
                session.commit()
            except BaseException:
                with suppress(DBAPIError):  # a broken connection has nothing to take back
                    session.rollback()
                raise
            finally:
                with suppress(DBAPIError):
                    session.close()

    def _begun(self) -> Session:
        session = Session(self._writer, expire_on_commit=False)
        try:
            connection = session.connection()
            if not self.is_sqlite:
                # SQLite has its lock now; PostgreSQL meets others on the way, where nobody
                # could begin again, so there it waits for as long as we would.
                wait = max(1, round(self._patience * 1000))
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait}")
        except BaseException:
            session.close()
            raise
        return session

    def transact(self, step: Callable[[Session], T]) -> T:
        """Run ``step`` in a transaction, again when that helps, and return its result.

        It is run again for as long as the database is locked (up to the time given to
        :meth:`open`), and once on a new connection when the connection was lost. A connection
        lost at the very end leaves open whether the changes were stored, so ``step`` must see
        for itself whether it has been done already.

        Raises:
            StorageError: as :meth:`write`.
        """
        with self._told():
            try:
                return self._patiently(lambda: self._attempt(step))
            except DBAPIError as error:
                if not is_lost(error):
                    raise
                self._reconnect()
                return self._patiently(lambda: self._attempt(step))

    def _attempt(self, step: Callable[[Session], T]) -> T:
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            return step(session)

    def _reconnect(self) -> None:
        """Drop all connections and wait until the server takes new ones, or for long enough."""
        self._engine.dispose()
        until = time.monotonic() + RECONNECT_S
        while True:
            try:
                self._engine.connect().close()
                return
            except DBAPIError:
                if time.monotonic() > until:
                    raise
            time.sleep(0.2)

    def _patiently(self, step: Callable[[], T]) -> T:
        """Try again while the database is locked, with growing pauses, up to our patience."""
        until = time.monotonic() + self._patience
        tries = 0
        while True:
            try:
                return step()
            except DBAPIError as error:
                if not is_locked(error) or time.monotonic() > until:
                    raise
            time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise translate(error, self.where) from error
