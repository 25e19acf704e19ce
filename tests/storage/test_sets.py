"""Sets of verdicts say what the tables say, whatever is asked, also after records change."""

from __future__ import annotations

import random

import msgspec
import pytest

from checker.storage import Database, PostBrand, Session, brands, chosen, reviews, sets, verdicts
from checker.storage.audits import delete_audit
from checker.storage.records import Audit
from checker.storage.verdicts import Filter
from tests.storage import made

BANDS = ((0, 999), (1_000, 49_999), (50_000, 200_000), (150_000, None))
BY = ("verdict", "jurisdiction", "platform", "month", "lang", "severity", "relation", "rule")


def _audit(database: Database, number: int = 150) -> Audit:
    with database.write() as session:
        acme = brands.add_brand(session, "Acme", handles=["acme"], aliases=["Acme Italia"])
        other = brands.add_brand(session, "Other", handles=["other"])
    posts = []
    for n in range(1, number + 1):
        named = [PostBrand("Acme Italia", "seen", acme.id)] if n % 3 == 0 else []
        named += [PostBrand("Other", "seen", other.id if n % 2 else None)] if n % 5 == 0 else []
        named += [PostBrand(f"Loose {n % 4}", "seen")] if n % 7 == 0 else []
        audited = made.audited(n, ("IT", "UK") if n % 4 else ("IT",))
        posts.append(msgspec.structs.replace(audited, brands=tuple(named), topic=f"t{n % 3}"))
    return made.stored(database, posts)


@pytest.fixture
def audit(database: Database, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """An audit whose sets go over several chunks."""
    monkeypatch.setattr(sets, "CHUNK", 64)
    monkeypatch.setattr(sets, "_BYTES", 8)
    monkeypatch.setattr(sets, "_MOST_LISTED", 4)
    found = _audit(database)
    with database.write() as session:
        for n in range(1, 60, 4):
            post = sets.id_range(found.id)[0] + n
            reviews.save_review(session, post, "IT", "anna", "cannot-tell")
    return found


def _filters(dice: random.Random) -> Filter:
    def some(*values: object) -> object:
        return dice.choice(values)

    low = dice.choice([None, 0, 1, 999, 1000, 65_536, 150_000])
    return Filter(
        verdicts=some((), (), ("review",), ("undisclosed", "inadequate")),  # type: ignore[arg-type]
        jurisdictions=some((), (), ("UK",), ("FR",)),  # type: ignore[arg-type]
        platforms=some((), (), ("tiktok",)),  # type: ignore[arg-type]
        months=some((), (), ("2026-02", "2026-05")),  # type: ignore[arg-type]
        topics=some((), (), ("t1",)),  # type: ignore[arg-type]
        rules=some((), (), ("it/review", "uk/inadequate")),  # type: ignore[arg-type]
        severities=some((), (), ("error",)),  # type: ignore[arg-type]
        author=some(None, None, None, "@Autrice.3"),  # type: ignore[arg-type]
        brand=some(None, None, "Acme", "@other"),  # type: ignore[arg-type]
        brand_names=some((), (), ("ACME italia", "loose 2")),  # type: ignore[arg-type]
        brand_id=some(None, None, None, 1, 2),  # type: ignore[arg-type]
        followers=some(None, None, (low, dice.choice([None, 0, 70_000, 300_000]))),  # type: ignore[arg-type]
        followers_unknown=dice.random() < 0.1,
        reviewed=some(None, None, True, False),  # type: ignore[arg-type]
        text=some(None, None, None, "sconto", "crema regalo", "pubblic*", "🎁", "nothing"),  # type: ignore[arg-type]
    )


def _all_of(session: Session, audit: Audit, asked: list[Filter]) -> list[object]:
    found: list[object] = []
    for number, each in enumerate(asked):
        listed = verdicts.list_verdicts(session, audit.id, each, limit=20)
        found.append(listed)
        if listed:
            after = listed[len(listed) // 2].verdict_id
            found.append(verdicts.list_verdicts(session, audit.id, each, after=after, limit=7))
        found.append(verdicts.count_verdicts(session, audit.id, each))
        found.append(verdicts.count_up_to(session, audit.id, each, 11))
        by: list[verdicts.Dimension] = [BY[number % len(BY)]]  # type: ignore[list-item]
        if by != ["verdict"]:
            by.append("verdict")
        found.append(verdicts.tally(session, audit.id, by, each))
        found.append(verdicts.tally(session, audit.id, ["brand", "verdict"], each))
        found.append(verdicts.tally(session, audit.id, ["band", "verdict"], each, bands=BANDS))
    return found


@pytest.mark.parametrize("few", [0, 10_000])
def test_sets_answer_as_the_tables_do(
    database: Database, audit: Audit, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "_FEW", few)
    monkeypatch.setattr(chosen, "_PAGE", 13)
    monkeypatch.setattr(chosen, "_NEXT", 40)
    dice = random.Random(7)
    asked = [Filter(), *(_filters(dice) for _ in range(25))]
    with database.read() as session:
        assert sets.of_audit(session, audit.id) is not None
        by_sets = _all_of(session, audit, asked)
    with monkeypatch.context() as patch, database.read() as session:
        patch.setattr(sets, "of_audit", lambda *_: None)
        by_tables = _all_of(session, audit, asked)
    assert by_sets == by_tables
    assert sum(isinstance(each, int) and each > 0 for each in by_sets) > 15


def test_a_change_of_records_shows_at_once(database: Database, audit: Audit) -> None:
    def named() -> dict[tuple[object, ...], int]:
        with database.read() as session:
            return verdicts.tally(session, audit.id, ["brand"])

    before = named()
    with database.write() as session:
        brands.add_brand(session, "Loose", aliases=["Loose 1", "Loose 2"])
        brands.update_brand(session, 1, name="Acme Group")
    after = named()
    assert ("Acme",) in before and ("Acme",) not in after
    assert after["Acme Group",] == before["Acme",]
    assert after["Loose",] == before["loose 1",] + before["loose 2",]
    with database.write() as session:
        brands.delete_brand(session, 2)
        assert brands.add_brand(session, "New").id in (2, 4)  # SQLite gives the number again
    assert ("New",) not in named()
    assert named()["other",] == before["Other",]
    with database.read() as session:
        assert not verdicts.count_verdicts(session, audit.id, Filter(brand_id=2))


def test_sets_only_of_audits_that_have_ended(database: Database) -> None:
    audit = made.begin(database)
    with database.read() as session:
        assert sets.of_audit(session, audit.id) is None
        assert verdicts.count_verdicts(session, audit.id) == 0


def test_missing_sets_are_made(database: Database, audit: Audit) -> None:
    with database.write() as session:
        session.execute(sets.update(sets.AuditRow).values(sets=0))
    assert sets.build_missing(database) == 1
    assert sets.build_missing(database) == 0
    with database.read() as session:
        found = sets.of_audit(session, audit.id)
        assert found is not None and found.number == audit.verdicts


def test_sets_go_with_their_audit(database: Database, audit: Audit) -> None:
    with database.write() as session:
        delete_audit(session, audit.id)
    with database.read() as session:
        for table in (sets.VerdictSetRow, chosen.search.PostWordsRow):
            assert session.query(table).count() == 0
    again = made.stored(database, [made.audited(900)])
    with database.read() as session:
        # SQLite gives the number of the audit again: nothing of the old one may be found.
        assert verdicts.count_verdicts(session, again.id, Filter(text="1")) == 0
        assert verdicts.count_verdicts(session, again.id, Filter(text="900")) == 1
