"""A database that is locked, full, lost or none: a clear word, and nothing half written."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from checker.storage import (
    AuditWriter,
    Cursor,
    Database,
    FullError,
    LockedError,
    LostConnectionError,
    StorageError,
    audits,
    creators,
    writer,
)
from checker.storage.bulk import add_rows
from checker.storage.tables import Base
from tests.storage import made


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("palese.db", "not the URL of a database"),
        ("mysql://root@localhost/x", "kind 'mysql'"),
        ("sqlite:////nowhere/at/all/palese.db", "cannot be opened"),
    ],
)
def test_no_such_database(url: str, what: str) -> None:
    with pytest.raises(StorageError, match=what) as caught:
        Database.open(url, patience_s=0.2)
    assert caught.value.remedy
    assert caught.value.where


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary, " * 200, encoding="utf-8")
    with pytest.raises(StorageError, match="not a database"):
        Database.open(f"sqlite:///{path}", patience_s=0.2)


def test_no_such_server() -> None:
    with pytest.raises(LostConnectionError) as caught:
        Database.open("postgresql://me:secret@127.0.0.1:1/palese", patience_s=0.2)
    assert "secret" not in str(caught.value)


def test_no_such_postgresql_database(postgresql: str) -> None:
    url = make_url(postgresql).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(StorageError, match='nowhere" does not exist'):
        Database.open(url)


def _lock(url: str, database: Database) -> Callable[[], None]:
    """Keep everybody else from writing; return what lets go."""
    if database.is_sqlite:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        return other.close
    engine = create_engine(url)
    connection = engine.connect()
    connection.execute(text("LOCK TABLE audits, creators IN ACCESS EXCLUSIVE MODE"))

    def free() -> None:
        connection.close()
        engine.dispose()

    return free


def test_a_locked_database_is_waited_for(url: str, database: Database) -> None:
    audit = made.begin(database)
    batches = AuditWriter(database, audit.id)
    free = _lock(url, database)
    timer = threading.Timer(2.5, free)
    timer.start()
    started = time.monotonic()
    batches.add_batch([made.audited(1)], Cursor(0, 1))
    assert time.monotonic() - started > 1.5
    timer.join()
    with database.read() as session:
        assert audits.get_audit(session, audit.id).posts == 1


def test_a_database_that_stays_locked(url: str) -> None:
    with Database.open(url, patience_s=0.5) as database:
        audit = made.begin(database)
        batches = AuditWriter(database, audit.id)
        free = _lock(url, database)
        try:
            with pytest.raises(LockedError, match="another program keeps the database locked"):
                batches.add_batch([made.audited(1)], Cursor(0, 1))
            with pytest.raises(LockedError), database.write() as session:
                creators.add_creator(session, "Giulia")
        finally:
            free()
        batches.add_batch([made.audited(1)], Cursor(0, 1))
        with database.read() as session:
            assert audits.get_audit(session, audit.id).posts == 1


def test_a_full_disk(on_sqlite: Database) -> None:
    database = on_sqlite
    audit = made.begin(database)
    batches = AuditWriter(database, audit.id)
    batches.add_batch([made.audited(n) for n in range(1, 101)], Cursor(0, 100))
    limited = True

    def limit(connection: Any, _record: object) -> None:
        if limited:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    event.listen(database._engine, "connect", limit)
    database.close()
    many = [made.audited(n) for n in range(101, 2101)]
    with pytest.raises(FullError, match="nothing of this step was written") as caught:
        batches.add_batch(many, Cursor(0, 2100))
    assert "disk space" in caught.value.remedy
    limited = False
    database.close()
    with database.read() as session:
        left = audits.get_audit(session, audit.id)
        assert (left.posts, left.inputs[0].lines) == (100, 100)
        assert session.execute(text("SELECT count(*) FROM posts")).scalar() == 100
        assert session.execute(text("SELECT count(*) FROM verdicts")).scalar() == 100
    batches.add_batch(many, Cursor(0, 2100))
    assert batches.posts == 2100


def _cut(database: Database, monkeypatch: pytest.MonkeyPatch, times: int, url: str) -> list[int]:
    """Have the server drop the writer's connection in the middle of a batch, so many times."""
    cuts: list[int] = []
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def cutting(connection: Connection, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        if table.__tablename__ == "verdicts" and len(cuts) < times:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            assert pid is not None
            cuts.append(pid)
            with engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({pid})"))
            engine.dispose()
        add_rows(connection, table, rows)

    monkeypatch.setattr(writer, "add_rows", cutting)
    return cuts


def test_a_connection_lost_in_mid_batch_is_made_again(
    pg_url: str, on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [made.audited(n) for n in range(1, 301)]
    whole = made.stored(on_postgresql, posts, "whole")
    cuts = _cut(on_postgresql, monkeypatch, 1, pg_url)
    broken = made.stored(on_postgresql, posts, "broken")
    assert len(cuts) == 1
    with on_postgresql.read() as session:
        assert audits.digest_of(session, whole.id) == audits.digest_of(session, broken.id)


def test_a_connection_lost_again_and_again(
    pg_url: str, on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = made.begin(on_postgresql)
    batches = AuditWriter(on_postgresql, audit.id)
    cuts = _cut(on_postgresql, monkeypatch, 9, pg_url)
    with pytest.raises(LostConnectionError, match="connection to the database was lost"):
        batches.add_batch([made.audited(n) for n in range(1, 51)], Cursor(0, 50))
    assert len(cuts) == 2
    monkeypatch.setattr(writer, "add_rows", add_rows)
    with on_postgresql.read() as session:
        left = audits.get_audit(session, audit.id)
        assert (left.posts, left.inputs[0].lines) == (0, 0)
        assert session.execute(text("SELECT count(*) FROM posts")).scalar() == 0
    batches.add_batch([made.audited(n) for n in range(1, 51)], Cursor(0, 50))


def test_a_connection_lost_after_the_commit_doubles_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = made.begin(database)
    batches = AuditWriter(database, audit.id)
    real = Database._attempt
    calls: list[int] = []

    def losing(self: Database, step: Callable[[Session], Any]) -> Any:
        calls.append(1)
        result = real(self, step)
        if len(calls) == 1:
            raise DBAPIError("COMMIT", None, Exception("gone"), connection_invalidated=True)
        return result

    monkeypatch.setattr(Database, "_attempt", losing)
    batches.add_batch([made.audited(n) for n in range(1, 11)], Cursor(0, 10))
    assert len(calls) == 2
    batches.add_batch([made.audited(n) for n in range(11, 21)], Cursor(0, 20))
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM posts")).scalar() == 20
        assert audits.get_audit(session, audit.id).posts == 20


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        creators.add_creator(session, "Giulia")
        raise RuntimeError("half-way")
    with database.read() as session:
        assert creators.count_creators(session) == 0
