"""Excel workbooks (``.xlsx``), row by row. openpyxl is imported only here and only when used."""

from __future__ import annotations

import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from checker import settings
from checker.errors import InputError
from checker.importers.context import Context
from checker.importers.explain import printable, shown
from checker.importers.records import Row
from checker.importers.shapes import Shape, shape_of

MAX_UNPACKED_BYTES = 2_000_000_000
"""Largest sheet, unpacked, that is read; it is read row by row."""

MAX_SHARED_BYTES = 200_000_000
"""Largest table of a workbook's texts, which is held in memory."""

_SHARED = "xl/sharedstrings.xml"


def read(stream: BinaryIO, seekable: bool, stem: str, context: Context) -> Iterator[Row]:
    """Yield the post of every row, or what is wrong with it; the row's number is the line.

    Args:
        stream: the file from its start.
        seekable: whether any place in ``stream`` can be read; if not, it goes through a temporary
            file on disk.
        stem: what the id of a post without one is made of: ``<stem>:<row>``.
        context: of the file.

    Raises:
        InputError: the workbook is damaged or too large, or its columns are not known.
        OSError: the stream cannot be read.
    """
    if seekable:
        yield from _read(stream, stem, context)
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield from _read(copy, stem, context)


def rows(file: BinaryIO, context: Context) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet that hold anything, as text, with their numbers.

    Raises:
        InputError: as for :func:`read`.
    """
    _refuse(file)
    wanted = context.mapping.sheet if context.mapping else None
    with _Damage(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not concern a reader
        from openpyxl import load_workbook  # takes a fifth of a second

        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        names = [str(name) for name in book.sheetnames]
    try:
        if wanted is not None and wanted not in names:
            raise InputError(
                "there is no sheet {sheet}; there are {sheets}",
                remedy="Correct the sheet in the mapping",
                values={"sheet": shown(wanted), "sheets": ", ".join(map(shown, names))},
            )
        with _Damage():
            sheet = book[wanted] if wanted else book.worksheets[0]
            # The size that a sheet states is often wrong, and cuts rows off.
            sheet.reset_dimensions()
            found = iter(sheet.iter_rows(values_only=True))
        context.container = f"Excel workbook, sheet {shown(sheet.title)}"
        number = 0
        while True:
            with _Damage():
                cells = next(found, None)
            if cells is None:
                return
            number += 1
            row = [_text(cell) for cell in cells]
            while row and not row[-1].strip():
                row.pop()
            if row:
                yield number, row
    finally:
        book.close()


def _read(file: BinaryIO, stem: str, context: Context) -> Iterator[Row]:
    shape: Shape | None = None
    width = 0
    first = context.mapping.header if context.mapping else None
    for number, cells in rows(file, context):
        if first is not None and number < first:
            continue
        try:
            if shape is None:
                shape, width = shape_of(cells, context), len(cells)
                continue
            if max(map(len, cells)) > settings.MAX_LINE_BYTES:
                raise InputError("a cell is too long", remedy="Shorten or split the post")
            # Empty cells at a row's end are not stored in a workbook.
            for post in shape(cells + [""] * (width - len(cells)), stem, number):
                yield number, post
        except InputError as error:
            yield number, error
            if shape is None:  # without a header no row has a meaning
                return


def _refuse(file: BinaryIO) -> None:
    """Say what is wrong with an archive before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {entry.filename.lower(): entry.file_size for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        raise InputError(
            "the archive or workbook is damaged or cut off", remedy="Save or download it again"
        ) from None
    finally:
        file.seek(0)
    if "xl/workbook.xml" not in sizes:
        what = "a Word file" if "word/document.xml" in sizes else "a ZIP archive"
        if "mimetype" in sizes:
            what = "an OpenDocument file"
        raise InputError(
            "it looks like {kind}, not text or an Excel workbook",
            remedy="Save it as CSV or XLSX" if what != "a ZIP archive" else "Unpack it first",
            values={"kind": what},
        )
    if sizes.get(_SHARED, 0) > MAX_SHARED_BYTES or max(sizes.values()) > MAX_UNPACKED_BYTES:
        raise InputError(
            "the workbook is too large", remedy="Save it as CSV, which may be of any size"
        )


class _Damage:
    """Turns whatever openpyxl raises on a damaged workbook into an :class:`InputError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # It raises errors of zip, XML, numbers and keys as the damage has it, and none of them
        # is a fault of this program.
        if isinstance(error, Exception):
            reason = printable(str(error).partition("\n")[0])[:120].rstrip(". ")
            raise InputError(
                "the workbook cannot be read: {reason}",
                remedy="Save it again, or save it as CSV",
                values={"reason": reason or type(error).__name__},
            ) from None


def _text(cell: Any) -> str:
    """Return a cell as a CSV would have it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
