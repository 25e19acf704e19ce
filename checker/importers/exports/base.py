"""What a format of another tool carries, and the small conversions that the formats share.

A field that a format does not carry is left out of the post: not observed, never "no".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from checker.importers.records import RemarkError

Record = dict[str, Any]

_WHOLE = re.compile(r"([+-]?[0-9]{1,19})(?:\.0*)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YES = frozenset(("true", "1", "yes"))
_NO = frozenset(("false", "0", "no"))


class Source(msgspec.Struct, frozen=True):
    """Where a field of a post stands in a format.

    Attributes:
        field: the field, or the kind of segment.
        keys: columns or keys of the format, as a person would look for them.
        note: what must be known to rely on it.
    """

    field: str
    keys: str
    note: str = ""


class About(msgspec.Struct, frozen=True):
    """A format as it is told to a person.

    Attributes:
        id: short name.
        name: of the tool and what it was collected from.
        sources: the fields that it carries; all others are not observed.
        notes: what is not verified, and what else must be known.
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()


class Surroundings:
    """What a record alone does not tell.

    Attributes:
        path: the file on disk; ``None`` for a stream.
        subscribers: of YouTube channels that the file lists, by the channel's id.
        remarks: what is to be told of the record at hand, besides the post made of it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.subscribers: dict[str, int] = {}
        self.remarks: list[RemarkError] = []


def _no_columns(columns: frozenset[str]) -> bool:
    return False


def _no_records(value: Record) -> list[Record] | None:
    return None


def _no_note(value: Record, around: Surroundings) -> None:
    return None


class Export(msgspec.Struct, frozen=True):
    """A format: how it is recognised, and how a record of it becomes a post.

    Attributes:
        about: what it is called and carries.
        post: makes a record, or a table's row, into the shape of a post as JSON; raises
            ``InputError`` where it cannot, ``RemarkError`` where it is left out on purpose.
        columns: whether a table with these columns is of the format.
        records: the records that a JSON object holds; ``None`` where it is of another format.
        note: takes notes of a JSON object before its records are read.
    """

    about: About
    post: Callable[[Record, Surroundings], Record]
    columns: Callable[[frozenset[str]], bool] = _no_columns
    records: Callable[[Record], list[Record] | None] = _no_records
    note: Callable[[Record, Surroundings], None] = _no_note


def at(value: object, *path: str | int) -> Any:
    """Return what stands at the end of ``path``, or ``None`` where anything on it is missing."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or not -len(value) <= step < len(value):
                return None
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def dicts(value: object) -> list[Record]:
    """Return the objects of a list, and no other elements of it; of anything else none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(*values: object) -> Any:
    """Return the first value that is neither ``None`` nor an empty text."""
    return next((value for value in values if value is not None and value != ""), None)


def count(value: object) -> Any:
    """Return a count as a whole number; ``None`` for none and for the -1 that stands for none.

    Thousands may be set apart. What is no number is returned as it is, for the validation to
    complain of.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        text = value.strip()
        number = _WHOLE.fullmatch(re.sub(r"(?<=\d)[, \u00a0\u202f](?=\d{3}(?!\d))", "", text))
        if number is None:
            return text if text and text.upper() not in ("N/A", "NA", "NULL", "NONE") else None
        value = int(number[1])
    return None if isinstance(value, int | float) and value < 0 else value


def truth(value: object) -> bool | None:
    """Return what a cell or key states, or ``None`` where it states neither."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    return True if word in _YES else False if word in _NO else None


def either(*values: bool | None) -> bool | None:
    """Return true when any is, false when one was observed and none is true, else ``None``."""
    if any(values):
        return True
    return False if any(value is False for value in values) else None


def moment(value: object) -> Any:
    """Return a Unix time in seconds or milliseconds as an ISO date-time in UTC.

    0 stands for an unknown one. Other text is returned as it is, for the validation to judge.
    """
    if isinstance(value, bool) or value is None or value == "":
        return None
    number = _WHOLE.fullmatch(value.strip()) if isinstance(value, str) else None
    seconds = int(number[1]) if number else value
    if not isinstance(seconds, int | float):
        return value
    if seconds <= 0:
        return None
    if seconds >= 100_000_000_000:
        seconds = seconds / 1000
    try:
        found = _EPOCH + timedelta(seconds=int(seconds))
    except OverflowError:
        return str(value)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def segments(*parts: tuple[str, Any]) -> list[Record]:
    """Return segments of the kinds and texts given, without empty ones.

    Where there is no text at all, the first part that is known, if only as empty, is kept.
    """
    known = [{"kind": kind, "text": text} for kind, text in parts if text is not None]
    return [part for part in known if part["text"] != ""] or known[:1]


def handles(names: Iterable[object]) -> list[str]:
    """Return user names as handles, each once."""
    found = (f"@{name.lstrip('@')}" for name in names if isinstance(name, str) and name.strip("@ "))
    return list(dict.fromkeys(found))


def post(extra: Record | None = None, **fields: Any) -> Record:
    """Return the shape of a post without what is unknown; ``extra`` likewise."""
    made = {
        name: value
        for name, value in fields.items()
        if value is not None and (value != "" or name == "text")
    }
    kept = {
        name: value
        for name, value in (extra or {}).items()
        if value is not None and value not in ("", [], {})
    }
    if kept:
        made["extra"] = kept
    return made


def name_of(value: object) -> str | None:
    """Return an id or a name as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
