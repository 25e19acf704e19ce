"""Reading what is packed with xz, as instaloader packs its metadata."""

from __future__ import annotations

import io
import lzma
from typing import TYPE_CHECKING, BinaryIO

from checker.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

XZ = b"\xfd7zXZ\0"
"""What a file packed with xz begins with."""

_MEMORY = 200_000_000
_CHUNK = 65_536


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """Return what is packed in ``stream``; memory does not grow with it.

    Reading raises :class:`InputError` where the archive is damaged or cut off.
    """
    return io.BufferedReader(_Unpacked(stream), 4 * _CHUNK)


class _Unpacked(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._xz = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = b""
        while not data and not self._xz.eof:
            packed = self._stream.read(_CHUNK) if self._xz.needs_input else b""
            if self._xz.needs_input and not packed:
                raise InputError("the xz archive is cut off", remedy="Download it again")
            try:
                data = self._xz.decompress(packed, len(view))
            except lzma.LZMAError as error:
                reason = str(error).lower() or "its data are corrupt"
                raise InputError(
                    "the xz archive is damaged: {reason}",
                    remedy="Download it again",
                    values={"reason": reason},
                ) from None
        view[: len(data)] = data
        return len(data)
