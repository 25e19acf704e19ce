"""Counts that statistics rest on: by creator, and of what people said of verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checker.storage import kept
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
    answer = kept.get(session, audit_id, AUTHORS)
    rows = _decode(answer) if answer else count_authors(session, audit_id)
    pairs = session.execute(select(AccountRow.id, AccountRow.creator_id))
    creators: dict[int, int] = {row[0]: row[1] for row in pairs}
    found: dict[tuple[object, ...], AuthorCount] = {}
    for row in rows:
        if row.verdict not in among:
            continue
        creator = creators.get(row.account) if row.account is not None else None
        who = (creator,) if creator is not None else (row.platform, row.author)
        known = found.get(who, AuthorCount(None, 0, 0))
        counts = [n for n in (known.followers, row.followers) if n is not None]
        found[who] = AuthorCount(
            max(counts, default=None),
            known.cases + (row.number if row.verdict in cases else 0),
            known.verdicts + row.number,
        )
    return list(found.values())


class AuthorRow(msgspec.Struct, frozen=True, array_like=True):
    """How many verdicts of a kind an author has, as it is kept."""

    account: int | None
    platform: str | None
    author: str
    verdict: str
    followers: int | None
    number: int


AUTHORS = "authors"
"""The question under which they are kept."""

_decode = msgspec.msgpack.Decoder(list[AuthorRow]).decode


def count_authors(session: Session, audit_id: int) -> list[AuthorRow]:
    """Count the verdicts of each author by kind, with the most followers that a post had."""
    low, high = id_range(audit_id)
    group = (PostRow.account_id, PostRow.platform, PostRow.author_key, VerdictRow.verdict)
    rows = session.execute(
        select(*group, func.max(PostRow.followers), func.count())
        .select_from(VerdictRow)
        .join(PostRow, PostRow.id == VerdictRow.post_id)
        .where(VerdictRow.id.between(low, high), PostRow.author_key.is_not(None))
        .group_by(*group)
    )
    return [
        AuthorRow(account, platform, str(author), verdict, followers, int(number))
        for account, platform, author, verdict, followers, number in rows
    ]


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
