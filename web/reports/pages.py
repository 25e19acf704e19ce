"""The report, for those who signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from checker.batch.stored import write_report
from checker.reports.base import FORMATS
from checker.storage import Session
from checker.storage.records import Audit
from web import figures
from web.access import needs
from web.audits import overview
from web.audits.pages import asked, find
from web.download import MIME, download
from web.reports import content, sharing
from web.services import services

EXPORTS = tuple(name for name in FORMATS if name in MIME)


def page(session: Session, audit: Audit, *, word: str = "", until: datetime | None = None) -> str:
    """Return the page of a report.

    Args:
        session: of :meth:`Database.read`.
        audit: which one.
        word: of the link by which it is shared; nobody is signed in then, and nothing leads on.
        until: how long that link holds.
    """
    wanted: overview.Asked = asked(audit)._replace(linked=not word)
    today = datetime.now(UTC).date()
    return render_template(
        "reports/show.html",
        audit=audit,
        report=content.make(session, wanted, today),
        asked=wanted,
        measures=figures.MEASURES,
        measure=figures.MEASURES[wanted.measure],
        taxonomies=figures.taxonomies(),
        exports=EXPORTS,
        word=word,
        until=until,
        shares=[] if word else sharing.links_of(session, audit),
        lives=sharing.LIVES,
        platforms=services().engine.pack.platforms,
        today=today,
    )


@needs("viewer")
def show(audit_id: int) -> ResponseReturnValue:
    """Show the report of an audit."""
    with services().database.read() as session:
        return page(session, find(session, audit_id))


@needs("viewer")
def export(audit_id: int, format_: str) -> ResponseReturnValue:
    """Give the report of a whole audit in one of the formats of the command line."""
    with services().database.read() as session:
        return exported(session, find(session, audit_id), format_)


def exported(session: Session, audit: Audit, format_: str) -> Response:
    """Return a report as a file; answers 404 where there is no such format."""
    if format_ not in EXPORTS:
        abort(404)
    never = services().engine.pack.unwaivable
    return download(
        audit.name, format_, lambda out: write_report(session, audit, format_, out, never=never)
    )
