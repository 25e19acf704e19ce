"""One verdict before a reviewer: agree, disagree with a reason, or cannot tell."""

from __future__ import annotations

from typing import NamedTuple, get_args

import msgspec
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checker.errors import UsageError
from checker.model import Verdict, VerdictName
from checker.storage import (
    ConflictError,
    NotFoundError,
    Session,
    audits,
    crossreads,
    queue,
    reviews,
)
from checker.storage.queue import PlanState, Waiting
from checker.storage.records import Audit, Decision, Review
from web.access import acting, log, needs
from web.draft.result import Result
from web.draft.result import show as shown
from web.services import services

_decode = msgspec.json.Decoder(Verdict).decode
_SHIFT = 32
_LONGEST_REASON = 2_000


class Case(NamedTuple):
    """All that the page of a verdict shows."""

    audit: Audit
    waiting: Waiting
    number: int
    result: Result
    identity: tuple[str, str | None, str | None, str | None, str | None]
    plan: PlanState | None
    own: Review | None
    others: list[Review]
    hidden: int
    before: Waiting | None


def _read(session: Session, audit_id: int, number: int, code: str) -> Case:
    """Return a verdict; answers 404 where there is none, or the plan did not draw it."""
    post_id = audit_id << _SHIFT | number
    plan_id = request.values.get("plan", type=int)
    if number >> _SHIFT or audit_id >= 1 << 31:
        abort(404)
    try:
        audit = audits.get_audit(session, audit_id)
        waiting, document = queue.find_verdict(session, post_id, code, plan_id)
        plan = queue.plan_state(session, plan_id, acting().name) if plan_id else None
    except NotFoundError:
        abort(404)
    post = audits.read_post(session, post_id)
    given = [
        review
        for review in reviews.list_reviews(session, audit_id, post_id=post_id)
        if review.jurisdiction == code
    ]
    own = next((review for review in given if review.reviewer == acting().name), None)
    others = [review for review in given if review is not own]
    apart = own is None and queue.drawn_blind(session, post_id, code)
    before = queue.drawn_at(session, plan.id, waiting.place - 1) if plan else None
    return Case(
        audit,
        waiting,
        number,
        shown(post, (_decode(document),)),
        crossreads.identities(session, [post_id])[post_id],
        plan,
        own,
        [] if apart else others,
        len(others) if apart else 0,
        before,
    )


def _page(
    case: Case,
    error: UsageError | ConflictError | None = None,
    *,
    meanwhile: bool = False,
) -> str:
    return render_template(
        "review/item.html",
        case=case,
        error=error,
        meanwhile=meanwhile,
        form=request.form,
        platforms=services().engine.pack.platforms,
        skip=_next(case),
    )


def _next(case: Case) -> str:
    """Return the address of what comes behind a verdict in its queue."""
    if case.plan is not None:
        return url_for("review.following", plan=case.plan.id, after=case.waiting.place)
    return url_for("review.following", audit=case.audit.id, after=case.waiting.verdict_id)


@needs("reviewer")
def show(audit_id: int, number: int, code: str) -> ResponseReturnValue:
    """Show a verdict to review."""
    with services().database.read() as session:
        return _page(_read(session, audit_id, number, code))


@needs("reviewer")
def decide(audit_id: int, number: int, code: str) -> ResponseReturnValue:
    """Store what the reviewer says, unless another window of the same reviewer was faster."""
    form = request.form
    decision = form.get("decision", "")
    correct = form.get("correct", "") if decision == "disagree" else ""
    reason = form.get("reason", "").replace("\r\n", "\n").strip()[:_LONGEST_REASON]
    version = form.get("version", type=int)
    with services().database.read() as session:
        case = _read(session, audit_id, number, code)
    try:
        if version is None:
            raise UsageError(
                "the form does not say what it is based on", remedy="Load the page again"
            )
        if decision == "disagree" and not reason:
            raise UsageError("who disagrees says why", remedy="Write a reason")
        chosen: VerdictName | None = next(
            (name for name in get_args(VerdictName) if name == correct), None
        )
        with services().database.write() as session:
            said = reviews.save_review(
                session,
                case.waiting.post_id,
                code,
                acting().name,
                _decision(decision),
                correct_verdict=chosen,
                reason=reason,
                plan_id=case.plan.id if case.plan else None,
                expected_version=version,
            )
            log(
                session,
                "reviewed",
                f"{case.audit.name}: {number} {code}",
                decision=decision,
                correct=chosen or "",
                version=said.version,
            )
    except ConflictError as error:
        # Another window of the same person stored something else: both are shown, nothing is lost.
        with services().database.read() as session:
            return _page(_read(session, audit_id, number, code), error, meanwhile=True), 409
    except UsageError as error:
        return _page(case, error), 400
    return redirect(_next(case))


def _decision(value: str) -> Decision:
    for decision in get_args(Decision):
        if decision == value:
            return decision  # type: ignore[no-any-return]
    raise UsageError("nothing was decided", remedy="Agree, disagree, or say that you cannot tell")


@needs("reviewer")
def following() -> ResponseReturnValue:
    """Go on to the next verdict of a sample, or of those that an audit left to a person."""
    plan_id, audit_id = request.args.get("plan", type=int), request.args.get("audit", type=int)
    after = request.args.get("after", type=int)
    with services().database.read() as session:
        try:
            if plan_id is not None:
                plan = queue.plan_state(session, plan_id, acting().name)
                start = -1 if after is None else after
                found = queue.next_drawn(session, plan_id, acting().name, after=start)
                audit_id, title = plan.audit_id, plan.name
            elif audit_id is not None:
                title = audits.get_audit(session, audit_id).name
                found = queue.next_open(session, audit_id, after=after or 0)
            else:
                return redirect(url_for("review.index"))
        except NotFoundError:
            abort(404)
    if found is None:
        return render_template("review/done.html", audit_id=audit_id, title=title)
    return redirect(
        url_for(
            "review.show",
            audit_id=audit_id,
            number=found.post_id & ((1 << _SHIFT) - 1),
            code=found.jurisdiction,
            plan=plan_id,
        )
    )
