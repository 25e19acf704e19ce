"""What is past its time: audits that ended long ago, and what nobody can use any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, CursorResult, delete, func, select
from sqlalchemy.orm import Session

from checker.storage.audits import delete_audit
from checker.storage.keys import digest
from checker.storage.tables import (
    AuditRow,
    Base,
    DraftRow,
    ReportLinkRow,
    ReviewRow,
    TokenRow,
)


class OldAudit(msgspec.Struct, frozen=True):
    """An audit that ended before the last day on which audits are kept.

    Attributes:
        id: its number.
        name: what it is called.
        ended_at: when it was done or cancelled.
        posts: they go with it.
        verdicts: they go with it.
        findings: they go with it.
        reviews: they go with it, and with them what they said of rules.
        links: to its report that hold still; they show nothing any more then.
    """

    id: int
    name: str
    ended_at: datetime
    posts: int
    verdicts: int
    findings: int
    reviews: int
    links: int


class Overdue(msgspec.Struct, frozen=True):
    """All that is past its time; ``drafts``, ``links`` and ``tokens`` hold no longer anyway."""

    audits: tuple[OldAudit, ...]
    drafts: int
    links: int
    tokens: int

    @property
    def expired(self) -> int:
        """How many drafts, links and tokens are over."""
        return self.drafts + self.links + self.tokens

    @property
    def digest(self) -> str:
        """Digits that are others once the audits, or what goes with them, are."""
        return digest(repr(self.audits))


def overdue(session: Session, now: datetime, audits_days: int | None) -> Overdue:
    """Return what is past its time; audits that are not finished never are.

    Args:
        session: any.
        now: the present moment, with time zone.
        audits_days: how many days audits are kept after they ended; ``None``: for good.
    """
    old = () if audits_days is None else _old(session, now, now - timedelta(days=audits_days))
    expired = {table: _count(session, table, over) for table, over in _over(now).items()}
    return Overdue(old, expired[DraftRow], expired[ReportLinkRow], expired[TokenRow])


def remove_old_audit(session: Session, audit: OldAudit) -> bool:
    """Remove an audit that :func:`overdue` returned; ``False``: it is gone, or another one.

    The log of who did what stays, and so do creators, brands, campaigns and waivers.
    """
    row = session.get(AuditRow, audit.id)
    # A number may be given again once its audit is gone.
    if row is None or row.name != audit.name or row.state == "running":
        return False
    delete_audit(session, audit.id)
    return True


def remove_expired(session: Session, now: datetime) -> dict[str, int]:
    """Remove drafts, links to reports and tokens that are over; return how many of each went."""
    gone = {}
    for table, over in _over(now).items():
        done = session.execute(delete(table).where(over))
        assert isinstance(done, CursorResult)
        if done.rowcount:
            gone[_NAMES[table]] = done.rowcount
    return gone


_NAMES: dict[type[Base], str] = {DraftRow: "drafts", ReportLinkRow: "links", TokenRow: "tokens"}


def _over(now: datetime) -> dict[type[Base], ColumnElement[bool]]:
    return {
        DraftRow: DraftRow.expires_at <= now,
        ReportLinkRow: ReportLinkRow.expires_at <= now,
        TokenRow: TokenRow.expires_on < now.date(),  # they hold on their last day
    }


def _count(session: Session, table: type[Base], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _old(session: Session, now: datetime, before: datetime) -> tuple[OldAudit, ...]:
    ended = func.coalesce(AuditRow.finished_at, AuditRow.created_at)
    rows = session.scalars(
        select(AuditRow)
        .where(AuditRow.state != "running", ended < before)
        .order_by(ended, AuditRow.id)
    )
    return tuple(
        OldAudit(
            row.id,
            row.name,
            row.finished_at or row.created_at,
            row.posts,
            row.verdicts,
            row.findings,
            _count(session, ReviewRow, ReviewRow.audit_id == row.id),
            _count(
                session,
                ReportLinkRow,
                ReportLinkRow.audit_id == row.id,
                ReportLinkRow.expires_at > now,
            ),
        )
        for row in rows
    )
