"""What the audits have of one creator, or of one brand: verdicts counted, and the latest posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text, cast, func, literal_column, null, select, union_all
from sqlalchemy.orm import Session

from checker.storage.keys import SHIFT, number_of
from checker.storage.tables import (
    AccountRow,
    AuditRow,
    CollaborationRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    VerdictRow,
)

_EXCERPT = 160


class PostGlance(msgspec.Struct, frozen=True):
    """A post in a list; ``verdicts`` are pairs of jurisdiction and verdict."""

    audit_id: int
    audit: str
    number: int
    external_id: str
    platform: str | None
    author: str | None
    published_at: str | None
    text: str
    verdicts: tuple[tuple[str, str], ...]


def of_creator(creator_id: int) -> ColumnElement[bool]:
    """Say that a post is from an account of this creator."""
    mine = select(AccountRow.id).where(AccountRow.creator_id == creator_id)
    return PostRow.account_id.in_(mine)


def of_brand(brand_id: int) -> ColumnElement[bool]:
    """Say that a post names this brand, or that it is on record for it."""
    named = select(PostBrandRow.post_id).where(PostBrandRow.brand_id == brand_id)
    return PostRow.id.in_(named)


def of_campaign(campaign_id: int) -> ColumnElement[bool]:
    """Say that a post is from a creator with a collaboration in this campaign.

    A collaboration with one account counts for that account alone.
    """
    tie = CollaborationRow
    whole = (
        select(AccountRow.id)
        .join(tie, tie.creator_id == AccountRow.creator_id)
        .where(tie.campaign_id == campaign_id, tie.account_id.is_(None))
    )
    alone = select(tie.account_id).where(
        tie.campaign_id == campaign_id, tie.account_id.is_not(None)
    )
    # Two selections, not one with "or": of that PostgreSQL expects most accounts there are, and
    # reads every post of the brand instead of those of a few accounts and days.
    return PostRow.account_id.in_(whole.union(alone))


def between(first: str | None, last: str | None) -> list[ColumnElement[bool]]:
    """Say that a post was published within these days (``YYYY-MM-DD``), both included."""
    found: list[ColumnElement[bool]] = []
    if first:
        found.append(PostRow.published_at >= first)
    if last:
        found.append(PostRow.published_at <= f"{last}T99")
    return found


class Portrait(msgspec.Struct, frozen=True):
    """Verdicts by jurisdiction and by kind, and the ids of the posts that were published last."""

    counts: dict[str, dict[str, int]]
    newest: tuple[int, ...]


def portrait(session: Session, *chosen: ColumnElement[bool], limit: int = 20) -> Portrait:
    """Return what the audits have of some posts; of a post in several audits, what its latest has.

    Args:
        session: any.
        chosen: which posts, as conditions on ``PostRow``.
        limit: how many of the newest posts are named.
    """
    post = PostRow
    # Rows of later audits have greater numbers.
    place = func.row_number().over(
        partition_by=(post.platform, post.external_id), order_by=post.id.desc()
    )
    every = select(post.id, post.published_at, place.label("place")).where(*chosen).subquery()
    # Found once for both: counting and sorting take nothing more from the table of posts.
    latest = select(every.c.id, every.c.published_at).where(every.c.place == 1).cte("latest")
    counted = (
        select(VerdictRow.jurisdiction, VerdictRow.verdict, func.count())
        .join(latest, latest.c.id == VerdictRow.post_id)
        .group_by(VerdictRow.jurisdiction, VerdictRow.verdict)
    )
    newest = (
        select(cast(null(), Text), cast(null(), Text), latest.c.id)
        .order_by(*_newest_first(latest.c))
        .limit(limit)
    )
    counts: dict[str, dict[str, int]] = {}
    shown: list[int] = []
    for jurisdiction, verdict, number in session.execute(
        union_all(counted, select(newest.subquery()))
    ):
        if jurisdiction is None:
            shown.append(number)
        else:
            counts.setdefault(jurisdiction, {})[verdict] = number
    return Portrait(dict(sorted(counts.items())), tuple(shown))


def stamp(session: Session, brand_id: int) -> tuple[object, ...]:
    """Return what is another once the audits have other posts of a brand, for what is remembered.

    Posts are added to an audit behind those that it has, and go with the audit or with the brand;
    numbers of audits may be given again, their moments are not.
    """
    audit = PostBrandRow.post_id.bitwise_rshift(literal_column(str(SHIFT))).label("audit")
    named = (
        select(audit, func.count(), func.max(PostBrandRow.post_id))
        .where(PostBrandRow.brand_id == brand_id)
        .group_by("audit")
        .order_by("audit")
    )
    known = select(AuditRow.id, AuditRow.created_at).order_by(AuditRow.id)
    return tuple(tuple(row) for query in (named, known) for row in session.execute(query))


def _newest_first(columns: Any) -> tuple[Any, Any]:
    return func.coalesce(columns.published_at, "").desc(), columns.id.desc()


def glances(session: Session, shown: Sequence[int]) -> list[PostGlance]:
    """Return posts by their ids as a list shows them, the newest first."""
    rows = session.execute(
        select(PostRow, AuditRow.name, func.substr(PostBodyRow.text, 1, _EXCERPT))
        .join(AuditRow, AuditRow.id == PostRow.audit_id)
        .join(PostBodyRow, PostBodyRow.post_id == PostRow.id)
        .where(PostRow.id.in_(shown))
        .order_by(*_newest_first(PostRow))
    ).all()
    said: dict[int, list[tuple[str, str]]] = {}
    for post, jurisdiction, verdict in session.execute(
        select(VerdictRow.post_id, VerdictRow.jurisdiction, VerdictRow.verdict)
        .where(VerdictRow.post_id.in_(shown))
        .order_by(VerdictRow.id)
    ):
        said.setdefault(post, []).append((jurisdiction, verdict))
    return [
        PostGlance(
            post.audit_id,
            audit,
            number_of(post.id),
            post.external_id,
            post.platform,
            post.author,
            post.published_at,
            text,
            tuple(said.get(post.id, ())),
        )
        for post, audit, text in rows
    ]
