"""Lists of collaborations: CSV (or TSV) with a header, or JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from checker.errors import InputError
from checker.importers.creators import GIFT_COLUMNS, GiftLine, gift_of, text_of
from checker.importers.explain import shown
from checker.importers.listing import read_lines
from checker.importers.records import Problem
from checker.model import RelationKind

_COLUMNS: dict[str, tuple[str, ...]] = {
    **GIFT_COLUMNS,
    "brand": ("brand", "advertiser"),
    "relation": ("relation", "kind"),
    "campaign": ("campaign",),
}


class CollaborationLine(msgspec.Struct, frozen=True):
    """One line of a list of collaborations; an absent date leaves that end open."""

    who: GiftLine
    brand: str
    relation: RelationKind
    campaign: str | None = None


def read_collaborations(file: Path | str) -> Iterator[CollaborationLine | Problem]:
    """Yield every line of a list of collaborations, and a problem for each that cannot be used.

    Columns (or keys): ``handle`` or ``author``, ``platform``, ``brand``, ``relation``, ``from``
    or ``date``, ``until``, ``contract``, ``campaign``.

    Args:
        file: name of the file.
    """
    yield from read_lines(file, _COLUMNS, ("handle", "brand"), _line)


def _line(file: str, line: int, row: dict[str, Any]) -> CollaborationLine:
    who = gift_of(file, line, row)
    brand, relation = text_of(row, "brand"), text_of(row, "relation")
    if brand is None:
        raise InputError("the brand is missing", remedy="Say for whom")
    if relation is None or relation.lower() not in get_args(RelationKind):
        raise InputError(
            "the relation is missing" if relation is None else f"no relation is {shown(relation)}",
            remedy=f"Write one of {', '.join(get_args(RelationKind))}",
        )
    kind: RelationKind = relation.lower()  # type: ignore[assignment]
    return CollaborationLine(who, brand, kind, text_of(row, "campaign"))
