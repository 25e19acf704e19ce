"""How the rows of a table become posts: by palese's columns, a known export's, or a mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from checker.errors import InputError
from checker.importers import columns, mapping
from checker.importers.context import Context
from checker.importers.exports import registry
from checker.importers.exports.base import Export
from checker.importers.mapping import Mapping
from checker.importers.validate import post_from_mapping
from checker.model import Post

Shape = Callable[[Sequence[str], str, int], Iterator[Post | InputError]]
"""Takes a row's cells, the stem of ids and the line; yields the post or what is wrong."""

_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,19})(?:\.0*)?\s*")
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def shape_of(header: Sequence[str], context: Context, delimiter: str = ",") -> Shape:
    """Return what makes posts of the rows under a header, and note the format in ``context``.

    Raises:
        InputError: the columns are neither palese's, nor known, nor those of the mapping.
    """
    if context.mapping is not None:
        context.about = context.mapping.about
        return _mapped(context.mapping, header, delimiter)
    cells = [cell.strip() for cell in header]
    export = registry.by_columns(frozenset(cells))
    if export is not None:
        context.recognised(export)
        return _exported(export, cells, context, delimiter)
    names = columns.names(header)
    context.recognised(None)
    return _own(names, delimiter)


def _own(names: Sequence[str], delimiter: str) -> Shape:
    def shape(cells: Sequence[str], stem: str, line: int) -> Iterator[Post | InputError]:
        _refuse_more(cells, len(names), delimiter)
        row: dict[str, Any] = {}
        for name, cell in zip(names, cells, strict=False):
            if not cell or cell.isspace():
                continue
            if name in columns.NUMBERS:
                number = _WHOLE.fullmatch(cell)
                row[name] = int(number[1]) if number else cell
            elif name == "platform_label":
                row[name] = _TRUTH.get(cell.strip().lower(), cell)
            else:
                row[name] = cell
        yield post_from_mapping(columns.fold(row), stem, line)

    return shape


def _exported(export: Export, names: Sequence[str], context: Context, delimiter: str) -> Shape:
    def shape(cells: Sequence[str], stem: str, line: int) -> Iterator[Post | InputError]:
        _refuse_more(cells, len(names), delimiter)
        if len(cells) < len(names):
            raise InputError(
                "the row has {cells} cells, and the header {header}",
                remedy="The export may have been cut off; download it again",
                values={"cells": len(cells), "header": len(names)},
            )
        # Text as it stands, and nothing for a blank cell; of two columns with one name the first.
        row = {
            name: "" if cell.isspace() else cell
            for name, cell in zip(reversed(names), reversed(cells), strict=True)
        }
        yield from registry.one(export, row, context.around, stem, line)

    return shape


def _mapped(chosen: Mapping, header: Sequence[str], delimiter: str) -> Shape:
    places = mapping.places(chosen, header)
    taken = set(places.values())
    others = {n: cell.strip() for n, cell in enumerate(header) if n not in taken and cell.strip()}

    def shape(cells: Sequence[str], stem: str, line: int) -> Iterator[Post | InputError]:
        _refuse_more(cells, len(header), delimiter)
        if len(cells) <= max(taken):
            raise InputError(
                "the row has {cells} cells, and the header {header}",
                remedy="The table may have been cut off; save it again",
                values={"cells": len(cells), "header": len(header)},
            )
        known = {field: cells[n] for field, n in places.items() if cells[n].strip()}
        rest = {name: cells[n] for n, name in others.items() if n < len(cells) and cells[n].strip()}
        yield post_from_mapping(mapping.post(chosen, known, rest), stem, line)

    return shape


def _refuse_more(cells: Sequence[str], width: int, delimiter: str) -> None:
    if len(cells) > width:
        between = "tab" if delimiter == "\t" else delimiter
        raise InputError(
            "the row has {cells} cells, and the header {header}",
            remedy='Put a cell that holds "{between}" between quotation marks',
            values={"cells": len(cells), "header": width, "between": between},
        )
