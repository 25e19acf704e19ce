"""Removing what is past its time: when an administrator says so, or from then on by itself."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from checker.errors import PaleseError
from checker.storage import Database, Session, retention, users
from checker.storage.retention import Overdue
from web.settings import read_settings

ITSELF = "palese serve"
"""Who stands in the log where nobody pressed a button."""

_LOGGER = logging.getLogger(__name__)


def overdue(session: Session, now: datetime) -> Overdue:
    """Return what is past its time by the settings."""
    return retention.overdue(session, now, read_settings(session).keep_audits_days)


def remove(database: Database, due: Overdue, now: datetime, actor: str) -> None:
    """Remove what is past its time, each audit in a transaction of its own with its log entry."""
    for audit in due.audits:
        with database.write() as session:
            if retention.remove_old_audit(session, audit):
                counts = {
                    name: getattr(audit, name)
                    for name in ("posts", "verdicts", "findings", "reviews")
                }
                detail = {"audit": audit.id, "ended": audit.ended_at.date().isoformat(), **counts}
                users.log(session, actor, "audit-expired", audit.name, detail)
    if due.expired:
        with database.write() as session:
            gone = retention.remove_expired(session, now)
            if gone:
                users.log(session, actor, "expired-removed", "", gone)


def sweep(database: Database) -> None:
    """Remove what is past its time where an administrator has set that it goes by itself."""
    now = datetime.now(UTC)
    try:
        with database.read() as session:
            if not read_settings(session).sweep:
                return
            due = overdue(session, now)
        remove(database, due, now, ITSELF)
    except PaleseError as error:
        _LOGGER.error("what is past its time stays for now: %s", error)
