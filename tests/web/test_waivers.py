"""Waivers: listed, added from a form and from a post, refused with the reason, ended, logged."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from checker.engine import Engine
from checker.storage import Database, audits, brands, creators, posts, users, waivers
from checker.storage.records import Audit, StoredFinding
from checker.storage.tables import WaiverRow
from tests.web.audited import audited
from tests.web.conftest import Browser

TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=30)).isoformat()
GIVEN = {"rule": "it/label-not-first", "reason": "Agreed with <b>counsel</b>", "until": SOON}


@pytest.fixture
def auditor(browsers: dict[str, Browser]) -> Browser:
    """The auditor's browser."""
    return browsers["auditor"]


@pytest.fixture
def audit(database: Database, engine: Engine, tmp_path: Path) -> Audit:
    """An audit with posts of a creator on record that name a brand on record."""
    with database.write() as session:
        brands.add_brand(session, "Acme", handles=["acme"])
        creators.add_creator(session, "Giulia Rossi", accounts=[("instagram", "author1")])
        creators.add_creator(session, "Sam", accounts=[("instagram", "sam")])
        creators.add_creator(session, "Sam", accounts=[("tiktok", "sam2")])
    return audited(database, engine, tmp_path, number=40)


def _finding(database: Database, audit: Audit, waivable: bool) -> tuple[int, StoredFinding]:
    with database.read() as session:
        for number in range(1, 41):
            for found in audits.findings_of(session, [posts.post_id(audit.id, number)]):
                hidden = found.rule in ("it/undisclosed", "it/denial-false")
                if found.severity != "info" and hidden is not waivable:
                    return number, found
    raise AssertionError("the audit has no such finding")


def _waivers(database: Database) -> list[waivers.Waiver]:
    with database.read() as session:
        return waivers.list_waivers(session)


def test_an_empty_list_says_what_to_do_next(viewer: Browser, auditor: Browser) -> None:
    page = viewer.get("/waivers/").text
    assert "No waiver is on record" in page
    assert "Add a waiver" not in page
    assert "*/undisclosed" in page
    assert 'href="/waivers/new"' in auditor.get("/waivers/").text


def test_a_waiver_is_added_listed_ended_and_logged(
    database: Database, audit: Audit, auditor: Browser, viewer: Browser
) -> None:
    answer = auditor.post(
        "/waivers/new", {**GIVEN, "creator": "@author1", "brand": "acme", "j": "IT"}
    )
    assert answer.headers["Location"] == "/waivers/"
    (made,) = _waivers(database)
    assert (made.rule, made.creator_id, made.brand_id) == ("it/label-not-first", 1, 1)
    assert (made.jurisdiction, made.author, made.fingerprint) == ("IT", "Auditor", None)
    page = viewer.get("/waivers/").text
    assert "Agreed with &lt;b&gt;counsel&lt;/b&gt;" in page
    for said in ("posts of Giulia Rossi", "posts that name Acme", "Auditor", "In force"):
        assert said in page
    assert "/end" not in page
    assert auditor.post(f"/waivers/{made.id}/end").status_code == 302
    assert _waivers(database) == []
    assert auditor.post(f"/waivers/{made.id}/end").status_code == 404
    with database.read() as session:
        deeds = [e for e in users.list_activity(session) if e.action.startswith("waiver")]
    assert [deed.action for deed in deeds] == ["waiver-ended", "waiver-added"]
    assert deeds[0].detail["reason"] == GIVEN["reason"]
    assert "it/label-not-first" in deeds[0].subject


def test_expired_waivers_are_shown_as_such(
    database: Database, auditor: Browser, viewer: Browser
) -> None:
    with database.write() as session:
        session.add(
            WaiverRow(rule="it/x", reason="Old", author="Ines", expires_on=date(2026, 1, 31))
        )
    page = viewer.get("/waivers/").text
    assert "No waiver is in force today" in page
    row = page.split("Old")[1]
    assert "expired" in row.split("</tr>")[0]
    assert "Take off the list" in auditor.get("/waivers/").text


