"""What the audits have of one creator, or of one brand: verdicts counted, and the latest posts."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from checker.storage.keys import number_of
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
    whole = select(tie.creator_id).where(tie.campaign_id == campaign_id, tie.account_id.is_(None))
    alone = select(tie.account_id).where(
        tie.campaign_id == campaign_id, tie.account_id.is_not(None)
    )
    mine = select(AccountRow.id).where(AccountRow.creator_id.in_(whole) | AccountRow.id.in_(alone))
    return PostRow.account_id.in_(mine)


def between(first: str | None, last: str | None) -> list[ColumnElement[bool]]:
    """Say that a post was published within these days (``YYYY-MM-DD``), both included."""
    found: list[ColumnElement[bool]] = []
    if first:
        found.append(PostRow.published_at >= first)
    if last:
        found.append(PostRow.published_at <= f"{last}T99")
    return found


def verdict_counts(session: Session, *chosen: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    """Count verdicts by jurisdiction; a post in several audits counts in its latest alone."""
    rows = session.execute(
        select(VerdictRow.jurisdiction, VerdictRow.verdict, func.count())
        .join(PostRow, PostRow.id == VerdictRow.post_id)
        .where(PostRow.id.in_(_latest(*chosen)))
        .group_by(VerdictRow.jurisdiction, VerdictRow.verdict)
    )
    found: dict[str, dict[str, int]] = {}
    for jurisdiction, verdict, number in rows:
        found.setdefault(jurisdiction, {})[verdict] = number
    return dict(sorted(found.items()))


def _latest(*chosen: ColumnElement[bool]) -> Select[tuple[int]]:
    # Rows of later audits have greater numbers.
    return (
        select(func.max(PostRow.id)).where(*chosen).group_by(PostRow.platform, PostRow.external_id)  # type: ignore[return-value]
    )


def latest_posts(
    session: Session, *chosen: ColumnElement[bool], limit: int = 20
) -> list[PostGlance]:
    """Return the posts that were published last, each in its latest audit."""
    rows = session.execute(
        select(PostRow, AuditRow.name, func.substr(PostBodyRow.text, 1, _EXCERPT))
        .join(AuditRow, AuditRow.id == PostRow.audit_id)
        .join(PostBodyRow, PostBodyRow.post_id == PostRow.id)
        .where(PostRow.id.in_(_latest(*chosen)))
        .order_by(func.coalesce(PostRow.published_at, "").desc(), PostRow.id.desc())
        .limit(limit)
    ).all()
    said: dict[int, list[tuple[str, str]]] = {}
    for post, jurisdiction, verdict in session.execute(
        select(VerdictRow.post_id, VerdictRow.jurisdiction, VerdictRow.verdict)
        .where(VerdictRow.post_id.in_([row[0].id for row in rows]))
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
