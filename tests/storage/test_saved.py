"""Saved views and links to reports: rows of their own, carried over from the settings and back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from checker.errors import UsageError
from checker.storage import Database, NotFoundError, audits, drafts, migrate, saved, users
from checker.storage.session import make_engine, parse_url
from checker.storage.tables import SettingRow
from tests.storage import made

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
BEFORE = "0003"
"""The last version of the tables that kept both among the settings."""


def _put(url: str, settings: dict[str, Any]) -> None:
    """Write settings as an older program did."""
    engine = make_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(
            SettingRow.__table__.insert(),
            [{"name": name, "value": value} for name, value in settings.items()],
        )
    engine.dispose()


def _get(url: str) -> dict[str, Any]:
    engine = make_engine(parse_url(url))
    with engine.connect() as connection:
        found = {row.name: row.value for row in connection.execute(select(SettingRow.__table__))}
    engine.dispose()
    return found


def _audit(database: Database) -> int:
    return made.stored(database, [made.audited(1)]).id


def test_views(database: Database) -> None:
    with database.write() as session:
        anna = users.add_user(session, "Anna", "viewer").id
        vera = users.add_user(session, "Vera", "viewer").id
        saved.save_view(session, anna, "Hidden", "j=IT")
        saved.save_view(session, anna, "all", "")
        saved.save_view(session, vera, "Hidden", "j=UK")
        assert saved.save_view(session, anna, " HIDDEN ", "j=FR").name == "HIDDEN"
        for bad in (" ", "x" * 101):
            with pytest.raises(UsageError):
                saved.save_view(session, anna, bad, "")
    with database.read() as session:
        assert [(v.name, v.query) for v in saved.list_views(session, anna)] == [
            ("all", ""), ("HIDDEN", "j=FR"),
        ]  # fmt: skip
        assert saved.count_views(session, anna) == 2
        assert saved.count_views(session, anna, but="hidden") == 1
    with database.write() as session:
        saved.remove_view(session, anna, "hidden")
        saved.remove_view(session, anna, "hidden")
        assert [v.name for v in saved.list_views(session, anna)] == ["all"]
        users.add_user(session, "Otto", "administrator", password_hash="$1")
        users.delete_user(session, vera)
        assert saved.list_views(session, vera) == []


def test_links(database: Database) -> None:
    audit = _audit(database)
    with database.write() as session:
        one = saved.add_link(session, audit, "one", "Ines", created_at=NOW, expires_at=LATER)
        saved.add_link(session, audit, "two", "Ines", created_at=NOW, expires_at=LATER)
        with pytest.raises(NotFoundError):
            saved.add_link(session, 99, "x", "Ines", created_at=NOW, expires_at=LATER)
    with database.write() as session:
        assert saved.list_links(session, audit, NOW)[0] == one
        assert saved.list_links(session, audit, LATER) == []
        assert saved.remove_link(session, audit, "two")
        assert not saved.remove_link(session, audit, "two")
        assert [link.word for link in saved.list_links(session, audit, NOW)] == ["one"]
        audits.delete_audit(session, audit)
        assert saved.list_links(session, audit, NOW) == []


def test_two_at_once_keep_both(database: Database) -> None:
    with database.write() as session:
        anna = users.add_user(session, "Anna", "viewer").id
    audit = _audit(database)
    # Each reads before the other writes, where the database lets them.
    meet = threading.Barrier(2)
    wrong: list[BaseException] = []

    def keep(name: str) -> None:
        try:
            with database.read() as session:
                saved.list_views(session, anna)
            meet.wait(timeout=30)
            with database.write() as session:
                saved.save_view(session, anna, name, name)
                saved.add_link(session, audit, name, "Ines", created_at=NOW, expires_at=LATER)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=keep, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with database.read() as session:
        assert [v.name for v in saved.list_views(session, anna)] == ["one", "two"]
        assert {x.word for x in saved.list_links(session, audit, NOW)} == {"one", "two"}


def test_what_stood_among_the_settings_is_carried_over_and_back(url: str) -> None:
    with Database.open(url) as database:
        with database.write() as session:
            anna = users.add_user(session, "Anna", "viewer").id
        audit = _audit(database)
    migrate(url, BEFORE)
    views = [{"name": "All", "query": ""}, {"name": "Hidden", "query": "j=IT"}]
    link = {
        "word": "w", "user": "Ines", "created_at": "2026-05-01T12:00:00Z",
        "expires_at": "2026-05-08T12:00:00Z",
    }  # fmt: skip
    kept = {
        f"views/{anna}": views, f"report-links/{audit}": [link],
        "views/999": views, "report-links/999": [link], "web": {"keep_drafts_days": 7},
    }  # fmt: skip
    _put(url, kept)
    migrate(url, "head")
    with Database.open(url) as opened, opened.read() as session:
        assert [v.name for v in saved.list_views(session, anna)] == ["All", "Hidden"]
        (found,) = saved.list_links(session, audit, NOW)
        assert (found.word, found.user, found.created_at, found.expires_at) == (
            "w", "Ines", NOW, LATER,
        )  # fmt: skip
        assert drafts.get_setting(session, "web", None) == {"keep_drafts_days": 7}
        for name in kept:
            assert name == "web" or drafts.get_setting(session, name, None) is None
    migrate(url, BEFORE)
    back = _get(url)
    assert back == {
        f"views/{anna}": views, f"report-links/{audit}": [link], "web": {"keep_drafts_days": 7},
    }  # fmt: skip
    migrate(url, "head")
