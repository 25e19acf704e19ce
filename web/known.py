"""Creators and brands, by the names that people write."""

from __future__ import annotations

from checker.errors import UsageError
from checker.storage import NotFoundError, Session, brands, creators
from checker.storage.records import Brand, Creator

_LISTED = 5


def called(creator: Creator) -> str:
    """Return a name by which :func:`creator` finds this creator."""
    if not creator.accounts:
        return creator.name
    account = creator.accounts[0]
    return f"{account.platform}:{account.handle}"


def creator(session: Session, name: str) -> Creator:
    """Return the creator of a name, a handle, or ``platform:handle``.

    Raises:
        NotFoundError: there is none.
        UsageError: there are several, or nobody is named.
    """
    if not name.strip():
        raise UsageError(
            "no creator was named", remedy="Give a name or a handle as it stands under Creators"
        )
    found = creators.find_creators(session, name)
    platform, colon, handle = name.partition(":")
    if not found and colon:
        account = creators.find_account(session, platform, handle)
        found = [creators.get_creator(session, account.creator_id)] if account else []
    if not found:
        raise NotFoundError(
            "no creator on record is called {name}",
            remedy="Give a name or a handle as it stands under Creators",
            values={"name": name},
        )
    if len(found) > 1:
        raise UsageError(
            "{count} creators are called {name}",
            remedy="Say which one: {choices}",
            values={
                "count": len(found),
                "name": name,
                "choices": ", ".join(called(each) for each in found[:_LISTED]),
            },
        )
    return found[0]


def brand(session: Session, name: str) -> Brand:
    """Return the brand of a name, alias, handle or domain.

    Raises:
        NotFoundError: there is none.
        UsageError: none is named.
    """
    if not name.strip():
        raise UsageError("no brand was named", remedy="Give a name as it stands under Brands")
    found = brands.find_brand(session, name) or brands.find_brand(session, name.lstrip("@"))
    if found is None:
        raise NotFoundError(
            "no brand on record is called {name}",
            remedy="Give a name as it stands under Brands",
            values={"name": name},
        )
    return found
