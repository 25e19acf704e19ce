"""Users, tokens, the log and kept drafts, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from checker.errors import UsageError
from checker.storage import ConflictError, Database, NotFoundError, drafts, users

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_users(database: Database) -> None:
    with database.write() as session:
        anna = users.add_user(session, " Anna  Bó ", "administrator", password_hash="$1")
        vera = users.add_user(session, "Vera", "viewer")
    assert anna.name == "Anna  Bó"
    assert (anna.has_password, vera.has_password) == (True, False)
    with pytest.raises(ConflictError, match="already"), database.write() as session:
        users.add_user(session, "ANNA BÓ", "viewer")
    for name, role in (("", "viewer"), ("x" * 201, "viewer"), ("Otto", "king")):
        with pytest.raises(UsageError), database.write() as session:
            users.add_user(session, name, role)
    with database.read() as session:
        assert users.find_user(session, "anna bó") == (anna, "$1")
        assert users.find_user(session, "nobody") is None
        assert [u.name for u in users.list_users(session)] == ["Anna  Bó", "Vera"]


def test_what_ends_sessions(database: Database) -> None:
    with database.write() as session:
        users.add_user(session, "Anna", "administrator", password_hash="$1")
        vera = users.add_user(session, "Vera", "viewer")
        assert users.set_password(session, vera.id, "$2").epoch == 2
        assert users.change_user(session, vera.id, role="auditor").epoch == 3
        assert users.change_user(session, vera.id, role="auditor").epoch == 3
        assert users.change_user(session, vera.id, active=False).epoch == 4
        assert users.end_sessions(session, vera.id).epoch == 5
        users.set_language(session, vera.id, "it")
        assert users.get_user(session, vera.id).epoch == 5


def test_an_administrator_stays(database: Database) -> None:
    with database.write() as session:
        anna = users.add_user(session, "Anna", "administrator", password_hash="$1")
        otto = users.add_user(session, "Otto", "administrator")  # who cannot sign in yet
    for step in (
        lambda s: users.delete_user(s, anna.id),
        lambda s: users.change_user(s, anna.id, active=False),
        lambda s: users.change_user(s, anna.id, role="auditor"),
    ):
        with pytest.raises(ConflictError, match="no administrator"), database.write() as session:
            step(session)
    with database.write() as session:
        users.set_password(session, otto.id, "$2")
        users.delete_user(session, anna.id)
    with database.read() as session:
        assert [u.name for u in users.list_users(session)] == ["Otto"]


def test_tokens(database: Database) -> None:
    with database.write() as session:
        users.add_user(session, "Anna", "administrator", password_hash="$1")
        vera = users.add_user(session, "Vera", "viewer", password_hash="$1")
        token = users.add_token(
            session, vera.id, "robot", "ab" * 32, "palese_a…", expires_on=date(2026, 5, 1)
        )
    with database.read() as session:
        found = users.find_token(session, "ab" * 32, date(2026, 5, 1))
        assert found is not None
        assert found[1].name == "Vera"
        assert users.find_token(session, "ab" * 32, date(2026, 5, 2)) is None
        assert users.find_token(session, "cd" * 32, date(2026, 5, 1)) is None
    with database.write() as session:
        users.token_used(session, token.id, NOW)
        users.change_user(session, vera.id, active=False)
        assert users.find_token(session, "ab" * 32, date(2026, 5, 1)) is None
        assert users.list_tokens(session)[0].used_at == NOW
        with pytest.raises(NotFoundError):
            users.revoke_token(session, token.id, user_id=vera.id + 1)
        users.delete_user(session, vera.id)
        assert users.list_tokens(session) == []


@pytest.mark.parametrize("statement", ["UPDATE activity SET actor = 'x'", "DELETE FROM activity"])
def test_the_log_only_grows(database: Database, statement: str) -> None:
    with database.write() as session:
        for number in range(5):
            users.log(session, "Anna", f"deed-{number % 2}", str(number), {"n": number})
    with pytest.raises(Exception, match="only grows"), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        entries = users.list_activity(session, limit=2)
        assert [e.subject for e in entries] == ["4", "3"]
        older = users.list_activity(session, before=entries[-1].id)
        assert [e.subject for e in older] == ["2", "1", "0"]
        assert [e.subject for e in users.list_activity(session, action="deed-1")] == ["3", "1"]
        assert users.list_activity(session, actor="Otto") == []
        assert users.actions(session) == ["deed-0", "deed-1"]


def test_what_fails_is_not_logged(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        users.log(session, "Anna", "half-done")
        raise RuntimeError
    with database.read() as session:
        assert users.list_activity(session) == []


def test_settings(database: Database) -> None:
    with database.write() as session:
        assert drafts.get_setting(session, "web", {"days": 30}) == {"days": 30}
        drafts.set_setting(session, "web", {"days": 7})
        drafts.set_setting(session, "web", {"days": 8})
    with database.read() as session:
        assert drafts.get_setting(session, "web", None) == {"days": 8}


def test_kept_drafts(database: Database) -> None:
    document = {"text": "nul \x00, emoji 💖, \u202e"}
    with database.write() as session:
        anna = users.add_user(session, "Anna", "administrator", password_hash="$1")
        vera = users.add_user(session, "Vera", "viewer")
        ids = [
            drafts.keep_draft(
                session, who.id, "Title", document, now=NOW, expires_at=NOW + timedelta(days=days)
            )
            for who, days in ((anna, 1), (anna, 9), (vera, 9))
        ]
    with database.read() as session:
        assert drafts.get_draft(session, ids[0], NOW).document == document
        assert [d.id for d in drafts.list_drafts(session, anna.id, NOW)] == [ids[1], ids[0]]
        with pytest.raises(NotFoundError):
            drafts.get_draft(session, ids[0], NOW + timedelta(days=1))
    with database.write() as session:
        drafts.share_draft(session, ids[1], "word")
        assert drafts.get_draft(session, ids[1], NOW).share == "word"
        assert drafts.throw_away_old(session, NOW + timedelta(days=2)) == 1
        drafts.throw_away(session, ids[1])
        assert drafts.list_drafts(session, anna.id, NOW) == []
        users.delete_user(session, vera.id)
        with pytest.raises(NotFoundError):
            drafts.get_draft(session, ids[2], NOW)
