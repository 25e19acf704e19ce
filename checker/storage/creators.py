"""Creators, their accounts, and what the accounts counted over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.storage import removal
from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.fields import changing, distinct, optional, present, required, utc
from checker.storage.keys import handle_key, name_key
from checker.storage.records import Account, Creator, FollowerCount, Snapshot
from checker.storage.tables import AccountRow, CreatorRow, CreatorTopicRow, SnapshotRow

STALE_AFTER = timedelta(days=90)
"""A count of followers older than this at the time of a post is marked stale."""

_CHANGEABLE = {"name", "country", "area", "language", "notes", "facts"}


def add_creator(
    session: Session,
    name: str,
    *,
    country: str | None = None,
    area: str | None = None,
    language: str | None = None,
    topics: Iterable[str] = (),
    notes: str = "",
    facts: dict[str, Any] | None = None,
    accounts: Iterable[tuple[str, str]] = (),
) -> Creator:
    """Add a creator.

    Args:
        session: of :meth:`Database.write`.
        name: as people call them; need not be unique.
        country: code, such as ``IT``.
        area: region or town.
        language: code of the language that they post in.
        topics: niches, such as ``skincare``; compared without case.
        notes: anything else.
        facts: figures that a tier's test needs beyond followers, by name.
        accounts: pairs of platform and handle.

    Raises:
        ConflictError: an account belongs to another creator; both are named.
        UsageError: a field is empty or too long.
    """
    name = required(name, "name of a creator")
    row = CreatorRow(
        name=name,
        name_key=name_key(name),
        country=_country(country),
        area=optional(area, "area"),
        language=optional(language, "language", 35),
        notes=notes,
        facts=dict(facts or {}),
        version=1,
    )
    session.add(row)
    session.flush()
    _set_topics(session, row.id, topics)
    for platform, handle in accounts:
        add_account(session, row.id, platform, handle)
    return get_creator(session, row.id)


def _country(code: str | None) -> str | None:
    code = optional(code, "country", 8)
    return {"GB": "UK"}.get(code.upper(), code.upper()) if code else None


def _set_topics(session: Session, creator_id: int, topics: Iterable[str]) -> None:
    session.execute(delete(CreatorTopicRow).where(CreatorTopicRow.creator_id == creator_id))
    for topic in distinct((name_key(topic) for topic in topics), "topic"):
        session.add(CreatorTopicRow(creator_id=creator_id, topic=topic))
    session.flush()


def update_creator(
    session: Session,
    creator_id: int,
    *,
    expected_version: int | None = None,
    topics: Iterable[str] | None = None,
    **changes: Any,
) -> Creator:
    """Change some of a creator's fields (those of :func:`add_creator` but for the accounts).

    Args:
        session: of :meth:`Database.write`.
        creator_id: which creator.
        expected_version: refuse unless the record has this version still.
        topics: the new topics, ``None`` to leave them.
        changes: the other fields by name.

    Raises:
        NotFoundError: there is no such creator.
        ConflictError: the record has another version.
        UsageError: there is no such field, or a value is empty or too long.
    """
    row = _row(session, creator_id)
    with changing(session, row, "creator", expected_version):
        for field, value in changes.items():
            if field not in _CHANGEABLE:
                raise UsageError(f"a creator has no field {field!r}")
            if field == "name":
                row.name = required(value, "name of a creator")
                row.name_key = name_key(row.name)
            elif field == "country":
                row.country = _country(value)
            elif field in ("notes", "facts"):
                setattr(row, field, value)
            else:
                setattr(row, field, optional(value, field, 35 if field == "language" else 300))
    if topics is not None:
        _set_topics(session, creator_id, topics)
    return get_creator(session, creator_id)


def delete_creator(session: Session, creator_id: int) -> None:
    """Remove a creator with accounts, snapshots and collaborations; posts stay, unlinked.

    Raises:
        ConflictError: an audit needs the record.
        NotFoundError: there is no such creator.
    """
    row = _row(session, creator_id)
    removal.refuse(session, "creator", creator_id)
    session.delete(row)
    session.flush()


def _row(session: Session, creator_id: int) -> CreatorRow:
    return present(session, CreatorRow, creator_id, "creator")


def get_creator(session: Session, creator_id: int) -> Creator:
    """Return a creator.

    Raises:
        NotFoundError: there is none of this number.
    """
    return creators_by_id(session, [_row(session, creator_id).id])[0]


def creators_by_id(session: Session, ids: Sequence[int]) -> list[Creator]:
    """Return the creators of these numbers, in their order; unknown numbers are left out."""
    rows = {row.id: row for row in session.scalars(select(CreatorRow).where(_in(ids)))}
    topics: dict[int, list[str]] = {}
    for creator_id, topic in session.execute(
        select(CreatorTopicRow.creator_id, CreatorTopicRow.topic)
        .where(CreatorTopicRow.creator_id.in_(ids))
        .order_by(CreatorTopicRow.topic)
    ):
        topics.setdefault(creator_id, []).append(topic)
    accounts: dict[int, list[Account]] = {}
    for row in session.scalars(
        select(AccountRow)
        .where(AccountRow.creator_id.in_(ids))
        .order_by(AccountRow.platform, AccountRow.handle_key)
    ):
        accounts.setdefault(row.creator_id, []).append(_account(row))
    return [
        Creator(
            row.id,
            row.name,
            row.country,
            row.area,
            row.language,
            tuple(topics.get(row.id, ())),
            row.notes,
            dict(row.facts),
            tuple(accounts.get(row.id, ())),
            row.version,
        )
        for row in (rows[i] for i in ids if i in rows)
    ]


def _in(ids: Sequence[int]) -> Any:
    return CreatorRow.id.in_(ids)


def list_creators(session: Session, *, after: int = 0, limit: int = 100) -> list[Creator]:
    """Return creators by number, from the one behind ``after``."""
    ids = session.scalars(
        select(CreatorRow.id).where(CreatorRow.id > after).order_by(CreatorRow.id).limit(limit)
    ).all()
    return creators_by_id(session, ids)


def count_creators(session: Session) -> int:
    """Return how many creators are on record."""
    return session.scalar(select(func.count()).select_from(CreatorRow)) or 0


def find_creators(session: Session, name: str) -> list[Creator]:
    """Return the creators of this name, or with this handle on any platform."""
    ids = session.scalars(
        select(CreatorRow.id).where(
            (CreatorRow.name_key == name_key(name))
            | CreatorRow.id.in_(
                select(AccountRow.creator_id).where(AccountRow.handle_key == handle_key(name))
            )
        )
    ).all()
    return creators_by_id(session, sorted(ids))


def add_account(
    session: Session, creator_id: int, platform: str, handle: str, url: str | None = None
) -> Account:
    """Add an account to a creator, or return the one that is there already.

    Args:
        session: of :meth:`Database.write`.
        creator_id: whose account it is.
        platform: under the name that the rules use, such as ``instagram``.
        handle: with or without ``@``; compared without case.
        url: of its page.

    Raises:
        ConflictError: the handle belongs to another creator on this platform; both are named.
        NotFoundError: there is no such creator.
        UsageError: a field is empty or too long.
    """
    owner = _row(session, creator_id)
    platform = required(platform, "platform", 50).lower()
    handle = required(handle.strip().lstrip("@"), "handle")
    found = find_account(session, platform, handle)
    if found is not None and found.creator_id != creator_id:
        other = _row(session, found.creator_id)
        raise ConflictError(
            "the handle @{handle} on {platform} cannot belong to {owner} (creator {owner_id}): "
            "it belongs to {other} (creator {other_id})",
            remedy="Correct the handle, or put both accounts under one creator",
            values={
                "handle": handle, "platform": platform, "owner": repr(owner.name),
                "owner_id": owner.id, "other": repr(other.name), "other_id": other.id,
            },
            entry="handle",
        )  # fmt: skip
    if found is not None:
        return found
    row = AccountRow(
        creator_id=creator_id,
        platform=platform,
        handle=handle,
        handle_key=handle_key(handle),
        url=url,
    )
    session.add(row)
    session.flush()
    return _account(row)


def remove_account(session: Session, creator_id: int, account_id: int) -> None:
    """Take an account from a creator, with what it counted; posts stay, unlinked.

    Raises:
        ConflictError: an audit needs the record.
        NotFoundError: the creator has no account of this number.
    """
    row = _owned(session, creator_id, account_id)
    removal.refuse(session, "account", account_id)
    session.delete(row)
    session.flush()


def account_of(session: Session, creator_id: int, account_id: int) -> Account:
    """Return an account of a creator.

    Raises:
        NotFoundError: the creator has no account of this number.
    """
    return _account(_owned(session, creator_id, account_id))


def _owned(session: Session, creator_id: int, account_id: int) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None or row.creator_id != creator_id:
        raise NotFoundError(f"the creator has no account number {account_id}")
    return row


def _account(row: AccountRow) -> Account:
    return Account(row.id, row.creator_id, row.platform, row.handle, row.url)


def find_account(session: Session, platform: str, handle: str) -> Account | None:
    """Return the account of this handle on this platform, if it is on record."""
    row = session.scalar(
        select(AccountRow).where(
            AccountRow.platform == platform.strip().lower(),
            AccountRow.handle_key == handle_key(handle),
        )
    )
    return None if row is None else _account(row)


def add_snapshots(session: Session, account_id: int, snapshots: Iterable[Snapshot]) -> int:
    """Store what an account counted, in any order; return how many moments are new.

    A moment that is stored already is corrected: counts that are known now replace the old.
    A moment without a time zone counts as UTC.

    Raises:
        NotFoundError: there is no such account.
        UsageError: a count is below zero.
    """
    present(session, AccountRow, account_id, "account")
    new = 0
    for snapshot in snapshots:
        counts = {"followers": snapshot.followers, "likes": snapshot.likes, "views": snapshot.views}
        for name, count in counts.items():
            if count is not None and count < 0:
                raise UsageError(f"{name} cannot be {count}")
        taken_at = utc(snapshot.taken_at)
        row = session.get(SnapshotRow, (account_id, taken_at))
        if row is None:
            row = SnapshotRow(account_id=account_id, taken_at=taken_at, source=snapshot.source)
            session.add(row)
            new += 1
        for name, count in counts.items():
            if count is not None:
                setattr(row, name, count)
        row.source = snapshot.source or row.source
    session.flush()
    return new


def remove_snapshot(session: Session, account_id: int, taken_at: datetime) -> None:
    """Remove what an account counted at a moment.

    Raises:
        ConflictError: an audit is not finished.
        NotFoundError: nothing is stored for this moment.
    """
    row = session.get(SnapshotRow, (account_id, utc(taken_at)))
    if row is None:
        raise NotFoundError(f"the account {account_id} has no count of {taken_at}")
    removal.refuse(session, "account", account_id)
    session.delete(row)
    session.flush()


def list_snapshots(session: Session, account_id: int) -> list[Snapshot]:
    """Return what an account counted, oldest first."""
    rows = session.scalars(
        select(SnapshotRow)
        .where(SnapshotRow.account_id == account_id)
        .order_by(SnapshotRow.taken_at)
    )
    return [Snapshot(r.taken_at, r.followers, r.likes, r.views, r.source) for r in rows]


def followers_at(session: Session, account_id: int, moment: datetime) -> FollowerCount:
    """Return the followers at a moment: of the nearest snapshot before it or at it.

    Snapshots that did not count followers are passed over. More than 90 days old: stale. None
    before the moment: not known.
    """
    moment = utc(moment)
    row = session.execute(
        select(SnapshotRow.taken_at, SnapshotRow.followers)
        .where(
            SnapshotRow.account_id == account_id,
            SnapshotRow.taken_at <= moment,
            SnapshotRow.followers.is_not(None),
        )
        .order_by(SnapshotRow.taken_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return FollowerCount()
    return FollowerCount(row.followers, row.taken_at, moment - row.taken_at > STALE_AFTER)
