"""Audits whose input or database fails them: a clear word, nothing half written, a clean retry."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from checker.batch import inputs
from checker.engine import Engine
from checker.errors import PaleseError
from checker.importers.records import Problem
from checker.storage import Database, FullError, LockedError, audits
from tests.batch.made import SAMPLES, post, write
from tests.batch.test_runs import audited, digest

FIXTURES = Path(__file__).parent.parent / "importers" / "fixtures"


def state(database: Database) -> tuple[int, int, str]:
    with database.read() as session:
        audit = audits.get_audit(session, "one")
        for table in ("posts", "verdicts"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == getattr(audit, table)
        return audit.posts, audit.inputs[0].lines, audit.state


@pytest.fixture
def failing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Database, type[PaleseError], Callable[[], Any], Callable[[], Any]], None]:
    """Fail an audit in its middle, look at what is stored, put it right, and go on."""
    monkeypatch.setattr(inputs, "MOST_ITEMS", 10)

    def fail(
        database: Database,
        error: type[PaleseError],
        begin: Callable[[], Any],
        end: Callable[[], Any],
    ) -> None:
        with Database.open(f"sqlite:///{tmp_path / 'calm.db'}") as calm:
            wanted = digest(calm, audited(calm, engine, str(SAMPLES)))
        real = inputs.read_posts

        def reading(*args: Any, **named: Any) -> Any:
            for number, item in enumerate(real(*args, **named)):
                if number == 35:
                    begin()
                yield item

        monkeypatch.setattr(inputs, "read_posts", reading)
        with pytest.raises(error) as caught:
            audited(database, engine, str(SAMPLES))
        assert caught.value.remedy
        end()
        monkeypatch.setattr(inputs, "read_posts", real)
        posts, lines, running = state(database)
        assert (posts % 10, lines, running) == (0, posts, "running")
        assert 0 < posts < 72
        done = audited(database, engine, str(SAMPLES), resume=True)
        assert (done.posts, done.state) == (72, "done")
        assert digest(database, done) == wanted

    return fail


def test_a_database_locked_in_mid_audit(tmp_path: Path, failing: Any) -> None:
    path = tmp_path / "palese.db"
    with Database.open(f"sqlite:///{path}", patience_s=0.2) as database:
        other = sqlite3.connect(path, isolation_level=None)
        failing(database, LockedError, lambda: other.execute("BEGIN IMMEDIATE"), other.close)


def test_a_disk_full_in_mid_audit(tmp_path: Path, failing: Any) -> None:
    with Database.open(f"sqlite:///{tmp_path / 'palese.db'}") as database:
        limited = False

        def limit(connection: Any, _record: object) -> None:
            if limited:
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(database._engine, "connect", limit)

        def switch(on: bool) -> None:
            nonlocal limited
            limited = on
            database.close()  # new connections are told

        failing(database, FullError, lambda: switch(True), lambda: switch(False))


@pytest.mark.parametrize(
    "name", ["crowdtangle-instagram.csv", "zeeschuimer-instagram.ndjson", "youtube-api.json"]
)
def test_truncated_exports(name: str, engine: Engine, tmp_path: Path) -> None:
    data = (FIXTURES / name).read_bytes().rstrip()
    file = tmp_path / name
    file.write_bytes(data[:-7])
    told: list[Problem] = []
    with Database.open(f"sqlite:///{tmp_path / 'palese.db'}") as database:
        audit = audited(database, engine, str(file), problems=told)
        posts, _, done = state(database)
        assert [p.level for p in told] == ["error"], told
        assert (posts, done, audit.problems) == (posts, "done", 1)
        again = audited(database, engine, str(file), resume=True)
        assert digest(database, again) == digest(database, audit)


@pytest.mark.parametrize("codec", ["utf-16", "latin-1"])
def test_wrong_encodings(codec: str, engine: Engine, tmp_path: Path) -> None:
    lines = Path(
        write(tmp_path / "p.jsonl", post(1, text="perché #pubblicità"), post(2, text="ciao"))
    )
    lines.write_bytes(lines.read_text(encoding="utf-8").encode(codec))
    told: list[Problem] = []
    with Database.open(f"sqlite:///{tmp_path / 'palese.db'}") as database:
        audit = audited(database, engine, str(lines), problems=told)
        assert [p.level for p in told] == ["error"], told
        assert "UTF-8" in f"{told[0].what} {told[0].remedy}"
        assert (audit.posts, audit.state) == ({"utf-16": 0, "latin-1": 1}[codec], "done")
