"""Put lists of gifts and of collaborations on record; a list imported twice counts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from checker.batch.roster import platform_of
from checker.errors import PaleseError
from checker.importers.collaborations import CollaborationLine
from checker.importers.creators import GiftLine
from checker.importers.records import Problem
from checker.model import RelationKind
from checker.storage import (
    Database,
    NotFoundError,
    Session,
    brands,
    campaigns,
    collaborations,
    creators,
)
from checker.storage.keys import handle_key, name_key


class Gifts(msgspec.Struct, frozen=True):
    """What an import of gifts did: collaborations new and known, and lines not stored."""

    new: int
    known: int
    problems: tuple[Problem, ...] = ()


def import_gifts(
    database: Database,
    lines: Sequence[GiftLine],
    brand: str,
    *,
    relation: RelationKind = "gift",
    category: str | None = None,
    platforms: Mapping[str, str] | None = None,
) -> Gifts:
    """Put a brand's gifts on record as collaborations with the creators, all of their accounts.

    Args:
        database: where to.
        lines: of the list; a handle without a platform must be one creator's alone.
        brand: name or handle; put on record when it is new and any line can be stored.
        relation: what the list is a list of.
        category: what the brand sells; brands of one category compete.
        platforms: other names of platforms to the names that the rules use.

    Raises:
        StorageError: the database failed; nothing was stored.
        UsageError: the brand's name is empty or too long, or there is no such relation.
    """

    def step(session: Session) -> Gifts:
        problems: list[Problem] = []
        given: list[tuple[int, GiftLine]] = []
        for line in lines:
            owner = _recipient(session, line, platforms or {})
            if isinstance(owner, Problem):
                problems.append(owner)
            else:
                given.append((owner, line))
        if not given:
            return Gifts(0, 0, tuple(problems))
        brand_id = _brand(session, brand, category)
        new = 0
        for creator_id, line in given:
            _, is_new = collaborations.add_collaboration(
                session,
                brand_id,
                relation,
                creator_id=creator_id,
                starts_on=line.starts_on,
                ends_on=line.ends_on,
                contract=line.contract,
                source=Path(line.file).name,
            )
            new += is_new
        return Gifts(new, len(given) - new, tuple(problems))

    return database.transact(step)


def _recipient(session: Session, line: GiftLine, platforms: Mapping[str, str]) -> int | Problem:
    """Return the number of the creator whom a line means, or what is wrong with it."""
    if line.platform:
        platform = platform_of(line.platform, platforms)
        account = creators.find_account(session, platform, line.handle)
        if account is not None:
            return account.creator_id
        what = f"there is no account @{line.handle} on {platform} on record"
        return Problem(line.file, line.line, what, "Import its creator first")
    found = [
        creator
        for creator in creators.find_creators(session, line.handle)
        if any(handle_key(a.handle) == handle_key(line.handle) for a in creator.accounts)
    ]
    if len(found) == 1:
        return found[0].id
    if not found:
        what = f"there is no account @{line.handle} on record"
        return Problem(line.file, line.line, what, "Import its creator first")
    names = " and ".join(repr(creator.name) for creator in found)
    what = f"the handle @{line.handle} is that of {names}"
    return Problem(line.file, line.line, what, "Name the platform")


def _brand(session: Session, name: str, category: str | None) -> int:
    known = brands.find_brand(session, name)
    if known is None:
        plain = name.strip().lstrip("@")
        handles = [name] if plain != name.strip() else []
        return brands.add_brand(session, plain, category=category, handles=handles).id
    if category and name_key(category) != known.category:
        brands.update_brand(session, known.id, category=category)
    return known.id


def import_collaborations(
    database: Database,
    lines: Sequence[CollaborationLine],
    platforms: Mapping[str, str] | None = None,
) -> Gifts:
    """Put collaborations of any brands on record, for all accounts of each creator.

    Args:
        database: where to.
        lines: of the list; a handle without a platform must be one creator's alone. A brand
            that is new is put on record, a campaign must be there.
        platforms: other names of platforms to the names that the rules use.

    Raises:
        StorageError: the database failed; nothing was stored.
    """

    def step(session: Session) -> Gifts:
        problems: list[Problem] = []
        new = known = 0
        for line in lines:
            owner = _recipient(session, line.who, platforms or {})
            if isinstance(owner, Problem):
                problems.append(owner)
                continue
            try:
                with session.begin_nested():
                    added = _collaboration(session, owner, line)
            except PaleseError as error:
                where = (line.who.file, line.who.line)
                problems.append(Problem(*where, error.what, error.remedy))
            else:
                new += added
                known += not added
        return Gifts(new, known, tuple(problems))

    return database.transact(step)


def _collaboration(session: Session, creator_id: int, line: CollaborationLine) -> bool:
    """Put a collaboration on record; true when it is new."""
    brand_id = _brand(session, line.brand, None)
    campaign_id = None
    if line.campaign:
        campaign_id = campaign_of(session, brand_id, line.campaign)
    _, new = collaborations.add_collaboration(
        session,
        brand_id,
        line.relation,
        creator_id=creator_id,
        campaign_id=campaign_id,
        starts_on=line.who.starts_on,
        ends_on=line.who.ends_on,
        contract=line.who.contract,
        source=Path(line.who.file).name,
    )
    return new


def campaign_of(session: Session, brand_id: int, name: str) -> int:
    """Return the number of a brand's campaign.

    Raises:
        NotFoundError: the brand has none of this name; its campaigns are named.
    """
    listed = campaigns.list_campaigns(session, brand_id=brand_id)
    for campaign in listed:
        if name_key(campaign.name) == name_key(name):
            return campaign.id
    names = ", ".join(campaign.name for campaign in listed)
    raise NotFoundError(
        f"the brand has no campaign called {name!r}",
        remedy=f"It has {names}" if names else "Put it on record with palese campaigns add",
    )
