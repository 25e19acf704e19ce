"""Creators, brands and campaigns are put on record and changed in the browser."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from checker.storage import Database, brands, campaigns, creators, users
from checker.storage.records import Snapshot
from tests.web.conftest import Browser

CREATOR = {
    "name": "Giulia <i>Rossi</i>", "country": "it", "area": "Milano", "language": "it",
    "topics": "Skincare, travel\r\nfood", "notes": "prefers mail",
    "platform-0": "instagram", "handle-0": "@giulia.r", "platform-1": "tiktok", "handle-1": "giulia",
}  # fmt: skip
BRAND = {
    "name": "Acme", "category": "Cosmetics", "handles": "@acme, @acme.it", "aliases": "Acme Beauty",
    "domains": "https://www.acme.example/shop", "notes": "",
}  # fmt: skip
CAMPAIGN = {
    "name": "Spring", "brand": "1", "starts_on": "2026-03-01", "ends_on": "2026-05-31",
    "target_group": "people with skin", "strategy": "many small voices",
    "tactics": "stories, reels\r\nreviews", "budget": "12 500.50", "currency": "eur", "notes": "",
}  # fmt: skip


@pytest.fixture
def auditor(browsers: dict[str, Browser]) -> Browser:
    """The auditor's browser."""
    return browsers["auditor"]


def _beside(page: str) -> dict[str, str]:
    return dict(re.findall(r'<p class="wrong" id="e-([^"]+)">([^<]*)</p>', page))


