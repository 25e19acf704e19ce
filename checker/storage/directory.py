"""Search the creators on record by what they are, how they do, and whom they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Float, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from checker.creators.engagement import Definition
from checker.storage import accounts
from checker.storage.creators import creators_by_id
from checker.storage.fields import present
from checker.storage.keys import id_range, name_key
from checker.storage.records import Creator
from checker.storage.rows import brand_key
from checker.storage.tables import (
    AccountRow,
    BrandNameRow,
    BrandRow,
    CreatorRow,
    CreatorTopicRow,
    PostBrandRow,
    PostRow,
    SnapshotRow,
    VerdictRow,
)

Range = tuple[float | None, float | None]
"""Lowest and highest value, both included; ``None`` where it is open."""


class CreatorQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which creators are looked for; what is left empty does not narrow.

    Attributes:
        audit_id: whose posts engagement, compliance and mentions are taken from; none: all.
        name: part of the name, without regard to case.
        topics: any of these.
        countries, languages, platforms: any of these.
        area: part of it.
        followers: of the largest account by its latest count; a tier is such a range.
        engagement: rate as a fraction, under ``definition``; it must be known.
        definition: how the rate is worked out.
        compliance: share of the commercial posts that are disclosed; there must be some.
        speaks_of: a brand's number: has posts that name it of the creator's own accord, that
            is, with no tie to it on record and under no jurisdiction any verdict but
            ``no-intent``.
        among: only these creators; their posts alone are then looked at, which is fast.
    """

    audit_id: int | None = None
    name: str | None = None
    topics: Sequence[str] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    platforms: Sequence[str] = ()
    area: str | None = None
    followers: Range | None = None
    engagement: Range | None = None
    definition: Definition = "likes-per-followers"
    compliance: Range | None = None
    speaks_of: int | None = None
    among: Sequence[int] | None = None


class CreatorSummary(msgspec.Struct, frozen=True):
    """A creator with the figures of the audit that was asked for.

    Attributes:
        creator: the record.
        followers: of the largest account, by its latest count; ``None`` when never counted.
        posts: how many were audited.
        commercial: verdicts of ``disclosed``, ``inadequate`` or ``undisclosed``.
        disclosed: those of them that are ``disclosed``.
        engagement: rate as a fraction, ``None`` when not known (hidden likes count as unknown).
        definition: what the rate means.
        mentions: posts of their own accord on the brand asked for.
    """

    creator: Creator
    followers: int | None
    posts: int
    commercial: int
    disclosed: int
    engagement: float | None
    definition: Definition
    mentions: int = 0

    @property
    def compliance(self) -> float | None:
        """Share of the commercial verdicts that are ``disclosed``; ``None`` without any."""
        return self.disclosed / self.commercial if self.commercial else None


def search_creators(
    session: Session, wanted: CreatorQuery, *, after: int = 0, limit: int = 50
) -> list[CreatorSummary]:
    """Return the creators that fit, by number, from the one behind ``after``.

    Raises:
        NotFoundError: there is no such brand.
    """
    if wanted.among is None and not (wanted.engagement or wanted.compliance or wanted.speaks_of):
        # What is asked for stands in the records: figures are worked out for one page alone.
        page = _on_record(session, wanted, after, limit)
        wanted = msgspec.structs.replace(wanted, among=page)
    followers, figures = _followers(wanted), _figures(session, wanted)
    mentions = _mentions(session, wanted)
    rate = _rate(wanted.definition, figures, followers.c.followers)
    commercial = func.coalesce(figures.c.commercial, 0)
    disclosed = func.coalesce(figures.c.disclosed, 0)
    mentioned: Any = literal(0) if mentions is None else func.coalesce(mentions.c.posts, 0)
    query = (
        select(
            CreatorRow.id,
            followers.c.followers,
            func.coalesce(figures.c.posts, 0),
            commercial,
            disclosed,
            rate,
            mentioned,
        )
        .outerjoin(followers, followers.c.creator_id == CreatorRow.id)
        .outerjoin(figures, figures.c.creator_id == CreatorRow.id)
        .where(CreatorRow.id > after, *_plain(wanted))
        .order_by(CreatorRow.id)
        .limit(limit)
    )
    if mentions is not None:
        query = query.join(mentions, mentions.c.creator_id == CreatorRow.id)
    if wanted.followers:
        query = query.where(*_within(followers.c.followers, wanted.followers))
    if wanted.engagement:
        query = query.where(rate.is_not(None), *_within(rate, wanted.engagement))
    if wanted.compliance:
        share = cast(disclosed, Float) / func.nullif(commercial, 0)
        query = query.where(commercial > 0, *_within(share, wanted.compliance))
    rows = session.execute(query).all()
    creators = {c.id: c for c in creators_by_id(session, [row[0] for row in rows])}
    return [
        CreatorSummary(
            creators[row[0]],
            row[1],
            int(row[2]),
            int(row[3]),
            int(row[4]),
            None if row[5] is None else float(row[5]),
            wanted.definition,
            int(row[6]),
        )
        for row in rows
    ]


