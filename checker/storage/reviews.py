"""What people think of verdicts, and the samples drawn for them to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.model import VerdictName
from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.fields import present, required, unchanged
from checker.storage.records import Decision, Review, SampleItem, SamplingPlan
from checker.storage.tables import (
    AuditRow,
    ReviewRow,
    SamplingItemRow,
    SamplingPlanRow,
    VerdictRow,
    utc_now,
)

_CHUNK = 500


def save_review(
    session: Session,
    post_id: int,
    jurisdiction: str,
    reviewer: str,
    decision: Decision,
    *,
    correct_verdict: VerdictName | None = None,
    reason: str = "",
    plan_id: int | None = None,
    expected_version: int | None = None,
) -> Review:
    """Store what a person thinks of a verdict; one review for each person and verdict.

    Args:
        session: of :meth:`Database.write`.
        post_id: the post.
        jurisdiction: the verdict under this one.
        reviewer: who.
        decision: ``agree``, ``disagree`` or ``cannot-tell``.
        correct_verdict: what it should be; with ``disagree``, and only then.
        reason: why.
        plan_id: the sample that the post was drawn for.
        expected_version: the version that the change is based on; 0: there is none yet;
            ``None``: whichever.

    Raises:
        NotFoundError: there is no such verdict or sampling plan.
        ConflictError: the review was changed, or made, meanwhile.
        UsageError: decision and correct verdict do not fit, or the reviewer is not named.
    """
    reviewer = required(reviewer, "name of the reviewer", 200)
    if decision not in get_args(Decision):
        raise UsageError(f"there is no decision {decision!r}")
    judged = session.execute(
        select(VerdictRow.audit_id, VerdictRow.verdict).where(
            VerdictRow.post_id == post_id, VerdictRow.jurisdiction == jurisdiction
        )
    ).first()
    if judged is None:
        raise NotFoundError(f"there is no verdict on post {post_id} under {jurisdiction}")
    if decision != "disagree" and correct_verdict is not None:
        raise UsageError("only who disagrees gives another verdict")
    if decision == "disagree" and correct_verdict not in get_args(VerdictName):
        raise UsageError("who disagrees says which verdict is correct")
    if correct_verdict == judged.verdict:
        raise UsageError(
            "{verdict} is the verdict already",
            remedy="Agree with it",
            values={"verdict": repr(correct_verdict)},
        )
    if plan_id is not None:
        plan = session.get(SamplingPlanRow, plan_id)
        if plan is None or plan.audit_id != judged.audit_id:
            raise NotFoundError(f"this audit has no sampling plan number {plan_id}")
    row = session.scalar(
        select(ReviewRow)
        .where(
            ReviewRow.post_id == post_id,
            ReviewRow.jurisdiction == jurisdiction,
            ReviewRow.reviewer == reviewer,
        )
        .with_for_update()
    )
    if row is None:
        unchanged("the review", 0, expected_version)
        row = ReviewRow(
            audit_id=judged.audit_id,
            post_id=post_id,
            jurisdiction=jurisdiction,
            reviewer=reviewer,
            version=0,
        )
        session.add(row)
    else:
        unchanged("the review", row.version, expected_version)
    row.decision, row.correct_verdict, row.reason = decision, correct_verdict, reason
    row.plan_id = plan_id if plan_id is not None else row.plan_id
    row.changed_at = utc_now()
    row.version += 1
    session.flush()
    return _review(row)


def verdict_on(session: Session, post_id: int, jurisdiction: str) -> str | None:
    """Return the verdict on a post under a jurisdiction; ``None`` when there is none."""
    return session.scalar(
        select(VerdictRow.verdict).where(
            VerdictRow.post_id == post_id, VerdictRow.jurisdiction == jurisdiction
        )
    )


def _review(row: ReviewRow) -> Review:
    return Review(
        row.id,
        row.audit_id,
        row.post_id,
        row.jurisdiction,
        row.reviewer,
        row.decision,  # type: ignore[arg-type]
        row.correct_verdict,  # type: ignore[arg-type]
        row.reason,
        row.plan_id,
        row.created_at,
        row.changed_at,
        row.version,
    )


def stamp(session: Session, audit_id: int) -> tuple[Any, ...]:
    """Return numbers that are others once somebody reviews, or a sample is drawn."""
    said = select(func.count(), func.max(ReviewRow.id), func.sum(ReviewRow.version)).where(
        ReviewRow.audit_id == audit_id
    )
    drawn = select(func.count(), func.max(SamplingPlanRow.id)).where(
        SamplingPlanRow.audit_id == audit_id
    )
    return (*map(tuple, session.execute(said)), *map(tuple, session.execute(drawn)))


def list_reviews(
    session: Session,
    audit_id: int,
    *,
    plan_id: int | None = None,
    reviewer: str | None = None,
    post_id: int | None = None,
) -> list[Review]:
    """Return the reviews of an audit (of a sample, a person, a post), oldest first."""
    query = select(ReviewRow).where(ReviewRow.audit_id == audit_id).order_by(ReviewRow.id)
    if plan_id is not None:
        query = query.where(ReviewRow.plan_id == plan_id)
    if reviewer is not None:
        query = query.where(ReviewRow.reviewer == reviewer)
    if post_id is not None:
        query = query.where(ReviewRow.post_id == post_id)
    return [_review(row) for row in session.scalars(query)]


def add_plan(
    session: Session,
    audit_id: int,
    name: str,
    seed: int,
    items: Iterable[SampleItem],
    options: dict[str, Any] | None = None,
) -> SamplingPlan:
    """Store a sample in the order of review.

    Args:
        session: of :meth:`Database.write`.
        audit_id: of which audit.
        name: unique within the audit.
        seed: of the drawing.
        items: posts of the audit, each once for a jurisdiction.
        options: whatever else the drawing used.

    Raises:
        ConflictError: the audit has a plan of this name.
        NotFoundError: there is no such audit, or an item is no verdict of it.
        UsageError: an item stands twice.
    """
    present(session, AuditRow, audit_id, "audit")
    name = required(name, "name of a sampling plan", 200)
    if session.scalar(
        select(SamplingPlanRow.id).where(
            SamplingPlanRow.audit_id == audit_id, SamplingPlanRow.name == name
        )
    ):
        raise ConflictError(f"the audit has a sampling plan {name!r} already")
    drawn = list(items)
    wanted = {(item.post_id, item.jurisdiction) for item in drawn}
    if len(wanted) != len(drawn):
        raise UsageError("a post stands twice in the sample")
    missing = wanted - _verdicts(session, audit_id, sorted({item.post_id for item in drawn}))
    if missing:
        post, jurisdiction = min(missing)
        raise NotFoundError(f"the audit has no verdict on post {post} under {jurisdiction}")
    row = SamplingPlanRow(audit_id=audit_id, name=name, seed=seed, options=dict(options or {}))
    session.add(row)
    session.flush()
    for ordinal, item in enumerate(drawn):
        session.add(
            SamplingItemRow(
                plan_id=row.id,
                ordinal=ordinal,
                post_id=item.post_id,
                jurisdiction=item.jurisdiction,
                stratum=item.stratum,
                weight=item.weight,
            )
        )
    session.flush()
    return get_plan(session, audit_id, name)


def _verdicts(session: Session, audit_id: int, posts: Sequence[int]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for at in range(0, len(posts), _CHUNK):
        found.update(
            (post, jurisdiction)
            for post, jurisdiction in session.execute(
                select(VerdictRow.post_id, VerdictRow.jurisdiction).where(
                    VerdictRow.audit_id == audit_id,
                    VerdictRow.post_id.in_(posts[at : at + _CHUNK]),
                )
            )
        )
    return found


def get_plan(session: Session, audit_id: int, name: str) -> SamplingPlan:
    """Return a sampling plan with its items.

    Raises:
        NotFoundError: the audit has none of this name.
    """
    row = session.scalar(
        select(SamplingPlanRow).where(
            SamplingPlanRow.audit_id == audit_id, SamplingPlanRow.name == name
        )
    )
    if row is None:
        raise NotFoundError(f"the audit has no sampling plan {name!r}")
    return _plan(session, row)


def list_plans(session: Session, audit_id: int) -> list[SamplingPlan]:
    """Return the sampling plans of an audit, oldest first."""
    rows = session.scalars(
        select(SamplingPlanRow)
        .where(SamplingPlanRow.audit_id == audit_id)
        .order_by(SamplingPlanRow.id)
    ).all()
    return [_plan(session, row) for row in rows]


def _plan(session: Session, row: SamplingPlanRow) -> SamplingPlan:
    items = session.scalars(
        select(SamplingItemRow)
        .where(SamplingItemRow.plan_id == row.id)
        .order_by(SamplingItemRow.ordinal)
    )
    return SamplingPlan(
        row.id,
        row.audit_id,
        row.name,
        row.seed,
        dict(row.options),
        row.created_at,
        tuple(SampleItem(i.post_id, i.jurisdiction, i.stratum, i.weight) for i in items),
    )
