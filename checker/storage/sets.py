"""Sets of verdicts: for every value that verdicts are filtered by, which ones of an audit have it.

A set is a whole number whose bit ``n`` stands for the audit's ``n``-th verdict (from 0). So the
verdicts that several filters let through are an ``&``, and how many they are is a count of bits,
whatever the filters and however many verdicts there are. What is kept of an audit whose verdicts
change no more stands in ``verdict_sets``, in chunks that are written one after another, so that
the memory for making them does not grow with the audit.

Numbers such as followers are kept bit by bit (``followers`` with the values ``0`` to ``62``, and
``known``), so that any range can be answered (P. O'Neil, D. Quass, "Improved query performance
with variant indexes", SIGMOD 1997, section 2.3).
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from checker.storage import accounts, kept, posts
from checker.storage.bulk import add_rows
from checker.storage.counts import AUTHORS, count_authors
from checker.storage.keys import id_range, number_of
from checker.storage.session import SNAPSHOT, Database
from checker.storage.tables import (
    AccountFiguresRow,
    AuditRow,
    FindingRow,
    KeptRow,
    PostBrandRow,
    PostRow,
    VerdictRow,
    VerdictSetRow,
)

CHUNK = 1 << 16
"""Verdicts of one chunk."""

_BYTES = CHUNK // 8
_MOST_LISTED = _BYTES // 2
"""Places that are kept as a list; more of them take less room as bits."""

VERDICT_FIELDS: tuple[tuple[str, Any], ...] = (
    ("verdict", VerdictRow.verdict),
    ("jurisdiction", VerdictRow.jurisdiction),
    ("intent", VerdictRow.intent),
    ("relation", VerdictRow.relation),
    ("severity", VerdictRow.severity),
    ("platform", PostRow.platform),
    ("lang", PostRow.lang),
    ("country", PostRow.country),
    ("month", PostRow.month),
    ("topic", PostRow.topic),
)
"""What a verdict, or its post, has one of at most."""

COUNTED = tuple(name for name, _ in VERDICT_FIELDS)

FieldCounts = dict[str, dict[str, dict[str, int]]]
"""Values to jurisdictions to verdicts to how many."""

_Counts = dict[tuple[str, str], Counter[tuple[str, str]]]
_Places = dict[tuple[str, str], "array[int]"]


def build(database: Database, audit_id: int) -> None:
    """Make the sets of an audit, its counts and the figures of its accounts, all anew.

    Raises:
        StorageError: the database failed; the sets count as not made.
    """
    start, end = id_range(audit_id)

    def clear(session: Session) -> None:
        session.execute(update(AuditRow).where(AuditRow.id == audit_id).values(sets=0))
        for table in (VerdictSetRow, KeptRow, AccountFiguresRow):
            session.execute(delete(table).where(table.audit_id == audit_id))

    database.transact(clear)
    last = database.consult(
        lambda session: session.scalar(
            select(func.max(VerdictRow.id)).where(VerdictRow.id.between(start, end))
        )
    )
    number = number_of(last) if last else 0
    counts: _Counts = defaultdict(Counter)
    for chunk in range(-(-number // CHUNK)):
        rows, counted = database.consult(partial(_chunk, audit_id=audit_id, chunk=chunk))
        for key, own in counted.items():
            counts[key].update(own)
        database.transact(partial(_store, audit_id=audit_id, chunk=chunk, rows=rows))

    def close(session: Session) -> None:
        there = select(func.count(VerdictSetRow.chunk.distinct())).where(
            VerdictSetRow.audit_id == audit_id, VerdictSetRow.field == "jurisdiction"
        )
        if session.scalar(there) != -(-number // CHUNK):
            return  # another process has begun them anew, and will end them
        for field, answer in _answers(counts).items():
            kept.put(session, audit_id, f"counts {field}", answer)
        cited = posts.count_cited(session, audit_id)
        kept.put(session, audit_id, posts.CITED, msgspec.json.encode(cited))
        authors = msgspec.msgpack.encode(count_authors(session, audit_id))
        kept.put(session, audit_id, AUTHORS, authors)
        accounts.store(session, audit_id)
        session.execute(update(AuditRow).where(AuditRow.id == audit_id).values(sets=number))

    database.transact(close)


def _store(session: Session, audit_id: int, chunk: int, rows: list[dict[str, Any]]) -> None:
    own = (VerdictSetRow.audit_id == audit_id, VerdictSetRow.chunk == chunk)
    session.execute(delete(VerdictSetRow).where(*own))  # a lost connection has it sent twice
    if rows:
        add_rows(session.connection(), VerdictSetRow, rows)


def _answers(counts: _Counts) -> dict[str, bytes]:
    """Return for each field how many verdicts each value has: by jurisdiction, by verdict."""
    fields: dict[str, FieldCounts] = {name: {} for name in (*COUNTED, "rule", "brand")}
    for (field, value), own in counts.items():
        of_value = fields[field].setdefault(value, {})
        for (jurisdiction, verdict), number in own.items():
            of_value.setdefault(jurisdiction, {})[verdict] = number
    return {field: msgspec.json.encode(values) for field, values in fields.items()}


def build_missing(database: Database, stop: Callable[[], bool] = lambda: False) -> int:
    """Make the sets of every audit that has ended and has none, until told to stop.

    Returns:
        For how many there was something to do.
    """
    ended = database.consult(
        lambda session: session.scalars(
            select(AuditRow.id).where(
                AuditRow.state != "running", AuditRow.sets < AuditRow.verdicts
            )
        ).all()
    )
    for audit_id in ended:
        if not stop():
            build(database, audit_id)
    return len(ended)


def _chunk(
    session: Session, audit_id: int, chunk: int
) -> tuple[list[dict[str, Any]], dict[tuple[str, str], Counter[tuple[str, str]]]]:
    """Return the rows of one chunk, and how many verdicts each value has in it."""
    start = id_range(audit_id)[0] + chunk * CHUNK + 1  # the verdict that is the chunk's bit 0
    end = start + CHUNK - 1
    names = [name for name, _ in VERDICT_FIELDS]
    found: _Places = defaultdict(lambda: array("H"))
    of_post: dict[int, list[int]] = {}
    said: dict[int, tuple[str, str]] = {}
    for identity, post, followers, *values in session.execute(
        select(
            VerdictRow.id,
            VerdictRow.post_id,
            PostRow.followers,
            *(column for _, column in VERDICT_FIELDS),
        )
        .join(PostRow, PostRow.id == VerdictRow.post_id)
        .where(VerdictRow.id.between(start, end))
        .order_by(VerdictRow.id)
    ):
        place = identity - start
        of_post.setdefault(post, []).append(place)
        for name, value in zip(names, values, strict=True):
            if value is not None:
                found[name, value].append(place)
        if followers is not None:
            found["followers", "known"].append(place)
            bit = 0
            while followers:
                if followers & 1:
                    found["followers", str(bit)].append(place)
                followers >>= 1
                bit += 1
        said[place] = (values[1], values[0])
    if not of_post:
        return [], {}
    for verdict, rule in session.execute(
        select(FindingRow.verdict_id, FindingRow.rule)
        .where(FindingRow.verdict_id.between(start, end))
        .order_by(FindingRow.verdict_id)
    ):
        places = found["rule", rule]
        if not places or places[-1] != verdict - start:  # broken twice, counted once
            places.append(verdict - start)
    for post, key, brand in session.execute(
        select(PostBrandRow.post_id, PostBrandRow.brand_key, PostBrandRow.brand_id)
        .where(PostBrandRow.post_id.between(min(of_post), max(of_post)))
        .order_by(PostBrandRow.post_id)
    ):
        found["brand", f"{brand or 0}:{key}"].extend(of_post.get(post, ()))
    rows = [
        {
            "audit_id": audit_id,
            "field": field,
            "value": value,
            "chunk": chunk,
            "bits": _pack(places),
        }
        for (field, value), places in found.items()
    ]
    counted = {
        key: Counter(map(said.__getitem__, places))
        for key, places in found.items()
        if key[0] != "followers"
    }
    return rows, counted


def _pack(places: array[int]) -> bytes:
    """Return places as a list of 16-bit numbers or as bits, whichever is shorter."""
    if len(places) <= _MOST_LISTED - 1:
        return b"\0" + _little(places).tobytes()
    bits = bytearray(_BYTES)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return b"\1" + bytes(bits)


def _little(places: array[int]) -> array[int]:
    import sys

    if sys.byteorder == "big":
        places = array("H", places)
        places.byteswap()
    return places


def _unpack(chunks: Iterable[tuple[int, bytes]], number: int) -> int:
    whole = bytearray(-(-number // CHUNK) * _BYTES)
    for chunk, packed in chunks:
        at = chunk * _BYTES
        if packed[0]:
            whole[at : at + _BYTES] = packed[1:]
            continue
        for place in _little(array("H", packed[1:])):
            whole[at + (place >> 3)] |= 1 << (place & 7)
    return int.from_bytes(whole, "little")


class Sets:
    """The sets of one audit, read as they are wanted."""

    def __init__(self, session: Session, audit_id: int, number: int) -> None:
        self._session = session
        self._audit = audit_id
        self._start = id_range(audit_id)[0] + 1
        self.number = number
        self.all = (1 << number) - 1
        self.chosen: dict[str, int] = {}
        """What filters let through, for whoever works it out."""
        self._known: dict[str, dict[str, int]] = {}
        self._counts: dict[str, FieldCounts] = {}

    def of(self, field: str) -> dict[str, int]:
        """Return the set of every value of a field."""
        if field not in self._known:
            self._known[field] = self._read(VerdictSetRow.field == field)[field]
        return self._known[field]

    def one(self, field: str, values: Iterable[str]) -> int:
        """Return the verdicts that have any of these values."""
        wanted = list(values)
        own = VerdictSetRow.value.in_(wanted)
        found = self._known.get(field)
        if found is None:
            found = self._read(VerdictSetRow.field == field, own)[field]
        total = 0
        for value in wanted:
            total |= found.get(value, 0)
        return total

    def counts(self, field: str) -> FieldCounts:
        """Return how many verdicts each value has."""
        if field not in self._counts:
            answer = kept.get(self._session, self._audit, f"counts {field}")
            self._counts[field] = msgspec.json.decode(answer, type=FieldCounts) if answer else {}
        return self._counts[field]

    def values(self, field: str) -> list[str]:
        """Return the values of a field."""
        own = (VerdictSetRow.audit_id == self._audit, VerdictSetRow.field == field)
        return list(self._session.scalars(select(VerdictSetRow.value).where(*own).distinct()))

    def _read(self, *wanted: Any) -> dict[str, dict[str, int]]:
        rows = self._session.execute(
            select(
                VerdictSetRow.field, VerdictSetRow.value, VerdictSetRow.chunk, VerdictSetRow.bits
            ).where(VerdictSetRow.audit_id == self._audit, *wanted)
        )
        chunks: dict[str, dict[str, list[tuple[int, bytes]]]] = defaultdict(dict)
        for field, value, chunk, bits in rows:
            chunks[field].setdefault(value, []).append((chunk, bits))
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for field, values in chunks.items():
            found[field] = {v: _unpack(parts, self.number) for v, parts in values.items()}
        return found

    def at_least(self, field: str, limit: int) -> int:
        """Return the verdicts whose number is known and not below a limit."""
        planes = self.of(field)
        known = planes.get("known", 0)
        if limit <= 0:
            return known
        top = max((int(bit) for bit in planes if bit != "known"), default=-1)
        if limit.bit_length() > top + 1:
            return 0
        above, equal = 0, known
        for bit in range(top, -1, -1):
            plane = planes.get(str(bit), 0)
            if limit >> bit & 1:
                equal &= plane
            else:
                above |= equal & plane
                equal &= ~plane
        return above | equal

    def between(self, field: str, low: int | None, high: int | None) -> int:
        """Return the verdicts whose number is known and within these limits, both included."""
        found = self.at_least(field, low or 0)
        return found if high is None else found & ~self.at_least(field, high + 1)

    def place(self, identity: int) -> int:
        """Return the bit of a verdict."""
        return identity - self._start

    def of_ids(self, identities: Iterable[int]) -> int:
        """Return the set of these verdicts' ids."""
        bits = bytearray(self.number // 8 + 1)
        start = self._start
        for identity in identities:
            place = identity - start
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def ids(self, chosen: int, *, after: int = 0, limit: int = 0) -> Iterator[int]:
        """Yield the ids of a set behind the id ``after``, in order; ``limit`` 0: all of them."""
        at = max(0, after - self._start + 1)
        given = chosen.to_bytes(self.number // 8 + 1, "little")
        left = limit or self.number
        for index in range(at >> 3, len(given)):
            byte = given[index]
            if not byte:
                continue
            for bit in range(8):
                place = index * 8 + bit
                if byte >> bit & 1 and place >= at:
                    yield self._start + place
                    left -= 1
                    if not left:
                        return


def of_audit(session: Session, audit_id: int) -> Sets | None:
    """Return the sets of an audit; ``None`` while it has none, or its verdicts may change.

    A session that sees one state of the database throughout is given the same again.
    """
    if not session.info.get(SNAPSHOT):
        return _of_audit(session, audit_id)
    known: dict[int, Sets | None] = session.info.setdefault("palese_sets", {})
    if audit_id not in known:
        known[audit_id] = _of_audit(session, audit_id)
    return known[audit_id]


def _of_audit(session: Session, audit_id: int) -> Sets | None:
    found = session.execute(
        select(AuditRow.sets, AuditRow.verdicts).where(
            AuditRow.id == audit_id, AuditRow.state != "running"
        )
    ).first()
    if found is None or found.sets != found.verdicts or not found.sets:
        return None
    return Sets(session, audit_id, found.sets)


def forget_brand(session: Session, brand_id: int) -> None:
    """Have no set lead to a brand that is no more: its number may be given again."""
    gone = f"{brand_id}:"
    own = (VerdictSetRow.field == "brand", VerdictSetRow.value.startswith(gone))
    touched = session.scalars(select(VerdictSetRow.audit_id).where(*own).distinct()).all()
    session.execute(
        update(VerdictSetRow)
        .where(*own)
        .values(value="-" + VerdictSetRow.value)
        .execution_options(synchronize_session=False)
    )
    for audit_id in touched:
        if answer := kept.get(session, audit_id, "counts brand"):
            counts = msgspec.json.decode(answer, type=FieldCounts)
            renamed = {f"-{v}" if v.startswith(gone) else v: own for v, own in counts.items()}
            kept.put(session, audit_id, "counts brand", msgspec.json.encode(renamed))
