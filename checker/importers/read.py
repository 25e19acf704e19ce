"""The input edge: any file or stream that a user may name, to posts and problems."""

from __future__ import annotations

import errno
import io
import os
import sys
from array import array
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO, Literal, cast

from checker import settings
from checker.errors import InputError
from checker.importers import document, draft, jsonl, parquet, table, workbook
from checker.importers.context import Context
from checker.importers.detect import detect
from checker.importers.explain import printable, shown
from checker.importers.mapping import Mapping
from checker.importers.records import Problem, ReadPost, RemarkError, Row
from checker.importers.stream import Peeked, joined, peek
from checker.importers.unpack import XZ, unpacked

__all__ = ["Problem", "ReadPost", "read_posts"]

STDIN = "<stdin>"

_REASONS = {
    errno.ENOENT: ("there is no such file", "Check its name and where you are"),
    errno.EISDIR: ("it is a directory, not a file", "Name the files in it"),
    errno.EACCES: ("there is no permission to read it", "Ask its owner for permission to read it"),
}


def read_posts(
    source: Path | str,
    stream: BinaryIO | None = None,
    *,
    mapping: Mapping | None = None,
    context: Context | None = None,
) -> Iterator[ReadPost | Problem]:
    """Yield every post of a file, and a :class:`Problem` for everything that is wrong with it.

    The format is told from the content: JSON Lines, a JSON array or object, CSV or TSV with a
    header, an Excel workbook, Parquet, each of them possibly another tool's export
    (``exports/registry.py``); any other text is one draft. Posts come in the order of the file,
    and a problem where it is met. Memory does not grow with the file, but for some 30 bytes a post
    by which repeated ids are found; JSON arrays are loaded whole, and refused above 64 MB.

    Args:
        source: the file's name; ``-`` is standard input. A post without an id is called
            ``<stem of the name>:<line>``.
        stream: bytes to be read instead of the file, which ``source`` then only names. It is not
            closed.
        mapping: how the columns of a table are to be read, where palese does not know them.
        context: is told what the file was recognised as.

    Yields:
        Posts and problems. Nothing is raised for what a file holds or for a file that cannot be
        read: that, too, is a problem.
    """
    name = os.fspath(source)
    standard = name == "-"
    file = STDIN if standard else printable(name)
    context = context or Context()
    context.mapping = mapping
    context.around.path = None if standard else Path(name)
    if standard and stream is None:
        stream = sys.stdin.buffer
    try:
        with _open(name) if stream is None else nullcontext(stream) as opened:
            yield from _judge(_rows(opened, name, context), file)
    except OSError as error:
        reason = printable((error.strerror or str(error)).lower())
        what, remedy = _REASONS.get(
            error.errno or 0, ("it cannot be read ({reason})", "Check the file and its disk")
        )
        said = InputError(what, remedy=remedy, values={"reason": reason})
        yield Problem(file, None, said.what, said.remedy, "error", said.told)


def _open(name: str) -> BinaryIO:
    try:
        # Not by Path, which takes an empty name for the folder one is in.
        return open(name, "rb")  # noqa: PTH123
    except ValueError as error:  # a NUL, or what the system's encoding cannot write
        raise OSError(errno.EINVAL, "this is not a file name") from error


def _rows(opened: BinaryIO, name: str, context: Context) -> Iterator[Row]:
    """Yield what the reader of the file's format makes of it."""
    standard = name == "-"
    path = Path(name)
    seekable = opened.seekable() and opened.tell() == 0
    peeked = peek(opened)
    packed = peeked.head.startswith(XZ)
    if packed:
        seekable = False
        peeked = peek(unpacked(cast(BinaryIO, peeked.reader)))
        path = path.with_suffix("") if path.suffix.lower() == ".xz" else path
    stem = printable(path.stem) or "draft"
    suffix = "" if standard else path.suffix.lower()
    mapping = context.mapping
    mapped = (
        frozenset(c.column.strip().lower() for c in mapping.columns.values()) if mapping else ()
    )
    found = detect(peeked.head, peeked.whole, suffix, frozenset(mapped))
    if found.kind == "draft":
        yield from draft.read(peeked.reader, "draft" if standard else stem, context)
        return
    stem = "stdin" if standard else stem
    if found.kind == "table":
        yield from table.read(peeked.reader, stem, found.delimiter, context)
    elif found.kind in ("workbook", "parquet"):
        if seekable:
            opened.seek(0)
        whole = opened if seekable else cast(BinaryIO, peeked.reader)
        columnar = workbook if found.kind == "workbook" else parquet
        if mapping is not None and columnar is parquet:
            raise InputError("a mapping is for CSV and XLSX", remedy="Rename the Parquet columns")
        yield from columnar.read(whole, seekable, stem, context)
    else:
        reader = peeked.reader
        if found.kind == "lines":
            alone, reader = _one_line(peeked, suffix)
            if not alone:
                yield from jsonl.read(reader, stem, context)
                return
        yield from document.read(reader, stem, context)
    if packed:
        context.container += ", packed with xz"


