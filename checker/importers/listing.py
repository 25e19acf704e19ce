"""Short lists of any kind: CSV or TSV with a header, or JSON Lines, line by line.

A line that cannot be used is a :class:`Problem`, and the lines around it are read all the same.
"""

from __future__ import annotations

import csv
import errno
import io
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from checker.errors import InputError
from checker.importers.detect import detect
from checker.importers.explain import broken_bytes, long_line, printable, shown
from checker.importers.records import Problem
from checker.importers.stream import BOM, Peeked, peek, physical_lines
from checker.importers.validate import decode_object

_CELL_LINES = 20
"""Most lines that a quoted cell may run over."""

_JSON_NAMES = (".jsonl", ".ndjson", ".json")
_REASONS = {
    errno.ENOENT: ("there is no such file", "Check its name and where you are"),
    errno.EISDIR: ("it is a directory, not a file", "Name the files in it"),
    errno.EACCES: ("there is no permission to read it", "Ask its owner for permission to read it"),
}

T = TypeVar("T")
_Item = tuple[int, dict[str, Any] | InputError]


def read_lines(
    file: Path | str,
    columns: dict[str, tuple[str, ...]],
    needed: tuple[str, ...],
    make: Callable[[str, int, dict[str, Any]], T],
) -> Iterator[T | Problem]:
    """Yield what ``make`` makes of every line, and a problem for each that cannot be used.

    Args:
        file: name of the file.
        columns: name of each field to the columns (or keys) that may hold it.
        needed: the fields of which the header must name at least one.
        make: takes the file's name, the line and its fields that are not empty; raises
            ``InputError`` when they make no sense.
    """
    name = printable(str(file))
    fields = {alias: field for field, aliases in columns.items() for alias in aliases}
    anything = False
    unused: set[str] = set()
    try:
        with Path(file).open("rb") as stream:
            for line, row in _rows(peek(stream), Path(file).suffix.lower(), fields, needed):
                anything = True
                try:
                    if isinstance(row, InputError):
                        raise row
                    yield make(name, line, _known(row, fields, unused))
                except InputError as error:
                    yield Problem(name, line, error.what, error.remedy)
    except InputError as error:
        yield Problem(name, None, error.what, error.remedy)
        return
    except (OSError, ValueError) as error:
        reason = printable(str(getattr(error, "strerror", None) or error).lower())
        otherwise = (f"it cannot be read ({reason})", "Check the file and its disk")
        yield Problem(name, None, *_REASONS.get(getattr(error, "errno", None) or 0, otherwise))
        return
    if not anything:
        yield Problem(name, None, "nobody is listed in it", "Give at least one line")
    for column in sorted(unused):
        what = f"the column {shown(column)} is not used"
        yield Problem(name, None, what, f"The columns that are: {', '.join(columns)}", "warning")


def _known(row: dict[str, Any], fields: dict[str, str], unused: set[str]) -> dict[str, Any]:
    """Return the row under the names of the fields, without what is empty or unknown."""
    known: dict[str, Any] = {}
    for column, value in row.items():
        field = fields.get(column.strip().lower())
        if field is None:
            unused.add(column)
        elif value is not None and not (isinstance(value, str) and not value.strip()):
            if field in known and known[field] != value:
                raise InputError(
                    f"two columns give the {field}: {shown(known[field])} and {shown(value)}",
                    remedy="Keep one of them",
                )
            known[field] = value
    return known


def _rows(
    peeked: Peeked, suffix: str, fields: dict[str, str], needed: tuple[str, ...]
) -> Iterator[_Item]:
    if not peeked.head.strip():
        raise InputError("the file is empty", remedy="Give at least one line")
    kind = detect(peeked.head, peeked.whole, suffix if suffix in _JSON_NAMES else ".csv").kind
    if kind == "lines":
        yield from _json_rows(peeked)
    elif kind == "table":
        yield from _table_rows(peeked, fields, needed)
    else:
        raise InputError(
            "it is neither a table with a header nor JSON Lines",
            remedy="Save it as CSV, or write one JSON object a line",
        )


def _json_rows(peeked: Peeked) -> Iterator[_Item]:
    for number, line in physical_lines(peeked.reader):
        try:
            if line is None:
                raise long_line()
            line = line.removeprefix(BOM)
            if line.strip():
                yield number, decode_object(line)
        except InputError as error:
            yield number, error


def _table_rows(peeked: Peeked, fields: dict[str, str], needed: tuple[str, ...]) -> Iterator[_Item]:
    header: list[str] = []
    delimiter = ","
    lines = deque[tuple[int, bytes | None]]()
    source = physical_lines(peeked.reader)
    while True:
        number, line = lines.popleft() if lines else next(source, (0, None))
        if number == 0:
            return
        try:
            if line is None:
                raise long_line()
            if not header:
                delimiter, header = _header(_decode(line), fields, needed)
                continue
            cells = _cells(_decode(line), delimiter, len(header), lines, source)
            if len(cells) > len(header):
                raise InputError(
                    f"the line has {len(cells)} cells, and the header {len(header)}",
                    remedy=f"Put a cell that holds {shown(delimiter)} between quotation marks",
                )
            if any(cell.strip() for cell in cells):
                yield number, dict(zip(header, cells, strict=False))
        except InputError as error:
            if not header:
                raise
            yield number, error


def _decode(line: bytes) -> str:
    flaw = broken_bytes(line)
    if flaw is not None:
        raise flaw
    return line.decode("utf-8")


def _header(line: str, fields: dict[str, str], needed: tuple[str, ...]) -> tuple[str, list[str]]:
    """Return what stands between two cells, and the names of the columns."""
    if not line.strip():
        return ",", []
    split = {d: next(csv.reader([line], delimiter=d), []) for d in ",;\t"}
    delimiter, cells = max(
        split.items(), key=lambda item: sum(c.strip().lower() in fields for c in item[1])
    )
    names = [cell.strip().lower() for cell in cells]
    if not any(fields.get(name) in needed for name in names):
        listed = ", ".join(shown(cell) for cell in cells[:8])
        raise InputError(
            f"the header names no column {' or '.join(needed)}; it has {listed}",
            remedy="Give the columns these names in the first line",
        )
    for name in names:
        if name and names.count(name) > 1:
            raise InputError(
                f"the column {shown(name)} is there twice", remedy="Remove or rename one of them"
            )
    return delimiter, [name or f"column {at}" for at, name in enumerate(names, 1)]


def _cells(
    text: str,
    delimiter: str,
    width: int,
    lines: deque[tuple[int, bytes | None]],
    source: Iterator[tuple[int, bytes | None]],
) -> list[str]:
    """Split a line; where a quoted cell goes on, take the lines it runs over as well.

    A cell that is not closed within a few lines is a stray quotation mark: those lines are left
    in ``lines`` to be read on their own.
    """
    taken = 0
    while True:
        try:
            # Strict, because otherwise a stray quotation mark is swallowed without a word.
            cells = next(csv.reader(io.StringIO(text, ""), delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            flaw = str(error)
        else:
            if taken and len(cells) != width:
                flaw = "a cell runs over several lines"
            else:
                for _ in range(taken):
                    lines.popleft()
                return cells
        if "unexpected end" in flaw and taken < _CELL_LINES:
            if taken == len(lines) and (following := next(source, None)):
                lines.append(following)
            if taken < len(lines) and (line := lines[taken][1]) is not None:
                text += line.decode("utf-8", "replace")
                taken += 1
                continue
        raise InputError(
            "a quotation mark is never closed, or stands inside a cell",
            remedy='Close the cell, and write "" for a quotation mark inside it',
        )
