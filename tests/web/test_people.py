"""Creators, brands and campaigns: the directory, its filters, and a page for each."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from checker.engine import Engine
from checker.storage import Database, brands, campaigns, collaborations, creators
from checker.storage.records import Snapshot
from tests.web.audited import audited
from tests.web.conftest import Browser


@pytest.fixture
def people_on_record(database: Database, engine: Engine, tmp_path: Path) -> None:
    """Three creators, two brands that compete, a campaign, and an audit with posts of one."""
    with database.write() as session:
        acme = brands.add_brand(session, "Acme", handles=["acme"], category="cosmetics")
        rival = brands.add_brand(session, "Rival", handles=["rival"], category="cosmetics")
        giulia = creators.add_creator(
            session, "Giulia <b>Rossi</b>", country="IT", area="Milano",
            topics=["skincare"], accounts=[("instagram", "author1"), ("tiktok", "giulia")],
        )  # fmt: skip
        creators.add_creator(
            session, "Sam", country="UK", topics=["food"], accounts=[("instagram", "author2")]
        )
        creators.add_creator(session, "Nobody Counts")
        for account, counts in ((1, (9_000, 12_000, 15_000)), (3, (700_000,))):
            creators.add_snapshots(
                session,
                account,
                [
                    Snapshot(datetime(2026, month + 1, 1, tzinfo=UTC), count)
                    for month, count in enumerate(counts)
                ],
            )
        made = campaigns.save_campaign(
            session, acme.id, "Spring", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30),
            target_group="people with skin", budget=Decimal("12500"), currency="EUR",
        )  # fmt: skip
        campaigns.set_indicator(session, made.id, "Reach", unit="people", target=Decimal(100_000))
        campaigns.monitor(session, 1, datetime(2026, 2, 1, tzinfo=UTC), Decimal(40_000))
        for brand, campaign in ((acme.id, made.id), (rival.id, None)):
            collaborations.add_collaboration(
                session, brand, "paid", creator_id=giulia.id, campaign_id=campaign,
                starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30),
            )  # fmt: skip
    audited(database, engine, tmp_path, number=60, likes=300)


def _names(page: str) -> list[str]:
    return re.findall(r'href="/creators/\d+"><bdi>([^<]+)', page)


def test_empty_lists_say_what_to_do_next(browsers: dict[str, Browser]) -> None:
    auditor, viewer = browsers["auditor"], browsers["viewer"]
    assert "palese creators import" in viewer.get("/creators/").text
    for kind in ("creators", "brands", "campaigns"):
        offer = f'<a class="button main" href="/{kind}/new">'
        assert offer in auditor.get(f"/{kind}/").text
        assert offer not in viewer.get(f"/{kind}/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Giulia", "Sam", "Nobody"]), ("q=giulia", ["Giulia"]), ("topic=food", ["Sam"]),
        ("area=mila", ["Giulia"]), ("country=gb", ["Sam"]), ("platform=tiktok", ["Giulia"]),
        ("from=10000&to=20000", ["Giulia"]), ("from=100000", ["Sam"]), ("engaged=1", ["Giulia"]),
        ("engaged=1&definition=by-views", []), ("share=0", ["Giulia", "Sam"]), ("q=zzz", []),
        ("from=nonsense&to=1e400&share=-3", ["Giulia", "Sam", "Nobody"]),
    ],
)  # fmt: skip
def test_the_directory_is_searched(
    viewer: Browser, people_on_record: None, query: str, found: list[str]
) -> None:
    page = viewer.get(f"/creators/?{query}")
    assert page.status_code == 200
    assert [name.split()[0].split("&")[0] for name in _names(page.text)] == found
    assert ("No creator fits" in page.text) is not bool(found)


def test_a_tier_is_a_range_of_followers(viewer: Browser, people_on_record: None) -> None:
    page = viewer.get("/creators/").text
    tiers = re.findall(r'data-label="Tier">([^<]+)<', page)
    assert tiers[2] == "–"
    for name, tier in zip(("Giulia", "Sam"), tiers, strict=False):
        assert [n.split()[0] for n in _names(viewer.get(f"/creators/?tier={tier}").text)] == [name]


def test_a_creator_is_shown_with_what_is_known(viewer: Browser, people_on_record: None) -> None:
    page = viewer.get("/creators/1").text
    assert "Giulia &lt;b&gt;Rossi&lt;/b&gt;" in page
    assert "<b>Rossi" not in page
    assert page.count('<circle class="dot"') == 3
    assert re.search(r'<td class="number">15,000</td>', page)
    assert "AGCOM" in page
    assert "Disclosed of them" in page
    assert "Acme and Rival compete (cosmetics)" in page
    assert 'class="glance"' in page
    assert "<script>" not in page
    assert "Followers were never counted" in viewer.get("/creators/3").text


def _medians(page: str) -> list[tuple[str, str, str]]:
    rows = re.search(r'class="stacks medians".*?<tbody>(.*?)</tbody>', page, re.S)
    assert rows
    plain = re.sub(r"<span[^>]*>|</span>", "", rows[1])
    return re.findall(
        r'creator">([^<]*)</td>.*?tier">([^<]*)</td>.*?Creators">([^<]*)</td>', plain, re.S
    )


def test_engagement_stands_beside_the_median_of_the_tier(
    viewer: Browser, people_on_record: None, database: Database, engine: Engine, tmp_path: Path
) -> None:
    page = viewer.get("/creators/1").text
    # 300 likes a post on 15,000 followers; nobody counts views, and Sam is in another tier.
    assert _medians(page)[0] == ("2%", "2%", "1")
    assert _medians(page)[2] == ("not known", "not known", "0")
    assert "Beside the tier “micro” of General use" in page
    assert "Hidden likes count as not known" in page
    with database.write() as session:
        for number, followers in ((3, 30_000), (4, 60_000)):
            made = creators.add_creator(
                session, f"C{number}", accounts=[("instagram", f"author{number}")]
            )
            creators.add_snapshots(
                session,
                made.accounts[0].id,
                [Snapshot(datetime(2026, 1, 1, tzinfo=UTC), followers)],
            )
    audited(database, engine, tmp_path, name="Later", number=60, likes=300)
    # 2%, 1% and 0.5%.
    assert _medians(viewer.get("/creators/1").text)[0] == ("2%", "1%", "3")
    # Where tiers are narrower, fewer creators are in each.
    assert _medians(viewer.get("/creators/1?taxonomy=narrow").text)[0][2] < "3"
    assert 'value="narrow" selected' in viewer.get("/creators/1?taxonomy=narrow").text
    nobody = viewer.get("/creators/3").text
    assert _medians(nobody)[0] == ("not known", "not known", "0")
    assert "no tier is known, and so no median" in nobody


def test_brands_and_campaigns_are_shown(viewer: Browser, people_on_record: None) -> None:
    assert "Rival" in viewer.get("/brands/?category=cosmetics").text
    assert "No brand fits" in viewer.get("/brands/?q=zzz").text
    brand = viewer.get("/brands/1").text
    assert "Competes with" in brand
    assert 'href="/campaigns/1"' in brand
    assert 'class="glance"' in brand
    assert "Spring" in viewer.get("/campaigns/").text
    campaign = viewer.get("/campaigns/1").text
    for said in ("12,500 EUR", "people with skin", "40,000", "target: 100,000", "Giulia"):
        assert said in campaign
    # Posts of the campaign's creator alone.
    posts = re.findall(r'<li class="glance">(.*?)</li>', campaign, flags=re.S)
    assert posts
    assert all("author1 ·" in re.sub("<[^>]+>", "", post) for post in posts)


@pytest.mark.parametrize(
    "path", ["/creators/9", "/creators/99999999999", "/brands/9", "/campaigns/9"]
)
def test_what_is_not_on_record_is_not_there(viewer: Browser, path: str) -> None:
    assert viewer.get(path).status_code == 404
