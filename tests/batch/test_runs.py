"""Audits in one process and in several, stopped and resumed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.batch import inputs, run, stored
from checker.batch.brands import BrandFinder
from checker.engine import Engine
from checker.errors import InputError, PaleseError, UsageError
from checker.importers.records import Problem
from checker.storage import ConflictError, Database, audits, brands, collaborations, creators
from checker.storage.records import Audit, Snapshot
from tests.batch.made import SAMPLES, post, write
from tests.conftest import caption, post_of


def audited(
    database: Database,
    engine: Engine,
    *files: str,
    name: str = "one",
    workers: int = 1,
    codes: tuple[str, ...] = (),
    resume: bool = False,
    problems: list[Problem] | None = None,
) -> Audit:
    found = inputs.look_at(files)
    with database.write() as session:
        audit = run.begin(session, name, found, engine, codes, resume=resume)
    said = [] if problems is None else problems
    return run.run(
        database,
        audit,
        found,
        engine,
        workers=workers,
        on_problem=said.append,
        on_progress=lambda *_: None,
    )


def digest(database: Database, audit: Audit) -> str:
    with database.read() as session:
        return audits.digest_of(session, audit.id)


@pytest.fixture
def database(tmp_path: Path) -> Any:
    with Database.open(f"sqlite:///{tmp_path / 'palese.db'}") as opened:
        yield opened


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_ITEMS", 7)


def test_as_many_workers_as_one_likes(
    database: Database, engine: Engine, small_chunks: None, tmp_path: Path
) -> None:
    second = write(tmp_path / "more.jsonl", *(post(n) for n in range(30)), "{broken", post(31))
    problems: list[Problem] = []
    one = audited(database, engine, str(SAMPLES), second, codes=("IT", "UK"), problems=problems)
    two = audited(database, engine, str(SAMPLES), second, name="two", workers=2, codes=("IT", "UK"))
    assert (one.posts, one.verdicts, one.problems) == (103, 206, 1)
    assert digest(database, one) == digest(database, two)
    assert [(problem.file, problem.line) for problem in problems] == [(second, 31)]
    assert one.state == two.state == "done"
    assert all(given.done for given in two.inputs)
    with database.read() as session:
        assert [p.input for p in audits.problems(session, two.id)] == [1]


def test_stored_posts_come_back_with_their_verdicts(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    audit = audited(database, engine, str(SAMPLES), codes=("IT", "US"))
    with database.read() as session:
        back = list(stored.judged(session, audit))
    read = [item for item in inputs.read_posts(SAMPLES) if not isinstance(item, Problem)]
    assert [each.line for each in back] == [each.line for each in read]
    assert [each.post.id for each in back] == [each.post.id for each in read]
    assert back[5].verdicts == engine.check(read[5].post, ("IT", "US"))


def test_a_stop_between_batches_is_made_good(
    database: Database,
    engine: Engine,
    small_chunks: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = write(tmp_path / "p.jsonl", *(post(n) for n in range(40)), "{broken", post(41))
    whole = audited(database, engine, file, name="whole")
    for _ in range(4):
        with monkeypatch.context() as patched, pytest.raises(InterruptedError):
            patched.setattr(run.AuditWriter, "finish", lambda *_: 1 / 0)
            stops = iter([False, True])

            def stop(self: Any, *given: Any, stops: Any = stops, add: Any = _ADD) -> None:
                if next(stops):
                    raise InterruptedError
                add(self, *given)

            patched.setattr(run.AuditWriter, "add_batch", stop)
            audited(database, engine, file, resume=True)
    parts = audited(database, engine, file, resume=True, workers=2)
    assert digest(database, parts) == digest(database, whole)
    assert audited(database, engine, file, resume=True) == parts


_ADD = run.AuditWriter.add_batch


def test_only_the_same_audit_goes_on(database: Database, engine: Engine, tmp_path: Path) -> None:
    file = write(tmp_path / "p.jsonl", post(1))
    audited(database, engine, file, codes=("IT",))
    with pytest.raises(ConflictError, match="already"):
        audited(database, engine, file, codes=("IT",))
    with pytest.raises(ConflictError, match="judges under IT"):
        audited(database, engine, file, codes=("UK",), resume=True)
    with pytest.raises(ConflictError, match="1 inputs, not 2"):
        audited(database, engine, file, str(SAMPLES), codes=("IT",), resume=True)
    write(tmp_path / "p.jsonl", post(2))
    with pytest.raises(ConflictError, match="has changed"):
        audited(database, engine, file, codes=("IT",), resume=True)


def test_a_file_that_changes_meanwhile_is_refused(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    file = write(tmp_path / "p.jsonl", post(1))
    found = inputs.look_at([file])
    with database.write() as session:
        audit = run.begin(session, "one", found, engine, ())
    write(tmp_path / "p.jsonl", post(1), post(2))
    with pytest.raises(InputError, match="changed while"):
        run.run(
            database,
            audit,
            found,
            engine,
            on_problem=lambda _: None,
            on_progress=lambda *_: None,
        )


def test_what_cannot_be_read_twice_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "p.jsonl", post(1))
    with pytest.raises(UsageError, match="reads files"):
        inputs.look_at(["-"])
    with pytest.raises(UsageError, match="twice"):
        inputs.look_at([file, file])


def test_records_speak_where_the_input_is_silent(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    with database.write() as session:
        giulia = creators.add_creator(
            session, "Giulia", country="IT", topics=["food"], accounts=[("instagram", "@giulia.r")]
        )
        account = giulia.accounts[0].id
        creators.add_snapshots(
            session, account, [Snapshot(datetime(2026, 4, 1, tzinfo=UTC), followers=5000)]
        )
        acme = brands.add_brand(session, "ACME", handles=["@acme"])
        collaborations.add_collaboration(
            session,
            acme.id,
            "gift",
            creator_id=giulia.id,
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 5, 31),
        )
    known = {"platform": "instagram", "author": "giulia.r", "text": "La crema nuova di ACME è qui"}
    file = write(
        tmp_path / "p.jsonl",
        {"id": "within", "published_at": "2026-05-10", **known},
        {"id": "after", "published_at": "2026-08-10", **known},
        {"id": "own", "published_at": "2026-05-10", "relation": {"kind": "loan"}, **known},
    )
    audit = audited(database, engine, file)
    with database.read() as session:
        within, after, own = (each for each in stored.judged(session, audit))
    assert within.post.relation is not None
    assert (within.post.relation.kind, within.post.relation.brand) == ("gift", "ACME")
    assert within.verdicts[0].intent.level == "certain"
    assert within.verdicts[0].jurisdiction == "IT"
    assert within.verdicts[0].creator.followers == 5000
    assert after.post.relation is None
    assert own.post.relation is not None
    assert own.post.relation.kind == "loan"


def test_what_a_database_refuses_is_replaced(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    text = "Correte: con\0GIULIA10 avete il 10% #a\0dv"
    file = write(tmp_path / "p.jsonl", post(1, country="IT", text=text, topic="a\0b"))
    audit = audited(database, engine, file)
    checked = engine.check(post_of(post(1, country="IT", text=text)))
    with database.read() as session:
        (kept,) = stored.judged(session, audit)
    assert kept.post.segments[0].text == text.replace("\0", "\ufffd")
    assert kept.verdicts[0].findings == checked[0].findings


def test_brands_are_found_as_names() -> None:
    finder = BrandFinder({"mango": (1, "Mango"), "notturno di seta": (2, "Notturno di Seta")})

    def found(text: str) -> list[tuple[str, int | None]]:
        return sorted((brand.name, brand.brand_id) for brand in finder.find(caption(text)))

    assert found("un mango maturo") == []
    assert found("il vestito di Mango!") == [("Mango", 1)]
    assert found("#mango e il Notturno  di seta") == [("Mango", 1), ("Notturno di Seta", 2)]
    assert found("mangosteen") == []


def test_a_worker_that_fails_is_named(
    database: Database, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "p.jsonl", post(1))
    monkeypatch.setattr(run.Judge, "instructions", lambda self: None)
    with pytest.raises(PaleseError, match="worker process failed"):
        audited(database, engine, file, workers=2)


_PALESE = (sys.executable, "-c", "from checker.cli.main import entry; entry()")


def test_killed_at_any_moment_it_goes_on(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    """Five times with SIGKILL; the same content and the same bytes in the end."""
    file = write(tmp_path / "p.jsonl", *(post(n) for n in range(2500)))
    url = f"sqlite:///{tmp_path / 'palese.db'}"

    def command(name: str, *more: str) -> list[str]:
        out = str(tmp_path / name)
        return [*_PALESE, "audit", file, "--db", url, "--name", name, "--out", out, *more]

    began = time.monotonic()
    subprocess.run(command("whole", "--workers", "1"), check=True, capture_output=True)
    took = time.monotonic() - began
    chance = random.Random(20261122)
    for turn in range(5):
        workers = str(1 + turn % 2)
        process = subprocess.Popen(
            command("parts", "--resume", "--workers", workers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, 0.8) * took)
        process.kill()
        process.wait()
    subprocess.run(command("parts", "--resume"), check=True, capture_output=True)
    with database.read() as session:
        whole, parts = (audits.get_audit(session, name) for name in ("whole", "parts"))
        assert (parts.posts, parts.state) == (2500, "done")
        assert audits.digest_of(session, parts.id) == audits.digest_of(session, whole.id)
    lines = [(tmp_path / name / "verdicts.jsonl").read_bytes() for name in ("whole", "parts")]
    assert lines[0] == lines[1]


def test_changed_records_are_not_mixed_into_an_audit(
    database: Database,
    engine: Engine,
    small_chunks: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = write(tmp_path / "p.jsonl", *(post(n) for n in range(40)))
    stops = iter([False, True])

    def stop(self: Any, *given: Any) -> None:
        if next(stops):
            raise InterruptedError
        _ADD(self, *given)

    with monkeypatch.context() as patched, pytest.raises(InterruptedError):
        patched.setattr(run.AuditWriter, "add_batch", stop)
        audited(database, engine, file)
    with database.write() as session:
        creators.add_creator(session, "Giulia", accounts=[("instagram", "@giulia.r")])
    with pytest.raises(ConflictError, match="records of creators"):
        audited(database, engine, file, resume=True)


def test_an_audit_that_has_judged_nothing_takes_the_records_as_they_are(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    found = inputs.look_at([write(tmp_path / "p.jsonl", post(1))])
    with database.write() as session:
        begun = run.begin(session, "one", found, engine, ())
        creators.add_creator(session, "Giulia", accounts=[("instagram", "@giulia.r")])
    with database.write() as session:
        resumed = run.begin(session, "one", found, engine, (), resume=True)
        assert resumed.id == begun.id
        assert begun.creators_digest != resumed.creators_digest == audits.creators_digest(session)


def test_tiers_that_need_more_than_followers(
    database: Database, engine: Engine, tmp_path: Path
) -> None:
    """AGCOM's and Spain's tests are answered where all that they ask for is on record."""
    figures = {"posts-per-year": 30, "engagement-rate": 0.03, "gross-revenue": 400_000}
    accounts = [("instagram", "@big"), ("tiktok", "@big")]
    with database.write() as session:
        big = creators.add_creator(session, "Big", country="IT", facts=figures, accounts=accounts)
        for account, followers in zip(big.accounts, (700_000, 400_000), strict=True):
            counted = Snapshot(datetime(2026, 4, 1, tzinfo=UTC), followers=followers)
            creators.add_snapshots(session, account.id, [counted])
        seen = creators.add_creator(
            session, "Seen", facts={"monthly-views": 2_000_000}, accounts=[("tiktok", "seen")]
        )
    file = write(
        tmp_path / "p.jsonl",
        post(1, author="big", published_at="2026-05-01"),
        post(2, author="big", followers=1_500_000, published_at="2026-05-01"),
        post(3, author="big", followers=1_500_000, published_at="2026-01-01"),
        post(4, author=seen.accounts[0].handle, platform="tiktok", followers=10),
        post(5, author="stranger", followers=5_000_000),
    )
    audit = audited(database, engine, file)
    names = ("agcom-2024", "agcom-2025", "es-rd444")
    with database.read() as session:
        tiers = [
            tuple(each.verdicts[0].creator.tiers[name] for name in names)
            for each in stored.judged(session, audit)
        ]
    assert tiers == [
        ("rilevante", None, None),  # 1,100,000 followers in all
        ("rilevante", "rilevante", "especial-relevancia"),
        (None, "rilevante", "especial-relevancia"),  # before anybody counted all accounts
        (None, "rilevante", None),
        (None, "rilevante", None),
    ]
