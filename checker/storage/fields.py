"""Checks of what people enter and change, the same whichever database it goes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.tables import Base, BrandRow, CreatorRow

T = TypeVar("T", bound=Base)

LONGEST = 300
"""Longest name, handle or other short entry, in code points."""


def required(value: str, field: str, longest: int = LONGEST) -> str:
    """Return a short text without space around it.

    Args:
        value: as it was entered.
        field: what it is; its first word is the entry that an error is about.
        longest: in code points.

    Raises:
        UsageError: it is empty, too long, or holds a NUL character.
    """
    value = value.strip()
    entry = field.partition(" ")[0]
    if not value:
        raise UsageError(
            "the {field} is empty", remedy="Give a {field}", values={"field": field}, entry=entry
        )
    if len(value) > longest:
        raise UsageError(
            "the {field} {value}… is longer than {longest} characters",
            remedy="Shorten it",
            values={"field": field, "value": repr(value[:30]), "longest": longest},
            entry=entry,
        )
    if "\0" in value:
        raise UsageError(
            "the {field} holds a NUL character",
            remedy="Remove it",
            values={"field": field},
            entry=entry,
        )
    return value


def optional(value: str | None, field: str, longest: int = LONGEST) -> str | None:
    """Return a short text, or ``None`` when there is none; raises as :func:`required`."""
    return required(value, field, longest) if value and value.strip() else None


def period(starts_on: date | None, ends_on: date | None, of: str) -> None:
    """Refuse a period that ends before it starts.

    Raises:
        UsageError: it does.
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise UsageError(
            "{of} ends on {ends}, before it starts on {starts}",
            values={"of": of, "ends": ends_on, "starts": starts_on},
            entry="ends_on",
        )


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a time zone counts as UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def unchanged(what: str, stored: int, expected: int | None) -> None:
    """Refuse a change that was made on the strength of an older version.

    Args:
        what: names the record in the message.
        stored: the version in the database.
        expected: the version that the change was made on; ``None``: whichever.

    Raises:
        ConflictError: somebody changed the record meanwhile.
    """
    if expected is not None and stored != expected:
        raise ConflictError(
            "{what} was changed by somebody else meanwhile",
            remedy="Look at it again and repeat the change",
            values={"what": what},
        )


def present(session: Session, table: type[T], number: int, what: str) -> T:
    """Return the row of a number; ``what`` names its kind in the message.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(table, number)
    if row is None:
        raise NotFoundError(
            "there is no {what} number {number}", values={"what": what, "number": number}
        )
    return row


@contextmanager
def changing(
    session: Session, row: BrandRow | CreatorRow, what: str, expected: int | None
) -> Iterator[None]:
    """Let a record be changed, and give it a new version; raises as :func:`unchanged`."""
    unchanged(f"the {what} {row.name!r}", row.version, expected)
    yield
    row.version += 1
    session.flush()


def distinct(values: Iterable[str], field: str) -> list[str]:
    """Return short texts once each, sorted; raises as :func:`required`."""
    return sorted({required(value, field) for value in values if value.strip()})
