"""Records are taken off the record in the browser, and collaborations are kept there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.engine import Engine
from checker.storage import (
    Database,
    NotFoundError,
    audits,
    brands,
    campaigns,
    collaborations,
    creators,
    removal,
    users,
    waivers,
)
from checker.storage.records import Snapshot
from tests.web.audited import audit, row
from tests.web.conftest import Browser


@pytest.fixture
def auditor(browsers: dict[str, Browser]) -> Browser:
    """The auditor's browser."""
    return browsers["auditor"]


@pytest.fixture
def stocked(database: Database, engine: Engine, tmp_path: Path) -> Database:
    """An audit, a creator with a count, a brand with a campaign, and a tie between them."""
    with database.write() as session:
        brands.add_brand(session, "Acme", handles=["acme"])
        creators.add_creator(session, "Giulia Rossi", accounts=[("instagram", "author2")])
    audit(database, engine, tmp_path, "spring", *map(row, range(9)))
    with database.write() as session:
        creators.add_snapshots(session, 1, [Snapshot(datetime(2026, 1, 1, tzinfo=UTC), 500)])
        campaigns.save_campaign(session, 1, "Spring")
        campaigns.set_indicator(session, 1, "reach")
        collaborations.add_collaboration(session, 1, "gift", creator_id=1, campaign_id=1)
    return database


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def _deeds(database: Database) -> list[tuple[str, str, dict[str, Any]]]:
    with database.read() as session:
        found = users.list_activity(session)
    return [(e.action, e.subject, e.detail) for e in found if e.actor == "Auditor"]


def _evidence(database: Database) -> list[Any]:
    """Return all that audits found, as it is stored."""
    with database.read() as session:
        ids = [number for number, _ in audits.iter_posts(session, 1)]
        return [
            list(audits.iter_verdicts(session, 1)),
            audits.findings_of(session, ids),
            [post for _, post in audits.iter_posts(session, 1)],
        ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/creators/1", ["1 account", "1 count of followers", "1 collaboration", "1 audited post"]),
        ("/creators/1/accounts/1", ["1 count of followers", "1 audited post"]),
        ("/brands/1", ["1 campaign", "1 indicator", "1 collaboration", "audited posts"]),
        ("/campaigns/1", ["1 indicator", "1 collaboration, which belongs to no campaign then"]),
        ("/collaborations/1", ["Giulia Rossi – Acme"]),
    ],
)
def test_what_goes_is_said_before_and_audits_keep_the_rest(
    auditor: Browser, stocked: Database, path: str, said: list[str]
) -> None:
    page = auditor.get(f"{path}/remove")
    assert page.status_code == 200
    for each in [*said, "Verdicts, findings and reviews of every audit"]:
        assert each in page.text
    before = _evidence(stocked)
    kind = {"accounts": "account"}.get(path.split("/")[-2], path.split("/")[1][:-1])
    answer = auditor.post(f"{path}/remove", {"seen": _seen(page.text)})
    assert answer.status_code == 302
    assert "is off the record" in auditor.get(answer.headers["Location"]).text
    assert auditor.get(f"{path}/remove").status_code == 404
    assert _evidence(stocked) == before
    with stocked.read() as session, pytest.raises(NotFoundError):
        removal.look(session, kind, 1)  # type: ignore[arg-type]  # a kind all the same
    action, subject, _ = _deeds(stocked)[0]
    assert (action, subject.split(":")[0]) == (f"{kind}-removed", "1")
    for page_of in ("/audits/1", "/posts/?a=1", "/reports/1", "/creators/", "/brands/"):
        assert auditor.get(page_of).status_code == 200


def test_nothing_goes_that_was_not_shown(auditor: Browser, stocked: Database) -> None:
    seen = _seen(auditor.get("/brands/1/remove").text)
    with stocked.write() as session:
        campaigns.save_campaign(session, 1, "Summer")
    answer = auditor.post("/brands/1/remove", {"seen": seen})
    assert answer.status_code == 409
    assert "has changed since this page was shown" in answer.text
    assert "2 campaigns" in answer.text
    assert auditor.post("/brands/1/remove").status_code == 409
    assert auditor.get("/brands/1").status_code == 200


@pytest.mark.parametrize(
    ("path", "scope"), [("/creators/1", {"creator_id": 1}), ("/brands/1", {"brand_id": 1})]
)
def test_what_a_waiver_rests_on_stays(
    auditor: Browser, stocked: Database, path: str, scope: dict[str, int]
) -> None:
    today = date(2026, 5, 1)
    with stocked.write() as session:
        waivers.add_waiver(
            session,
            reason="agreed",
            author="Ada",
            expires_on=today,
            today=today,
            **scope,  # type: ignore[arg-type]
        )
    page = auditor.get(f"{path}/remove").text
    assert "1 waiver rests on it" in page
    assert "Remove for good" not in page
    answer = auditor.post(f"{path}/remove", {"seen": _seen(page)})
    assert answer.status_code == 409
    assert "waivers rest on it (number 1).</strong> End those waivers first" in answer.text
    assert auditor.get(path).status_code == 200
    assert auditor.post("/waivers/1/end").status_code == 302
    page = auditor.get(f"{path}/remove").text
    assert auditor.post(f"{path}/remove", {"seen": _seen(page)}).status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/creators/1", "/creators/1/accounts/1", "/brands/1", "/campaigns/1", "/collaborations/1"],
)
def test_nothing_goes_while_an_audit_is_not_finished(
    auditor: Browser, stocked: Database, path: str
) -> None:
    with stocked.write() as session:
        audits.create_audit(session, "slow", inputs=[], jurisdictions=(), ruleset="", engine="")
    page = auditor.get(f"{path}/remove").text
    assert "The audit slow is not finished" in page
    answer = auditor.post(f"{path}/remove", {"seen": _seen(page)})
    assert answer.status_code == 409
    assert "is not finished, and rests on what is on record" in answer.text
    moment = "2026-01-01T00:00:00+00:00"
    refused = auditor.post("/creators/1/accounts/1/counts/remove", {"at": moment})
    assert refused.status_code == 400
    assert "is not finished" in refused.text


