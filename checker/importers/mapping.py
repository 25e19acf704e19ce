"""A user's mapping of columns to the fields of a post, for tables that palese does not know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import msgspec

from checker.errors import InputError
from checker.importers.explain import shown
from checker.importers.exports.base import About, Record, Source, count, moment, truth
from checker.importers.records import COUNTS
from checker.model import SegmentKind

TEXT_KINDS = tuple(kind for kind in get_args(SegmentKind) if kind != "caption")
"""Kinds of segments besides the caption, which is called ``text``."""

TARGETS = (
    *("id", "platform", "author", "country", "lang", "url", "published_at", "text"),
    *TEXT_KINDS,
    *("platform_label", "relation_kind", "relation_brand", "brands"),
    *COUNTS,
)
"""What a column can be mapped to: fields of a post, and kinds of segments."""

ALWAYS = ("platform", "country", "lang", "relation_kind", "relation_brand", "platform_label")
"""What can be the same for every post."""

_SEPARATORS = re.compile(r"[|;,]")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column, and how its cells are to be read.

    Attributes:
        column: its name in the header.
        date: for ``published_at``: ``iso``, ``unix``, or the pattern of ``strptime``.
        thousands: for counts: what stands between groups of three digits.
        yes, no, unknown: for ``platform_label``: the cells that say so.
    """

    column: str
    date: str = "iso"
    thousands: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping file.

    Attributes:
        fields: name of each field (or kind of segment) to its column.
        always: fields that are the same for every post.
        header: the row of the header, from 1; without it the first row that has any cell.
        sheet: name of the workbook's sheet; without it the first.
        keep: whether columns that are not mapped are handed back under ``extra``.
    """

    fields: dict[str, str | Column]
    always: dict[str, str] = {}
    header: int | None = None
    sheet: str | None = None
    keep: bool = True

    @property
    def columns(self) -> dict[str, Column]:
        """Every field with its column."""
        return {
            name: Column(value) if isinstance(value, str) else value
            for name, value in self.fields.items()
        }

    @property
    def about(self) -> About:
        """The mapping as a format."""
        sources = [Source(_shown(name), column.column) for name, column in self.columns.items()]
        sources += [Source(name, f"always {shown(value)}") for name, value in self.always.items()]
        return About("mapping", "a table read by a mapping file", tuple(sources))


def _shown(name: str) -> str:
    return {"text": "caption", "relation_kind": "relation"}.get(name, name)


def places(mapping: Mapping, header: Sequence[str]) -> dict[str, int]:
    """Return the place of each mapped column in the header.

    Raises:
        InputError: a column is not there, or is there twice.
    """
    names = [cell.strip() for cell in header]
    folded = [name.casefold() for name in names]
    found: dict[str, int] = {}
    for field, column in mapping.columns.items():
        wanted = column.column.strip()
        exact = [n for n, name in enumerate(names) if name == wanted]
        matches = exact or [n for n, name in enumerate(folded) if name == wanted.casefold()]
        if len(matches) > 1:
            raise InputError(
                "the column {column} is there {count} times",
                remedy="Rename the others",
                values={"column": shown(wanted), "count": len(matches)},
            )
        if not matches:
            listed = ", ".join(shown(name) for name in names[:8] if name)
            more = f" … (+{len(names) - 8})" if len(names) > 8 else ""
            raise InputError(
                "there is no column {column}; the header has {columns}",
                remedy="Correct the mapping, or say in which row the header is (header: 7)",
                values={"column": shown(wanted), "columns": listed + more},
            )
        found[field] = matches[0]
    return found


def post(mapping: Mapping, cells: Record, rest: Record) -> Record:
    """Return the shape of a post of a row.

    Args:
        mapping: the user's.
        cells: text of each mapped field, without the empty ones.
        rest: text of the columns that are not mapped, by their names.

    Raises:
        InputError: a cell is not what the mapping says.
    """
    made: Record = dict(mapping.always)
    if "platform_label" in made:
        made["platform_label"] = truth(made["platform_label"])
    segments: list[Record] = []
    columns = mapping.columns
    for field in TARGETS:
        if field not in cells:
            continue
        cell, column = cells[field], columns[field]
        if field == "published_at":
            made[field] = _date(cell, column)
        elif field == "platform_label":
            made[field] = _label(cell, column)
        elif field == "brands":
            made[field] = [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]
        elif field in COUNTS:
            plain = cell.replace(column.thousands, "") if column.thousands else cell
            made[field] = count(plain)
        elif field in TEXT_KINDS:
            segments.append({"kind": field, "text": cell})
        elif field == "author":
            made[field] = cell.strip().removeprefix("@")
        else:
            made[field] = cell if field == "text" else cell.strip()
    if segments:
        text = made.pop("text", None)
        made["segments"] = ([{"kind": "caption", "text": text}] if text else []) + segments
    elif "text" in columns:
        made.setdefault("text", "")
    relation = {
        key: made.pop(f"relation_{key}") for key in ("kind", "brand") if f"relation_{key}" in made
    }
    if "kind" in relation:
        made["relation"] = relation
    elif relation:
        made["brands"] = [*made.get("brands", []), relation["brand"]]
    made = {name: value for name, value in made.items() if value is not None}
    if rest and mapping.keep:
        made["extra"] = rest
    return made


def _date(cell: str, column: Column) -> object:
    text = cell.strip()
    if column.date in ("iso", "unix"):
        return moment(text) if column.date == "unix" else text
    try:
        found = datetime.strptime(text, column.date)
    except ValueError:
        try:
            # Workbooks keep dates as dates, whatever they look like on the screen.
            found = datetime.fromisoformat(text)
        except ValueError:
            raise InputError(
                "the column {column} holds {value}, which is no date like {pattern}",
                remedy="Correct the cell, or the date pattern in the mapping",
                values={
                    "column": shown(column.column),
                    "value": shown(text),
                    "pattern": shown(column.date),
                },
            ) from None
    return found.isoformat()


def _label(cell: str, column: Column) -> bool | None:
    word = cell.strip().casefold()
    for listed, meaning in ((column.yes, True), (column.no, False), (column.unknown, None)):
        if word in (entry.casefold() for entry in listed):
            return meaning
    known = None if column.yes or column.no else truth(cell)
    if known is None:
        raise InputError(
            "the column {column} holds {value}, "
            "which the mapping lists neither under yes nor under no",
            remedy="List it under yes, no or unknown in the mapping",
            values={"column": shown(column.column), "value": shown(cell)},
        )
    return known
