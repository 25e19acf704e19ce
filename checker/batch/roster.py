"""Put lists of creators on record; a list imported twice counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from checker.errors import PaleseError
from checker.importers.creators import CreatorLine
from checker.importers.records import Problem
from checker.storage import ConflictError, Database, Session, creators
from checker.storage.keys import handle_key, name_key
from checker.storage.records import Account, Creator, Snapshot

_BATCH = 200
_NAMELESS = "Named after the handle: no list has given a name."
"""The note on a creator who takes the first name that a later list gives."""

_COUNTED = ("followers", "likes", "views")
_PLAIN = ("country", "area", "language")

_Key = tuple[str, str]
_Group = tuple[_Key, list[CreatorLine]]


class Roster(msgspec.Struct):
    """What an import of creators did.

    Attributes:
        creators: how many the lists speak of.
        new_creators, new_accounts, new_snapshots: how many of each were not on record.
        undated: counts that stood without a date and were stored under the date given.
        problems: lines that were not stored, and why.
    """

    creators: int = 0
    new_creators: int = 0
    new_accounts: int = 0
    new_snapshots: int = 0
    undated: int = 0
    problems: list[Problem] = []

    def add(self, other: Roster) -> None:
        """Add what another batch did."""
        self.creators += other.creators
        self.new_creators += other.new_creators
        self.new_accounts += other.new_accounts
        self.new_snapshots += other.new_snapshots
        self.undated += other.undated
        self.problems = self.problems + other.problems


def import_creators(
    database: Database,
    lines: Iterable[CreatorLine],
    *,
    as_of: datetime,
    platforms: Mapping[str, str] | None = None,
) -> Roster:
    """Put creators, their accounts and what these counted on record.

    Lines with the same ``creator``, else the same name, are one creator; a line with neither
    belongs to whoever has the account, else to a creator called like the handle, whom a later
    list may name. What a line says replaces what is on record, topics are added. A line whose
    handle is another creator's is a problem and is not stored; the other lines are.

    Args:
        database: where to.
        lines: of one or several lists.
        as_of: when counts without a date were taken. Such a count is stored only where it
            differs from the last one on record.
        platforms: other names of platforms to the names that the rules use.

    Raises:
        StorageError: the database failed; the batches before are stored, and importing again
            adds the rest.
    """
    groups = iter(_grouped(lines, platforms or {}))
    done = Roster()
    bound: dict[int, _Key] = {}
    while batch := list(islice(groups, _BATCH)):
        # A step may be run again, so it works on copies.
        part, bound = database.transact(
            lambda session, batch=batch, bound=bound: _store(  # type: ignore[misc]
                session, batch, dict(bound), as_of
            )
        )
        done.add(part)
    return done


def _grouped(lines: Iterable[CreatorLine], platforms: Mapping[str, str]) -> list[_Group]:
    """Bring the lines of each creator together; those known by their handle alone come last."""
    named: dict[_Key, list[CreatorLine]] = {}
    others: dict[_Key, list[CreatorLine]] = {}
    for line in lines:
        if line.platform is not None:
            line = msgspec.structs.replace(line, platform=platform_of(line.platform, platforms))
        if line.creator:
            named.setdefault(("creator", name_key(line.creator)), []).append(line)
        elif line.name:
            named.setdefault(("name", name_key(line.name)), []).append(line)
        else:
            # One group for each account: on another platform it may be somebody else's.
            key = f"{line.platform} {handle_key(line.handle or '')}"
            others.setdefault(("account", key), []).append(line)
    return [*named.items(), *others.items()]


def platform_of(name: str, platforms: Mapping[str, str]) -> str:
    """Return a platform under the name that the rules use."""
    name = name.strip().lower()
    return platforms.get(name, name)


def _store(
    session: Session, batch: Sequence[_Group], bound: dict[int, _Key], as_of: datetime
) -> tuple[Roster, dict[int, _Key]]:
    done = Roster()
    for key, lines in batch:
        try:
            with session.begin_nested():
                part = _store_creator(session, key, lines, bound, as_of)
        except PaleseError as error:
            done.problems = [*done.problems, _problem(lines[0], error)]
        else:
            done.add(part)
    return done, bound


def _store_creator(
    session: Session, key: _Key, lines: list[CreatorLine], bound: dict[int, _Key], as_of: datetime
) -> Roster:
    done = Roster()
    accounts = {
        (line.platform, handle_key(line.handle)): creators.find_account(
            session, line.platform, line.handle
        )
        for line in lines
        if line.platform and line.handle
    }
    first = lines[0]
    name = next((line.name for line in lines if line.name), None) or first.creator or ""
    known = _known(session, key, name or first.handle or "", list(accounts.values()), bound)
    name = name or (known.name if known else first.handle or "")
    usable: list[CreatorLine] = []
    for line in lines:
        owner = accounts.get((line.platform or "", handle_key(line.handle or "")))
        if owner is None or (known and owner.creator_id == known.id):
            usable.append(line)
        else:
            done.problems.append(_taken(session, line, name, owner))
    if not usable:
        return done
    done.creators = 1
    if known is None:
        notes = _NAMELESS if key[0] == "account" else ""
        known = creators.add_creator(session, name, notes=notes)
        done.new_creators = 1
    elif key[0] != "account" and known.notes == _NAMELESS:
        known = creators.update_creator(session, known.id, name=name, notes="")
    bound[known.id] = key
    _update(session, known, usable)
    counts: dict[int, list[CreatorLine]] = {}
    for line in usable:
        if not (line.platform and line.handle):
            continue
        account = accounts[line.platform, handle_key(line.handle)]
        if account is None:
            account = creators.add_account(session, known.id, line.platform, line.handle, line.url)
            accounts[line.platform, handle_key(line.handle)] = account
            done.new_accounts += 1
        if line.counted:
            counts.setdefault(account.id, []).append(line)
    for account_id, counted in counts.items():
        _count(session, account_id, counted, as_of, done)
    return done


def _known(
    session: Session,
    key: _Key,
    name: str,
    accounts: Sequence[Account | None],
    bound: Mapping[int, _Key],
) -> Creator | None:
    """Return the creator on record whom a group of lines means, if there is one.

    Raises:
        ConflictError: several go by the name.
    """
    owners = {account.creator_id: None for account in accounts if account is not None}
    owned = [creators.get_creator(session, owner) for owner in owners]
    if key[0] == "account" and owned:
        return owned[0]
    for owner in owned:
        fits = name_key(owner.name) == name_key(name) or owner.notes == _NAMELESS
        if fits and bound.get(owner.id, key) == key:
            return owner
    called = [
        creator
        for creator in creators.find_creators(session, name)
        if name_key(creator.name) == name_key(name) and _free(bound.get(creator.id), key)
    ]
    if len(called) > 1:
        numbers = ", ".join(str(creator.id) for creator in called)
        raise ConflictError(
            f"several creators on record are called {name!r}: {numbers}",
            remedy="Give an account that is on record, or tell them apart by name",
        )
    return called[0] if called else None


def _free(other: _Key | None, key: _Key) -> bool:
    """Two keys that the list itself tells apart never mean one creator."""
    return other is None or other == key or "creator" not in (other[0], key[0])


def _taken(session: Session, line: CreatorLine, name: str, owner: Account) -> Problem:
    other = creators.get_creator(session, owner.creator_id)
    return Problem(
        line.file,
        line.line,
        f"the handle @{line.handle} on {line.platform} cannot belong to {name!r}:"
        f" it belongs to {other.name!r} (creator {other.id})",
        "Correct the handle, or give both accounts to one creator",
    )


def _update(session: Session, known: Creator, lines: Sequence[CreatorLine]) -> None:
    """Put on record what the lines say of the creator, if it is anything new."""
    changes: dict[str, Any] = {}
    for line in lines:
        for field in _PLAIN:
            value = getattr(line, field)
            if value and field == "country":
                value = {"GB": "UK"}.get(value.upper(), value.upper())
            if value:
                changes[field] = value
    facts = dict(known.facts)
    for line in lines:
        facts.update(line.facts)
    changes["facts"] = facts
    changes = {f: value for f, value in changes.items() if value != getattr(known, f)}
    topics = {name_key(topic) for line in lines for topic in line.topics}.union(known.topics)
    if topics != set(known.topics):
        changes["topics"] = topics
    if changes:
        creators.update_creator(session, known.id, **changes)


def _count(
    session: Session,
    account_id: int,
    lines: Sequence[CreatorLine],
    as_of: datetime,
    done: Roster,
) -> None:
    def snapshot(line: CreatorLine, moment: datetime) -> Snapshot:
        source = Path(line.file).name
        return Snapshot(moment, line.followers, line.likes, line.views, source)

    lines = _without_contradictions(lines, done)
    # In whatever order the list has them: each goes to its moment.
    dated = [snapshot(line, line.taken_at) for line in lines if line.taken_at is not None]
    done.new_snapshots += creators.add_snapshots(session, account_id, dated)
    undated = [snapshot(line, as_of) for line in lines if line.taken_at is None]
    if undated:
        stored = [s for s in creators.list_snapshots(session, account_id) if s.taken_at <= as_of]
        last = stored[-1] if stored else Snapshot(as_of)
        fresh = [new for new in undated if _differs(new, last)]
        done.new_snapshots += creators.add_snapshots(session, account_id, fresh)
        done.undated += len(fresh)


def _without_contradictions(lines: Sequence[CreatorLine], done: Roster) -> list[CreatorLine]:
    """Leave out each line that counts another number at a moment that a line before it counted."""
    kept: list[CreatorLine] = []
    counted: dict[tuple[datetime | None, str], tuple[int, CreatorLine]] = {}
    for line in lines:
        numbers = {field: getattr(line, field) for field in _COUNTED}
        known = {f: n for f, n in numbers.items() if n is not None}
        wrong = next(
            (f for f, n in known.items() if counted.get((line.taken_at, f), (n, line))[0] != n),
            None,
        )
        if wrong is None:
            kept.append(line)
            counted |= {(line.taken_at, f): (n, line) for f, n in known.items()}
            continue
        before, other = counted[line.taken_at, wrong]
        moment = line.taken_at.isoformat() if line.taken_at else "one moment (without a date)"
        where = f"line {other.line}" + (f" of {other.file}" if other.file != line.file else "")
        done.problems.append(
            Problem(
                line.file,
                line.line,
                f"@{line.handle} cannot have {known[wrong]:,} {wrong} at {moment}: "
                f"{where} says {before:,}",
                "Correct one of them, or its date",
            )
        )
    return kept


def _differs(new: Snapshot, last: Snapshot) -> bool:
    return any(getattr(new, f) not in (None, getattr(last, f)) for f in _COUNTED)


def _problem(line: CreatorLine, error: PaleseError) -> Problem:
    return Problem(line.file, line.line, error.what, error.remedy)
