"""Which verdicts of an audit are meant, as conditions of a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.orm import Session

from checker.storage import search
from checker.storage.keys import handle_key, id_range
from checker.storage.rows import brand_key
from checker.storage.tables import (
    AccountRow,
    CollaborationRow,
    FindingRow,
    PostBrandRow,
    PostRow,
    ReviewRow,
    VerdictRow,
)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which verdicts of an audit are meant; what is left empty does not narrow.

    Attributes:
        verdicts, jurisdictions, platforms, langs, countries, months, topics: any of these.
        rules: those with a finding of one of these rules.
        severities: those whose findings have one of these severities.
        creator_id, author, brand: of this creator; of this handle; naming this brand.
        brand_names: naming a brand by any of these names, aliases or handles.
        brand_id: naming the brand of this number.
        campaign_id: of creators with a collaboration in this campaign, within its dates.
        followers: lowest and highest number, both included, ``None`` when open.
        followers_unknown: only posts whose author's followers are not known.
        text: what the post says, as :mod:`checker.storage.words` reads it: words,
            ``"words side by side"``, ``beginnings*``, ``#hashtags`` and ``@handles``.
        reviewed: those that a person has, or nobody has, given an opinion of.
        posts: numbers of the first and the last post, both included.
    """

    verdicts: Sequence[str] = ()
    jurisdictions: Sequence[str] = ()
    platforms: Sequence[str] = ()
    langs: Sequence[str] = ()
    countries: Sequence[str] = ()
    months: Sequence[str] = ()
    topics: Sequence[str] = ()
    rules: Sequence[str] = ()
    severities: Sequence[str] = ()
    creator_id: int | None = None
    author: str | None = None
    brand: str | None = None
    brand_id: int | None = None
    campaign_id: int | None = None
    followers: tuple[int | None, int | None] | None = None
    followers_unknown: bool = False
    text: str | None = None
    brand_names: Sequence[str] = ()
    reviewed: bool | None = None
    posts: tuple[int, int] | None = None


EVERYTHING = Filter()


def conditions(session: Session, audit_id: int, chosen: Filter) -> list[ColumnElement[bool]]:
    """Return a filter as conditions on verdicts joined to their posts."""
    return [VerdictRow.id.between(*id_range(audit_id)), *narrowing(session, audit_id, chosen)]


def narrowing(session: Session, audit_id: int, chosen: Filter) -> list[ColumnElement[bool]]:
    """Return what a filter asks of verdicts that are known to be the audit's own."""
    found: list[ColumnElement[bool]] = []
    simple: tuple[tuple[Any, Sequence[str]], ...] = (
        (VerdictRow.verdict, chosen.verdicts),
        (VerdictRow.jurisdiction, chosen.jurisdictions),
        (VerdictRow.severity, chosen.severities),
        (PostRow.platform, chosen.platforms),
        (PostRow.lang, chosen.langs),
        (PostRow.country, chosen.countries),
        (PostRow.month, chosen.months),
        (PostRow.topic, chosen.topics),
    )
    found += [column.in_(values) for column, values in simple if values]
    if chosen.rules:
        found.append(
            VerdictRow.id.in_(
                select(FindingRow.verdict_id).where(
                    FindingRow.audit_id == audit_id, FindingRow.rule.in_(chosen.rules)
                )
            )
        )
    if chosen.creator_id is not None:
        mine = select(AccountRow.id).where(AccountRow.creator_id == chosen.creator_id)
        found.append(PostRow.account_id.in_(mine))
    if chosen.author is not None:
        found.append(PostRow.audit_id == audit_id)  # for the index
        found.append(PostRow.author_key == handle_key(chosen.author))
    found += _brand_conditions(audit_id, chosen)
    if chosen.followers is not None:
        least, most = chosen.followers
        found += [] if least is None else [PostRow.followers >= least]
        found += [] if most is None else [PostRow.followers <= most]
    if chosen.followers_unknown:
        found.append(PostRow.followers.is_(None))
    if chosen.reviewed is not None:
        seen = (
            select(literal(1))
            .where(
                ReviewRow.post_id == VerdictRow.post_id,
                ReviewRow.jurisdiction == VerdictRow.jurisdiction,
            )
            .exists()
        )
        found.append(seen if chosen.reviewed else ~seen)
    if chosen.posts is not None:
        found.append(VerdictRow.post_id.between(*chosen.posts))
    if chosen.text:
        found.append(PostRow.id.in_(search.matching(session, audit_id, chosen.text)))
    return found


def _brand_conditions(audit_id: int, chosen: Filter) -> Iterable[ColumnElement[bool]]:
    named = select(PostBrandRow.post_id).where(PostBrandRow.audit_id == audit_id)
    if chosen.brand is not None:
        yield PostRow.id.in_(named.where(PostBrandRow.brand_key == brand_key(chosen.brand)))
    if chosen.brand_names:
        keys = sorted({*map(brand_key, chosen.brand_names), *map(handle_key, chosen.brand_names)})
        yield PostRow.id.in_(named.where(PostBrandRow.brand_key.in_(keys)))
    if chosen.brand_id is not None:
        yield PostRow.id.in_(named.where(PostBrandRow.brand_id == chosen.brand_id))
    if chosen.campaign_id is not None:
        tie = CollaborationRow
        yield (
            select(literal(1))
            .select_from(tie)
            .join(AccountRow, AccountRow.creator_id == tie.creator_id)
            .where(
                tie.campaign_id == chosen.campaign_id,
                AccountRow.id == PostRow.account_id,
                tied_to(tie),
            )
            .exists()
        )


def tied_to(tie: type[CollaborationRow]) -> ColumnElement[bool]:
    """Say that a collaboration holds for a post of its creator: by account and by day."""
    first, last = days_of(tie)
    return (
        (tie.account_id.is_(None) | (tie.account_id == PostRow.account_id))
        & (tie.starts_on.is_(None) | (PostRow.published_at >= first))
        & (tie.ends_on.is_(None) | (PostRow.published_at <= last))
    )


def days_of(tie: type[CollaborationRow]) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Return from when to when a collaboration holds, as text to compare ``published_at`` with."""
    return cast(tie.starts_on, String), cast(tie.ends_on, String) + "T99"  # at any hour of the day