def _one_line(peeked: Peeked, suffix: str) -> tuple[bool, io.BufferedReader]:
    """Whether the file begins with an object of one line that is too long for JSON Lines.

    Such is the metadata of a film with its comments; it is read whole, as a document is.
    """
    if suffix != ".json" or peeked.whole or b"\n" in peeked.head:
        return False, peeked.reader
    line = peeked.reader.readline(settings.MAX_LINE_BYTES + 1)
    too_long = len(line) > settings.MAX_LINE_BYTES and not line.endswith(b"\n")
    return too_long, joined(line, cast(BinaryIO, peeked.reader))


def _judge(rows: Iterator[Row], file: str) -> Iterator[ReadPost | Problem]:
    """Give every row its file, and find the ids that come twice and the file without a post."""
    seen = _SeenIds()
    anything = False
    try:
        for line, found in rows:
            anything = True
            if isinstance(found, InputError):
                level: Literal["error", "warning"]
                level = "warning" if isinstance(found, RemarkError) else "error"
                yield Problem(file, line, found.what, found.remedy, level, found.told)
                continue
            place = line or 1
            before = seen.before(found.id, place)
            if before:
                twice = RemarkError(
                    "the id {id} was used on line {line} already",
                    remedy="Give every post an id of its own",
                    values={"id": shown(found.id), "line": before},
                )
                yield Problem(file, place, twice.what, twice.remedy, "warning", twice.told)
            yield ReadPost(found, file, place)
    except InputError as error:
        yield Problem(file, None, error.what, error.remedy, "error", error.told)
        return
    if not anything:
        none = InputError("it holds no post", remedy="Give at least one post", values={})
        yield Problem(file, None, none.what, none.remedy, "warning", none.told)


class _SeenIds:
    """Remembers on which line an id was first used.

    An open-addressed table of 8-byte hashes beside their lines takes 12 bytes a place, 16 to 32 an
    id; a set of hashes, which would not know the lines, takes 70. Python's own hash differs from
    run to run, so nobody can make ids collide on purpose; by chance it happens in one of 400,000
    files of ten million posts, and costs a false warning.
    """

    def __init__(self) -> None:
        self._fill(1 << 10)
        self._count = 0

    def _fill(self, size: int) -> None:
        self._mask = size - 1
        self._hashes = array("Q", bytes(8 * size))
        self._lines = array("I", bytes(array("I").itemsize * size))

    def before(self, name: str, line: int) -> int:
        """Return the line on which ``name`` was first used, or 0 and remember this one."""
        value = hash(name) & 0xFFFF_FFFF_FFFF_FFFF or 1
        hashes, mask = self._hashes, self._mask
        at = value & mask
        while hashes[at]:
            if hashes[at] == value:
                return self._lines[at]
            at = (at + 1) & mask
        hashes[at] = value
        self._lines[at] = line & 0xFFFF_FFFF
        self._count += 1
        if 4 * self._count > 3 * mask:
            self._grow()
        return 0

    def _grow(self) -> None:
        old = zip(self._hashes, self._lines, strict=True)
        self._fill(2 * (self._mask + 1))
        hashes, lines, mask = self._hashes, self._lines, self._mask
        for value, line in old:
            if value:
                at = value & mask
                while hashes[at]:
                    at = (at + 1) & mask
                hashes[at], lines[at] = value, line