def _seen(browser: Browser, path: str) -> str:
    """Return what a page says that a removal would mean."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(path).text)
    assert found, path
    return found[1]


def _deeds(database: Database) -> list[tuple[str, dict[str, Any]]]:
    with database.read() as session:
        found = users.list_activity(session)
    return [(e.action, e.detail) for e in found if e.actor == "Auditor" and e.action != "signed-in"]


def test_a_creator_is_added_and_changed(auditor: Browser, database: Database) -> None:
    assert 'href="/creators/new"' in auditor.get("/creators/").text
    answer = auditor.post("/creators/new", CREATOR)
    assert answer.headers["Location"] == "/creators/1"
    with database.write() as session:
        made = creators.get_creator(session, 1)
        creators.add_snapshots(
            session, made.accounts[0].id, [Snapshot(datetime(2026, 1, 1, tzinfo=UTC), 5)]
        )
    assert (made.name, made.country, made.topics) == (
        CREATOR["name"], "IT", ("food", "skincare", "travel"),
    )  # fmt: skip
    assert [(a.platform, a.handle) for a in made.accounts] == [
        ("instagram", "giulia.r"), ("tiktok", "giulia"),
    ]  # fmt: skip
    form = auditor.get("/creators/1/edit").text
    assert "Giulia &lt;i&gt;Rossi&lt;/i&gt;" in form
    assert "food\nskincare\ntravel" in form
    gone = f"/creators/1/accounts/{made.accounts[1].id}/remove"
    assert auditor.post(gone, {"seen": _seen(auditor, gone)}).status_code == 302
    sent = {
        "name": "Giulia Rossi", "country": "IT", "area": "", "language": "it", "topics": "travel",
        "notes": "", "version": str(made.version),
        "platform-0": "youtube", "handle-0": "giuliarossi",
    }  # fmt: skip
    assert auditor.post("/creators/1/edit", sent).status_code == 302
    with database.read() as session:
        after = creators.get_creator(session, 1)
        kept = creators.list_snapshots(session, made.accounts[0].id)
    assert (after.name, after.area, after.topics) == ("Giulia Rossi", None, ("travel",))
    assert [a.platform for a in after.accounts] == ["instagram", "youtube"]
    assert len(kept) == 1
    deeds = _deeds(database)
    assert [action for action, _ in deeds] == [
        "creator-changed", "account-removed", "creator-added",
    ]  # fmt: skip
    assert deeds[0][1]["accounts"] == "instagram @giulia.r, youtube @giuliarossi"
    assert "language" not in deeds[0][1]


def test_two_who_change_a_creator_do_not_overwrite_each_other(
    auditor: Browser, database: Database
) -> None:
    auditor.post("/creators/new", CREATOR)
    with database.read() as session:
        version = str(creators.get_creator(session, 1).version)
    assert auditor.post("/creators/1/edit", {"name": "One", "version": version}).status_code == 302
    late = auditor.post("/creators/1/edit", {"name": "Two", "version": version})
    assert late.status_code == 400
    assert "changed by somebody else meanwhile" in late.text
    assert 'value="Two"' in late.text
    with database.read() as session:
        assert creators.get_creator(session, 1).name == "One"


@pytest.mark.parametrize(
    ("changes", "entry", "said"),
    [
        ({"name": " "}, "name", "The name of a creator is empty. Give a name of a creator."),
        ({"name": "x" * 400}, "name", "longer than 300"),
        ({"country": "Deutschland"}, "country", "longer than 8"),
        ({"language": "x" * 40}, "language", "longer than 35"),
        ({"topics": "y" * 400}, "topics", "longer than 300"),
        ({"handle-1": "taken"}, "handle-1", "it belongs to &#39;Sam&#39;"),
    ],
)
def test_what_is_wrong_with_a_creator_stands_beside_it(
    auditor: Browser, database: Database, changes: dict[str, str], entry: str, said: str
) -> None:
    with database.write() as session:
        creators.add_creator(session, "Sam", accounts=[("tiktok", "taken")])
    answer = auditor.post("/creators/new", {**CREATOR, **changes})
    assert answer.status_code == 400
    assert said in _beside(answer.text)[entry]
    with database.read() as session:
        assert creators.count_creators(session) == 1
    assert _deeds(database) == []


def test_a_brand_is_added_and_changed(auditor: Browser, database: Database) -> None:
    assert auditor.post("/brands/new", BRAND).headers["Location"] == "/brands/1"
    with database.read() as session:
        made = brands.get_brand(session, 1)
    assert (made.handles, made.aliases) == (("acme", "acme.it"), ("Acme Beauty",))
    assert made.category == "cosmetics"
    form = auditor.get("/brands/1/edit").text
    assert "Acme Beauty" in form
    sent = {
        **BRAND,
        "handles": "@acme",
        "aliases": "",
        "category": "",
        "version": str(made.version),
    }
    assert auditor.post("/brands/1/edit", sent).status_code == 302
    with database.read() as session:
        after = brands.get_brand(session, 1)
        assert brands.find_brand(session, "acme.example") == after
    assert len(after.handles) == 1
    assert (after.aliases, after.category) == ((), None)
    assert [action for action, _ in _deeds(database)] == ["brand-changed", "brand-added"]


@pytest.mark.parametrize(
    ("changes", "entry", "said"),
    [
        ({"name": ""}, "name", "is empty"),
        ({"name": "RIVAL"}, "name", "is on record already"),
        ({"handles": "@acme\n@rival"}, "handles", "it belongs to &#39;Rival&#39;"),
        ({"aliases": "Rival"}, "aliases", "it belongs to &#39;Rival&#39;"),
        ({"domains": "rival.example"}, "domains", "it belongs to &#39;Rival&#39;"),
        ({"category": "x" * 301}, "category", "longer than 300"),
    ],
)
def test_what_is_wrong_with_a_brand_stands_beside_it(
    auditor: Browser, database: Database, changes: dict[str, str], entry: str, said: str
) -> None:
    with database.write() as session:
        brands.add_brand(session, "Rival", handles=["rival"], domains=["rival.example"])
    answer = auditor.post("/brands/new", {**BRAND, **changes})
    assert answer.status_code == 400
    assert said in _beside(answer.text)[entry]
    with database.read() as session:
        assert len(brands.list_brands(session)) == 1


def test_a_campaign_is_added_and_changed(auditor: Browser, database: Database) -> None:
    assert "add it first" in auditor.get("/campaigns/new").text
    auditor.post("/brands/new", BRAND)
    assert '<option value="1" selected>Acme' in auditor.get("/campaigns/new?brand=1").text
    assert auditor.post("/campaigns/new", CAMPAIGN).headers["Location"] == "/campaigns/1"
    with database.read() as session:
        made = campaigns.get_campaign(session, 1)
    assert (made.budget, made.currency) == (Decimal("12500.50"), "EUR")
    assert made.tactics == ("stories, reels", "reviews")
    assert made.ends_on == date(2026, 5, 31)
    form = auditor.get("/campaigns/1/edit").text
    assert 'value="12,500.50"' in form
    for language, budget in {"en": "12,500.50 EUR", "it": "12.500,50 EUR"}.items():
        page = auditor.get("/campaigns/1", headers={"Accept-Language": language})
        assert budget in page.text
    sent = {**CAMPAIGN, "budget": "", "strategy": "", "version": str(made.version)}
    assert auditor.post("/campaigns/1/edit", sent).status_code == 302
    with database.read() as session:
        after = campaigns.get_campaign(session, 1)
    assert (after.budget, after.currency, after.strategy) == (None, None, "")
    changed = dict(_deeds(database))["campaign-changed"]
    assert changed == {"strategy": "", "budget": "", "currency": ""}


@pytest.mark.parametrize(
    ("changes", "entry", "said"),
    [
        ({"name": ""}, "name", "is empty"),
        ({"name": "Old"}, "name", "has a campaign &#39;Old&#39; already"),
        ({"brand": ""}, "brand", "No brand was chosen"),
        ({"starts_on": "spring"}, "starts_on", "no day of the calendar"),
        ({"ends_on": "2026-01-01"}, "ends_on", "before it starts"),
        ({"budget": "much"}, "budget", "That is no number"),
        ({"budget": "-5"}, "budget", "is -5"),
        ({"currency": ""}, "currency", "has no currency"),
        ({"currency": "euro"}, "currency", "is no currency"),
        ({"tactics": "z" * 301}, "tactics", "longer than 300"),
    ],
)
def test_what_is_wrong_with_a_campaign_stands_beside_it(
    auditor: Browser, database: Database, changes: dict[str, str], entry: str, said: str
) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "Acme")
        campaigns.save_campaign(session, acme.id, "Old")
    answer = auditor.post("/campaigns/new", {**CAMPAIGN, **changes})
    assert answer.status_code == 400
    assert said in _beside(answer.text)[entry]
    with database.read() as session:
        assert len(campaigns.list_campaigns(session)) == 1


def test_indicators_and_their_values(auditor: Browser, database: Database) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "Acme")
        campaigns.save_campaign(session, acme.id, "Spring")
    base = "/campaigns/1/indicators"
    assert (
        auditor.post(base, {"name": "Reach", "unit": "people", "target": "100000"}).status_code
        == 302
    )
    assert (
        auditor.post(base, {"name": "Reach", "unit": "people", "target": "200,000"}).status_code
        == 302
    )
    for day, value in (
        ("2026-03-01", "40000"),
        ("2026-04-01", "51000.5"),
        ("2026-04-01", "52 000"),
    ):
        assert auditor.post(f"{base}/1/values", {"day": day, "value": value}).status_code == 302
    with database.read() as session:
        (reach,) = campaigns.get_campaign(session, 1).indicators
    assert (reach.unit, reach.target) == ("people", Decimal(200_000))
    assert [value.value for value in reach.values] == [Decimal(40_000), Decimal(52_000)]
    page = auditor.get("/campaigns/1/edit").text
    moments = re.findall(r'name="at" value="([^"]+)"', page)
    assert len(moments) == 2
    removed = auditor.post(f"{base}/1/values/remove", {"at": moments[1].replace("&#43;", "+")})
    assert removed.status_code == 302
    with database.read() as session:
        (reach,) = campaigns.get_campaign(session, 1).indicators
    assert [value.value for value in reach.values] == [Decimal(52_000)]
    assert auditor.post(f"{base}/1/remove").status_code == 302
    with database.read() as session:
        assert campaigns.get_campaign(session, 1).indicators == ()
    assert [action for action, _ in _deeds(database)] == [
        "indicator-removed", "value-removed", "value-stored", "value-stored", "value-stored",
        "indicator-set", "indicator-set",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("", {"name": ""}, "The name of an indicator is empty"),
        ("", {"name": "Views", "target": "many"}, "That is no number"),
        ("", {"name": "Views", "unit": "u" * 60}, "The unit is too long"),
        ("/1/values", {"day": "2026-03-01", "value": "lots"}, "That is no number"),
        ("/1/values", {"day": "2026-03-01", "value": ""}, "The value is missing"),
        ("/1/values", {"day": "", "value": "5"}, "The day is missing"),
        ("/1/values", {"day": "2026-03-01", "value": "1" * 25}, "is no value for the indicator"),
    ],
)
def test_what_is_wrong_with_an_indicator(
    auditor: Browser, database: Database, path: str, sent: dict[str, str], said: str
) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "Acme")
        campaigns.save_campaign(session, acme.id, "Spring")
        campaigns.set_indicator(session, 1, "Reach")
    answer = auditor.post(f"/campaigns/1/indicators{path}", sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert _deeds(database) == []


@pytest.mark.parametrize(
    "path",
    [
        "/creators/99999999999/edit", "/brands/99999999999/edit", "/campaigns/99999999999/edit",
        "/campaigns/1/indicators/99999999999/remove", "/campaigns/1/indicators/7/values",
    ],
)  # fmt: skip
def test_what_is_not_there(auditor: Browser, database: Database, path: str) -> None:
    with database.write() as session:
        acme = brands.add_brand(session, "Acme")
        campaigns.save_campaign(session, acme.id, "Spring")
    assert auditor.post(path, {"name": "x", "day": "2026-01-01", "value": "1"}).status_code == 404


def test_forms_need_their_token(auditor: Browser) -> None:
    for path in ("/creators/new", "/brands/new", "/campaigns/new", "/campaigns/1/indicators"):
        assert auditor.client.post(path, data=CREATOR).status_code == 400


def test_viewers_see_no_buttons(viewer: Browser, auditor: Browser) -> None:
    auditor.post("/creators/new", CREATOR)
    auditor.post("/brands/new", BRAND)
    auditor.post("/campaigns/new", CAMPAIGN)
    for kind in ("creators", "brands", "campaigns"):
        assert "/edit" in auditor.get(f"/{kind}/1").text
        assert "/edit" not in viewer.get(f"/{kind}/1").text
        assert f"/{kind}/new" not in viewer.get(f"/{kind}/").text
