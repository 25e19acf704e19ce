"""The creators on record."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from checker.creators.tiers import classify_all
from checker.storage import NotFoundError, creators, directory
from checker.storage.directory import CreatorQuery, CreatorSummary
from checker.storage.records import Snapshot
from web.api.operation import MOST_ITEMS, ApiError, Operation, Page
from web.services import services

_Short = Annotated[str, msgspec.Meta(max_length=200)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class AccountItem(msgspec.Struct, frozen=True):
    """An account of a creator."""

    platform: str
    handle: str
    url: str | None = None


class CreatorItem(msgspec.Struct, frozen=True):
    """A creator with the record of disclosure.

    ``followers`` is of the largest account; ``tiers`` are by followers alone. ``compliance`` is the
    share of the commercial verdicts that are ``disclosed``, ``engagement`` a fraction.
    """

    id: int
    name: str
    country: str | None
    area: str | None
    language: str | None
    topics: tuple[str, ...]
    accounts: tuple[AccountItem, ...]
    followers: int | None
    tiers: dict[str, str | None]
    posts: int
    commercial: int
    disclosed: int
    compliance: float | None
    engagement: float | None


class CreatorDetail(msgspec.Struct, frozen=True):
    """A creator with what each account counted, by ``platform:handle``, in order of time."""

    creator: CreatorItem
    snapshots: dict[str, tuple[Snapshot, ...]]


class CreatorListQuery(msgspec.Struct, frozen=True):
    """Which creators; ``audit`` is the number of the audit whose posts are counted."""

    name: _Short | None = None
    topic: _Short | None = None
    country: _Short | None = None
    platform: _Short | None = None
    area: _Short | None = None
    audit: _Number | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ITEMS)] = 100


def _item(found: CreatorSummary) -> CreatorItem:
    own = found.creator
    tiers: dict[str, Any] = classify_all(found.followers, services().engine.pack.tiers)
    return CreatorItem(
        own.id,
        own.name,
        own.country,
        own.area,
        own.language,
        own.topics,
        tuple(AccountItem(a.platform, a.handle, a.url) for a in own.accounts),
        found.followers,
        tiers,
        found.posts,
        found.commercial,
        found.disclosed,
        found.compliance,
        found.engagement,
    )


def _some(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def listed(body: None, query: CreatorListQuery) -> Page[CreatorItem]:
    """List creators by number."""
    wanted = CreatorQuery(
        audit_id=query.audit,
        name=query.name or None,
        topics=_some(query.topic),
        countries=_some(query.country),
        platforms=_some(query.platform),
        area=query.area or None,
    )
    with services().database.read() as session:
        rows = directory.search_creators(session, wanted, after=query.after, limit=query.limit + 1)
    kept = rows[: query.limit]
    return Page(
        tuple(map(_item, kept)), str(kept[-1].creator.id) if len(rows) > len(kept) else None
    )


def one(body: None, query: None, creator: str) -> CreatorDetail:
    """Show a creator."""
    number = int(creator) if creator.isascii() and creator.isdigit() and len(creator) < 10 else 0
    with services().database.read() as session:
        try:
            own = creators.get_creator(session, number)
        except NotFoundError as error:
            raise ApiError(404, error.what, "List the creators") from None
        # Creators come in the order of their numbers, so this one is the first behind the last.
        (summary,) = directory.search_creators(session, CreatorQuery(), after=number - 1, limit=1)
        snapshots = {
            f"{account.platform}:{account.handle}": tuple(
                creators.list_snapshots(session, account.id)
            )
            for account in own.accounts
        }
    return CreatorDetail(_item(summary), snapshots)


OPERATIONS = (
    Operation(
        name="list_creators",
        method="GET",
        path="/creators",
        summary="List creators",
        run=listed,
        query=CreatorListQuery,
        answer=Page[CreatorItem],
    ),
    Operation(
        name="get_creator",
        method="GET",
        path="/creators/{creator}",
        summary="Show a creator",
        run=one,
        answer=CreatorDetail,
        errors=(404,),
    ),
)
