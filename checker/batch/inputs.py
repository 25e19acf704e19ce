"""The files of an audit: their digests, and their posts in chunks from where they were left."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from checker.errors import InputError, UsageError
from checker.importers.explain import printable
from checker.importers.mapping import Mapping
from checker.importers.read import Problem, ReadPost, read_posts
from checker.model import Post
from checker.storage import AuditInput, Cursor, InputProblem

MOST_ITEMS = 500
"""Posts and problems in a chunk, at most."""

MOST_LETTERS = 2_000_000
"""Code points of text after which a chunk is closed, whatever its number of posts."""

_BLOCK = 1 << 20


class InputFile(msgspec.Struct, frozen=True):
    """A file as it was when its digest was taken; without a digest it could not be read."""

    ordinal: int
    name: str
    size: int | None = None
    sha256: str | None = None
    modified_ns: int = 0
    label: str = ""
    """What it is called where its place is nobody's business; empty: its name."""

    @property
    def shown(self) -> str:
        """The name as it is stored and shown."""
        return printable(self.label or self.name)

    def as_input(self) -> AuditInput:
        """Return the input as the database has it at the beginning."""
        return AuditInput(self.ordinal, self.shown, self.size, self.sha256)


class ReadChunk(msgspec.Struct, frozen=True):
    """What was read of one input: posts with their lines, problems, and how far."""

    posts: list[tuple[Post, int]]
    problems: tuple[InputProblem, ...]
    cursor: Cursor
    bytes_read: int


def look_at(names: Sequence[str], labels: Sequence[str] = ()) -> list[InputFile]:
    """Return the files with their sizes and SHA-256 digests.

    A file that is missing or cannot be read has none; reading it yields the problem.

    Args:
        names: paths.
        labels: what they are called in the audit; none: by their paths.

    Raises:
        UsageError: one is standard input or a pipe, which cannot be read a second time, or
            is named twice.
    """
    files: list[InputFile] = []
    for ordinal, name in enumerate(names):
        if name == "-":
            raise _not_a_file("<stdin>")
        if name in names[:ordinal]:
            raise UsageError("this file is named twice", where=printable(name))
        label = labels[ordinal] if labels else ""
        found = InputFile(ordinal, name, label=label)
        with suppress(OSError, ValueError):
            status = Path(name).stat()
            if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
                raise _not_a_file(printable(name))
            with open(name, "rb") as file:  # noqa: PTH123 - an empty name is no folder
                total = hashlib.sha256()
                while block := file.read(_BLOCK):
                    total.update(block)
            found = InputFile(
                ordinal, name, status.st_size, total.hexdigest(), status.st_mtime_ns, label
            )
        files.append(found)
    return files


def _not_a_file(where: str) -> UsageError:
    return UsageError(
        "an audit reads files, so that it can be resumed",
        where=where,
        remedy="Save the posts to a file and name that",
    )


def read_chunks(
    file: InputFile,
    stored: AuditInput,
    on_problem: Callable[[Problem], None],
    mapping: Mapping | None = None,
) -> Iterator[ReadChunk]:
    """Yield the posts of a file that are not stored yet; the last chunk says that it is done.

    Args:
        file: as it was when the audit began.
        stored: how far it has been read; its position is the number of posts and problems.
        on_problem: is told of each problem that is new.
        mapping: how the columns of a table are to be read.

    Raises:
        InputError: the file was changed while it was read.
    """
    if stored.done:
        return
    items, lines = int(stored.position or 0), stored.lines
    skip = items
    posts: list[tuple[Post, int]] = []
    problems: list[InputProblem] = []
    letters = 0
    stream = _open(file)
    try:
        for number, item in enumerate(read_posts(file.name, stream, mapping=mapping), 1):
            if number <= skip:
                continue
            items = number
            lines = max(lines, item.line or 0)
            if isinstance(item, ReadPost):
                posts.append((item.post, item.line))
                letters += sum(len(segment.text) for segment in item.post.segments)
            else:
                on_problem(item)
                problems.append(
                    InputProblem(
                        item.line, item.what, item.remedy, item.level, file.ordinal, item.told
                    )
                )
            if len(posts) + len(problems) >= MOST_ITEMS or letters >= MOST_LETTERS:
                cursor = Cursor(file.ordinal, lines, str(items))
                yield ReadChunk(posts, tuple(problems), cursor, _place(stream))
                posts, problems, letters = [], [], 0
        _must_be_unchanged(file)
        done = Cursor(file.ordinal, lines, str(items), True)
        yield ReadChunk(posts, tuple(problems), done, file.size or 0)
    finally:
        if stream is not None:
            stream.close()


def _open(file: InputFile) -> BinaryIO | None:
    """Open a file, to know how far it has been read; where that fails the reader says why."""
    if file.sha256 is None:
        return None
    try:
        return open(file.name, "rb")  # noqa: PTH123
    except OSError:
        return None


def _place(stream: BinaryIO | None) -> int:
    return stream.tell() if stream is not None and not stream.closed else 0


def _must_be_unchanged(file: InputFile) -> None:
    if file.sha256 is None:
        return
    with suppress(OSError):
        status = os.stat(file.name)  # noqa: PTH116
        if (status.st_size, status.st_mtime_ns) == (file.size, file.modified_ns):
            return
    raise InputError(
        "the file was changed while it was read",
        where=file.shown,
        remedy="Audit it again under another --name",
    )
