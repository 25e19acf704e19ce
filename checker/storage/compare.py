"""What changed between two audits, by the fingerprints of their findings."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Literal

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checker.storage import kept
from checker.storage.fields import present
from checker.storage.keys import id_range, number_of, row_id
from checker.storage.session import Database
from checker.storage.tables import AccountRow, AuditRow, CreatorRow, FindingRow, PostRow

Change = Literal["new", "fixed", "unchanged"]
_PAGE = 5_000
_CHUNK = 500

CHANGES: tuple[Change, ...] = ("new", "fixed", "unchanged")


class ChangeCount(msgspec.Struct, frozen=True):
    """How many findings are new, fixed and unchanged."""

    new: int = 0
    fixed: int = 0
    unchanged: int = 0


class Comparison(msgspec.Struct, frozen=True):
    """Two audits compared: in all, for each rule, and for each author.

    An author is called by the name on record, else by platform and handle.
    """

    total: ChangeCount
    rules: dict[str, ChangeCount]
    creators: dict[str, ChangeCount]


class ChangedFinding(msgspec.Struct, frozen=True):
    """A finding with what became of it; a fixed one is that of the older audit."""

    change: Change
    finding_id: int
    post_id: int
    jurisdiction: str
    rule: str
    message: str
    platform: str | None
    author: str | None
    fingerprint: str


class Changes(msgspec.Struct, frozen=True):
    """What changed, as it is kept.

    Attributes:
        authors: platform, handle, account on record, and the counts of its findings.
        new, fixed, unchanged: numbers of findings, of the newer audit and (``fixed``) of the
            older one, in order.
    """

    rules: dict[str, ChangeCount]
    authors: list[tuple[str | None, str | None, int | None, ChangeCount]]
    new: bytes
    fixed: bytes
    unchanged: bytes

    def of(self, change: Change) -> array[int]:
        """Return the numbers of the findings of one kind of change."""
        numbers = array("I")
        numbers.frombytes(getattr(self, change))
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers


_decode = msgspec.msgpack.Decoder(Changes).decode


def changes(session: Session, before: int, after: int) -> Changes:
    """Return what changed from the audit ``before`` to ``after``: what is kept, else found now.

    Where the very same post stands several times in an audit, its findings share their
    fingerprint; as many as both audits have are unchanged, and the last ones are those that
    changed.

    Raises:
        NotFoundError: there is no such audit.
    """
    answer = kept.get(session, after, _question(session, before, after))
    return _decode(answer) if answer is not None else _worked_out(session, before, after)


def keep_changes(database: Database, before: int, after: int) -> None:
    """Work out what changed between two audits that have ended, and keep it; once is enough.

    Raises:
        NotFoundError: there is no such audit.
    """

    def missing(session: Session) -> tuple[str, bytes] | None:
        question = _question(session, before, after)
        own = AuditRow.id.in_((before, after))
        states = session.scalars(select(AuditRow.state).where(own)).all()
        if "running" in states or kept.has(session, after, question):
            return None
        return question, msgspec.msgpack.encode(_worked_out(session, before, after))

    found = database.consult(missing)
    if found is not None:
        database.transact(lambda session: kept.put(session, after, *found))


def _question(session: Session, before: int, after: int) -> str:
    """Return under what changes are kept: a number may be given again, a moment is not."""
    _known(session, after)
    return f"changes since {before} {_known(session, before).created_at:%Y%m%dT%H%M%S.%f}"


def _known(session: Session, audit_id: int) -> AuditRow:
    return present(session, AuditRow, audit_id, "audit")


def keep_latest_changes(database: Database, after: int) -> None:
    """Keep what changed since the audit that ended before this one, if there is one."""
    before = database.consult(
        lambda session: session.scalar(
            select(func.max(AuditRow.id)).where(AuditRow.id < after, AuditRow.state != "running")
        )
    )
    if before is not None:
        keep_changes(database, before, after)


def _worked_out(session: Session, before: int, after: int) -> Changes:
    new, fixed, unchanged = array("I"), array("I"), array("I")
    for old, now in _pairs(_fingerprints(session, before), _fingerprints(session, after)):
        if old is None and now is not None:
            new.append(number_of(now))
        elif now is None and old is not None:
            fixed.append(number_of(old))
        elif now is not None:
            unchanged.append(number_of(now))
    total = _by_author(session, after)
    for numbers, audit, sign in ((new, after, 0), (fixed, before, 1)):
        for key, number in _by_author(session, audit, numbers).items():
            counts = total.setdefault(key, [0, 0, 0])
            counts[sign] += number[2]
            counts[2] -= number[2] if sign == 0 else 0
    rules: dict[str, list[int]] = {}
    authors: dict[tuple[str | None, str | None, int | None], list[int]] = {}
    for (rule, platform, handle, account), counts in total.items():
        author = (platform, handle, account)
        for known in (rules.setdefault(rule, [0] * 3), authors.setdefault(author, [0] * 3)):
            for place, count in enumerate(counts):
                known[place] += count
    return Changes(
        {rule: ChangeCount(*counts) for rule, counts in rules.items()},
        [(*author, ChangeCount(*counts)) for author, counts in authors.items()],
        *(_packed(numbers) for numbers in (new, fixed, unchanged)),
    )


def _packed(numbers: array[int]) -> bytes:
    found = array("I", sorted(numbers))
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _fingerprints(session: Session, audit_id: int) -> Iterator[tuple[str, int]]:
    """Yield the findings of an audit by fingerprint, which an index has in this order."""
    rows = session.execute(
        select(FindingRow.fingerprint, FindingRow.id)
        .where(FindingRow.audit_id == audit_id)
        .order_by(FindingRow.fingerprint, FindingRow.id)
        .execution_options(yield_per=_PAGE)
    )
    yield from ((str(row[0]), int(row[1])) for row in rows)


def _pairs(
    before: Iterator[tuple[str, int]], after: Iterator[tuple[str, int]]
) -> Iterator[tuple[int | None, int | None]]:
    """Pair what has the same fingerprint, and give the others alone."""
    old, now = next(before, None), next(after, None)
    while old is not None or now is not None:
        if now is None or (old is not None and old[0] < now[0]):
            assert old is not None
            yield old[1], None
            old = next(before, None)
        elif old is None or now[0] < old[0]:
            yield None, now[1]
            now = next(after, None)
        else:
            yield old[1], now[1]
            old, now = next(before, None), next(after, None)


def _by_author(
    session: Session, audit_id: int, numbers: array[int] | None = None
) -> dict[tuple[str, str | None, str | None, int | None], list[int]]:
    """Count findings by rule and author: all of an audit, or those of some numbers."""
    columns = (FindingRow.rule, PostRow.platform, PostRow.author_key, PostRow.account_id)
    query = (
        select(*columns, func.count())
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .group_by(*columns)
    )
    found: dict[tuple[str, str | None, str | None, int | None], list[int]] = {}
    if numbers is None:
        parts: Iterable[Any] = [FindingRow.audit_id == audit_id]
    else:
        ids = [row_id(audit_id, number) for number in numbers]
        parts = (FindingRow.id.in_(ids[at : at + _CHUNK]) for at in range(0, len(ids), _CHUNK))
    for part in parts:
        for rule, platform, author, account, number in session.execute(query.where(part)):
            found.setdefault((rule, platform, author, account), [0, 0, 0])[2] += int(number)
    return found


def compare(session: Session, before: int, after: int) -> Comparison:
    """Count what changed from the audit ``before`` to the audit ``after``.

    Raises:
        NotFoundError: there is no such audit.
    """
    return summed(changes(session, before, after), account_names(session))


def summed(found: Changes, accounts: Mapping[int, str]) -> Comparison:
    """Return the counts of changes by author, as :func:`account_names` calls them."""
    names = partial(_name, accounts)
    total, creators = [0, 0, 0], dict[str, list[int]]()
    for platform, author_key, account_id, counts in found.authors:
        known = creators.setdefault(names(platform, author_key, account_id), [0, 0, 0])
        for place, number in enumerate((counts.new, counts.fixed, counts.unchanged)):
            total[place] += number
            known[place] += number
    return Comparison(
        ChangeCount(*total),
        dict(sorted(found.rules.items())),
        {creator: ChangeCount(*counts) for creator, counts in sorted(creators.items())},
    )


def changed_findings(
    session: Session,
    before: int,
    after: int,
    change: Change,
    *,
    after_id: int = 0,
    limit: int = 100,
    known: Changes | None = None,
) -> list[ChangedFinding]:
    """Return findings of one kind of change by number, from the one behind ``after_id``.

    Of findings that share their fingerprint the last ones are those that changed.

    Args:
        session: any.
        before: the older audit.
        after: the newer one.
        change: which kind.
        after_id: the number of the last one seen.
        limit: how many at most.
        known: what :func:`changes` returned, where that is at hand.

    Raises:
        NotFoundError: there is no such audit.
    """
    audit = before if change == "fixed" else after
    numbers = (known or changes(session, before, after)).of(change)
    low, high = id_range(audit)
    at = bisect_right(numbers, number_of(after_id)) if low <= after_id <= high else 0
    if after_id > high:
        return []
    rows = session.execute(
        select(FindingRow, PostRow.platform, PostRow.author)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .where(FindingRow.id.in_([row_id(audit, n) for n in numbers[at : at + limit]]))
        .order_by(FindingRow.id)
    )
    return [
        ChangedFinding(
            change,
            row.id,
            row.post_id,
            row.jurisdiction,
            row.rule,
            row.message,
            platform,
            author,
            row.fingerprint,
        )
        for row, platform, author in rows
    ]


def account_names(session: Session) -> dict[int, str]:
    """Return the name of each account's creator."""
    rows = session.execute(
        select(AccountRow.id, CreatorRow.name).join(
            CreatorRow, CreatorRow.id == AccountRow.creator_id
        )
    )
    return {int(row[0]): str(row[1]) for row in rows}


def _name(
    names: Mapping[int, str], platform: str | None, author_key: str | None, account_id: int | None
) -> str:
    """Return what an author is called: by the name on record, else by platform and handle."""
    if account_id is not None and account_id in names:
        return names[account_id]
    handle = f"@{author_key}" if author_key else ""
    return f"{platform}:{handle}" if platform and handle else handle
