"""Counts that statistics rest on: by creator, and of what people said of verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from checker.storage.keys import id_range
from checker.storage.tables import (
    AccountRow,
    PostRow,
    ReviewRow,
    SamplingItemRow,
    SamplingPlanRow,
    VerdictRow,
)


class AuthorCount(msgspec.Struct, frozen=True):
    """An author's verdicts in an audit; all accounts of a creator on record are one author.

    ``followers`` is the largest number that any of the posts had, ``None`` when no post had one.
    """

    followers: int | None
    cases: int
    verdicts: int


class Opinion(msgspec.Struct, frozen=True):
    """What one person said of one verdict; ``correct`` is what they would have it be."""

    post_id: int
    jurisdiction: str
    verdict: str
    reviewer: str
    decision: str
    correct: str | None


class Drawn(msgspec.Struct, frozen=True):
    """A verdict that a sampling plan drew, and how many verdicts it stands for."""

    plan_id: int
    post_id: int
    jurisdiction: str
    stratum: str
    weight: float


def author_counts(
    session: Session, audit_id: int, cases: Sequence[str], among: Sequence[str]
) -> list[AuthorCount]:
    """Count for each author how many verdicts are cases among those of some kinds.

    Args:
        session: any.
        audit_id: of which audit.
        cases: the verdicts that count as a case.
        among: the verdicts that count at all, the cases among them.
    """
    low, high = id_range(audit_id)
    author = (AccountRow.creator_id, PostRow.platform, PostRow.author_key)
    rows = session.execute(
        select(
            *author,
            func.max(PostRow.followers),
            func.sum(case((VerdictRow.verdict.in_(cases), 1), else_=0)),
            func.count(),
        )
        .select_from(VerdictRow)
        .join(PostRow, PostRow.id == VerdictRow.post_id)
        .outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
        .where(
            VerdictRow.id.between(low, high),
            VerdictRow.verdict.in_(among),
            PostRow.author_key.is_not(None),
        )
        .group_by(*author)
    )
    found: dict[tuple[object, ...], AuthorCount] = {}
    for creator, platform, key, followers, some, number in rows:
        who = (creator,) if creator is not None else (platform, key)
        known = found.get(who, AuthorCount(None, 0, 0))
        counts = [n for n in (known.followers, followers) if n is not None]
        found[who] = AuthorCount(
            max(counts, default=None), known.cases + int(some), known.verdicts + int(number)
        )
    return list(found.values())


def opinions(session: Session, audit_id: int) -> list[Opinion]:
    """Return what people said of the verdicts of an audit, oldest first."""
    rows = session.execute(
        select(
            ReviewRow.post_id,
            ReviewRow.jurisdiction,
            VerdictRow.verdict,
            ReviewRow.reviewer,
            ReviewRow.decision,
            ReviewRow.correct_verdict,
        )
        .join(
            VerdictRow,
            (VerdictRow.post_id == ReviewRow.post_id)
            & (VerdictRow.jurisdiction == ReviewRow.jurisdiction),
        )
        .where(ReviewRow.audit_id == audit_id)
        .order_by(ReviewRow.id)
    )
    return [Opinion(*row) for row in rows]


class Unit(msgspec.Struct, frozen=True):
    """A verdict that can be drawn, with the followers of its post's author."""

    post_id: int
    jurisdiction: str
    verdict: str
    followers: int | None


def units(session: Session, audit_id: int, jurisdictions: Sequence[str] = ()) -> Iterator[Unit]:
    """Yield every verdict of an audit (under some jurisdictions) in the order of the input."""
    low, high = id_range(audit_id)
    query = (
        select(VerdictRow.post_id, VerdictRow.jurisdiction, VerdictRow.verdict, PostRow.followers)
        .join(PostRow, PostRow.id == VerdictRow.post_id)
        .where(VerdictRow.id.between(low, high))
        .order_by(VerdictRow.id)
        .execution_options(yield_per=5000)
    )
    if jurisdictions:
        query = query.where(VerdictRow.jurisdiction.in_(jurisdictions))
    with session.execute(query) as found:
        for row in found:
            yield Unit(*row)


def drawn(session: Session, audit_id: int) -> list[Drawn]:
    """Return what the sampling plans of an audit drew, in order."""
    item = SamplingItemRow
    rows = session.execute(
        select(item.plan_id, item.post_id, item.jurisdiction, item.stratum, item.weight)
        .join(SamplingPlanRow, SamplingPlanRow.id == item.plan_id)
        .where(SamplingPlanRow.audit_id == audit_id)
        .order_by(item.plan_id, item.ordinal)
    )
    return [Drawn(*row) for row in rows]
