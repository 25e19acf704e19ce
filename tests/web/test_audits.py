"""Audits: their list, what one found, what changed, and the report that is shared."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from checker.engine import Engine
from checker.storage import Database, audits
from checker.storage.records import Audit
from checker.storage.tables import ReportLinkRow
from tests.web.audited import two_audits
from tests.web.conftest import Browser


@pytest.fixture
def pair(database: Database, engine: Engine, tmp_path: Path) -> tuple[Audit, Audit]:
    """Two audits of the same creators."""
    return two_audits(database, engine, tmp_path)


def test_without_audits_pages_say_what_to_do(viewer: Browser, browsers: dict[str, Browser]) -> None:
    assert "Somebody with the role of an auditor starts one" in viewer.get("/audits/").text
    assert 'href="/audits/start"' in browsers["auditor"].get("/audits/").text
    assert "There are not two audits yet" in viewer.get("/audits/compare").text
    assert "No posts yet" in viewer.get("/posts/").text
    assert viewer.get("/posts/?a=nothing").status_code == 404


def test_the_overview_counts_what_the_audit_holds(
    viewer: Browser, pair: tuple[Audit, Audit]
) -> None:
    page = viewer.get(f"/audits/{pair[0].id}").text
    assert "60 posts" in page
    assert "120 verdicts" in page
    for part in ("By tier", "By platform", "By brand", "By rule", "Verdicts over time"):
        assert part in page
    assert "Acme" in page
    assert "The JSON is broken" in page
    assert re.search(r"Jan 2026: [\d,.]+", page)


def _link(page: str, part: str) -> str:
    """Return the address behind the tile of a verdict."""
    found = re.search(rf'class="tile {part}".*?href="([^"]+)"[^>]*>([\d,.]+)<', page, re.DOTALL)
    assert found, page
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("query", ["", "?j=IT"])
def test_a_bar_leads_to_as_many_posts_as_it_counts(
    viewer: Browser, pair: tuple[Audit, Audit], query: str
) -> None:
    page = viewer.get(f"/audits/{pair[0].id}{query}").text
    for verdict in ("undisclosed", "inadequate", "disclosed"):
        number = re.search(
            rf'class="tile {verdict}".*?<a href="[^"]+">([\d,]+)</a>', page, re.DOTALL
        )
        assert number
        posts = viewer.get(_link(page, verdict)).text
        assert f"<b>{number[1]} verdict" in posts


def test_bars_of_tiers_platforms_brands_and_rules_lead_to_their_posts(
    viewer: Browser, pair: tuple[Audit, Audit]
) -> None:
    for by in ("tier", "platform", "brand", "rule", "month", "jurisdiction"):
        page = viewer.get(f"/audits/{pair[0].id}/by/{by}?taxonomy=general").text
        rows = re.findall(
            r'<span class="name"><a href="([^"]+)">.*?<span class="quiet">([\d,]+)/',
            page,
            re.DOTALL,
        )
        assert rows, by
        for url, number in rows:
            posts = viewer.get(url.replace("&amp;", "&")).text
            assert f"<b>{number} verdict" in posts or number == "0", (by, url)


def test_the_taxonomy_is_switched_on_the_page(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    general = viewer.get(f"/audits/{pair[0].id}?taxonomy=general").text
    narrow = viewer.get(f"/audits/{pair[0].id}?taxonomy=narrow").text
    nonsense = viewer.get(f"/audits/{pair[0].id}?taxonomy=nonsense&measure=nonsense").text
    assert general != narrow
    assert _tiers(nonsense) == _tiers(general)
    assert _tiers(narrow) != _tiers(general)


def _tiers(page: str) -> list[str]:
    part = page.partition('id="by-tier"')[2].partition("</section>")[0]
    return re.findall(r'<span class="name">.*?<bdi>(.*?)</bdi>', part)


def test_there_is_no_such_audit(viewer: Browser) -> None:
    for path in ("/audits/999", "/audits/999/by/rule", "/reports/999", "/posts/999/1"):
        assert viewer.get(path).status_code == 404


def test_two_audits_are_compared(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    first, second = pair
    page = viewer.get(f"/audits/compare?a={first.id}&b={second.id}&change=fixed").text
    assert "it/undisclosed" in page
    assert f"/posts/{first.id}/" in page
    assert "Giulia Rossi" in page
    same = viewer.get(f"/audits/compare?a={first.id}&b={first.id}").text
    assert "No such finding" in same


def test_what_could_not_be_read_is_listed(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    page = viewer.get(f"/audits/{pair[0].id}/problems").text
    assert "The JSON is broken" in page
    assert "61" in page
    assert "Everything could be read" in viewer.get(f"/audits/{pair[1].id}/problems").text


def test_a_report_cites_and_exports(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    page = viewer.get(f"/reports/{pair[0].id}").text
    assert "Codice del consumo" in page
    assert "Three accounts say the same" in page
    assert pair[0].ruleset in page
    for name in ("csv", "json", "jsonl", "sarif", "junit", "html"):
        answer = viewer.get(f"/reports/{pair[0].id}/export/{name}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    lines = viewer.get(f"/reports/{pair[0].id}/export/jsonl").text.splitlines()
    assert len(lines) == pair[0].verdicts
    assert viewer.get(f"/reports/{pair[0].id}/export/exe").status_code == 404


def test_a_shared_report_opens_until_it_is_taken_back(
    app: Flask, browsers: dict[str, Browser], pair: tuple[Audit, Audit]
) -> None:
    auditor, stranger = browsers["auditor"], Browser(app.test_client())
    assert auditor.post(f"/reports/{pair[0].id}/share", {"days": "3650"}).status_code == 400
    auditor.post(f"/reports/{pair[0].id}/share", {"days": "7"})
    page = auditor.get(f"/reports/{pair[0].id}").text
    found = re.search(r'value="http://localhost(/reports/shared/[^"]+)"', page)
    assert found
    link = found[1]
    shared = stranger.get(link)
    assert shared.status_code == 200
    assert "Codice del consumo" in shared.text
    assert "/posts/" not in shared.text  # nothing leads behind the door
    assert 'name="word"' not in shared.text
    rows = list(csv.DictReader(io.StringIO(stranger.get(f"{link}/export/csv").text)))
    assert len(rows) >= pair[0].verdicts
    assert stranger.get(f"{link}x").status_code == 404
    other = link.rsplit("/", 1)[0] + "/" + link.rsplit("/", 1)[1][::-1]
    assert stranger.get(other).status_code == 404
    word = re.search(r'name="word" value="([^"]+)"', page)
    assert word
    auditor.post(f"/reports/{pair[0].id}/unshare", {"word": word[1]})
    assert stranger.get(link).status_code == 404


def test_a_link_expires(
    app: Flask,
    browsers: dict[str, Browser],
    pair: tuple[Audit, Audit],
    database: Database,
) -> None:
    browsers["auditor"].post(f"/reports/{pair[0].id}/share", {"days": "1"})
    page = browsers["auditor"].get(f"/reports/{pair[0].id}").text
    found = re.search(r'value="http://localhost(/reports/shared/[^"]+)"', page)
    assert found
    assert app.test_client().get(found[1]).status_code == 200
    with database.write() as session:
        session.query(ReportLinkRow).update({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)})
    assert app.test_client().get(found[1]).status_code == 404


def test_an_administrator_deletes_an_audit(
    browsers: dict[str, Browser], pair: tuple[Audit, Audit], database: Database
) -> None:
    assert browsers["auditor"].post(f"/audits/{pair[0].id}/delete").status_code == 403
    browsers["administrator"].post(f"/audits/{pair[0].id}/delete")
    with database.read() as session:
        assert [audit.id for audit in audits.list_audits(session)] == [pair[1].id]
