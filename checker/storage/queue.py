"""What waits for a reviewer: samples that were drawn, and verdicts left to a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from checker.storage.errors import NotFoundError
from checker.storage.keys import id_range
from checker.storage.tables import (
    AuditRow,
    FindingRow,
    ReviewRow,
    SamplingItemRow,
    SamplingPlanRow,
    VerdictBodyRow,
    VerdictRow,
)
from checker.storage.verdicts import tally


class PlanState(msgspec.Struct, frozen=True):
    """A sampling plan and how far it is reviewed.

    Attributes:
        blind: reviewers see what others said only once they have said something themselves.
        items: verdicts drawn.
        mine: those that the reviewer who asks has reviewed.
        anybody: those that somebody has reviewed.
        twice: those that two people or more have reviewed.
    """

    id: int
    audit_id: int
    audit: str
    name: str
    blind: bool
    created_at: datetime
    items: int
    mine: int
    anybody: int
    twice: int


class Waiting(msgspec.Struct, frozen=True):
    """A verdict to be reviewed; ``place`` is its ordinal in a plan, else its own number."""

    verdict_id: int
    post_id: int
    jurisdiction: str
    verdict: str
    place: int
    stratum: str = ""


def is_blind(options: dict[str, Any]) -> bool:
    """Return whether a plan keeps reviewers apart; those that say nothing of it do."""
    return bool(options.get("blind", True))


def plan_states(session: Session, reviewer: str, *, limit: int = 100) -> list[PlanState]:
    """Return the sampling plans of all audits, newest first."""
    plans = session.execute(
        select(SamplingPlanRow, AuditRow.name)
        .join(AuditRow, AuditRow.id == SamplingPlanRow.audit_id)
        .order_by(SamplingPlanRow.id.desc())
        .limit(limit)
    ).all()
    ids = [plan.id for plan, _ in plans]
    return [_state(session, plan, audit, reviewer) for plan, audit in plans] if ids else []


def plan_state(session: Session, plan_id: int, reviewer: str) -> PlanState:
    """Return one sampling plan and how far it is reviewed.

    Raises:
        NotFoundError: there is none of this number.
    """
    plan = session.get(SamplingPlanRow, plan_id)
    if plan is None:
        raise NotFoundError(f"there is no sampling plan number {plan_id}")
    audit = session.scalar(select(AuditRow.name).where(AuditRow.id == plan.audit_id)) or ""
    return _state(session, plan, audit, reviewer)


def _state(session: Session, plan: SamplingPlanRow, audit: str, reviewer: str) -> PlanState:
    item = SamplingItemRow
    items = session.scalar(select(func.count()).select_from(item).where(item.plan_id == plan.id))
    voices = (
        select(func.count().label("voices"))
        .select_from(item)
        .join(ReviewRow, _same(item, ReviewRow))
        .where(item.plan_id == plan.id)
        .group_by(item.ordinal)
        .subquery()
    )
    spoken = [int(n) for n in session.scalars(select(voices.c.voices))]
    mine = session.scalar(
        select(func.count())
        .select_from(item)
        .join(ReviewRow, _same(item, ReviewRow))
        .where(item.plan_id == plan.id, ReviewRow.reviewer == reviewer)
    )
    return PlanState(
        plan.id,
        plan.audit_id,
        audit,
        plan.name,
        is_blind(plan.options),
        plan.created_at,
        items or 0,
        mine or 0,
        len(spoken),
        sum(number > 1 for number in spoken),
    )


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    """Say that two rows are about one verdict."""
    same: ColumnElement[bool] = (one.post_id == other.post_id) & (
        one.jurisdiction == other.jurisdiction
    )
    return same


def next_drawn(session: Session, plan_id: int, reviewer: str, *, after: int = -1) -> Waiting | None:
    """Return the next verdict of a plan that a reviewer has not reviewed.

    It is looked for behind the place ``after``, then from the beginning (what was passed over).
    """
    item = SamplingItemRow
    own = select(ReviewRow.id).where(_same(ReviewRow, item), ReviewRow.reviewer == reviewer)
    for bound in (item.ordinal > after, item.ordinal <= after):
        row = session.execute(
            select(VerdictRow, item.ordinal, item.stratum)
            .join(VerdictRow, _same(VerdictRow, item))
            .where(item.plan_id == plan_id, bound, ~own.exists())
            .order_by(item.ordinal)
            .limit(1)
        ).first()
        if row is not None:
            return _waiting(*row)
    return None


def _waiting(row: VerdictRow, place: int, stratum: str = "") -> Waiting:
    return Waiting(row.id, row.post_id, row.jurisdiction, row.verdict, place, stratum)


def drawn_at(session: Session, plan_id: int, place: int) -> Waiting | None:
    """Return what a plan has at a place; ``None`` where it has nothing."""
    item = SamplingItemRow
    row = session.execute(
        select(VerdictRow, item.ordinal, item.stratum)
        .join(VerdictRow, _same(VerdictRow, item))
        .where(item.plan_id == plan_id, item.ordinal == place)
    ).first()
    return None if row is None else _waiting(*row)


def next_open(
    session: Session, audit_id: int, verdict: str = "review", *, after: int = 0
) -> Waiting | None:
    """Return the next verdict of a kind that nobody has reviewed, behind a verdict's number."""
    low, high = id_range(audit_id)
    said = select(ReviewRow.id).where(_same(ReviewRow, VerdictRow))
    for first, last in ((max(low, after + 1), high), (low, min(high, after))):
        row = session.scalar(
            select(VerdictRow)
            .where(
                VerdictRow.id.between(first, last), VerdictRow.verdict == verdict, ~said.exists()
            )
            .order_by(VerdictRow.id)
            .limit(1)
        )
        if row is not None:
            return _waiting(row, row.id)
    return None


