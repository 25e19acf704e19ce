"""Links that show a report to whoever has them, for some days."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from checker.errors import UsageError
from checker.storage import Session, audits, saved
from checker.storage.records import Audit
from checker.storage.saved import ReportLink
from web import links
from web.access import PUBLIC, acting, log, needs
from web.audits.pages import find
from web.errors import dead_link
from web.security import address, throttle
from web.services import services

LIVES = (1, 7, 30, 90)
"""For how many days a link may hold."""

_PURPOSE = "report"
_LONGEST_S = 400 * links.DAY_S
_MOST = 50


class ShareView(NamedTuple):
    """A link as its page shows it."""

    share: ReportLink
    url: str


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def links_of(session: Session, audit: Audit) -> list[ShareView]:
    """Return the links to a report that hold now."""
    return [
        ShareView(
            share,
            url_for(
                "reports.shared",
                word=links.sign(_PURPOSE, [audit.id, share.word]),
                _external=True,
            ),
        )
        for share in saved.list_links(session, audit.id, _now())
    ]


@needs("auditor")
def share(audit_id: int) -> ResponseReturnValue:
    """Make a link that shows the report until it expires."""
    days = request.form.get("days", "")
    lives = next((each for each in LIVES if str(each) == days), None)
    if lives is None:
        raise UsageError("that is not a number of days", remedy="Choose one of those offered")
    now = _now()
    with services().database.write() as session:
        audit = find(session, audit_id)
        if len(saved.list_links(session, audit.id, now)) >= _MOST:
            raise UsageError("there are too many links", remedy="Take one back first")
        made = saved.add_link(
            session,
            audit.id,
            secrets.token_urlsafe(16),
            acting().name,
            created_at=now,
            expires_at=now + timedelta(days=lives),
        )
        log(session, "report-shared", audit.name, days=lives, audit=audit.id)
    last = format_date(made.expires_at.date(), "medium")
    flash(_("The link holds until %(day)s.", day=last), "good")
    return redirect(url_for("reports.show", audit_id=audit_id) + "#sharing")


@needs("auditor")
def unshare(audit_id: int) -> ResponseReturnValue:
    """Take a link back; it shows nothing any more."""
    word = request.form.get("word", "")
    with services().database.write() as session:
        audit = find(session, audit_id)
        if saved.remove_link(session, audit.id, word):
            log(session, "report-not-shared", audit.name, audit=audit.id)
    flash(_("The link shows nothing any more."), "good")
    return redirect(url_for("reports.show", audit_id=audit_id) + "#sharing")


def _behind(session: Session, word: str) -> tuple[Audit, ReportLink]:
    """Return the audit that a link is about, and the link; answers 404 where it is over."""
    value = links.read(_PURPOSE, word, _LONGEST_S)
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], int):
        for link in saved.list_links(session, value[0], datetime.now(UTC)):
            if secrets.compare_digest(link.word, str(value[1])):
                return audits.get_audit(session, value[0]), link
    raise dead_link(
        _("It has expired, or was taken back. Ask whoever sent it to you for a new one.")
    )


@needs(PUBLIC)
def shared(word: str) -> ResponseReturnValue:
    """Show a report to whoever has its link."""
    from web.reports.pages import page

    throttle("60 per minute", "shared", address())
    with services().database.read() as session:
        audit, link = _behind(session, word)
        return page(session, audit, word=word, until=link.expires_at)


@needs(PUBLIC)
def shared_export(word: str, format_: str) -> ResponseReturnValue:
    """Give a report as a file to whoever has its link."""
    from web.reports.pages import exported

    throttle("10 per minute", "shared-export", address())
    with services().database.read() as session:
        audit, _link = _behind(session, word)
        return exported(session, audit, format_)
