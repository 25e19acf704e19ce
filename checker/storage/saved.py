"""Filters that users gave a name, and links by which reports are shared: a row for each."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from checker.storage.errors import NotFoundError
from checker.storage.fields import required
from checker.storage.keys import name_key
from checker.storage.tables import AuditRow, ReportLinkRow, SavedViewRow


class SavedView(msgspec.Struct, frozen=True):
    """A name and what the address of the posts asks for; without an audit it holds for any."""

    name: str
    query: str


class ReportLink(msgspec.Struct, frozen=True):
    """A link that shows a report: its word, who made it, and when it is over."""

    audit_id: int
    word: str
    user: str
    created_at: datetime
    expires_at: datetime


def save_view(session: Session, user_id: int, name: str, query: str) -> SavedView:
    """Keep a view of a user; an older one of this name (without regard to case) goes.

    Raises:
        UsageError: the name is empty or too long.
    """
    name = required(name, "name of a view", 100)
    row = _view(session, user_id, name)
    if row is None:
        row = SavedViewRow(user_id=user_id, name_key=name_key(name))
        session.add(row)
    row.name, row.query = name, query
    session.flush()
    return SavedView(row.name, row.query)


def _view(session: Session, user_id: int, name: str) -> SavedViewRow | None:
    return session.scalar(
        select(SavedViewRow).where(
            SavedViewRow.user_id == user_id, SavedViewRow.name_key == name_key(name)
        )
    )


def list_views(session: Session, user_id: int) -> list[SavedView]:
    """Return the views of a user, by name."""
    rows = session.scalars(
        select(SavedViewRow).where(SavedViewRow.user_id == user_id).order_by(SavedViewRow.name_key)
    )
    return [SavedView(row.name, row.query) for row in rows]


def count_views(session: Session, user_id: int, *, but: str = "") -> int:
    """Return how many views a user has, the one of the name ``but`` left out."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SavedViewRow)
            .where(SavedViewRow.user_id == user_id, SavedViewRow.name_key != name_key(but))
        )
        or 0
    )


def remove_view(session: Session, user_id: int, name: str) -> None:
    """Forget a view; nothing happens where the user has none of this name."""
    row = _view(session, user_id, name)
    if row is not None:
        session.delete(row)
        session.flush()


def add_link(
    session: Session,
    audit_id: int,
    word: str,
    user: str,
    *,
    created_at: datetime,
    expires_at: datetime,
) -> ReportLink:
    """Put a link to a report on record; those of the audit that are over go.

    Raises:
        NotFoundError: there is no such audit.
    """
    if session.get(AuditRow, audit_id) is None:
        raise NotFoundError(f"there is no audit number {audit_id}")
    session.execute(
        delete(ReportLinkRow).where(
            ReportLinkRow.audit_id == audit_id, ReportLinkRow.expires_at <= created_at
        )
    )
    row = ReportLinkRow(
        audit_id=audit_id, word=word, user=user, created_at=created_at, expires_at=expires_at
    )
    session.add(row)
    session.flush()
    return _link(row)


def _link(row: ReportLinkRow) -> ReportLink:
    return ReportLink(row.audit_id, row.word, row.user, row.created_at, row.expires_at)


def list_links(session: Session, audit_id: int, now: datetime) -> list[ReportLink]:
    """Return the links to a report that hold, the oldest first."""
    rows = session.scalars(
        select(ReportLinkRow)
        .where(ReportLinkRow.audit_id == audit_id, ReportLinkRow.expires_at > now)
        .order_by(ReportLinkRow.id)
    )
    return [_link(row) for row in rows]


def remove_link(session: Session, audit_id: int, word: str) -> bool:
    """Take a link back; return whether there was one of this word."""
    row = session.scalar(
        select(ReportLinkRow).where(ReportLinkRow.audit_id == audit_id, ReportLinkRow.word == word)
    )
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True
