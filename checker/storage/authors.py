"""What the records know of the authors of a batch of posts, in a handful of queries."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from checker.creators.tiers import FACTS
from checker.model import Post
from checker.storage.collaborations import of_creators
from checker.storage.creators import STALE_AFTER
from checker.storage.keys import handle_key
from checker.storage.records import AuthorFacts, Collaboration, FollowerCount
from checker.storage.tables import AccountRow, CreatorRow, CreatorTopicRow, SnapshotRow

_CHUNK = 500
"""Values in one query; SQLite and PostgreSQL both take many more."""

_History = tuple[list[datetime], list[int]]


def resolve(session: Session, posts: Sequence[Post]) -> list[AuthorFacts | None]:
    """Return what is on record of each post's author at the post's time.

    An author is an account of this handle on the post's platform; for a post without a
    platform, the only account of this handle. A post dated by the day alone takes what was
    counted up to the end of that day; of a post without a date the followers are not known.

    Returns:
        One entry for each post; ``None`` where the author is not on record.
    """
    accounts = _accounts(session, {handle_key(post.author) for post in posts if post.author})
    found = [_account_of(post, accounts) for post in posts]
    creator_ids = sorted({row.creator_id for row in found if row is not None})
    owned = _owned(session, creator_ids)
    histories = _histories(session, sorted(one for own in owned.values() for one in own))
    records = _records(session, creator_ids)
    topics = _topics(session, creator_ids)
    ties = of_creators(session, creator_ids)
    return [
        None
        if row is None
        else AuthorFacts(
            row.id,
            row.creator_id,
            records[row.creator_id][0],
            tuple(topics.get(row.creator_id, ())),
            _count(histories.get(row.id), moment_of(post.published_at)),
            _covering(ties.get(row.creator_id, ()), row.id, post.published_on),
            _figures(
                records[row.creator_id][1],
                [histories.get(one) for one in owned[row.creator_id]],
                moment_of(post.published_at),
            ),
        )
        for post, row in zip(posts, found, strict=True)
    ]


def country_of(session: Session, platform: str | None, handle: str) -> str | None:
    """Return the country on record of the author with this handle, if there is one."""
    row = _account_of(Post("", (), platform, handle), _accounts(session, {handle_key(handle)}))
    return None if row is None else _records(session, [row.creator_id])[row.creator_id][0]


def moment_of(published_at: str | None) -> datetime | None:
    """Return when a post was published; of a day alone its end, and UTC without an offset."""
    if not published_at:
        return None
    if len(published_at) == len("2026-05-01"):
        return datetime.combine(date.fromisoformat(published_at), time.max, UTC)
    try:
        moment = datetime.fromisoformat(published_at)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _accounts(session: Session, keys: set[str]) -> dict[str, list[AccountRow]]:
    found: dict[str, list[AccountRow]] = {}
    ordered = sorted(key for key in keys if key)
    for at in range(0, len(ordered), _CHUNK):
        for row in session.scalars(
            select(AccountRow).where(AccountRow.handle_key.in_(ordered[at : at + _CHUNK]))
        ):
            found.setdefault(row.handle_key, []).append(row)
    return found


def _account_of(post: Post, accounts: dict[str, list[AccountRow]]) -> AccountRow | None:
    candidates = accounts.get(handle_key(post.author), []) if post.author else []
    if post.platform:
        candidates = [row for row in candidates if row.platform == post.platform]
    return candidates[0] if len(candidates) == 1 else None


def _histories(session: Session, ids: Sequence[int]) -> dict[int, _History]:
    found: dict[int, _History] = {}
    for at in range(0, len(ids), _CHUNK):
        for account, taken_at, followers in session.execute(
            select(SnapshotRow.account_id, SnapshotRow.taken_at, SnapshotRow.followers)
            .where(
                SnapshotRow.account_id.in_(ids[at : at + _CHUNK]),
                SnapshotRow.followers.is_not(None),
            )
            .order_by(SnapshotRow.account_id, SnapshotRow.taken_at)
        ):
            times, counts = found.setdefault(account, ([], []))
            times.append(taken_at)
            counts.append(followers or 0)
    return found


def _count(history: _History | None, moment: datetime | None) -> FollowerCount:
    if history is None or moment is None:
        return FollowerCount()
    times, counts = history
    at = bisect.bisect_right(times, moment) - 1
    if at < 0:
        return FollowerCount()
    return FollowerCount(counts[at], times[at], moment - times[at] > STALE_AFTER)


def _owned(session: Session, creator_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the accounts of each creator."""
    found: dict[int, list[int]] = {creator: [] for creator in creator_ids}
    for at in range(0, len(creator_ids), _CHUNK):
        for creator, account in session.execute(
            select(AccountRow.creator_id, AccountRow.id)
            .where(AccountRow.creator_id.in_(creator_ids[at : at + _CHUNK]))
            .order_by(AccountRow.id)
        ):
            found[creator].append(account)
    return found


def figures_of(facts: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures among what is noted of a creator that a tier's test may need."""
    return {
        name: facts[name]
        for name in FACTS
        if isinstance(facts.get(name), int | float) and not isinstance(facts[name], bool)
    }


def _figures(
    facts: Mapping[str, Any], histories: Sequence[_History | None], moment: datetime | None
) -> dict[str, float]:
    """Return a creator's figures; all followers are known only where each account was counted."""
    found = figures_of(facts)
    counts = [_count(history, moment).followers for history in histories]
    known = [count for count in counts if count is not None]
    if "total-followers" not in found and known and len(known) == len(counts):
        found["total-followers"] = sum(known)
    return found


def _records(session: Session, ids: Sequence[int]) -> dict[int, tuple[str | None, dict[str, Any]]]:
    """Return the country of each creator, and what else is noted."""
    found: dict[int, tuple[str | None, dict[str, Any]]] = {}
    for at in range(0, len(ids), _CHUNK):
        chosen = CreatorRow.id.in_(ids[at : at + _CHUNK])
        for creator, country, facts in session.execute(
            select(CreatorRow.id, CreatorRow.country, CreatorRow.facts).where(chosen)
        ):
            found[creator] = (country, facts)
    return found


def _topics(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for at in range(0, len(ids), _CHUNK):
        for creator, topic in session.execute(
            select(CreatorTopicRow.creator_id, CreatorTopicRow.topic)
            .where(CreatorTopicRow.creator_id.in_(ids[at : at + _CHUNK]))
            .order_by(CreatorTopicRow.creator_id, CreatorTopicRow.topic)
        ):
            found.setdefault(creator, []).append(topic)
    return found


def _covering(
    ties: Sequence[Collaboration], account_id: int, day: str | None
) -> tuple[Collaboration, ...]:
    on = date.fromisoformat(day) if day else None
    return tuple(tie for tie in ties if tie.account_id in (None, account_id) and tie.covers(on))
