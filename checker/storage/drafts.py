"""Settings of the web application, and the drafts that users chose to keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from checker.storage.errors import NotFoundError
from checker.storage.fields import required
from checker.storage.tables import DraftRow, SettingRow, UserRow


class KeptDraft(msgspec.Struct, frozen=True):
    """A kept result. ``share`` is the word that a shared link carries, ``None`` without one."""

    id: int
    owner_id: int
    owner: str
    title: str
    created_at: datetime
    expires_at: datetime
    share: str | None
    document: dict[str, Any]


def get_setting(session: Session, name: str, default: Any) -> Any:
    """Return the value of a setting, or ``default`` while nobody has set it."""
    row = session.get(SettingRow, name)
    return default if row is None else row.value


def set_setting(session: Session, name: str, value: Any) -> None:
    """Set a setting to a value that JSON can hold."""
    row = session.get(SettingRow, name)
    if row is None:
        session.add(SettingRow(name=name, value=value))
    else:
        row.value = value
    session.flush()


def keep_draft(
    session: Session,
    owner_id: int,
    title: str,
    document: dict[str, Any],
    *,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Keep the result of a check, and return its number.

    Args:
        session: of :meth:`Database.write`.
        owner_id: the user who keeps it.
        title: how the owner finds it again.
        document: what was checked and what came out, as JSON.
        now: the present moment.
        expires_at: from when on it is gone.

    Raises:
        UsageError: the title is empty or too long.
    """
    row = DraftRow(
        owner_id=owner_id,
        title=required(title, "title", 200),
        created_at=now,
        expires_at=expires_at,
        document=document,
    )
    session.add(row)
    session.flush()
    return row.id


def get_draft(session: Session, draft_id: int, now: datetime) -> KeptDraft:
    """Return a kept draft.

    Raises:
        NotFoundError: there is none of this number, or its time is over.
    """
    row = session.get(DraftRow, draft_id)
    if row is None or row.expires_at <= now:
        raise NotFoundError("this result is not kept any more")
    return _kept(row, session.get_one(UserRow, row.owner_id).name)


def _kept(row: DraftRow, owner: str) -> KeptDraft:
    return KeptDraft(
        row.id,
        row.owner_id,
        owner,
        row.title,
        row.created_at,
        row.expires_at,
        row.share,
        row.document,
    )


def list_drafts(session: Session, owner_id: int, now: datetime) -> list[KeptDraft]:
    """Return what a user keeps, newest first."""
    owner = session.get_one(UserRow, owner_id).name
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.owner_id == owner_id, DraftRow.expires_at > now)
        .order_by(DraftRow.id.desc())
    )
    return [_kept(row, owner) for row in rows]


def share_draft(session: Session, draft_id: int, word: str | None) -> None:
    """Let a link with this word show the draft; ``None``: no link does any more."""
    session.get_one(DraftRow, draft_id).share = word
    session.flush()


def throw_away(session: Session, draft_id: int) -> None:
    """Delete a kept draft."""
    session.delete(session.get_one(DraftRow, draft_id))
    session.flush()


def throw_away_old(session: Session, now: datetime) -> int:
    """Delete every kept draft whose time is over, and return how many there were."""
    done = session.execute(delete(DraftRow).where(DraftRow.expires_at <= now))
    assert isinstance(done, CursorResult)
    return done.rowcount
