"""Start an audit from files, watch it, stop it, let it go on."""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import InputError, PaleseError, UsageError
from checker.storage import ConflictError, audits
from checker.storage.records import Audit
from web.access import acting, log, needs
from web.audits.begin import begin, begin_again
from web.audits.jobs import jobs, upload_of
from web.audits.pages import find, standing
from web.keeping import keeper
from web.security import throttle
from web.services import services

_EXAMPLE = """\
fields:
  text: Full Text
  author: Author
  published_at: {column: Date, date: '%d/%m/%Y %H:%M'}
  followers: {column: Followers, thousands: '.'}
  platform_label: {column: Sponsored, yes: [yes], no: [no]}
always:
  platform: instagram
"""
"""A mapping of columns, as docs/formats.md explains it."""


class Form(NamedTuple):
    """What the form says."""

    name: str = ""
    jurisdictions: tuple[str, ...] = ()


@needs("auditor", upload=True)
def start() -> ResponseReturnValue:
    """Take files, begin the audit, and leave the rest to a process behind the pages."""
    if request.method == "GET":
        return _form(Form())
    form = Form(
        " ".join(request.form.get("name", "").split())[:200], tuple(request.form.getlist("j"))
    )
    throttle(services().config.audit_limit, "audits", str(acting().id))
    try:
        audit = begin(
            form.name,
            form.jurisdictions,
            request.files.getlist("files"),
            request.files.get("mapping"),
        )
    except (UsageError, InputError, ConflictError) as error:
        return _form(form, error), 400
    return redirect(url_for("audits.show", audit_id=audit.id))


def _form(form: Form, error: PaleseError | None = None) -> str:
    return render_template(
        "audits/start.html",
        form=form,
        error=error,
        jurisdictions=services().engine.pack.jurisdictions,
        example=_EXAMPLE,
        most_mb=services().config.max_upload_bytes // 1_000_000,
    )


def _audit(audit_id: int) -> Audit:
    with services().database.read() as session:
        return find(session, audit_id)


@needs("viewer")
def progress(audit_id: int) -> ResponseReturnValue:
    """Tell how far an audit is; pages ask for it again and again."""
    audit = _audit(audit_id)
    return render_template("audits/progress.html", **standing(audit))


@needs("auditor")
def cancel(audit_id: int) -> ResponseReturnValue:
    """Stop an audit for good; what was judged stays."""
    audit = _audit(audit_id)
    if audit.state != "running" or upload_of(audit) is None:
        abort(409)
    jobs().cancel(audit.id)
    keeper().soon()
    with services().database.write() as session:
        log(session, "audit-cancelled", audit.name, audit=audit.id)
    flash(_("The audit was cancelled; what was judged until then is kept."), "good")
    return redirect(url_for("audits.show", audit_id=audit.id))


@needs("auditor")
def resume(audit_id: int) -> ResponseReturnValue:
    """Go on with an audit where it stopped."""
    audit = _audit(audit_id)
    if audit.state != "running":
        abort(409)
    jobs().submit(audit, services().config)
    with services().database.write() as session:
        log(session, "audit-resumed", audit.name, audit=audit.id)
    return redirect(url_for("audits.show", audit_id=audit.id))


@needs("auditor")
def restart(audit_id: int) -> ResponseReturnValue:
    """Begin an audit again that cannot go on, with its files and with what is on record now."""
    audit = _audit(audit_id)
    job = jobs().get(audit.id)
    if audit.state != "running" or upload_of(audit) is None or (job and job.state != "failed"):
        abort(409)
    fresh = begin_again(audit)
    flash(_("The audit began again."), "good")
    return redirect(url_for("audits.show", audit_id=fresh.id))


@needs("administrator")
def delete(audit_id: int) -> ResponseReturnValue:
    """Delete an audit with all that is in it."""
    audit = _audit(audit_id)
    upload = upload_of(audit)
    if audit.state == "running" and upload is not None:
        jobs().cancel(audit.id)
    with services().database.write() as session:
        audits.delete_audit(session, audit.id)
        log(session, "audit-deleted", audit.name, audit=audit.id)
    flash(_("Done: %(name)s.", name=audit.name), "good")
    return redirect(url_for("audits.index"))
