"""Reading a stream of any length in bounded memory: a look at its beginning, then line by line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from checker import settings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES = 65_536
"""How much of a file its format is recognised by."""

MAX_DOCUMENT_BYTES = 64_000_000
"""Largest JSON array or object that is loaded whole."""

BOM = b"\xef\xbb\xbf"

_CHUNK = 65_536


class Peeked(msgspec.Struct, frozen=True):
    """The beginning of a stream and, in ``reader``, the whole of it from the first byte.

    Attributes:
        head: the first bytes, without a UTF-8 byte order mark.
        whole: whether ``head`` is all there is.
        reader: the stream from its start, without the mark.
    """

    head: bytes
    whole: bool
    reader: io.BufferedReader


def peek(stream: BinaryIO) -> Peeked:
    """Look at the beginning of ``stream``, which need not be seekable.

    Reads on until there are :data:`HEAD_BYTES` after leading blank space, and no further than the
    longest line that is accepted.

    Raises:
        OSError: the stream cannot be read.
    """
    head = bytearray()
    wanted = HEAD_BYTES
    whole = False
    blank = True
    while len(head) < wanted:
        chunk = stream.read(wanted - len(head))
        if not chunk:
            whole = True
            break
        head += chunk
        if blank and len(head) < settings.MAX_LINE_BYTES:
            blank = chunk.removeprefix(BOM).isspace()
            wanted = len(head) + HEAD_BYTES if blank else wanted
    seen = bytes(head).removeprefix(BOM)
    # Old spreadsheet programs end lines in a lone carriage return, which readline() cannot see.
    lone_returns = b"\n" not in seen and b"\r" in seen
    if lone_returns:
        seen = seen.replace(b"\r", b"\n")
    return Peeked(seen, whole, io.BufferedReader(_Joined(seen, stream, lone_returns), 4 * _CHUNK))


def joined(head: bytes, rest: BinaryIO) -> io.BufferedReader:
    """Return bytes that were already read, followed by the rest of their stream."""
    return io.BufferedReader(_Joined(head, rest, False), 4 * _CHUNK)


def physical_lines(reader: io.BufferedReader) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number from 1; ``None`` for one that is too long to be kept.

    A line of more than ``settings.MAX_LINE_BYTES`` bytes is passed over in chunks.

    Raises:
        OSError: the stream cannot be read.
    """
    limit = settings.MAX_LINE_BYTES + 1
    readline = reader.readline
    number = 0
    while line := readline(limit):
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


class _Joined(io.RawIOBase):
    """The bytes already looked at, followed by the rest of their stream, which stays open."""

    def __init__(self, head: bytes, stream: BinaryIO, lone_returns: bool) -> None:
        self._head = memoryview(head)
        self._stream = stream
        self._lone_returns = lone_returns

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        if self._head:
            data: bytes | memoryview = self._head[: len(view)]
            self._head = self._head[len(data) :]
        else:
            data = self._stream.read(len(view)) or b""
            if self._lone_returns:
                data = data.replace(b"\r", b"\n")
        view[: len(data)] = data
        return len(data)
