"""Figures that are remembered follow what people do: nothing stale is shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checker.engine import Engine
from checker.storage import Database, brands, posts, reviews, verdicts, waivers
from checker.storage.records import SampleItem
from checker.storage.verdicts import Filter
from tests.web.audited import two_audits
from tests.web.conftest import Browser

_TOKEN = re.compile(r'(name="csrf_token"\s+value=")[^"]+')


def _shown(viewer: Browser, path: str) -> str:
    """Return a page without its form tokens: a token holds the second in which it was made."""
    return _TOKEN.sub(r"\1", viewer.get(path).text)


def test_a_review_changes_what_is_shown(
    viewer: Browser, database: Database, engine: Engine, tmp_path: Path
) -> None:
    first, _ = two_audits(database, engine, tmp_path)
    report, table = f"/reports/{first.id}", f"/posts/?a={first.id}&reviewed=yes"
    pages = [_shown(viewer, report), _shown(viewer, table)]
    assert pages == [_shown(viewer, report), _shown(viewer, table)]
    with database.write() as session:
        every = verdicts.list_verdicts(session, first.id, Filter(jurisdictions=("IT",)))
        items = [SampleItem(item.post_id, "IT", "", 1.0) for item in every]
        plan = reviews.add_plan(session, first.id, "all", 1, items)
        for item in every:
            reviews.save_review(session, item.post_id, "IT", "Anna", "agree", plan_id=plan.id)
    reviewed = [_shown(viewer, report), _shown(viewer, table)]
    assert pages[0] != reviewed[0] and pages[1] != reviewed[1]
    wrong = next(item for item in every if item.verdict == "undisclosed")
    with database.write() as session:
        reviews.save_review(
            session, wrong.post_id, "IT", "Anna", "disagree", correct_verdict="no-intent"
        )
    assert _shown(viewer, report) != reviewed[0]


def test_a_waiver_changes_what_is_shown(
    viewer: Browser, database: Database, engine: Engine, tmp_path: Path
) -> None:
    first, _ = two_audits(database, engine, tmp_path)
    report = f"/reports/{first.id}"
    before = viewer.get(report).text
    today = datetime.now(UTC).date()
    with database.write() as session:
        rules = {cited.rule for cited in posts.cited(session, first.id)}
        rule = next(rule for rule in sorted(rules) if "undisclosed" not in rule)
        waiver = waivers.add_waiver(
            session,
            reason="Agreed with the authority",
            author="Anna",
            today=today,
            expires_on=today + timedelta(days=9),
            rule=rule,
        )
    waived = viewer.get(report)
    assert waived.status_code == 200
    assert "Agreed with the authority" in waived.text and "Agreed with" not in before
    with database.write() as session:
        waivers.delete_waiver(session, waiver.id)
    assert "Agreed with the authority" not in viewer.get(report).text


def test_a_brands_new_name_shows_at_once(
    viewer: Browser, database: Database, engine: Engine, tmp_path: Path
) -> None:
    first, second = two_audits(database, engine, tmp_path)
    pages = (f"/audits/{first.id}", f"/audits/{first.id}/by/brand")
    for page in pages:
        assert "Acme Group" not in viewer.get(page).text
    with database.write() as session:
        brands.update_brand(session, 1, name="Acme Group")
    for page in pages:
        assert "Acme Group" in viewer.get(page).text
    compared = f"/audits/compare?a={first.id}&b={second.id}"
    assert "Giulia Rossi" in viewer.get(compared).text