def count_open(session: Session, audit_id: int, verdict: str = "review") -> int:
    """Count the verdicts of a kind that nobody has reviewed."""
    counted = tally(session, audit_id, ["verdict"])
    other = aliased(VerdictRow)
    done = session.scalar(
        select(func.count(other.id.distinct()))
        .join(ReviewRow, _same(ReviewRow, other))
        .where(ReviewRow.audit_id == audit_id, other.verdict == verdict)
    )
    return counted.get((verdict,), 0) - (done or 0)


def find_verdict(
    session: Session, post_id: int, jurisdiction: str, plan_id: int | None = None
) -> tuple[Waiting, str]:
    """Return a verdict with its document; with a plan, it must be one that the plan drew.

    Raises:
        NotFoundError: there is no such verdict, or the plan did not draw it.
    """
    row = session.execute(
        select(VerdictRow, VerdictBodyRow.document)
        .join(VerdictBodyRow, VerdictBodyRow.verdict_id == VerdictRow.id)
        .where(VerdictRow.post_id == post_id, VerdictRow.jurisdiction == jurisdiction)
    ).first()
    if row is None:
        raise NotFoundError(f"there is no verdict on post {post_id} under {jurisdiction}")
    verdict, document = row
    if plan_id is None:
        return _waiting(verdict, verdict.id), document
    drawn = session.execute(
        select(SamplingItemRow.ordinal, SamplingItemRow.stratum).where(
            SamplingItemRow.plan_id == plan_id,
            SamplingItemRow.post_id == post_id,
            SamplingItemRow.jurisdiction == jurisdiction,
        )
    ).first()
    if drawn is None:
        raise NotFoundError(f"the sampling plan number {plan_id} did not draw this verdict")
    return _waiting(verdict, *drawn), document


def drawn_blind(session: Session, post_id: int, jurisdiction: str) -> bool:
    """Return whether a plan that keeps reviewers apart drew this verdict."""
    found = session.scalars(
        select(SamplingPlanRow.options)
        .join(SamplingItemRow, SamplingItemRow.plan_id == SamplingPlanRow.id)
        .where(SamplingItemRow.post_id == post_id, SamplingItemRow.jurisdiction == jurisdiction)
    )
    return any(is_blind(options) for options in found)


def reviewed_rules(
    session: Session, audit_id: int | None = None, rule: str | None = None
) -> list[tuple[str, int, str]]:
    """Return the rules of the findings on reviewed verdicts: rule, post, jurisdiction; sorted."""
    query = (
        select(FindingRow.rule, FindingRow.post_id, FindingRow.jurisdiction)
        .join(ReviewRow, _same(ReviewRow, FindingRow))
        .distinct()
        .order_by(FindingRow.rule, FindingRow.post_id, FindingRow.jurisdiction)
    )
    if audit_id is not None:
        query = query.where(ReviewRow.audit_id == audit_id)
    if rule is not None:
        query = query.where(FindingRow.rule == rule)
    return [(name, post, code) for name, post, code in session.execute(query)]
