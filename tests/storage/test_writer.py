"""An audit is written whole, in order, once, whatever happens on the way."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from checker.errors import UsageError
from checker.storage import (
    AuditWriter,
    ConflictError,
    Cursor,
    Database,
    InputProblem,
    NotFoundError,
    StorageError,
    audits,
    prepare,
)
from checker.storage.keys import row_id
from tests.storage import made

TOTAL, BATCH = 600, 20
RUN = f"""
import sys
from checker.storage import AuditWriter, Cursor, Database, audits
from tests.storage import made
with Database.open(sys.argv[1]) as database:
    with database.read() as session:
        audit = audits.get_audit(session, "spring")
    writer = AuditWriter(database, audit.id)
    print("ready", flush=True)
    at = audit.inputs[0].lines
    while at < {TOTAL}:
        posts = [made.audited(n, ("IT", "UK")) for n in range(at + 1, at + {BATCH} + 1)]
        at += {BATCH}
        writer.add_batch(posts, Cursor(0, at, done=at == {TOTAL}))
    writer.finish()
"""


def test_what_is_written_is_read_back(database: Database) -> None:
    posts = [made.audited(n, ("IT", "UK")) for n in range(1, 251)]
    audit = made.stored(database, posts)
    assert (audit.state, audit.posts, audit.verdicts) == ("done", 250, 500)
    assert audit.finished_at is not None
    assert audit.findings == sum(len(v.findings) for p in posts for v in p.verdicts)
    assert audit.inputs[0].lines == 250
    assert audit.inputs[0].done
    with database.read() as session:
        assert [p for _, p in audits.iter_posts(session, audit.id)] == [p.post for p in posts]
        assert next(i for i, _ in audits.iter_posts(session, audit.id)) == row_id(audit.id, 1)
        lines = [line for _, line in audits.iter_verdicts(session, audit.id)]
        assert lines == [msgspec.json.encode(v).decode() for p in posts for v in p.verdicts]
        one = next(p for p in posts if p.verdicts[0].findings)
        found = audits.findings_of(session, [row_id(audit.id, one.line)])
        assert [f.rule for f in found] == [f.rule for v in one.verdicts for f in v.findings]
        assert found[0].instrument == "IT-CDC"
        assert len({f.fingerprint for f in found}) == len(found)
        assert audits.read_post(session, row_id(audit.id, 7)) == posts[6].post
        with pytest.raises(NotFoundError):
            audits.read_post(session, 1)


def test_the_same_inputs_give_the_same_content(
    on_sqlite: Database, on_postgresql: Database
) -> None:
    posts = [made.audited(n) for n in range(1, 121)]
    digests = set()
    for database in (on_sqlite, on_postgresql):
        for name, size in (("one", 7), ("two", 120)):
            audit = made.stored(database, posts, name, size)
            with database.read() as session:
                digests.add(audits.digest_of(session, audit.id))
    assert len(digests) == 1


def test_workers_may_prepare(database: Database) -> None:
    posts = [made.audited(n) for n in range(1, 31)]
    plain = made.stored(database, posts, "plain")
    prepared = [pickle.loads(pickle.dumps(prepare(post))) for post in posts]
    ready = made.stored(database, prepared, "ready")
    with database.read() as session:
        assert audits.digest_of(session, plain.id) == audits.digest_of(session, ready.id)


def test_problems_and_several_inputs(database: Database) -> None:
    audit = made.begin(database, inputs=2)
    writer = AuditWriter(database, audit.id)
    told = InputProblem(2, "broken at 5", "Mend", told=("broken at {at}", "Mend", {"at": "5"}))
    writer.add_batch([made.audited(1)], Cursor(0, 2, "byte 80", True), [told])
    writer.add_batch([], Cursor(1, 3), [InputProblem(None, "odd", "Look", "warning", 1)])
    with database.read() as session:
        stored = audits.get_audit(session, "spring")
        assert audits.problems(session, audit.id) == [
            told,
            InputProblem(None, "odd", "Look", "warning", 1),
        ]
    assert [(i.lines, i.position, i.done) for i in stored.inputs] == [
        (2, "byte 80", True),
        (3, "", False),
    ]
    assert stored.problems == 2


def test_only_one_may_write(database: Database) -> None:
    audit = made.begin(database)
    first, second = AuditWriter(database, audit.id), AuditWriter(database, audit.id)
    first.add_batch([made.audited(1)], Cursor(0, 1))
    with pytest.raises(ConflictError, match="another program is writing"):
        second.add_batch([made.audited(2)], Cursor(0, 2))
    with pytest.raises(ConflictError):  # backwards
        first.add_batch([made.audited(2)], Cursor(0, 0))
    with pytest.raises(ConflictError):  # no such input
        first.add_batch([made.audited(2)], Cursor(5, 2))
    first.finish("cancelled")
    with pytest.raises(ConflictError):
        first.add_batch([made.audited(2)], Cursor(0, 2))
    with pytest.raises(ConflictError):
        second.finish()
    first.finish("cancelled")
    with pytest.raises(StorageError, match="is cancelled"):
        AuditWriter(database, audit.id)
    with pytest.raises(NotFoundError):
        AuditWriter(database, 99)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM posts")).scalar() == 1


def test_names_of_audits(database: Database) -> None:
    audit = made.begin(database)
    with pytest.raises(ConflictError, match="already"):
        made.begin(database)
    with pytest.raises(UsageError):
        made.begin(database, "2026")
    with database.read() as session:
        assert audits.get_audit(session, str(audit.id)) == audits.get_audit(session, "spring")
        with pytest.raises(NotFoundError):
            audits.get_audit(session, "autumn")
        with pytest.raises(NotFoundError):
            audits.get_audit(session, "9" * 30)


def test_an_audit_is_removed_whole(database: Database) -> None:
    posts = [made.audited(n) for n in range(1, 41)]
    gone, kept = made.stored(database, posts, "gone"), made.stored(database, posts, "kept")
    with database.read() as session:
        before = audits.digest_of(session, kept.id)
    with database.write() as session:
        audits.delete_audit(session, gone.id)
    with database.read() as session:
        assert audits.digest_of(session, kept.id) == before
        assert [a.name for a in audits.list_audits(session)] == ["kept"]
        for table in ("posts", "post_bodies", "verdicts", "verdict_bodies"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 40


def test_fingerprints_survive_moved_lines(database: Database) -> None:
    def prints(audit_id: int) -> set[str]:
        with database.read() as session:
            ids = [i for i, _ in audits.iter_posts(session, audit_id)]
            return {f.fingerprint for f in audits.findings_of(session, ids)}

    named = [made.audited(n) for n in range(1, 31)]
    moved = [made.audited(n, line=100 - n) for n in range(30, 0, -1)]
    assert prints(made.stored(database, named, "a").id) == prints(
        made.stored(database, moved, "b").id
    )
    # Posts without an id are called by their file and line, which must not matter either.
    unnamed = [made.audited(n, id=f"posts:{n}") for n in range(1, 31)]
    shifted = [made.audited(n, id=f"other:{n + 5}", line=n + 5) for n in range(1, 31)]
    a, b = made.stored(database, unnamed, "c"), made.stored(database, shifted, "d")
    assert len(prints(a.id) & prints(b.id)) > 0


@pytest.mark.parametrize("kills", [6])
def test_killed_at_any_instant_and_resumed(url: str, kills: int) -> None:
    with Database.open(url) as database:
        made.begin(database)
        posts = [made.audited(n, ("IT", "UK")) for n in range(1, TOTAL + 1)]
        whole = made.stored(database, posts, "whole", BATCH)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    dice = random.Random(7)
    killed = 0
    for attempt in range(kills + 1):
        with subprocess.Popen(
            [sys.executable, "-c", RUN, url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if attempt < kills:
                time.sleep(dice.uniform(0.0, 0.06))
                process.send_signal(signal.SIGKILL)
            _, errors = process.communicate(timeout=60)
        if process.returncode == -signal.SIGKILL:
            killed += 1
        elif process.returncode:
            assert b"is done" in errors, errors.decode()
            break
    assert killed
    with Database.open(url) as database, database.read() as session:
        resumed = audits.get_audit(session, "spring")
        assert resumed.state == "done"
        assert audits.digest_of(session, resumed.id) == audits.digest_of(session, whole.id)
