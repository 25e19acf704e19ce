"""What the audits have of a brand or a creator, and of a campaign, says what posts say one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import get_args

import msgspec
import pytest
from sqlalchemy import text

from checker.creators.engagement import Definition
from checker.storage import (
    Database,
    PostBrand,
    audits,
    brands,
    campaigns,
    collaborations,
    creators,
    directory,
    portraits,
    verdicts,
)
from checker.storage.directory import CreatorQuery
from checker.storage.keys import number_of
from checker.storage.records import Account, Audit
from checker.storage.verdicts import Filter
from tests.storage import made


@pytest.fixture
def accounts(database: Database) -> tuple[Account, ...]:
    """Two creators with two accounts each, and a brand."""
    with database.write() as session:
        brands.add_brand(session, "Acme", handles=["acme"])
        people = [
            creators.add_creator(
                session, name, accounts=[("instagram", name), ("tiktok", f"{name}.tok")]
            )
            for name in ("anna", "bea")
        ]
    return tuple(account for person in people for account in person.accounts)


def _stored(
    database: Database, name: str, accounts: tuple[Account, ...], numbers: range, day: str = ""
) -> Audit:
    posts = []
    for n in numbers:
        when = day or f"2026-0{1 + n % 6}-{1 + n % 28:02}T{n % 24:02}:30:00Z"
        audited = made.audited(n, ("IT", "UK"), published_at=None if n % 11 == 0 else when)
        named = (PostBrand("@acme", "seen", 1), PostBrand("Acme", "stated", 1)) if n % 3 else ()
        posts.append(
            msgspec.structs.replace(
                audited, account_id=accounts[n % 4].id if n % 5 else None, brands=named
            )
        )
    return made.stored(database, posts, name)


def test_a_post_in_several_audits_counts_in_its_latest(
    database: Database, accounts: tuple[Account, ...]
) -> None:
    spring = _stored(database, "spring", accounts, range(1, 80))
    summer = _stored(database, "summer", accounts, range(40, 100))
    with database.read() as session:
        seen = portraits.portrait(session, portraits.of_brand(1), limit=7)
        shown = portraits.glances(session, seen.newest)
        expected: dict[str, Counter[str]] = {"IT": Counter(), "UK": Counter()}
        ordered = []
        for audit, first in ((spring, 1), (summer, 40)):
            for item in verdicts.list_verdicts(session, audit.id, Filter(brand_id=1), limit=999):
                n = number_of(item.post_id) + first - 1
                if audit is summer or n < 40:
                    expected[item.jurisdiction][item.verdict] += 1
                    ordered.append((item.published_at or "", item.post_id))
    assert seen.counts == expected
    newest = sorted(set(ordered), reverse=True)[:7]
    assert [(p.published_at, p.audit_id << 32 | p.number) for p in shown] == newest
    assert all([code for code, _ in post.verdicts] == ["IT", "UK"] for post in shown)
    assert {post.audit for post in shown} == {"spring", "summer"}


def test_nothing_of_nobody(database: Database, accounts: tuple[Account, ...]) -> None:
    _stored(database, "spring", accounts, range(1, 9))
    with database.read() as session:
        assert portraits.portrait(session, portraits.of_brand(7)) == portraits.Portrait({}, ())


def test_what_is_remembered_of_a_brand_ends_when_its_posts_change(
    database: Database, accounts: tuple[Account, ...]
) -> None:
    def stamp() -> object:
        with database.read() as session:
            return portraits.stamp(session, 1)

    seen = [stamp()]
    _stored(database, "spring", accounts, range(1, 20))
    seen.append(stamp())
    assert stamp() == seen[-1]
    summer = _stored(database, "summer", accounts, range(1, 20))
    seen.append(stamp())
    with database.write() as session:
        audits.delete_audit(session, summer.id)
    again = _stored(database, "autumn", accounts, range(1, 20))
    seen.append(stamp())
    with database.write() as session:
        brands.delete_brand(session, 1)
        brands.add_brand(session, "Other", handles=["other"])  # may get the same number
    seen.append(stamp())
    assert len(set(seen)) == len(seen)
    assert again.posts == summer.posts


def test_figures_of_creators_are_the_same_whether_they_are_kept_or_not(
    database: Database, accounts: tuple[Account, ...]
) -> None:
    spring = _stored(database, "spring", accounts, range(1, 60))
    summer = _stored(database, "summer", accounts, range(40, 90))
    one = accounts[0].creator_id
    asked = [CreatorQuery(definition=definition) for definition in get_args(Definition)]
    asked += [CreatorQuery(among=[one]), CreatorQuery(among=[one], audit_id=summer.id)]
    asked += [CreatorQuery(compliance=(0.0, 1.0)), CreatorQuery(audit_id=spring.id)]

    def answers() -> list[object]:
        with database.read() as session:
            return [directory.search_creators(session, each) for each in asked]

    kept = answers()
    for audit in (summer, spring):  # as of audits that an older palese made, or that are running
        with database.write() as session:
            session.execute(text(f"UPDATE audits SET sets = 0 WHERE id = {audit.id}"))
        assert answers() == kept
    assert kept[3] != kept[4]


TIES = (
    (None, None),
    (date(2026, 2, 3), None),
    (None, date(2026, 3, 4)),
    (date(2026, 1, 15), date(2026, 3, 9)),
    (date(2026, 3, 1), date(2026, 3, 31)),
)


def test_campaigns_are_counted_by_the_days_of_each_tie(
    database: Database, accounts: tuple[Account, ...]
) -> None:
    audit = _stored(database, "spring", accounts, range(1, 200))
    _stored(database, "summer", accounts, range(1, 20))
    creator = {account.id: account.creator_id for account in accounts}
    anna, bea = accounts[0].creator_id, accounts[2].creator_id
    ties: dict[int, list[tuple[int, int | None, date | None, date | None]]] = {}
    with database.write() as session:
        for n, (first, last) in enumerate(TIES):
            campaign = campaigns.save_campaign(session, 1, f"Campaign {n}")
            ties[campaign.id] = [(anna, None, first, last)]
            if n % 2:  # a second tie over the same days counts nothing twice
                ties[campaign.id].append((anna, accounts[0].id, first, None))
                ties[campaign.id].append((bea, accounts[3].id, None, last))
            for who, account, start, end in ties[campaign.id]:
                collaborations.add_collaboration(
                    session, 1, "paid", creator_id=who, account_id=account,
                    campaign_id=campaign.id, starts_on=start, ends_on=end,
                )  # fmt: skip

    def held(post: int, account: int | None, published: str | None, campaign: int) -> bool:
        day = date.fromisoformat(published[:10]) if published else None
        return any(
            account is not None
            and creator[account] == who
            and alone in (None, account)
            and (start is None or (day is not None and day >= start))
            and (end is None or (day is not None and day <= end))
            for who, alone, start, end in ties[campaign]
        )

    with database.read() as session:
        items = verdicts.list_verdicts(session, audit.id, limit=999)
        of = {row[0]: row[1] for row in session.execute(text("SELECT id, account_id FROM posts"))}
        for code in ("", "UK"):
            chosen = Filter(jurisdictions=(code,)) if code else Filter()
            counted = verdicts.tally_campaigns(session, audit.id, chosen)
            for campaign in ties:
                mine = [
                    item
                    for item in items
                    if code in ("", item.jurisdiction)
                    and held(item.post_id, of[item.post_id], item.published_at, campaign)
                ]
                assert counted.get(campaign, {}) == Counter(item.verdict for item in mine)
                chosen_so = Filter(campaign_id=campaign, jurisdictions=(code,) if code else ())
                listed = verdicts.list_verdicts(session, audit.id, chosen_so, limit=999)
                assert listed == mine
        one = verdicts.tally_campaigns(session, audit.id, Filter(platforms=("tiktok",)))
        assert sum(sum(c.values()) for c in one.values()) > 0