def rates_within(session: Session, followers: Range, definition: Definition) -> list[float]:
    """Return the engagement rates of all creators with so many followers, where they are known.

    Args:
        session: any.
        followers: of the largest account by its latest count; a tier is such a range.
        definition: how the rate is worked out, over the posts of all audits.
    """
    wanted = CreatorQuery(definition=definition)
    counted, figures = _followers(wanted), _figures(session, wanted)
    rate = _rate(definition, figures, counted.c.followers)
    query = (
        select(rate)
        .join_from(counted, figures, figures.c.creator_id == counted.c.creator_id)
        .where(rate.is_not(None), *_within(counted.c.followers, followers))
    )
    return sorted(float(found) for found in session.scalars(query))


def stamp(session: Session) -> tuple[int, int]:
    """Return what changes when posts or counts of followers come in, for what is remembered."""
    return (
        session.scalar(select(func.max(PostRow.id))) or 0,
        session.scalar(select(func.count()).select_from(SnapshotRow)) or 0,
    )


def _on_record(session: Session, wanted: CreatorQuery, after: int, limit: int) -> list[int]:
    """Return the numbers of the creators that fit by records and followers."""
    query = select(CreatorRow.id).where(CreatorRow.id > after, *_plain(wanted))
    if wanted.followers:
        followers = _followers(wanted)
        query = query.join(followers, followers.c.creator_id == CreatorRow.id).where(
            *_within(followers.c.followers, wanted.followers)
        )
    return list(session.scalars(query.order_by(CreatorRow.id).limit(limit)))


def _among(wanted: CreatorQuery) -> list[ColumnElement[bool]]:
    return [] if wanted.among is None else [AccountRow.creator_id.in_(wanted.among)]


def _within(value: Any, limits: Range) -> list[ColumnElement[bool]]:
    low, high = limits
    return ([] if low is None else [value >= low]) + ([] if high is None else [value <= high])


def _plain(wanted: CreatorQuery) -> list[ColumnElement[bool]]:
    """Return the conditions on the creator's own record."""
    found: list[ColumnElement[bool]] = []
    if wanted.among is not None:
        found.append(CreatorRow.id.in_(wanted.among))
    if wanted.name:
        found.append(CreatorRow.name_key.contains(name_key(wanted.name), autoescape=True))
    if wanted.area:
        found.append(CreatorRow.area.icontains(wanted.area, autoescape=True))
    if wanted.countries:
        found.append(CreatorRow.country.in_([code.upper() for code in wanted.countries]))
    if wanted.languages:
        found.append(CreatorRow.language.in_(wanted.languages))
    if wanted.topics:
        topics = [name_key(topic) for topic in wanted.topics]
        of_topic = select(CreatorTopicRow.creator_id).where(CreatorTopicRow.topic.in_(topics))
        found.append(CreatorRow.id.in_(of_topic))
    if wanted.platforms:
        there = select(AccountRow.creator_id).where(AccountRow.platform.in_(wanted.platforms))
        found.append(CreatorRow.id.in_(there))
    return found


