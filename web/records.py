"""Records by the number in an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort

from checker.storage import NotFoundError, Session

_Record = TypeVar("_Record")

_NUMBERS = 1 << 31
"""Numbers of records lie below; PostgreSQL objects to being asked for larger ones."""


def found(get: Callable[[Session, int], _Record], session: Session, number: int) -> _Record:
    """Return a record; answers 404 where there is none.

    Args:
        get: reads one of its kind from the storage.
        session: to read in.
        number: as it stands in the address.
    """
    if number >= _NUMBERS:
        abort(404)
    try:
        return get(session, number)
    except NotFoundError:
        abort(404)
