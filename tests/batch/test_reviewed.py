"""What reviews of a sample say of the verdicts, and of tiers under several taxonomies."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.batch.dependence import tier_dependence
from checker.batch.figures import corrected, overall
from checker.batch.reviewed import error_of, measured_error
from checker.engine import Engine
from checker.storage import Database, reviews, verdicts
from checker.storage.counts import Drawn, Opinion
from checker.storage.records import SampleItem
from tests.storage import made


def opinion(post: int, verdict: str, correct: str | None = None, who: str = "Ada") -> Opinion:
    return Opinion(post, "IT", verdict, who, "disagree" if correct else "agree", correct)


def drawn(post: int, weight: float = 1.0, stratum: str = "", plan: int = 1) -> Drawn:
    return Drawn(plan, post, "IT", stratum, weight)


def test_equal_weights_are_plain_counts() -> None:
    said = [
        *(opinion(n, "undisclosed") for n in range(9)),
        opinion(9, "disclosed", "inadequate"),
        *(opinion(n, "no-intent") for n in range(10, 29)),
        opinion(29, "undisclosed", "disclosed"),
    ]
    found = error_of(said, [drawn(n) for n in range(30)])
    assert (found.reviewed, found.left_out) == (30, 0)
    assert (found.found, found.positives) == (pytest.approx(9), pytest.approx(10))
    assert (found.cleared, found.negatives) == (pytest.approx(19), pytest.approx(20))
    share = found.correct(300, 1000)
    assert share is not None
    assert share.estimate == pytest.approx((0.3 + 0.95 - 1) / (0.9 + 0.95 - 1))


def test_a_stratum_that_was_drawn_thinly_weighs_more() -> None:
    said = [opinion(1, "undisclosed"), opinion(2, "disclosed", "undisclosed")]
    found = error_of(said, [drawn(1, 30, "nano"), drawn(2, 10, "top")])
    assert found.found / found.positives == pytest.approx(0.75)
    assert found.positives == pytest.approx(40**2 / (30**2 + 10**2))


def test_what_was_reviewed_stands_for_its_stratum() -> None:
    items = [drawn(n, 10, "nano") for n in range(4)] + [drawn(9, 10, "top")]
    said = [opinion(0, "undisclosed"), opinion(9, "disclosed", "undisclosed")]
    found = error_of(said, items)
    assert found.found / found.positives == pytest.approx(0.8)


def test_reviewers_who_differ() -> None:
    said = [
        *(opinion(1, "undisclosed", who=who) for who in ("Ada", "Bo")),
        opinion(1, "undisclosed", "no-intent", who="Cy"),
        opinion(2, "undisclosed", who="Ada"),
        opinion(2, "undisclosed", "disclosed", who="Bo"),
        Opinion(3, "IT", "disclosed", "Ada", "cannot-tell", None),
        opinion(4, "disclosed", "review"),
        opinion(5, "disclosed"),
        opinion(6, "disclosed"),
    ]
    found = error_of(said, [drawn(n) for n in range(1, 6)])
    assert (found.reviewed, found.left_out) == (2, 4)
    assert (found.positives, found.negatives) == (1, 1)
    assert found.agreement is not None


def test_nothing_is_corrected_by_reviews_of_one_kind() -> None:
    found = error_of([opinion(1, "undisclosed")], [drawn(1)])
    assert not found.usable
    assert found.correct(1, 10) is None
    worse = error_of(
        [opinion(1, "undisclosed", "no-intent"), opinion(2, "no-intent", "undisclosed")],
        [drawn(1), drawn(2)],
    )
    assert not worse.usable


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path / 'palese.db'}")


def test_reviews_correct_the_figures_of_an_audit(database: Database) -> None:
    audit = made.stored(database, [made.audited(n) for n in range(1, 61)])
    with database.write() as session:
        assert measured_error(session, audit.id) is None
        listed = verdicts.list_verdicts(session, audit.id, limit=60)
        items = [SampleItem(one.post_id, one.jurisdiction, "", 2.0) for one in listed[:30]]
        plan = reviews.add_plan(session, audit.id, "first", 1, items)
        for one in listed[:30]:
            reviews.save_review(session, one.post_id, "IT", "Ada", "agree", plan_id=plan.id)
        error = measured_error(session, audit.id)
        assert error is not None
        whole = overall(session, audit.id)
        (row,) = corrected([whole], error)
    assert (error.reviewed, error.left_out) == (21, 9)  # nine are for a person still
    assert row.corrected is not None
    assert row.corrected.estimate == pytest.approx(whole.non_compliance.share, abs=1e-6)
    assert row.corrected.low < row.corrected.estimate < row.corrected.high
    database.close()


def test_how_far_tiers_depend_on_the_taxonomy(database: Database, engine: Engine) -> None:
    """Small authors hide and large ones do not: seen by every line between 1,000 and 100,000."""
    posts = [
        made.audited(
            n,
            author=f"author{n % 20}",
            platform="instagram",
            followers=500 if n % 20 < 10 else 500_000,
        )
        for n in range(1, 101)
    ]
    audit = made.stored(database, posts)
    tiers = engine.pack.tiers
    with database.read() as session:
        rows = tier_dependence(session, audit.id, tiers["general"], tiers)
    found = {row.taxonomy: row for row in rows}
    assert set(found) == {"four-level", "harvard-media"}
    for row in rows:
        assert row.tau == 1.0
        assert row.creators == 19  # one has no commercial post
        assert set(row.ranking) == {"nano", "macro"}
    with database.read() as session:
        assert tier_dependence(session, audit.id, tiers["arpp"], tiers) == []
    database.close()