@pytest.mark.parametrize(
    ("changes", "entry", "said"),
    [
        ({"reason": "  "}, "reason", "Reason of a waiver"),
        ({"until": ""}, "until", "needs a last day"),
        ({"until": "soon"}, "until", "no day of the calendar"),
        ({"until": "2026-01-01"}, "until", "would have expired on 1 Jan 2026"),
        ({"rule": ""}, "rule", "needs a scope"),
        ({"rule": "it/undisclosed"}, "rule", "advertising that nothing shows to be advertising"),
        ({"rule": "uk/sector-ban"}, "rule", "may not be waived"),
        ({"creator": "nobody"}, "creator", "No creator on record is called nobody"),
        ({"creator": "Sam"}, "creator", "instagram:sam, tiktok:sam2"),
        ({"brand": "nothing"}, "brand", "No brand on record"),
    ],
)
def test_what_is_wrong_stands_beside_its_entry(
    database: Database,
    audit: Audit,
    auditor: Browser,
    changes: dict[str, str],
    entry: str,
    said: str,
) -> None:
    answer = auditor.post("/waivers/new", {**GIVEN, **changes})
    assert answer.status_code == 400
    beside = re.search(f'<p class="wrong" id="e-{entry}">([^<]*)</p>', answer.text)
    assert beside, answer.text
    assert said.lower() in beside[1].lower()
    assert f'aria-describedby="e-{entry}' in answer.text
    kept = {**GIVEN, **changes}["rule"]
    assert f'value="{kept}"' in answer.text  # what was written is not lost
    assert _waivers(database) == []


def test_it_is_said_in_italian(auditor: Browser) -> None:
    auditor.post("/preferences", {"language": "it"})
    page = auditor.post("/waivers/new", {**GIVEN, "rule": "it/undisclosed"}).text
    assert "may not be waived" not in page
    assert "resta nascosta" in page
    assert "resta nascosta" in auditor.get("/waivers/").text


def test_one_finding_is_waived_from_its_post(
    database: Database, audit: Audit, auditor: Browser, viewer: Browser
) -> None:
    number, finding = _finding(database, audit, waivable=True)
    page = auditor.get(f"/posts/{audit.id}/{number}").text
    (link,) = re.findall(rf'href="(/waivers/new\?[^"]*finding={finding.id})"', page)
    link = link.replace("&amp;", "&")
    assert "/waivers/new" not in viewer.get(f"/posts/{audit.id}/{number}").text
    form = auditor.get(link).text
    assert finding.rule in form
    where = dict(re.findall(r'type="hidden" name="(audit|post|finding)" value="(\d+)"', form))
    sent = {**GIVEN, **where, "reach": "one", "rule": "", "creator": "nobody at all"}
    assert auditor.post("/waivers/new", sent).status_code == 400
    sent["creator"] = ""
    answer = auditor.post("/waivers/new", sent)
    assert answer.headers["Location"] == f"/posts/{audit.id}/{number}#waivers"
    (made,) = _waivers(database)
    assert (made.fingerprint, made.rule) == (finding.fingerprint, finding.rule)
    assert "waived until" in viewer.get(f"/posts/{audit.id}/{number}").text
    # The report says so, too.
    assert GIVEN["reason"].split()[0] in viewer.get(f"/reports/{audit.id}").text


def test_what_may_not_be_waived_has_no_form(
    database: Database, audit: Audit, auditor: Browser
) -> None:
    number, finding = _finding(database, audit, waivable=False)
    assert "may not be waived" in auditor.get(f"/posts/{audit.id}/{number}").text
    path = f"/waivers/new?audit={audit.id}&post={number}&finding={finding.id}"
    page = auditor.get(path).text
    assert "Have the post corrected instead" in page
    assert 'name="reason"' not in page
    sent = {**GIVEN, "audit": str(audit.id), "post": str(number), "finding": str(finding.id)}
    refused = auditor.post("/waivers/new", {**sent, "reach": "one"})
    assert refused.status_code == 400
    assert _waivers(database) == []


def test_a_finding_that_is_not_there(audit: Audit, auditor: Browser) -> None:
    for query in ("audit=9&post=1&finding=1", "audit=1&post=99999999999&finding=1"):
        assert auditor.get(f"/waivers/new?{query}").status_code == 404


def test_a_rule_leads_to_its_waiver(auditor: Browser, viewer: Browser) -> None:
    page = auditor.get("/rules/findings/it/label-below-fold").text
    assert 'href="/waivers/new?rule=it/label-below-fold&amp;j=IT"' in page
    assert "/waivers/new" not in viewer.get("/rules/findings/it/label-below-fold").text
    assert "It may not be waived" in auditor.get("/rules/findings/it/undisclosed").text
    form = auditor.get("/waivers/new?rule=it/label-below-fold&j=IT").text
    assert 'value="it/label-below-fold"' in form
    assert '<option value="IT" selected>' in form


def test_forms_need_their_token(auditor: Browser) -> None:
    assert auditor.client.post("/waivers/new", data=GIVEN).status_code == 400
    assert auditor.client.post("/waivers/1/end").status_code == 400
