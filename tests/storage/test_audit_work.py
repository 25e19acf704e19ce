"""Finding, counting, comparing, waiving and reviewing verdicts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from checker.errors import UsageError
from checker.storage import (
    AuditedPost,
    ConflictError,
    Database,
    NotFoundError,
    audits,
    brands,
    campaigns,
    collaborations,
    compare,
    creators,
    crossposts,
    reviews,
    verdicts,
    waivers,
)
from checker.storage.keys import row_id
from checker.storage.records import CrossFinding, SampleItem
from checker.storage.rows import utc_text
from tests.storage import made

TODAY = date(2026, 6, 1)


def _pairs(posts: list[AuditedPost]) -> list[tuple[AuditedPost, Any]]:
    return [(p, v) for p in posts for v in p.verdicts]


@pytest.mark.parametrize(
    ("chosen", "test"),
    [
        ({}, lambda p, v: True),
        ({"verdicts": ["review"]}, lambda p, v: v.verdict == "review"),
        ({"jurisdictions": ["UK"]}, lambda p, v: v.jurisdiction == "UK"),
        ({"platforms": ["tiktok"]}, lambda p, v: p.post.platform == "tiktok"),
        ({"months": ["2026-03"]}, lambda p, v: p.post.published_at[:7] == "2026-03"),
        ({"rules": ["it/review"]}, lambda p, v: any(f.rule == "it/review" for f in v.findings)),
        ({"severities": ["error"]}, lambda p, v: bool(v.findings)),
        ({"author": "@Autrice.3"}, lambda p, v: p.post.author == "autrice.3"),
        ({"brand": "ACME"}, lambda p, v: p.post.brands == ("@acme",)),
        ({"followers": (1000, 100_000)}, lambda p, v: 1000 <= (p.followers or 0) <= 100_000),
        ({"followers": (None, 500)}, lambda p, v: p.followers is not None and p.followers <= 500),
        ({"followers_unknown": True}, lambda p, v: p.followers is None),
        ({"text": "oggi"}, lambda p, v: "oggi" in p.post.segments[0].text),
        ({"text": "100%_"}, lambda p, v: False),
        (
            {"verdicts": ["review", "disclosed"], "platforms": ["tiktok"], "langs": ["it"]},
            lambda p, v: v.verdict in ("review", "disclosed") and p.post.platform == "tiktok",
        ),
    ],
)
def test_filters(on_sqlite: Database, chosen: dict[str, Any], test: Any) -> None:
    _check_filter(on_sqlite, chosen, test)


def test_filters_on_postgresql(on_postgresql: Database) -> None:
    chosen = {"rules": ["it/review"], "followers": (1000, None), "brand": "acme", "text": "OGGI"}
    _check_filter(
        on_postgresql,
        chosen,
        lambda p, v: (
            v.jurisdiction == "IT"
            and v.verdict == "review"
            and (p.followers or 0) >= 1000
            and p.post.brands
            and "oggi" in p.post.segments[0].text
        ),
    )


def _check_filter(database: Database, chosen: dict[str, Any], test: Any) -> None:
    posts = [made.audited(n, ("IT", "UK")) for n in range(1, 201)]
    other = made.stored(database, posts[:9], "other")
    audit = made.stored(database, posts)
    wanted = verdicts.Filter(**chosen)
    expected = [(p.post.id, v.jurisdiction) for p, v in _pairs(posts) if test(p, v)]
    with database.read() as session:
        assert verdicts.count_verdicts(session, audit.id, wanted) == len(expected)
        listed: list[tuple[str, str]] = []
        after = 0
        while page := verdicts.list_verdicts(session, audit.id, wanted, after=after, limit=7):
            listed += [(item.external_id, item.jurisdiction) for item in page]
            after = page[-1].verdict_id
        assert listed == expected
        assert verdicts.count_verdicts(session, other.id) == 18


def test_counts(database: Database) -> None:
    posts = [made.audited(n, ("IT", "UK")) for n in range(1, 151)]
    audit = made.stored(database, posts)
    bands = [(0, 999), (1000, 100_000), (150_000, None)]

    def band(followers: int | None) -> int | None:
        if followers is None:
            return -1
        inside = [
            n for n, (a, b) in enumerate(bands) if a <= followers and (not b or followers <= b)
        ]
        return inside[0] if inside else None

    by: dict[tuple[str, ...], Any] = {
        ("jurisdiction", "verdict"): lambda p, v: [(v.jurisdiction, v.verdict)],
        ("month", "platform"): lambda p, v: [(p.post.published_at[:7], p.post.platform)],
        ("band", "verdict"): lambda p, v: [(band(p.followers), v.verdict)],
        ("rule",): lambda p, v: {(f.rule,) for f in v.findings},
        ("brand",): lambda p, v: [(b.lstrip("@"),) for b in p.post.brands],
        ("author", "severity"): lambda p, v: [(p.post.author, "error" if v.findings else None)],
        ("creator", "topic"): lambda p, v: [(None, None)],
    }
    with database.read() as session:
        for names, keys in by.items():
            expected = Counter(key for p, v in _pairs(posts) for key in keys(p, v))
            found = verdicts.tally(session, audit.id, names, bands=bands)  # type: ignore[arg-type]
            assert found == dict(expected), names
        with pytest.raises(UsageError):
            verdicts.tally(session, audit.id, ["colour"])  # type: ignore[list-item]


def test_posts_of_a_campaign(database: Database) -> None:
    with database.write() as session:
        person = creators.add_creator(session, "Ada", accounts=[("instagram", "ada")])
        acme = brands.add_brand(session, "ACME")
        spring = campaigns.save_campaign(session, acme.id, "Spring")
        collaborations.add_collaboration(
            session,
            acme.id,
            "paid",
            creator_id=person.id,
            campaign_id=spring.id,
            starts_on=date(2026, 5, 2),
            ends_on=date(2026, 5, 3),
        )
    posts = []
    for number in range(1, 6):
        post = made.post(
            number, author="ada", platform="instagram", published_at=f"2026-05-0{number}T23:00:00Z"
        )
        verdict = made.verdict(post)
        posts.append(AuditedPost(post, number, (verdict,), account_id=person.accounts[0].id))
    audit = made.stored(database, posts)
    with database.read() as session:
        mine = verdicts.Filter(campaign_id=spring.id, creator_id=person.id)
        found = verdicts.list_verdicts(session, audit.id, mine)
        assert [item.external_id for item in found] == ["ig-2", "ig-3"]
        assert found[0].creator_id == person.id


def test_comparison(database: Database) -> None:
    old = [made.audited(n) for n in range(1, 41)]
    # The second audit: other lines, the first ten gone, five new, one post twice.
    new = [made.audited(n, line=500 + n) for n in range(45, 10, -1)]
    twice = next(p for p in new if p.verdicts[0].findings and p.line <= 540)
    new.append(twice)
    before, after = made.stored(database, old, "old"), made.stored(database, new, "new")

    def number(posts: list[AuditedPost], low: int, high: int) -> int:
        return sum(
            len(v.findings)
            for p, v in _pairs(posts)
            if low <= int(p.post.id.removeprefix("ig-")) <= high
        )

    doubled = len(twice.verdicts[0].findings)
    expected = compare.ChangeCount(
        new=number(new, 41, 45) + doubled,
        fixed=number(old, 1, 10),
        unchanged=number(old, 11, 40),
    )
    with database.read() as session:
        found = compare.compare(session, before.id, after.id)
        assert found.total == expected
        for part in (found.rules, found.creators):
            assert sum(c.new for c in part.values()) == expected.new
            assert sum(c.fixed for c in part.values()) == expected.fixed
            assert sum(c.unchanged for c in part.values()) == expected.unchanged
        assert any(name.startswith("instagram:@autrice") for name in found.creators)
        for change in compare.CHANGES:
            rows = []
            last = 0
            while page := compare.changed_findings(
                session, before.id, after.id, change, after_id=last, limit=5
            ):
                rows += page
                last = page[-1].finding_id
            assert len(rows) == getattr(expected, change)
            assert len({row.finding_id for row in rows}) == len(rows)
        same = compare.compare(session, before.id, before.id).total
        assert (same.new, same.fixed) == (0, 0)
        with pytest.raises(NotFoundError):
            compare.compare(session, before.id, 99)


def test_waivers(database: Database) -> None:
    posts = [made.audited(n) for n in range(1, 21)]
    audit = made.stored(database, posts)
    with database.write() as session:
        ids = [i for i, _ in audits.iter_posts(session, audit.id)]
        finding = next(f for f in audits.findings_of(session, ids) if f.rule == "it/undisclosed")
        given = {"reason": "Settled", "author": "Ines", "expires_on": TODAY, "today": TODAY}

        def add(**scope: Any) -> Any:
            return waivers.add_waiver(session, **{**given, **scope})

        person = creators.add_creator(session, "Ada")
        for bad, match in (
            ({}, "needs a scope"),
            ({"rule": "it/a", "reason": " "}, "reason"),
            ({"rule": "it/a", "author": ""}, "author"),
            ({"rule": "it/a", "expires_on": date(2026, 5, 31)}, "expired"),
            ({"rule": "it/a", "unwaivable": {"it/a": "no"}}, "may not be waived"),
            ({"rule": "it/sector-x", "unwaivable": {"it/sector-*": "no"}}, "may not be waived"),
            (
                {"fingerprint": finding.fingerprint, "unwaivable": {"it/undisclosed": "no"}},
                "may not",
            ),
        ):
            with pytest.raises(UsageError, match=match):
                add(**bad)
        for nothing in ({"fingerprint": "0" * 32}, {"creator_id": 99}, {"brand_id": 99}):
            with pytest.raises(NotFoundError):
                add(**nothing)
        one = add(fingerprint=finding.fingerprint)
        mine = add(creator_id=person.id, jurisdiction="IT", expires_on=date(2026, 12, 31))
    with database.read() as session:
        known = waivers.list_waivers(session)
        assert known == [one, mine]
        assert waivers.list_waivers(session, on=date(2026, 6, 2)) == [mine]

    def covered(**finding: Any) -> Any:
        values = {"fingerprint": "x", "rule": "it/a", "jurisdiction": "IT", "on": TODAY}
        return waivers.waived_by(known, **{**values, **finding})

    assert covered() is None
    assert covered(fingerprint=finding.fingerprint) == one
    assert covered(fingerprint=finding.fingerprint, on=date(2026, 6, 2)) is None
    assert covered(creator_id=person.id) == mine
    assert covered(creator_id=person.id, jurisdiction="UK") is None
    assert covered(creator_id=person.id, unwaivable={"it/*": "no"}) is None
    with database.write() as session:
        waivers.delete_waiver(session, one.id)
        assert waivers.list_waivers(session) == [mine]


def test_reviews_and_samples(database: Database) -> None:
    posts = [made.audited(n) for n in range(1, 11)]
    audit = made.stored(database, posts)
    post = row_id(audit.id, 1)
    is_now = posts[0].verdicts[0].verdict
    other: Any = "disclosed" if is_now != "disclosed" else "review"
    with database.write() as session:
        items = [SampleItem(row_id(audit.id, n), "IT", "nano", 2.5) for n in (3, 1)]
        plan = reviews.add_plan(session, audit.id, "first", 7, items, {"taxonomy": "general"})
        assert plan.items == tuple(items)
        with pytest.raises(ConflictError):
            reviews.add_plan(session, audit.id, "first", 7, [])
        with pytest.raises(UsageError):
            reviews.add_plan(session, audit.id, "x", 7, items + items)
        with pytest.raises(NotFoundError):
            reviews.add_plan(session, audit.id, "x", 7, [SampleItem(post, "UK")])
        first = reviews.save_review(
            session, post, "IT", "Ines", "agree", plan_id=plan.id, expected_version=0
        )
        assert first.version == 1
        changed = reviews.save_review(
            session, post, "IT", "Ines", "disagree", correct_verdict=other, expected_version=1
        )
        assert (changed.version, changed.plan_id) == (2, plan.id)
        for version in (0, 1):
            with pytest.raises(ConflictError):
                reviews.save_review(session, post, "IT", "Ines", "agree", expected_version=version)
        for bad in (
            {"decision": "agree", "correct_verdict": other},
            {"decision": "disagree"},
            {"decision": "disagree", "correct_verdict": is_now},
            {"decision": "perhaps"},
            {"decision": "agree", "reviewer": ""},
        ):
            values = {"reviewer": "Ada", **bad}
            with pytest.raises(UsageError):
                reviews.save_review(session, post, "IT", **values)
        with pytest.raises(NotFoundError):
            reviews.save_review(session, post, "UK", "Ines", "agree")
        with pytest.raises(NotFoundError):
            reviews.save_review(session, post, "IT", "Ines", "agree", plan_id=99)
        reviews.save_review(session, post, "IT", "Ada", "cannot-tell")
    with database.read() as session:
        assert [r.reviewer for r in reviews.list_reviews(session, audit.id)] == ["Ines", "Ada"]
        assert len(reviews.list_reviews(session, audit.id, plan_id=plan.id)) == 1
        assert reviews.list_plans(session, audit.id) == [plan]


def test_cross_post_findings(database: Database) -> None:
    posts = [made.audited(n) for n in range(1, 11)]
    audit = made.stored(database, posts)
    one, two = row_id(audit.id, 1), row_id(audit.id, 2)
    series = CrossFinding(
        "series",
        "series/unlabelled",
        "warning",
        "Labelled once only",
        ((one, "labelled"), (two, "unlabelled")),
        "ACME",
        {"days": 3},
    )
    with database.write() as session:
        for _ in range(2):  # the second puts the same in their place
            assert crossposts.replace_cross_findings(session, audit.id, "series", [series]) == 1
        with pytest.raises(NotFoundError):
            strange = CrossFinding("network", "n", "info", "m", ((row_id(9, 1), ""),))
            crossposts.replace_cross_findings(session, audit.id, "network", [strange])
    with database.read() as session:
        (found,) = crossposts.list_cross_findings(session, audit.id, post_id=two)
        assert found.members == series.members
        assert (found.data, len(found.fingerprint)) == ({"days": 3}, 32)
        assert crossposts.list_cross_findings(session, audit.id, kind="network") == []


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (None, None),
        ("2026-05-01", "2026-05-01"),
        ("2026-05-01T01:00:00+02:00", "2026-04-30T23:00:00Z"),
        ("2026-05-01 10:00", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00:00.999Z", "2026-05-01T10:00:00Z"),
        ("0001-01-01T00:00:00+02:00", None),
        ("0099-01-01T00:00:00Z", "0099-01-01T00:00:00Z"),
        ("nonsense", None),
    ],
)
def test_moments(given: str | None, stored: str | None) -> None:
    assert utc_text(given) == stored
