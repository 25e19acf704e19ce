"""Find and count the verdicts of an audit by whatever they and their posts have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.orm import Session, aliased

from checker.errors import UsageError
from checker.storage.keys import handle_key, id_range
from checker.storage.records import VerdictItem
from checker.storage.rows import brand_key
from checker.storage.tables import (
    AccountRow,
    BrandNameRow,
    BrandRow,
    CollaborationRow,
    FindingRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    ReviewRow,
    VerdictRow,
)

Dimension = Literal[
    "verdict",
    "jurisdiction",
    "platform",
    "lang",
    "country",
    "month",
    "topic",
    "author",
    "creator",
    "account",
    "intent",
    "relation",
    "severity",
    "band",
    "rule",
    "brand",
]
"""What verdicts can be counted by."""


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
        text: words that stand in the post in this order, case as the database compares it.
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


def conditions(audit_id: int, chosen: Filter) -> list[ColumnElement[bool]]:
    """Return a filter as conditions on verdicts joined to their posts."""
    low, high = id_range(audit_id)
    found: list[ColumnElement[bool]] = [VerdictRow.id.between(low, high)]
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
        inside = PostBodyRow.text.icontains(chosen.text, autoescape=True)
        bodies = select(PostBodyRow.post_id).where(PostBodyRow.post_id.between(low, high), inside)
        found.append(PostRow.id.in_(bodies))
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
        day = func.substr(PostRow.published_at, 1, 10)
        tie = CollaborationRow
        yield (
            select(literal(1))
            .select_from(tie)
            .join(AccountRow, AccountRow.creator_id == tie.creator_id)
            .where(
                tie.campaign_id == chosen.campaign_id,
                AccountRow.id == PostRow.account_id,
                tie.account_id.is_(None) | (tie.account_id == PostRow.account_id),
                tie.starts_on.is_(None) | (day >= _day_text(tie.starts_on)),
                tie.ends_on.is_(None) | (day <= _day_text(tie.ends_on)),
            )
            .exists()
        )


def _day_text(column: Any) -> ColumnElement[str]:
    return cast(column, String)


def _joined(query: Any) -> Select[*tuple[Any, ...]]:
    joined: Select[*tuple[Any, ...]] = query.select_from(VerdictRow)
    return joined.join(PostRow, PostRow.id == VerdictRow.post_id)


def count_verdicts(session: Session, audit_id: int, chosen: Filter = EVERYTHING) -> int:
    """Return how many verdicts a filter lets through."""
    query = _joined(select(func.count())).where(*conditions(audit_id, chosen))
    return session.scalar(query) or 0


def list_verdicts(
    session: Session,
    audit_id: int,
    chosen: Filter = EVERYTHING,
    *,
    after: int = 0,
    limit: int = 50,
) -> list[VerdictItem]:
    """Return verdicts in the order of the input, from the one behind ``after``.

    Args:
        session: any.
        audit_id: of which audit.
        chosen: which of them.
        after: the ``verdict_id`` of the last one seen.
        limit: how many at most.
    """
    query = (
        _joined(
            select(
                VerdictRow.id,
                PostRow.id,
                PostRow.external_id,
                PostRow.input,
                PostRow.line,
                PostRow.platform,
                PostRow.author,
                AccountRow.creator_id,
                PostRow.lang,
                PostRow.published_at,
                PostRow.followers,
                PostRow.followers_stale,
                VerdictRow.jurisdiction,
                VerdictRow.verdict,
                VerdictRow.intent,
                VerdictRow.relation,
                VerdictRow.severity,
            )
        )
        .outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
        .where(*conditions(audit_id, chosen), VerdictRow.id > after)
        .order_by(VerdictRow.id)
        .limit(limit)
    )
    return [VerdictItem(*row) for row in session.execute(query)]


def tally(
    session: Session,
    audit_id: int,
    by: Sequence[Dimension],
    chosen: Filter = EVERYTHING,
    *,
    bands: Sequence[tuple[int, int | None]] = (),
) -> dict[tuple[Any, ...], int]:
    """Count verdicts by one or more of their properties.

    By ``rule`` or ``brand`` a verdict counts once for each that it has, and not at all when it
    has none. A brand on record counts once under its name, whichever of its names, handles or
    aliases posts have; others count under what posts call them.

    Args:
        session: any.
        audit_id: of which audit.
        by: the properties; ``band`` is the place of the first band that holds the followers.
        chosen: which verdicts.
        bands: lowest and highest followers of each, both included, for ``band``: the tiers of
            a taxonomy. ``None`` in the result: in no band; ``-1``: followers not known.

    Returns:
        Values of the properties, in the order of ``by``, to the number of verdicts, in order.

    Raises:
        UsageError: there is no such property.
    """
    named = _named(audit_id) if "brand" in by else None
    columns = [
        named.c.brand if name == "brand" and named is not None else _column(name, bands)
        for name in by
    ]
    # A rule may be broken twice in one verdict.
    number = func.count(FindingRow.verdict_id.distinct()) if "rule" in by else func.count()
    query = _joined(select(*columns, number)).where(*conditions(audit_id, chosen))
    if "creator" in by:
        query = query.outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
    if "rule" in by:
        query = query.join(FindingRow, FindingRow.verdict_id == VerdictRow.id)
    if named is not None:
        query = query.join(named, named.c.post_id == PostRow.id)
    rows = session.execute(query.group_by(*columns)).all()
    counted = {tuple(row[:-1]): int(row[-1]) for row in rows}
    return dict(sorted(counted.items(), key=lambda item: _order(item[0])))


def _named(audit_id: int) -> Subquery:
    """Return the brands that each post names, once each: by record, else as they are written.

    A brand put on record after the audit is recognised by its keys.
    """
    key, of_key, names = PostBrandRow.brand_key, aliased(BrandRow), []
    query = select(PostBrandRow.post_id).where(PostBrandRow.audit_id == audit_id)
    query = query.outerjoin(of_key, of_key.name_key == key)
    for kind in ("alias", "handle"):
        other = aliased(BrandNameRow)
        query = query.outerjoin(other, (other.kind == kind) & (other.key == key))
        names.append(other.brand_id)
    known = func.coalesce(PostBrandRow.brand_id, of_key.id, *names)
    query = query.outerjoin(BrandRow, BrandRow.id == known)
    return query.add_columns(func.coalesce(BrandRow.name, key).label("brand")).distinct().subquery()


def _order(values: tuple[Any, ...]) -> tuple[tuple[bool, str, float], ...]:
    """Order whatever stands in a key: nothing first, numbers by size, text by its letters."""
    return tuple(
        (value is not None, "", float(value))
        if isinstance(value, int)
        else (value is not None, value or "", 0.0)
        for value in values
    )


def _column(name: str, bands: Sequence[tuple[int, int | None]]) -> Any:
    known: dict[str, Any] = {
        "verdict": VerdictRow.verdict,
        "jurisdiction": VerdictRow.jurisdiction,
        "intent": VerdictRow.intent,
        "relation": VerdictRow.relation,
        "severity": VerdictRow.severity,
        "platform": PostRow.platform,
        "lang": PostRow.lang,
        "country": PostRow.country,
        "month": PostRow.month,
        "topic": PostRow.topic,
        "author": PostRow.author_key,
        "account": PostRow.account_id,
        "creator": AccountRow.creator_id,
        "rule": FindingRow.rule,
    }
    if name == "band":
        return _band(bands)
    if name not in known:
        raise UsageError(f"verdicts cannot be counted by {name!r}")
    return known[name]


def _band(bands: Sequence[tuple[int, int | None]]) -> ColumnElement[int | None]:
    """Return the place of a post's band.

    Numbers are written out, not bound: PostgreSQL must see one expression where it is selected
    and where it is grouped by.
    """

    def number(value: int) -> ColumnElement[int]:
        return literal_column(str(int(value)))

    tests: list[tuple[ColumnElement[bool], Any]] = [(PostRow.followers.is_(None), number(-1))]
    for place, (low, high) in enumerate(bands):
        inside = PostRow.followers >= number(low)
        tests.append(
            (
                inside if high is None else inside & (PostRow.followers <= number(high)),
                number(place),
            )
        )
    return case(*tests, else_=null())