def _followers(wanted: CreatorQuery) -> Any:
    """Followers of each creator's largest account, by the latest count of each account."""
    # The key of the table leads to the latest one, so that a long history costs nothing.
    latest = (
        select(SnapshotRow.followers)
        .where(SnapshotRow.account_id == AccountRow.id, SnapshotRow.followers.is_not(None))
        .order_by(SnapshotRow.taken_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    each = (
        select(AccountRow.creator_id, latest.label("followers")).where(*_among(wanted)).subquery()
    )
    largest = func.max(each.c.followers)
    return (
        select(each.c.creator_id, largest.label("followers"))
        .group_by(each.c.creator_id)
        .having(largest.is_not(None))
        .subquery()
    )


def _in_audit(key: Any, audit_id: int | None) -> list[ColumnElement[bool]]:
    if audit_id is None:
        return []
    low, high = id_range(audit_id)
    return [key.between(low, high)]


def _figures(session: Session, wanted: CreatorQuery) -> Any:
    """Posts and verdicts of each creator, and the sums that engagement is worked out from."""
    mine = None
    if wanted.among is not None:
        mine = select(AccountRow.id).where(AccountRow.creator_id.in_(wanted.among))
    own = accounts.figures(session, wanted.audit_id, mine)
    return (
        select(
            AccountRow.creator_id,
            *(func.sum(own.c[name]).label(name) for name in accounts.FIGURES),
        )
        .join(own, own.c.account_id == AccountRow.id)
        .where(*_among(wanted))
        .group_by(AccountRow.creator_id)
        .subquery()
    )


def _rate(definition: Definition, figures: Any, followers: Any) -> ColumnElement[Any]:
    """Return the rate: a mean over the posts where the figures are known, over the followers."""

    def mean(name: str) -> Any:
        return cast(figures.c[name], Float) / func.nullif(figures.c[f"{name}_known"], 0)

    if definition == "by-views":
        return cast(figures.c.seen, Float) / func.nullif(cast(figures.c.views, BigInteger), 0)
    name = "likes" if definition == "likes-per-followers" else "both"
    return cast(mean(name), Float) / func.nullif(cast(followers, BigInteger), 0)


def _mentions(session: Session, wanted: CreatorQuery) -> Any:
    """Posts of each creator that name a brand of their own accord; ``None`` if not asked for."""
    if wanted.speaks_of is None:
        return None
    brand = present(session, BrandRow, wanted.speaks_of, "brand")
    names = session.scalars(
        select(BrandNameRow.value).where(BrandNameRow.brand_id == brand.id)
    ).all()
    keys = sorted({brand_key(name) for name in (brand.name, *names)})
    other = aliased(PostBrandRow)
    tied = select(VerdictRow.id).where(
        VerdictRow.post_id == PostRow.id, VerdictRow.verdict != "no-intent"
    )
    judged = select(VerdictRow.id).where(VerdictRow.post_id == PostRow.id)
    recorded = select(other.post_id).where(
        other.post_id == PostRow.id,
        other.source == "record",
        (other.brand_id == brand.id) | other.brand_key.in_(keys),
    )
    return (
        select(AccountRow.creator_id, func.count(PostRow.id.distinct()).label("posts"))
        .join(PostRow, PostRow.account_id == AccountRow.id)
        .join(PostBrandRow, PostBrandRow.post_id == PostRow.id)
        .where(
            (PostBrandRow.brand_id == brand.id) | PostBrandRow.brand_key.in_(keys),
            judged.exists(),
            ~tied.exists(),
            ~recorded.exists(),
            *_in_audit(PostRow.id, wanted.audit_id),
        )
        .group_by(AccountRow.creator_id)
        .subquery()
    )
