"""An audit's posts as the checks across posts read them: in order, a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from checker.model import VerdictName
from checker.storage.keys import id_range
from checker.storage.tables import (
    AccountRow,
    BrandRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    VerdictRow,
)

_PAGE = 2000
_CHUNK = 500
_BITS: dict[VerdictName, int] = {
    "undisclosed": 1,
    "inadequate": 2,
    "review": 4,
    "disclosed": 8,
    "no-intent": 16,
}


class CrossPost(msgspec.Struct, frozen=True):
    """A post with what the checks across posts need.

    Attributes:
        post_id: its number.
        author: stands for the creator, over all accounts on record.
        day: ``YYYY-MM-DD``.
        platform: where it stands.
        verdicts: over all jurisdictions, the gravest first.
        brands: names on record, else as the post has them.
        text: of all segments; empty where it was not asked for.
    """

    post_id: int
    author: str
    day: str
    platform: str | None
    verdicts: tuple[VerdictName, ...]
    brands: tuple[str, ...] = ()
    text: str = ""


def posts_with_brands(session: Session, audit_id: int) -> Iterator[CrossPost]:
    """Yield the posts that name a brand, creator by creator; their texts are left out.

    Posts whose author or day is not known are left out altogether.
    """
    low, high = id_range(audit_id)
    author = (AccountRow.creator_id, PostRow.platform, PostRow.author_key)
    query = (
        select(PostRow.id, *author, PostRow.published_at, _mask(), _brand_name())
        .select_from(PostBrandRow)
        .join(PostRow, PostRow.id == PostBrandRow.post_id)
        .outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
        .outerjoin(BrandRow, BrandRow.id == PostBrandRow.brand_id)
        .where(
            PostBrandRow.post_id.between(low, high),
            PostRow.author_key.is_not(None),
            PostRow.published_at.is_not(None),
        )
        .order_by(
            AccountRow.creator_id,
            case((AccountRow.creator_id.is_(None), PostRow.platform)),
            case((AccountRow.creator_id.is_(None), PostRow.author_key)),
            PostRow.id,
            PostBrandRow.brand_key,
        )
        .execution_options(yield_per=_PAGE)
    )
    with session.execute(query) as found:
        for _, rows in groupby(found, key=lambda row: row[0]):
            first, *more = rows
            brands = dict.fromkeys([first[6], *(row[6] for row in more)])
            yield _post(first, tuple(brands))


def posts_with_text(session: Session, audit_id: int) -> Iterator[CrossPost]:
    """Yield every post with an author and a day, in the order of the input."""
    low, high = id_range(audit_id)
    author = (AccountRow.creator_id, PostRow.platform, PostRow.author_key)
    query = (
        select(PostRow.id, *author, PostRow.published_at, _mask(), PostBodyRow.text)
        .join(PostBodyRow, PostBodyRow.post_id == PostRow.id)
        .outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
        .order_by(PostRow.id)
        .limit(_PAGE)
    )
    while rows := session.execute(query.where(PostRow.id > low, PostRow.id <= high)).all():
        first, low = rows[0][0], rows[-1][0]
        brands: dict[int, list[str]] = {}
        for post_id, name in session.execute(
            select(PostBrandRow.post_id, _brand_name())
            .outerjoin(BrandRow, BrandRow.id == PostBrandRow.brand_id)
            .where(PostBrandRow.post_id.between(first, low))
            .order_by(PostBrandRow.post_id, PostBrandRow.brand_key)
        ):
            brands.setdefault(post_id, []).append(name)
        for row in rows:
            if row[3] is not None and row[4] is not None:
                yield _post(row, tuple(dict.fromkeys(brands.get(row[0], ()))), row[6])


def gravest_verdicts(
    session: Session, audit_id: int, post_ids: Sequence[int]
) -> dict[int, VerdictName]:
    """Return the gravest verdict on each of these posts of an audit."""
    found: dict[int, VerdictName] = {}
    for at in range(0, len(post_ids), _CHUNK):
        rows = session.execute(
            select(VerdictRow.post_id, func.sum(_bit().distinct()))
            .where(
                VerdictRow.audit_id == audit_id,
                VerdictRow.post_id.in_(post_ids[at : at + _CHUNK]),
            )
            .group_by(VerdictRow.post_id)
        )
        for post_id, mask in rows:
            found[post_id] = next(name for name, bit in _BITS.items() if int(mask) & bit)
    return found


def identities(
    session: Session, post_ids: Sequence[int]
) -> dict[int, tuple[str, str | None, str | None, str | None, str | None]]:
    """Return id, author, platform, moment and web address of each of these posts."""
    found: dict[int, tuple[str, str | None, str | None, str | None, str | None]] = {}
    for at in range(0, len(post_ids), _CHUNK):
        rows = session.execute(
            select(
                PostRow.id,
                PostRow.external_id,
                PostRow.author,
                PostRow.platform,
                PostRow.published_at,
                PostBodyRow.url,
            )
            .join(PostBodyRow, PostBodyRow.post_id == PostRow.id)
            .where(PostRow.id.in_(post_ids[at : at + _CHUNK]))
        )
        for post_id, external, author, platform, moment, url in rows:
            found[post_id] = (external, author, platform, moment, url)
    return found


def _bit() -> ColumnElement[int]:
    return case(*((VerdictRow.verdict == name, value) for name, value in _BITS.items()), else_=0)


def _brand_name() -> ColumnElement[str]:
    return func.coalesce(BrandRow.name, PostBrandRow.brand)


def _mask() -> ColumnElement[int]:
    """Return the verdicts on a post, each as a bit."""
    return (
        select(func.sum(_bit().distinct()))
        .where(VerdictRow.post_id == PostRow.id)
        .correlate(PostRow)
        .scalar_subquery()
    )


def _post(row: Any, brands: tuple[str, ...], text: str = "") -> CrossPost:
    post_id, creator, platform, key, published_at, mask = row[:6]
    return CrossPost(
        post_id,
        f"creator {creator}" if creator is not None else f"{platform or ''}:@{key}",
        published_at[:10],
        platform,
        tuple(name for name, bit in _BITS.items() if int(mask or 0) & bit),
        brands,
        text,
    )
