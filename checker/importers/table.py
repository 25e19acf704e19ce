"""CSV and TSV with a header, of any length."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator

from checker import settings
from checker.errors import InputError
from checker.importers import explain
from checker.importers.context import Context
from checker.importers.records import Row
from checker.importers.shapes import Shape, shape_of
from checker.importers.stream import physical_lines

_SAMPLE = 20
_MAX_GIVEN_BACK = 200_000_000


def read(reader: io.BufferedReader, stem: str, delimiter: str, context: Context) -> Iterator[Row]:
    """Yield the post of every row, or what is wrong with it, with the line the row begins on.

    Numbers and truth values are written as text in such a file and are read as what they mean;
    an empty cell is an absent key; rows without any content are passed over.

    Args:
        reader: the file's bytes from the start.
        stem: what the id of a post without one is made of: ``<stem>:<line>``.
        delimiter: what stands between two cells.
        context: of the file.

    Raises:
        OSError: the stream cannot be read.
    """
    context.container = {"\t": "TSV", ";": "CSV with semicolons"}.get(delimiter, "CSV")
    # The module's own limit, 131,072 characters a cell, is lower than ours; it holds for the whole
    # process, so it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * settings.MAX_LINE_BYTES))
    lines = _Lines(reader)
    first = context.mapping.header if context.mapping else None
    shape: Shape | None = None
    for line, cells in _rows(lines, delimiter):
        if first is not None and line < first:
            continue
        try:
            if isinstance(cells, InputError):
                raise cells
            if shape is None:
                shape = shape_of(cells, context, delimiter)
                lines.expect(len(cells), delimiter)
                continue
            for post in shape(cells, stem, line):
                yield line, post
        except InputError as error:
            yield line, error
            if shape is None:  # without a header no row has a meaning
                return


def first_row(text: str, delimiter: str) -> list[str]:
    """Return the cells of the first row of ``text`` that has any, or an empty list."""
    rows = csv.reader(io.StringIO(text, ""), delimiter=delimiter)
    try:
        return next(filter(None, rows), [])
    except csv.Error:
        return []


def _rows(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | InputError]]:
    # Strict, because otherwise a stray quotation mark swallows rows without a word.
    parser = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin_row()
        try:
            cells = next(parser)
        except StopIteration:
            return
        except (csv.Error, _TooLongError) as error:
            yield lines.first, lines.recover(error)
            continue
        if lines.flaw is not None:
            yield lines.flaw
        elif any(cells) and not all(cell.isspace() for cell in cells if cell):
            yield lines.first, cells


class _TooLongError(Exception):
    """A line, or a quoted cell with its line breaks, is longer than what is kept in memory."""


class _Lines:
    """Feeds the csv module, and keeps the lines of the row at hand in case it turns out broken."""

    def __init__(self, reader: io.BufferedReader) -> None:
        self._source = physical_lines(reader)
        self._back: deque[tuple[int, bytes | None]] = deque()
        self._row: list[tuple[int, bytes | None]] = []
        self._size = 0
        self._given_back = 0
        self._width = 0
        self._delimiter = ","
        self.flaw: tuple[int, InputError] | None = None

    @property
    def first(self) -> int:
        """The line that the row at hand begins on."""
        return self._row[0][0]

    def expect(self, width: int, delimiter: str) -> None:
        """Tell how many cells a sound row has."""
        self._width, self._delimiter = width, delimiter

    def begin_row(self) -> None:
        """Forget the last row."""
        self._row = []
        self._size = 0
        self.flaw = None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        number, line = self._back.popleft() if self._back else next(self._source)
        self._row.append((number, line))
        if line is None:
            raise _TooLongError
        self._size += len(line)
        if self._size > settings.MAX_LINE_BYTES + 1:
            raise _TooLongError
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("utf-8", "replace")
        else:
            if "\0" not in text:
                return text
        # The row is read to its end all the same, so that one bad byte is one complaint.
        flaw = explain.broken_bytes(line)
        if flaw is not None and self.flaw is None:
            self.flaw = number, flaw
        return text

    def recover(self, error: Exception) -> InputError:
        """Find where to read on after a row that cannot be read, and say what is wrong with it.

        Where the lines after the row's first look like rows, its quotation mark was a stray one
        and they are read again; else they are the inside of a cell and are passed over.
        """
        rest = self._row[1:]
        # Every byte that is read again counts, so that a file of stray marks cannot take the
        # square of its length.
        if rest and self._given_back < _MAX_GIVEN_BACK and self._look_like_rows(rest):
            self._given_back += self._size
            self._back.extendleft(reversed(rest))
            skipped = ""
        else:
            if isinstance(error, _TooLongError) and self._row[-1][1] is not None:
                self._skip_cell()
            end = self._row[-1][0]
            skipped = "; lines {first} to {last} were not read" if end > self.first else ""
        lines = {"first": self.first, "last": self._row[-1][0]}
        if isinstance(error, _TooLongError):
            if self._row[0][1] is None:
                return explain.long_line()
            return InputError(
                "the row is longer than {most} bytes" + skipped,
                remedy="Close every quoted cell, and shorten or split the post",
                values={"most": f"{settings.MAX_LINE_BYTES:,}", **lines},
            )
        message = str(error)
        if "new-line" in message:
            return InputError(
                "a lone carriage return stands outside quotation marks" + skipped,
                remedy="Put the cell between quotation marks",
                values=lines,
            )
        what = (
            "a quoted cell is never closed"
            if "end of data" in message
            else "a quoted cell holds a single quotation mark"
        )
        return InputError(
            what + skipped,
            remedy='Close the cell, and write "" for a quotation mark inside it',
            values=lines,
        )

    def _look_like_rows(self, lines: list[tuple[int, bytes | None]]) -> bool:
        sample = [line.decode("utf-8", "replace") for _, line in lines[:_SAMPLE] if line]
        if self._width < 2 or not sample:  # with one column, any line looks like a row
            return False
        try:
            rows = list(csv.reader(sample, delimiter=self._delimiter))
        except csv.Error:
            return False
        return 2 * sum(len(row) == self._width for row in rows) >= len(sample)

    def _skip_cell(self) -> None:
        """Pass over the lines up to the one that closes the quoted cell at hand."""
        marks = sum(line.count(b'"') for _, line in self._row if line)
        while marks % 2:
            number, line = self._back.popleft() if self._back else next(self._source, (0, None))
            if number == 0:
                return
            self._row[-1] = number, line
            marks += line.count(b'"') if line else 0
