"""What waits for review, samples drawn for it, and how far reviewers agree."""

from __future__ import annotations

from typing import get_args

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.batch import agreement
from checker.batch.sampling import draw_plan
from checker.errors import UsageError
from checker.stats.sampling import Allocation
from checker.storage import NotFoundError, audits, queue
from checker.storage.records import Audit
from web.access import acting, log, needs
from web.messages import of_pack
from web.services import services

_AUDITS = 30
_MOST_DRAWN = 5_000


def _shown(error: UsageError | None = None) -> str:
    with services().database.read() as session:
        done = [audit for audit in reversed(audits.list_audits(session)) if audit.state == "done"]
        plans = queue.plan_states(session, acting().name)
        waiting = [(audit, queue.count_open(session, audit.id)) for audit in done[:_AUDITS]]
    tiers = services().engine.pack.tiers
    return render_template(
        "review/index.html",
        plans=plans,
        waiting=[(audit, number) for audit, number in waiting if number],
        audits=done,
        taxonomies=[(key, of_pack(file.title)) for key, file in tiers.items() if not file.needs],
        methods=get_args(Allocation),
        error=error,
        form=request.form,
    )


@needs("reviewer")
def index() -> ResponseReturnValue:
    """Show what waits."""
    return _shown()


def _number(name: str, most: int) -> int:
    given = request.form.get(name, "").strip()
    if not (given.isascii() and given.isdigit() and 0 < int(given[:12]) <= most):
        raise UsageError("that is not a number of verdicts", remedy="Give a whole number")
    return int(given)


@needs("auditor")
def draw() -> ResponseReturnValue:
    """Draw a sample of an audit for review."""
    form = request.form
    tiers = services().engine.pack.tiers
    methods: tuple[Allocation, ...] = get_args(Allocation)
    method = next((m for m in methods if m == form.get("method")), methods[0])
    try:
        taxonomy = tiers.get(form.get("taxonomy", ""))
        if taxonomy is None:
            raise UsageError("there is no such taxonomy", remedy="Choose one of the list")
        size, seed = _number("size", _MOST_DRAWN), _number("seed", 2**31 - 1)
        code = form.get("jurisdiction", "").strip().upper()
        with services().database.write() as session:
            audit = audits.get_audit(session, _number("audit", 2**31 - 1))
            plan = draw_plan(
                session,
                audit,
                form.get("name", "").strip(),
                size=size,
                seed=seed,
                taxonomy=taxonomy,
                method=method,
                jurisdictions=[code] if code else [],
                blind=form.get("blind") == "yes",
            )
            log(session, "sample-drawn", f"{audit.name}: {plan.name}", size=len(plan.items))
    except UsageError as error:
        return _shown(error), 400
    flash(_("The sample “%(name)s” was drawn.", name=plan.name), "good")
    return redirect(url_for("review.index"))


def find(audit_id: int, all_: list[Audit]) -> Audit:
    """Return an audit among those that are listed."""
    for audit in all_:
        if audit.id == audit_id:
            return audit
    raise NotFoundError(
        "there is no {what} number {number}", values={"what": "audit", "number": audit_id}
    )


@needs("reviewer")
def agreed(audit_id: int) -> ResponseReturnValue:
    """Show how far reviewers agree with each other and with the verdicts."""
    with services().database.read() as session:
        audit = find(audit_id, audits.list_audits(session))
        found = agreement.agreement(session, audit.id)
    return render_template("review/agreement.html", audit=audit, found=found)
