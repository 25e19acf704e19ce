"""The list of waivers, and the form that adds one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.batch import waiving
from checker.batch.waiving import WaiverView
from checker.errors import PaleseError, UsageError
from checker.storage import NotFoundError, Session, audits, brands, creators, posts, waivers
from checker.storage.records import StoredFinding
from web import known
from web.access import acting, log, needs
from web.forms import Form
from web.services import services

_USUAL_DAYS = 90
_PLACES = {"expires_on": "until"}


def _today() -> date:
    return datetime.now(UTC).date()


@needs("viewer")
def index() -> ResponseReturnValue:
    """List the waivers: those that hold, the one that ends first on top, then those that ended."""
    today = _today()
    with services().database.read() as session:
        views = [waiving.view(session, each, today) for each in waivers.list_waivers(session)]
    return render_template(
        "waivers/index.html",
        holding=sorted(
            (each for each in views if not each.expired), key=lambda v: (v.expires_on, v.id)
        ),
        expired=sorted(
            (each for each in views if each.expired), key=lambda v: (v.expires_on, v.id),
            reverse=True,
        ),
        never=services().engine.pack.unwaivable,
        soon=(today + timedelta(days=14)).isoformat(),
    )  # fmt: skip


class Meant(NamedTuple):
    """The one finding of one post that a waiver may be about."""

    audit_id: int
    number: int
    finding: StoredFinding
    excerpt: str


def _meant(session: Session) -> Meant | None:
    """Return the finding that the address names, ``None`` where it names none.

    Answers 404 where there is no such finding.
    """
    audit_id = request.values.get("audit", type=int)
    number = request.values.get("post", type=int)
    finding_id = request.values.get("finding", type=int)
    if audit_id is None or number is None or finding_id is None:
        return None
    if not (0 < audit_id < 1 << 31 and 0 < number < 1 << 32):
        abort(404)
    post_id = posts.post_id(audit_id, number)
    there = {finding.id: finding for finding in audits.findings_of(session, [post_id])}
    if finding_id not in there:
        abort(404)
    line = posts.lines_of(session, [post_id], 160)[post_id]
    return Meant(audit_id, number, there[finding_id], line.text)


def _page(session: Session, form: Form, meant: Meant | None) -> str:
    pack = services().engine.pack
    rule = meant.finding.rule if meant else form["rule"]
    return render_template(
        "waivers/new.html",
        form=form,
        meant=meant,
        why_not=waivers.why_not(rule, pack.unwaivable) if rule else None,
        rule=rule,
        jurisdictions=[(code, code) for code in pack.jurisdictions],
        brands=[brand.name for brand in brands.list_brands(session)],
        today=_today().isoformat(),
        never=pack.unwaivable,
    )


def _given(session: Session, meant: Meant | None) -> dict[str, str]:
    """Return what the form begins with: what the address says, and what the post is known for."""
    values = {name: request.args.get(name, "")[:300] for name in ("rule", "creator", "brand", "j")}
    values["until"] = (_today() + timedelta(days=_USUAL_DAYS)).isoformat()
    values["reach"] = "one" if meant else "all"
    if meant:
        facts = posts.get_facts(session, meant.finding.post_id)
        values["rule"] = meant.finding.rule
        values["j"] = meant.finding.jurisdiction
        if facts.creator_id is not None:
            values["creator"] = known.called(creators.get_creator(session, facts.creator_id))
    return values


@needs("auditor")
def new() -> ResponseReturnValue:
    """Show the form; a finding in the address is offered as its scope."""
    with services().database.read() as session:
        meant = _meant(session)
        return _page(session, Form(_given(session, meant), _PLACES), meant)


@needs("auditor")
def add() -> ResponseReturnValue:
    """Put a waiver on record."""
    form = Form.sent(_PLACES)
    until = form.day("until")
    if until is None and not form.bad:
        form.fail(UsageError("a waiver needs a last day", remedy="Give one", entry="until"))
    one = form["reach"] == "one"
    try:
        with services().database.write() as session:
            meant = _meant(session)
            creator_id = _read(form, "creator", lambda t: known.creator(session, t).id)
            brand_id = _read(form, "brand", lambda t: known.brand(session, t).id)
            if form.bad or until is None:
                return _page(session, form, meant), 400
            made = waivers.add_waiver(
                session,
                reason=form.text("reason"),
                author=acting().name,
                expires_on=until,
                today=_today(),
                unwaivable=services().engine.pack.unwaivable,
                fingerprint=meant.finding.fingerprint if meant and one else None,
                rule=meant.finding.rule if meant and one else form.text("rule") or None,
                creator_id=None if meant and one else creator_id,
                brand_id=None if meant and one else brand_id,
                jurisdiction=(
                    meant.finding.jurisdiction if meant and one else form.text("j") or None
                ),
            )
            view = waiving.view(session, made, _today())
            log(session, "waiver-added", _subject(view), **_detail(view))
    except PaleseError as error:
        form.fail(error)
        with services().database.read() as session:
            return _page(session, form, _meant(session)), 400
    flash(_("The waiver is on record."), "good")
    if meant:
        return redirect(
            url_for("posts.show", audit_id=meant.audit_id, number=meant.number) + "#waivers"
        )
    return redirect(url_for("waivers.index"))


def _read(form: Form, name: str, find: Callable[[str], int]) -> int | None:
    given = form.text(name)
    if not given:
        return None
    try:
        return find(given)
    except PaleseError as error:
        form.fail(error, name)
        return None


def _subject(view: WaiverView) -> str:
    scope = (view.rule, view.creator, view.brand, view.jurisdiction)
    return f"{view.id}: " + ", ".join(part for part in scope if part)


def _detail(view: WaiverView) -> dict[str, str]:
    return {"reason": view.reason, "until": view.expires_on, "by": view.author}


@needs("auditor")
def end(waiver_id: int) -> ResponseReturnValue:
    """Withdraw a waiver; its findings count again."""
    if waiver_id >= 1 << 31:
        abort(404)
    with services().database.write() as session:
        try:
            view = waiving.view(session, waivers.get_waiver(session, waiver_id), _today())
        except NotFoundError:
            abort(404)
        waivers.delete_waiver(session, waiver_id)
        log(session, "waiver-ended", _subject(view), **_detail(view))
    flash(_("The waiver was ended."), "good")
    return redirect(url_for("waivers.index"))
