"""Lists of creators and lists of gifts: CSV (or TSV) with a header, or JSON Lines.

Nothing is raised for what a file holds: a line that cannot be used is a :class:`Problem`, and the
lines around it are read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from checker.creators.tiers import FACTS
from checker.errors import InputError
from checker.importers.explain import shown
from checker.importers.listing import read_lines
from checker.importers.records import MAX_COUNT, Problem

_CREATOR_COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": ("handle", "author", "username", "user", "account"),
    "platform": ("platform", "network", "channel"),
    "name": ("name", "full_name", "display_name"),
    "creator": ("creator", "creator_id"),
    "country": ("country",),
    "area": ("area", "region", "city"),
    "language": ("language", "lang"),
    "topics": ("topics", "topic", "niche"),
    "url": ("url", "profile_url"),
    "followers": ("followers", "subscribers", "follower_count"),
    "likes": ("likes",),
    "views": ("views",),
    "taken_at": ("taken_at", "date", "observed_at"),
    **{name: (name, name.replace("-", "_")) for name in FACTS},
}
GIFT_COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": _CREATOR_COLUMNS["handle"],
    "platform": _CREATOR_COLUMNS["platform"],
    "starts_on": ("from", "date", "starts_on", "start"),
    "ends_on": ("until", "to", "ends_on", "end"),
    "contract": ("contract", "contract_ref", "reference"),
}
"""Fields of a list of gifts, and the columns that may hold each."""

_LONGEST = {"platform": 50, "language": 35}
_LONG = 300
_MOST_TOPICS = 100
_CODE = re.compile(r"[A-Za-z]{2}")
_WHOLE = re.compile(r"([+-]?[0-9]{1,19})(?:\.0*)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?", re.DOTALL)


class CreatorLine(msgspec.Struct, frozen=True):
    """One line of a list of creators; what it does not say is ``None``.

    Attributes:
        file, line: where it stands.
        creator: what joins the lines of one creator, where names do not.
        taken_at: when the counts were taken; of a day alone its beginning, UTC.
        facts: figures that some tiers need beyond followers, by the names of
            :data:`checker.creators.tiers.FACTS`.
    """

    file: str
    line: int
    handle: str | None = None
    platform: str | None = None
    name: str | None = None
    creator: str | None = None
    country: str | None = None
    area: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    url: str | None = None
    followers: int | None = None
    likes: int | None = None
    views: int | None = None
    taken_at: datetime | None = None
    facts: dict[str, float] = {}

    @property
    def counted(self) -> bool:
        """True when the line counts anything."""
        return any(count is not None for count in (self.followers, self.likes, self.views))


class GiftLine(msgspec.Struct, frozen=True):
    """One line of a list of gifts; an absent date leaves that end open."""

    file: str
    line: int
    handle: str
    platform: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    contract: str = ""


def read_creators(file: Path | str) -> Iterator[CreatorLine | Problem]:
    """Yield every line of a list of creators, and a problem for each that cannot be used.

    Columns (or keys): ``handle`` or ``author``, ``platform``, ``name``, ``creator``, ``country``,
    ``area``, ``language``, ``topic`` or ``topics`` with ``|`` between them, ``url``,
    ``followers``, ``likes``, ``views``, ``taken_at`` or ``date``.

    Args:
        file: name of the file.
    """
    yield from read_lines(file, _CREATOR_COLUMNS, ("handle", "name", "creator"), _creator)


def read_gifts(file: Path | str) -> Iterator[GiftLine | Problem]:
    """Yield every line of a list of gifts, and a problem for each that cannot be used.

    Columns (or keys): ``handle`` or ``author``, ``platform``, ``from`` or ``date``, ``until``,
    ``contract``.

    Args:
        file: name of the file.
    """
    yield from read_lines(file, GIFT_COLUMNS, ("handle",), gift_of)


def _creator(file: str, line: int, row: dict[str, Any]) -> CreatorLine:
    values = {
        field: text_of(row, field)
        for field in ("platform", "name", "creator", "country", "area", "language", "url")
    }
    found = CreatorLine(
        file,
        line,
        handle=_handle(row),
        topics=_topics(row.get("topics")),
        followers=_count(row, "followers"),
        likes=_count(row, "likes"),
        views=_count(row, "views"),
        taken_at=_moment(row, "taken_at"),
        facts={name: _figure(row, name) for name in FACTS if row.get(name) is not None},
        **values,
    )
    if found.country is not None and not _CODE.fullmatch(found.country):
        raise InputError(
            f"the country is {shown(found.country)}, not a code of two letters",
            remedy="Write a code such as IT, or leave it out",
        )
    if found.handle is None and found.counted:
        raise InputError("it counts something of no account", remedy="Give the handle")
    if found.handle is None and not (found.name or found.creator):
        raise InputError("it names no creator", remedy="Give a handle or a name")
    if found.handle is not None and found.platform is None:
        raise InputError(
            f"the platform of {shown('@' + found.handle)} is missing",
            remedy="Give one, such as instagram",
        )
    return found


def gift_of(file: str, line: int, row: dict[str, Any]) -> GiftLine:
    """Return a line of a list of gifts; raises ``InputError`` for what cannot be one."""
    handle = _handle(row)
    if handle is None:
        raise InputError("the handle is missing", remedy="Say who was given it")
    starts, ends = _moment(row, "starts_on"), _moment(row, "ends_on")
    if starts and ends and ends < starts:
        raise InputError(
            f"it ends on {ends.date()}, before it starts on {starts.date()}",
            remedy="Correct one of the dates",
        )
    return GiftLine(
        file,
        line,
        handle,
        text_of(row, "platform"),
        starts.date() if starts else None,
        ends.date() if ends else None,
        text_of(row, "contract") or "",
    )


def text_of(row: dict[str, Any], field: str) -> str | None:
    """Return a short text; raises ``InputError`` for what is none or too long."""
    value = row.get(field)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InputError(f"the {field} is {shown(value)}, not text", remedy="Write it as text")
    value = value.strip()
    longest = _LONGEST.get(field, _LONG)
    if len(value) > longest:
        raise InputError(f"the {field} is longer than {longest} characters", remedy="Shorten it")
    if "\0" in value:
        raise InputError(f"the {field} holds a NUL character", remedy="Remove it")
    return value or None


def _handle(row: dict[str, Any]) -> str | None:
    value = text_of(row, "handle")
    if value is not None and not value.lstrip("@").strip():
        raise InputError(f"the handle is {shown(value)}", remedy="Write it in full")
    return value.lstrip("@").strip() if value else None


def _topics(value: object) -> tuple[str, ...]:
    parts = value.split("|") if isinstance(value, str) else [] if value is None else value
    if not isinstance(parts, list) or len(parts) > _MOST_TOPICS:
        raise InputError(
            f"the topics are {shown(value)}, not a list of at most {_MOST_TOPICS}",
            remedy="Write them with | between them",
        )
    found = (text_of({"topic": part}, "topic") for part in parts)
    return tuple(topic for topic in found if topic)


def _count(row: dict[str, Any], field: str) -> int | None:
    value = row.get(field)
    if value is None:
        return None
    number = _WHOLE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if number is None or not 0 <= int(number[1]) <= MAX_COUNT:
        raise InputError(
            f"the {field} are {shown(value)}, not a whole number of 0 or more",
            remedy="Write digits only, such as 12000, or leave it out where it is not known",
        )
    return int(number[1])


def _figure(row: dict[str, Any], field: str) -> float:
    value = row[field]
    try:
        number = float(value) if isinstance(value, str | int | float) else -1.0
    except ValueError:
        number = -1.0
    if isinstance(value, bool) or not 0 <= number <= MAX_COUNT:
        raise InputError(
            f"the {field} is {shown(value)}, not a number of 0 or more",
            remedy="Write digits with a point, such as 0.02, or leave it out where it is not known",
        )
    return int(number) if number.is_integer() else number


def _moment(row: dict[str, Any], field: str) -> datetime | None:
    value = row.get(field)
    if value is None:
        return None
    try:
        # fromisoformat also takes 20260501 and 2026-W18-5, which are likelier to be slips.
        if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
            raise ValueError
        moment = datetime.fromisoformat(value.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"the date is {shown(value)}, not an ISO date or date-time",
            remedy="Write it like 2026-05-01 or 2026-05-01T10:00:00Z",
        ) from None
