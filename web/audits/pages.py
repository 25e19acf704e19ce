"""The list of audits, and what one of them found."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from checker.batch.figures import PROPERTIES, Property
from checker.storage import NotFoundError, Session, audits
from checker.storage.records import Audit
from web import charts, figures
from web.access import needs
from web.audits import overview
from web.audits.jobs import jobs, upload_of
from web.services import services

_PROBLEMS = 200
_GROUPS = 50


@needs("viewer")
def index() -> ResponseReturnValue:
    """List the audits, the newest first."""
    with services().database.read() as session:
        found = audits.list_audits(session)
        rows = []
        for audit in found:
            total = figures.overall_of(session, audit)
            stopped = standing(audit)["stopped"]
            rows.append((audit, total, charts.stacked(overview.counts(total)), stopped))
    return render_template("audits/index.html", rows=rows)


def find(session: Session, audit_id: int) -> Audit:
    """Return an audit; answers 404 where there is none."""
    try:
        return audits.get_audit(session, audit_id)
    except NotFoundError:
        abort(404)


def asked(audit: Audit) -> overview.Asked:
    """Return what the address asks to see of an audit; nonsense counts as not asked."""
    known = figures.taxonomies()
    taxonomy = request.args.get("taxonomy", "")
    measure = request.args.get("measure", "")
    return overview.Asked(
        audit,
        request.args.get("j", "")[:20],
        taxonomy if taxonomy in known else figures.usual_taxonomy(),
        measure if measure in figures.MEASURES else next(iter(figures.MEASURES)),
    )


def standing(audit: Audit) -> dict[str, Any]:
    """Return what a page says of an audit that is not finished."""
    job = jobs().get(audit.id) if audit.state == "running" else None
    uploaded = upload_of(audit) is not None
    # Of one that the command line began nobody here knows whether it goes on there.
    stopped = audit.state == "running" and uploaded and (job is None or job.state == "failed")
    return {"audit": audit, "job": job, "uploaded": uploaded, "stopped": stopped}


@needs("viewer")
def show(audit_id: int) -> ResponseReturnValue:
    """Show what an audit found, as charts that lead to its posts."""
    with services().database.read() as session:
        audit = find(session, audit_id)
        wanted = asked(audit)
        view = overview.view(session, wanted)
        problems = audits.problems(session, audit.id)[:6] if audit.problems else []
    upload = upload_of(audit)
    return render_template(
        "audits/show.html",
        view=view,
        problems=problems,
        read=upload.read if upload else (),
        **_choices(wanted),
        **standing(audit),
    )


def _choices(wanted: overview.Asked) -> dict[str, Any]:
    return {
        "asked": wanted,
        "measures": figures.MEASURES,
        "measure": figures.MEASURES[wanted.measure],
        "taxonomies": figures.taxonomies(),
    }


@needs("viewer")
def by(audit_id: int, name: str) -> ResponseReturnValue:
    """Show every group of an audit by one property."""
    if name not in PROPERTIES:
        abort(404)
    wanted_by: Property = name
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    with services().database.read() as session:
        audit = find(session, audit_id)
        wanted = asked(audit)
        codes = overview.codes_of(session, audit)
        chart, total = overview.groups(
            session,
            wanted,
            wanted_by,
            error=figures.error_of(session, audit),
            first=(page - 1) * _GROUPS,
            most=_GROUPS,
        )
    return render_template(
        "audits/by.html",
        audit=audit,
        by=wanted_by,
        chart=chart,
        total=total,
        page=page,
        pages=max(1, -(-total // _GROUPS)),
        codes=codes,
        **_choices(wanted),
    )


@needs("viewer")
def problems(audit_id: int) -> ResponseReturnValue:
    """List what could not be read of an audit's files."""
    with services().database.read() as session:
        audit = find(session, audit_id)
        found = audits.problems(session, audit.id)
    page = max(1, min(request.args.get("page", 1, type=int), 1_000_000))
    return render_template(
        "audits/problems.html",
        audit=audit,
        problems=found[(page - 1) * _PROBLEMS : page * _PROBLEMS],
        total=len(found),
        page=page,
        pages=max(1, -(-len(found) // _PROBLEMS)),
    )
