"""Shares corrected by reviews: the same figures on pages, in reports, in the API, in the command."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checker.engine import Engine
from checker.storage import Database, audits, reviews, verdicts
from checker.storage.records import Audit, SampleItem
from tests.cli import calls
from tests.web.audited import two_audits
from tests.web.conftest import Browser
from tests.web.test_api import Api
from web import Config
from web.ui import _share

_LETTING_THROUGH, _OBJECTING = ("disclosed", "no-intent"), ("undisclosed", "inadequate")
_WRONG = {_LETTING_THROUGH: 6, _OBJECTING: 1}


def _reviewed(database: Database, audit: Audit) -> None:
    """Review a drawn sample: some of each kind of verdict are said to be wrong."""
    with database.write() as session:
        listed = [
            line
            for line in verdicts.list_verdicts(session, audit.id, limit=500)
            if line.verdict != "review"
        ]
        items = [SampleItem(line.post_id, line.jurisdiction, "", 1.5) for line in listed]
        plan = reviews.add_plan(session, audit.id, "sample", 1, items)
        seen = {_LETTING_THROUGH: 0, _OBJECTING: 0}
        for line in listed:
            kind = _OBJECTING if line.verdict in _OBJECTING else _LETTING_THROUGH
            seen[kind] += 1
            said: dict[str, Any] = {"plan_id": plan.id}
            if seen[kind] <= _WRONG[kind]:
                other = "no-intent" if kind is _OBJECTING else "undisclosed"
                said |= {"correct_verdict": other, "reason": "looked at the contract"}
            decision = "disagree" if seen[kind] <= _WRONG[kind] else "agree"
            reviews.save_review(session, line.post_id, line.jurisdiction, "Ada", decision, **said)


@pytest.fixture
def audit(database: Database, engine: Engine, tmp_path: Path) -> Audit:
    """An audit under two jurisdictions, reviewed in part."""
    first, _ = two_audits(database, engine, tmp_path)
    _reviewed(database, first)
    return first


def _stats(url: str, audit: Audit, by: str) -> dict[str, Any]:
    arguments = ["stats", str(audit.id), "--db", url, "--by", by]
    found: dict[str, Any] = calls.document(*arguments)
    return found


def _written(app: Flask, share: dict[str, Any]) -> tuple[str, str, str]:
    """Return a corrected share as an English page writes it."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        return _share(share["estimate"]), _share(share["low"]), _share(share["high"])


def test_all_say_the_same(
    app: Flask, config: Config, audit: Audit, viewer: Browser, tokens: dict[str, str]
) -> None:
    told = _stats(config.database_url, audit, "jurisdiction")
    error = told["measured_error"]
    assert told["all"]["corrected"]["estimate"] != told["all"]["non_compliance"]["share"]
    api = Api(app.test_client(), tokens["viewer"])
    answer = api.call("GET", f"/audits/{audit.id}").json or {}
    assert (answer["all"], answer["measured_error"]) == (told["all"], error)
    counted = api.call("GET", f"/audits/{audit.id}/figures?by=jurisdiction").json or {}
    assert counted["groups"] == told["groups"]
    assert (counted["all"], counted["measured_error"]) == (told["all"], error)
    overview = viewer.get(f"/audits/{audit.id}").text
    report = viewer.get(f"/reports/{audit.id}").text
    for page in (overview, report):
        part = page.partition('id="correction"')[2].partition("</section>")[0]
        rows = re.findall(r"<b>([\d.]+%)</b> <span[^>]*>\(([\d.]+%) – ([\d.]+%)\)", part)
        expected = [_written(app, row["corrected"]) for row in (told["all"], *told["groups"])]
        assert rows == expected
        assert f"{error['reviewed']} reviewed verdicts" in part
        with app.test_request_context(headers={"Accept-Language": "en"}):
            assert _share(error["found"] / error["positives"]) in part
            assert _share(error["cleared"] / error["negatives"]) in part
    estimate, low, high = _written(app, told["all"]["corrected"])
    assert f"{estimate} ({low} to {high})" in report


def test_groups_are_corrected_where_the_measure_can_be(
    app: Flask, config: Config, audit: Audit, viewer: Browser
) -> None:
    told = _stats(config.database_url, audit, "platform")
    page = viewer.get(f"/audits/{audit.id}/by/platform").text
    for row in told["groups"]:
        estimate, low, high = _written(app, row["corrected"])
        assert f'<td class="number">{estimate}</td><td class="number nowrap">{low} – {high}' in page
    other = viewer.get(f"/audits/{audit.id}/by/platform?measure=undisclosed").text
    assert "Corrected" not in other


def test_what_cannot_be_corrected_says_what_it_takes(
    database: Database, engine: Engine, tmp_path: Path, browsers: dict[str, Browser]
) -> None:
    _, audit = two_audits(database, engine, tmp_path)
    path = f"/audits/{audit.id}"
    page = browsers["reviewer"].get(path).text
    assert "Nobody has reviewed a sample of this audit" in page
    assert ">To the review<" in page
    assert ">To the review<" not in browsers["viewer"].get(path).text
    assert 'id="correction"' not in browsers["viewer"].get(f"/reports/{audit.id}").text
    with database.write() as session:
        (line,) = verdicts.list_verdicts(session, audit.id, limit=1)
        reviews.save_review(session, line.post_id, line.jurisdiction, "Ada", "agree")
    page = browsers["reviewer"].get(path).text
    assert "cannot be corrected yet: 0 reviews" in page
    assert "As found" not in page


def test_reviews_show_at_once(audit: Audit, database: Database, viewer: Browser) -> None:
    before = viewer.get(f"/audits/{audit.id}").text
    with database.write() as session:
        changed = next(r for r in reviews.list_reviews(session, audit.id) if r.decision == "agree")
        reviews.save_review(
            session, changed.post_id, changed.jurisdiction, "Ada", "cannot-tell",
            plan_id=changed.plan_id, expected_version=changed.version,
        )  # fmt: skip
        assert audits.get_audit(session, audit.id).verdicts == audit.verdicts
    part = re.compile(r"(\d+) reviewed verdicts")
    was, now = part.search(before), part.search(viewer.get(f"/audits/{audit.id}").text)
    assert was and now
    assert int(now[1]) == int(was[1]) - 1
