"""What the columns of a table mean, in CSV, TSV and Parquet alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from checker.errors import InputError
from checker.importers.explain import shown
from checker.importers.records import COUNTS, FIELDS

RELATION_PARTS = {
    "relation.kind": "kind",
    "relation_kind": "kind",
    "relation.brand": "brand",
    "relation_brand": "brand",
}
"""Columns that hold a part of the relation."""

KNOWN = FIELDS | RELATION_PARTS.keys()
"""Every column name with a meaning; capitals and blank space around it do not matter."""

NO_TEXT = (
    "Name the column that holds the captions 'text', "
    "or write a mapping: palese import --draft-mapping FILE"
)
"""What to do about a table whose columns say nothing to palese."""

NUMBERS = frozenset(COUNTS)

_JSON = frozenset(("segments", "relation", "brands", "extra"))
_decode = msgspec.json.Decoder().decode


def names(header: Sequence[str]) -> list[str]:
    """Return the name of every column: known ones as in the contract, others as they stand.

    Raises:
        InputError: a known column is there twice, or neither ``text`` nor ``segments`` is there.
    """
    found: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(header, 1):
        name = cell.strip()
        if name.lower() in KNOWN:
            name = name.lower()
            if name in taken:
                raise InputError(
                    "the column '{name}' is there twice",
                    remedy="Remove or rename one of them",
                    values={"name": name},
                )
        name = name or f"column {number}"
        while name in taken:
            name += "'"
        taken.add(name)
        found.append(name)
    if taken.isdisjoint(("text", "segments")):
        raise InputError(
            "the table has no column 'text'; its columns are {columns}",
            remedy=NO_TEXT,
            values={"columns": _listed(found)},
        )
    return found


def fold(row: dict[str, Any]) -> dict[str, Any]:
    """Turn a row, without its empty cells, into the shape of a post as JSON; changes ``row``.

    Text in ``segments``, ``relation``, ``brands`` and ``extra`` is read as JSON (brands also as
    names with ``|`` between them), and the relation's parts are put together.

    Raises:
        InputError: a cell that must be JSON is not.
    """
    for name in _JSON.intersection(row):
        cell = row[name]
        if isinstance(cell, str):
            if name == "brands" and not cell.lstrip().startswith("["):
                row[name] = [brand for part in cell.split("|") if (brand := part.strip())]
            else:
                row[name] = _from_json(name, cell)
    parts = [name for name in RELATION_PARTS if name in row]
    if parts:
        relation = row.get("relation", {})
        pieces = {RELATION_PARTS[name]: row.pop(name) for name in parts}
        if isinstance(relation, dict):
            row["relation"] = {**relation, **pieces}
    return row


def _from_json(name: str, cell: str) -> object:
    try:
        return _decode(cell)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise InputError(
            "the column '{name}' is not valid JSON: {cell}",
            remedy="Write it as in a JSON post, or leave the cell empty",
            values={"name": name, "cell": shown(cell)},
        ) from None


def _listed(found: Sequence[str]) -> str:
    listed = ", ".join(shown(name) for name in found[:8])
    return listed if len(found) <= 8 else f"{listed} and {len(found) - 8} more"
