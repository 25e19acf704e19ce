"""What is past its time: shown first, removed once that was seen, by itself only where so set."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from checker.engine import Engine
from checker.storage import Database, audits, drafts, reviews, saved, users
from checker.storage.records import Audit
from checker.storage.tables import AuditRow
from checker.storage.users import User
from tests.web.audited import two_audits
from tests.web.conftest import Browser
from web.keeping import Keeper
from web.retention import sweep
from web.settings import read_settings

NOW = datetime.now(UTC)


@pytest.fixture
def pair(
    database: Database, engine: Engine, tmp_path: Path, people: dict[str, User]
) -> tuple[Audit, Audit]:
    """Two audits, the first of which ended 40 days ago, and what is over of everything else."""
    first, second = two_audits(database, engine, tmp_path)
    me = people["administrator"].id
    with database.write() as session:
        session.get_one(AuditRow, first.id).finished_at = NOW - timedelta(days=40)
        reviews.save_review(session, (first.id << 32) + 1, "IT", "Ada", "agree")
        for number, (word, end) in enumerate((("old", -1), ("new", 5))):
            moment = NOW + timedelta(days=end)
            saved.add_link(
                session, second.id - number, word, "Ada",
                created_at=NOW - timedelta(days=9), expires_at=moment,
            )  # fmt: skip
            drafts.keep_draft(session, me, word, {}, now=NOW, expires_at=moment)
            last = date.today() + timedelta(days=end)
            users.add_token(session, me, word, f"{number}" * 64, "palese_x", expires_on=last)
    return first, second


def _set(administrator: Browser, days: str) -> int:
    form = {"keep_drafts_days": "30", "keep_audits_days": days}
    return administrator.post("/admin/settings", form).status_code


def _seen(administrator: Browser) -> str:
    found = re.search(
        r'name="seen" value="([0-9a-f]+)"', administrator.get("/admin/retention").text
    )
    assert found
    return found[1]


def _names(database: Database) -> list[str]:
    with database.read() as session:
        return [audit.name for audit in audits.list_audits(session)]


def _log(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        return [(e.actor, e.action, e.subject) for e in users.list_activity(session)]


def test_without_a_number_of_days_audits_stay(
    administrator: Browser, database: Database, pair: tuple[Audit, Audit]
) -> None:
    page = administrator.get("/admin/retention").text
    assert "no number of days is set" in page
    assert "spring" not in page
    administrator.post("/admin/retention", {"seen": _seen(administrator)})
    assert _names(database) == ["summer", "spring"]
    assert ("Administrator", "expired-removed", "") in _log(database)


def test_what_goes_is_shown_and_goes_once_it_was_seen(
    administrator: Browser, database: Database, pair: tuple[Audit, Audit]
) -> None:
    first, second = pair
    assert _set(administrator, "30") == 302
    assert _names(database) == ["summer", "spring"]  # to set it removes nothing
    page = administrator.get("/admin/retention").text
    assert f'href="/audits/{first.id}"' in page
    assert f'href="/audits/{second.id}"' not in page
    for said in ("1 link to a report", "1 token of the JSON API", "1 kept result whose"):
        assert said in page
    before = len(_log(database))
    answer = administrator.post("/admin/retention", {"seen": _seen(administrator)})
    assert answer.status_code == 302
    assert _names(database) == ["summer"]
    log = _log(database)
    assert [each for each in log if each not in log[-before:]][:2] == [
        ("Administrator", "expired-removed", ""),
        ("Administrator", "audit-expired", "spring"),
    ]
    assert log[-before:] == log[2:]
    with database.read() as session:
        entry = users.list_activity(session, action="audit-expired")[0]
        assert entry.detail["posts"] == first.posts
        assert entry.detail["verdicts"] == first.verdicts
        assert entry.detail["reviews"] == 1
        assert [token.name for token in users.list_tokens(session)] == ["new"]
        owner = users.find_user(session, "administrator")
        assert owner
        assert [d.title for d in drafts.list_drafts(session, owner[0].id, NOW)] == ["new"]
        assert read_settings(session).sweep is False
    assert "Nothing is past its time" in administrator.get("/admin/retention").text
    assert administrator.get(f"/audits/{first.id}").status_code == 404
    for path in ("/audits/", f"/audits/{second.id}", "/creators/", "/review/", "/admin/activity"):
        assert administrator.get(path).status_code == 200


def test_nothing_goes_that_was_not_seen(
    administrator: Browser, database: Database, pair: tuple[Audit, Audit]
) -> None:
    _set(administrator, "30")
    seen = _seen(administrator)
    with database.write() as session:
        session.get_one(AuditRow, pair[1].id).finished_at = NOW - timedelta(days=50)
    for data in ({"seen": seen}, {}, {"seen": seen, "sweep": "yes"}):
        answer = administrator.post("/admin/retention", data)
        assert answer.status_code == 409
        assert "has changed since this page was shown" in answer.text
    assert _names(database) == ["summer", "spring"]
    with database.read() as session:
        assert read_settings(session).sweep is False


def test_what_is_not_finished_stays(
    administrator: Browser, database: Database, pair: tuple[Audit, Audit]
) -> None:
    with database.write() as session:
        row = session.get_one(AuditRow, pair[0].id)
        row.state, row.created_at = "running", NOW - timedelta(days=400)
    _set(administrator, "1")
    assert "spring" not in administrator.get("/admin/retention").text


def test_nothing_goes_by_itself_unless_an_administrator_has_set_so(
    administrator: Browser, database: Database, pair: tuple[Audit, Audit]
) -> None:
    _set(administrator, "30")
    sweep(database)
    assert _names(database) == ["summer", "spring"]
    administrator.post("/admin/retention", {"seen": _seen(administrator), "sweep": "yes"})
    assert _names(database) == ["summer"]
    with database.write() as session:
        session.get_one(AuditRow, pair[1].id).finished_at = NOW - timedelta(days=31)
    keeper = Keeper(database)
    keeper.close()  # it looks once and ends
    keeper.watch()
    assert _names(database) == []
    assert _log(database)[0] == ("palese serve", "audit-expired", "summer")


@pytest.mark.parametrize(("days", "goes"), [("20", False), ("45", True), ("", True)])
def test_fewer_days_must_be_seen_again(
    administrator: Browser, database: Database, pair: tuple[Audit, Audit], days: str, goes: bool
) -> None:
    _set(administrator, "30")
    administrator.post("/admin/retention", {"seen": _seen(administrator), "sweep": "yes"})
    _set(administrator, days)
    with database.read() as session:
        assert read_settings(session).sweep is goes
    administrator.post("/admin/retention", {"deed": "stop"})
    with database.read() as session:
        assert read_settings(session).sweep is False


@pytest.mark.parametrize("days", ["0", "3661", "-1", "many", "1.5"])
def test_numbers_of_days_are_checked(administrator: Browser, days: str) -> None:
    assert _set(administrator, days) == 400
