"""Find and count the verdicts of an audit by whatever they and their posts have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    func,
    literal_column,
    null,
    select,
    union,
)
from sqlalchemy.orm import Session, aliased

from checker.errors import UsageError
from checker.storage import chosen as by_sets
from checker.storage import sets
from checker.storage.filters import EVERYTHING, Filter, conditions, days_of, narrowing
from checker.storage.keys import id_range
from checker.storage.records import VerdictItem
from checker.storage.tables import (
    AccountRow,
    BrandNameRow,
    BrandRow,
    CollaborationRow,
    FindingRow,
    PostBrandRow,
    PostRow,
    VerdictRow,
)

__all__ = [
    "EVERYTHING",
    "Dimension",
    "Filter",
    "conditions",
    "count_up_to",
    "count_verdicts",
    "list_verdicts",
    "tally",
    "tally_campaigns",
]

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


def _joined(query: Any) -> Select[*tuple[Any, ...]]:
    joined: Select[*tuple[Any, ...]] = query.select_from(VerdictRow)
    return joined.join(PostRow, PostRow.id == VerdictRow.post_id)


def count_verdicts(session: Session, audit_id: int, chosen: Filter = EVERYTHING) -> int:
    """Return how many verdicts a filter lets through."""
    if own := sets.of_audit(session, audit_id):
        return by_sets.count(session, own, audit_id, chosen)
    query = _joined(select(func.count())).where(*conditions(session, audit_id, chosen))
    return session.scalar(query) or 0


def count_up_to(session: Session, audit_id: int, chosen: Filter, most: int) -> int:
    """Return how many verdicts a filter lets through, counting no further than ``most``."""
    if own := sets.of_audit(session, audit_id):
        return by_sets.count(session, own, audit_id, chosen, most)
    inside = _joined(select(VerdictRow.id)).where(*conditions(session, audit_id, chosen))
    return session.scalar(select(func.count()).select_from(inside.limit(most).subquery())) or 0


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
        .order_by(VerdictRow.id)
    )
    if chosen != EVERYTHING and (own := sets.of_audit(session, audit_id)):
        found = by_sets.ids(session, own, audit_id, chosen, after=after, limit=limit)
        query = query.where(VerdictRow.id.in_(found))
    else:
        query = query.where(*conditions(session, audit_id, chosen), VerdictRow.id > after)
        query = query.limit(limit)
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
    if by_sets.COUNTED.issuperset(by) and (own := sets.of_audit(session, audit_id)):
        return _sorted(by_sets.tally(session, own, audit_id, by, chosen, bands))
    named = _named(audit_id) if "brand" in by else None
    columns = [
        named.c.brand if name == "brand" and named is not None else _column(name, bands)
        for name in by
    ]
    # A rule may be broken twice in one verdict.
    number = func.count(FindingRow.verdict_id.distinct()) if "rule" in by else func.count()
    query = _joined(select(*columns, number)).where(*conditions(session, audit_id, chosen))
    if "creator" in by:
        query = query.outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
    if "rule" in by:
        query = query.join(FindingRow, FindingRow.verdict_id == VerdictRow.id)
    if named is not None:
        query = query.join(named, named.c.post_id == PostRow.id)
    rows = session.execute(query.group_by(*columns)).all()
    return _sorted({tuple(row[:-1]): int(row[-1]) for row in rows})


def _sorted(counted: dict[tuple[Any, ...], int]) -> dict[tuple[Any, ...], int]:
    return dict(sorted(counted.items(), key=lambda item: _order(item[0])))


def tally_campaigns(
    session: Session, audit_id: int, chosen: Filter = EVERYTHING
) -> dict[int, dict[str, int]]:
    """Count verdicts by campaign: on posts of its creators, within the dates of each tie."""
    tied = _tied(audit_id)
    query = (
        select(tied.c.campaign_id, VerdictRow.verdict, func.count())
        .select_from(tied)
        .join(VerdictRow, VerdictRow.post_id == tied.c.id + 0)
        .where(*narrowing(session, audit_id, chosen))
        .group_by(tied.c.campaign_id, VerdictRow.verdict)
    )
    if chosen != Filter(jurisdictions=chosen.jurisdictions):
        query = query.join(PostRow, PostRow.id == tied.c.id)
    found: dict[int, dict[str, int]] = {}
    for campaign, verdict, count in session.execute(query):
        found.setdefault(int(campaign), {})[verdict] = count
    return found


def _tied(audit_id: int) -> Subquery:
    """Return the posts of each campaign; one that several ties lead to stands there once.

    Databases are to go from the ties to the few posts of their accounts within the dates, and on
    to their verdicts, and not the other way, through all of the audit. So the ties are a table
    of their own, and where a sum stands for a column that column cannot be searched for.
    """
    tie = CollaborationRow
    first, last = days_of(tie)
    ties = (
        select(
            tie.campaign_id,
            AccountRow.id.label("account"),
            first.label("first"),
            last.label("last"),
        )
        .join(AccountRow, AccountRow.creator_id == tie.creator_id)
        .where(
            tie.campaign_id.is_not(None),
            tie.account_id.is_(None) | (tie.account_id == AccountRow.id),
        )
        .cte("ties")
    )
    dated = ties.c.first.is_not(None) | ties.c.last.is_not(None)
    within = PostRow.published_at.between(
        func.coalesce(ties.c.first, ""), func.coalesce(ties.c.last, "9999-12-31")
    )
    posts = (
        select(ties.c.campaign_id, PostRow.id)
        .select_from(ties)
        .join(PostRow, PostRow.account_id == ties.c.account + 0)
        .where((PostRow.id + 0).between(*id_range(audit_id)))
    )
    # A tie without dates holds for posts without one as well.
    return union(posts.where(dated, within), posts.where(~dated)).subquery()


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