def test_counts_are_added_corrected_and_removed(auditor: Browser, stocked: Database) -> None:
    path = "/creators/1/accounts/1"
    for day, followers in (("2026-01-01", "600"), ("2026-02-01", "700")):
        sent = {"day": day, "followers": followers}
        assert auditor.post(f"{path}/counts", sent).status_code == 302
    with stocked.read() as session:
        found = creators.list_snapshots(session, 1)
    assert [(c.followers, c.source) for c in found] == [(600, "Auditor"), (700, "Auditor")]
    page = auditor.get(path).text
    assert "600" in page and "700" in page
    for bad in ("", "many", "-3", "1.5"):
        refused = auditor.post(f"{path}/counts", {"day": "2026-03-01", "followers": bad})
        assert refused.status_code == 400
        assert 'id="e-followers"' in refused.text
    assert auditor.post(f"{path}/counts", {"day": "soon", "followers": "3"}).status_code == 400
    gone = {"at": found[0].taken_at.isoformat()}
    assert auditor.post(f"{path}/counts/remove", gone).status_code == 302
    assert auditor.post(f"{path}/counts/remove", gone).status_code == 404
    assert auditor.post(f"{path}/counts/remove", {"at": "soon"}).status_code == 400
    assert auditor.get("/creators/1/accounts/2").status_code == 404
    assert [deed for deed, _, _ in _deeds(stocked)][:3] == [
        "count-removed", "count-set", "count-set",
    ]  # fmt: skip


TIE = {
    "creator": "Giulia Rossi", "brand": "@acme", "relation": "paid", "starts_on": "2026-03-01",
    "ends_on": "2026-03-31", "contract": "C-1", "source": "", "notes": "", "campaign": "1",
    "account": "1",
}  # fmt: skip


def test_a_collaboration_is_added_and_changed(auditor: Browser, stocked: Database) -> None:
    assert 'href="/collaborations/new?creator=instagram:author2"' in auditor.get("/creators/1").text
    offered = auditor.get("/collaborations/new?creator=instagram:author2&brand=Acme").text
    assert 'value="instagram:author2"' in offered
    assert auditor.post("/collaborations/new", TIE).status_code == 302
    with stocked.read() as session:
        made = collaborations.get_collaboration(session, 2)
    assert (made.relation, made.campaign_id, made.account_id) == ("paid", 1, 1)
    assert made.ends_on == date(2026, 3, 31)
    twice = auditor.post("/collaborations/new", TIE)
    assert twice.status_code == 400
    assert "on record already (number 2)" in twice.text
    version = re.search(r'name="version" value="(\w+)"', auditor.get("/collaborations/2/edit").text)
    assert version
    sent = {**TIE, "relation": "loan", "account": "", "version": version[1]}
    assert auditor.post("/collaborations/2/edit", sent).status_code == 302
    late = auditor.post("/collaborations/2/edit", {**sent, "relation": "gift"})
    assert late.status_code == 400
    assert "changed by somebody else meanwhile" in late.text
    with stocked.read() as session:
        after = collaborations.get_collaboration(session, 2)
    assert (after.relation, after.account_id, after.contract) == ("loan", None, "C-1")
    action, subject, detail = _deeds(stocked)[0]
    assert (action, subject) == ("collaboration-changed", "2: Giulia Rossi – Acme")
    assert detail == {"relation": "loan", "account_id": ""}


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"creator": "nobody"}, "creator"),
        ({"creator": ""}, "creator"),
        ({"brand": "nothing"}, "brand"),
        ({"relation": "love"}, "relation"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"ends_on": "2026-01-01"}, "ends_on"),
        ({"contract": "x" * 301}, "contract"),
        ({"source": "x" * 301}, "source"),
        ({"account": "abc"}, "account"),
        ({"brand": "Other", "campaign": "1"}, "campaign"),
    ],
)
def test_what_is_wrong_with_a_collaboration_stands_beside_it(
    auditor: Browser, stocked: Database, changes: dict[str, str], entry: str
) -> None:
    with stocked.write() as session:
        brands.add_brand(session, "Other")
    answer = auditor.post("/collaborations/new", {**TIE, **changes})
    assert answer.status_code == 400
    assert re.findall(r'<p class="wrong" id="e-([^"]+)">', answer.text) == [entry]
    with stocked.read() as session:
        assert len(collaborations.list_collaborations(session)) == 1
