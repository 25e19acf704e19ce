"""Filter and count the verdicts of an audit that has ended by its sets, without looking at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Select, Subquery, select
from sqlalchemy.orm import Session

from checker.storage import brands, search
from checker.storage.filters import Filter, conditions
from checker.storage.keys import handle_key, id_range
from checker.storage.rows import brand_key
from checker.storage.sets import VERDICT_FIELDS, Sets
from checker.storage.tables import PostRow, ReviewRow, VerdictRow

Counts = dict[tuple[Any, ...], int]

COUNTED = {name for name, _ in VERDICT_FIELDS} | {"rule", "brand", "band"}
"""Dimensions that sets know."""

_FIRST = 150
_PAGE = 5_000
"""Posts that are read at once, the first time and later."""

_NEXT = 8_192
"""Posts that PostgreSQL looks at before it asks its index of words."""

_FEW = 2_000

_SIMPLE = (
    ("verdicts", "verdict"), ("jurisdictions", "jurisdiction"), ("platforms", "platform"),
    ("langs", "lang"), ("countries", "country"), ("months", "month"), ("topics", "topic"),
    ("rules", "rule"), ("severities", "severity"),
)  # fmt: skip


def set_of(session: Session, sets: Sets, audit_id: int, chosen: Filter) -> int:
    """Return the verdicts that a filter lets through, whatever their posts say."""
    asked = repr(msgspec.structs.replace(chosen, text=None))
    if asked not in sets.chosen:
        sets.chosen[asked] = _worked_out(session, sets, audit_id, chosen)
    return sets.chosen[asked]


def _worked_out(session: Session, sets: Sets, audit_id: int, chosen: Filter) -> int:
    found = sets.all
    for given, field in _SIMPLE:
        values: Sequence[str] = getattr(chosen, given)
        if values:
            found &= sets.one(field, values)
    if chosen.followers is not None:
        low, high = chosen.followers
        if low is not None or high is not None:
            found &= sets.between("followers", low, high)
    if chosen.followers_unknown:
        found &= ~sets.of("followers").get("known", 0)
    found &= _of_brands(sets, chosen)
    if chosen.reviewed is not None:
        seen = sets.of_ids(_reviewed(session, audit_id))
        found &= seen if chosen.reviewed else ~seen
    rest = Filter(
        creator_id=chosen.creator_id,
        author=chosen.author,
        campaign_id=chosen.campaign_id,
        posts=chosen.posts,
    )
    if rest != Filter():
        query = (
            select(VerdictRow.id)
            .join(PostRow, PostRow.id == VerdictRow.post_id)
            .where(*conditions(session, audit_id, rest))
        )
        found &= sets.of_ids(session.scalars(query))
    return found


def _of_brands(sets: Sets, chosen: Filter) -> int:
    found = sets.all
    if chosen.brand is None and not chosen.brand_names and chosen.brand_id is None:
        return found
    parted = [(value, *value.partition(":")[::2]) for value in sets.values("brand")]
    if chosen.brand is not None:
        key = brand_key(chosen.brand)
        found &= sets.one("brand", [value for value, _, own in parted if own == key])
    if chosen.brand_names:
        keys = {*map(brand_key, chosen.brand_names), *map(handle_key, chosen.brand_names)}
        found &= sets.one("brand", [value for value, _, own in parted if own in keys])
    if chosen.brand_id is not None:
        number = str(chosen.brand_id)
        found &= sets.one("brand", [value for value, own, _ in parted if own == number])
    return found


def _reviewed(session: Session, audit_id: int) -> Iterator[int]:
    same = (VerdictRow.post_id == ReviewRow.post_id) & (
        VerdictRow.jurisdiction == ReviewRow.jurisdiction
    )
    yield from session.scalars(
        select(VerdictRow.id).join(ReviewRow, same).where(ReviewRow.audit_id == audit_id)
    )


def ids(
    session: Session, sets: Sets, audit_id: int, chosen: Filter, *, after: int = 0, limit: int
) -> list[int]:
    """Return the ids of the verdicts that fit, behind the id ``after``, in order."""
    found = set_of(session, sets, audit_id, chosen)
    if not chosen.text:
        return list(sets.ids(found, after=after, limit=limit))
    return list(islice(_saying(session, sets, audit_id, chosen.text, found, after), limit))


def count(session: Session, sets: Sets, audit_id: int, chosen: Filter, most: int = 0) -> int:
    """Return how many verdicts fit, counting no further than ``most`` (0: all)."""
    found = set_of(session, sets, audit_id, chosen)
    if not chosen.text:
        return min(found.bit_count(), most or sets.number)
    return sum(
        1 for _ in islice(_saying(session, sets, audit_id, chosen.text, found, 0), most or None)
    )


def _saying(
    session: Session, sets: Sets, audit_id: int, text: str, found: int, after: int
) -> Iterator[int]:
    """Yield those of a set whose posts say something, in order."""
    hits = search.matching(session, audit_id, text)
    if found.bit_count() <= _FEW:  # few posts to look at: no need to look up all that say so
        some = list(sets.ids(found, after=after))
        few = select(VerdictRow.id).where(VerdictRow.id.in_(some), VerdictRow.post_id.in_(hits))
        yield from session.scalars(few.order_by(VerdictRow.id))
        return
    inside = found.to_bytes(sets.number // 8 + 1, "little")
    for identity in _in_order(session, audit_id, text, hits, after):
        place = sets.place(identity)
        if inside[place >> 3] >> (place & 7) & 1:
            yield identity


def _in_order(
    session: Session, audit_id: int, text: str, hits: Select[*tuple[Any, ...]], after: int
) -> Iterator[int]:
    """Yield the verdicts behind the id ``after`` whose posts are among ``hits``, in order."""
    start, size = id_range(audit_id)[0], _FIRST
    if after:
        start = session.scalar(select(VerdictRow.post_id).where(VerdictRow.id == after)) or start
    end, stages = start, [hits.subquery()]
    if session.get_bind().dialect.name == "postgresql":
        # Its index of words gives all hits before it gives the first one, in no order. What many
        # posts say is found sooner by looking at the next few of them.
        end = start + _NEXT
        near = search.matching(session, audit_id, text, within=(start, end - 1))
        stages.insert(0, near.subquery())
    for posts in stages:
        while rows := session.execute(_next_of(posts, start, after, size)).all():
            yield from (identity for _, identity in rows if identity is not None)
            start = rows[-1][0] + 1
            size = min(size * 2, _PAGE)
        start = max(start, end)


def _next_of(posts: Subquery, start: int, after: int, size: int) -> Select[*tuple[Any, ...]]:
    """Return the next so many posts with their verdicts behind the id ``after``, if they have any.

    Posts alone are put in order, which is that of SQLite's index of words.
    """
    found = select(posts.c.post_id).where(posts.c.post_id >= start)
    few = found.order_by(posts.c.post_id).limit(size).subquery()
    own = (VerdictRow.post_id == few.c.post_id) & (VerdictRow.id > after)
    return (
        select(few.c.post_id, VerdictRow.id)
        .outerjoin_from(few, VerdictRow, own)
        .order_by(few.c.post_id, VerdictRow.id)
    )


def tally(
    session: Session,
    sets: Sets,
    audit_id: int,
    by: Sequence[str],
    chosen: Filter,
    bands: Sequence[tuple[int, int | None]],
) -> Counts:
    """Count verdicts as :func:`checker.storage.verdicts.tally` does; ``by`` is in ``COUNTED``."""
    own = [name for name in by if name not in ("verdict", "jurisdiction")]
    plain = Filter(jurisdictions=chosen.jurisdictions) == chosen
    if plain and len(own) <= 1 and len(set(by)) == len(by) and "band" not in own:
        return _ready(session, sets, by, own[0] if own else "verdict", chosen)
    found = set_of(session, sets, audit_id, chosen)
    if chosen.text:
        found &= sets.of_ids(_saying(session, sets, audit_id, chosen.text, found, 0))
    groups = [_groups(session, sets, name, bands) for name in by]
    counted: Counts = {}

    def count_on(place: int, key: tuple[Any, ...], own: int) -> None:
        if place == len(groups):
            counted[key] = own.bit_count()
            return
        for value, members in groups[place]:
            if both := own & members:
                count_on(place + 1, (*key, value), both)

    if found:
        count_on(0, (), found)
    return counted


def _ready(session: Session, sets: Sets, by: Sequence[str], field: str, chosen: Filter) -> Counts:
    """Count by one dimension, and by verdict or jurisdiction, from what is counted already."""
    groups: dict[Any, Any] = dict(sets.counts(field))
    if field == "brand":
        return _ready_brands(session, sets, by, groups, chosen)
    counted: Counts = {}
    for value, codes in groups.items():
        _add(counted, by, field, value, codes, chosen)
    if field not in ("rule", "verdict", "jurisdiction"):
        _rest(counted, sets, by, field, groups, chosen)
    return counted


def _add(
    counted: Counts,
    by: Sequence[str],
    field: str,
    value: Any,
    codes: dict[str, dict[str, int]],
    chosen: Filter,
) -> None:
    for code, verdicts in codes.items():
        if chosen.jurisdictions and code not in chosen.jurisdictions:
            continue
        for verdict, number in verdicts.items():
            known = {field: value, "jurisdiction": code, "verdict": verdict}
            key = tuple(known[name] for name in by)
            counted[key] = counted.get(key, 0) + number


def _rest(
    counted: Counts,
    sets: Sets,
    by: Sequence[str],
    field: str,
    groups: dict[Any, Any],
    chosen: Filter,
) -> None:
    """Count the verdicts that have no value."""
    left: dict[str, dict[str, int]] = {
        code: dict(codes[code]) for code, codes in sets.counts("jurisdiction").items()
    }
    for codes in groups.values():
        for code, verdicts in codes.items():
            for verdict, number in verdicts.items():
                left[code][verdict] -= number
    some = {code: {v: n for v, n in own.items() if n} for code, own in left.items()}
    _add(counted, by, field, None, some, chosen)


def _ready_brands(
    session: Session, sets: Sets, by: Sequence[str], groups: dict[str, Any], chosen: Filter
) -> Counts:
    """Count by brand; a post may call one brand by two names, and then it counts once."""
    called = _called(session, groups)
    counted: Counts = {}
    for name, values in called.items():
        codes = groups[values[0]] if len(values) == 1 else _joint(sets, values)
        _add(counted, by, "brand", name, codes, chosen)
    return counted


def _joint(sets: Sets, values: list[str]) -> dict[str, dict[str, int]]:
    members = sets.one("brand", values)
    return {
        code: {
            verdict: number
            for verdict, judged in sets.of("verdict").items()
            if (number := (members & inside & judged).bit_count())
        }
        for code, inside in sets.of("jurisdiction").items()
    }


def _called(session: Session, values: Iterable[str]) -> dict[str, list[str]]:
    """Return the names of brands, by record, else as they are written, with their values.

    Records are looked at now: a brand that was put there after the audit counts under its name.
    """
    names, by_key = brands.names_by_key(session)
    found: dict[str, list[str]] = {}
    for value in values:
        number, key = value.split(":", 1)
        name = names.get(int(number)) or by_key.get(key) or key
        found.setdefault(name, []).append(value)
    return found


def _groups(
    session: Session, sets: Sets, name: str, bands: Sequence[tuple[int, int | None]]
) -> list[tuple[Any, int]]:
    """Return the values of a dimension and the verdicts of each; ``None`` for those without."""
    if name == "band":
        return _bands(sets, bands)
    if name == "brand":
        return list(_brands(session, sets).items())
    values = sets.of(name)
    groups: list[tuple[Any, int]] = list(values.items())
    if name != "rule":
        rest = sets.all
        for members in values.values():
            rest &= ~members
        groups.append((None, rest))
    return groups


def _bands(sets: Sets, bands: Sequence[tuple[int, int | None]]) -> list[tuple[Any, int]]:
    left = sets.of("followers").get("known", 0)
    groups: list[tuple[Any, int]] = [(-1, sets.all & ~left)]
    for place, (low, high) in enumerate(bands):
        own = left & sets.between("followers", low, high)
        groups.append((place, own))
        left &= ~own
    return [*groups, (None, left)]


def _brands(session: Session, sets: Sets) -> dict[str, int]:
    members = sets.of("brand")
    found: dict[str, int] = {}
    for name, values in _called(session, members).items():
        for value in values:
            found[name] = found.get(name, 0) | members[value]
    return found
