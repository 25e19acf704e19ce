"""Answers that are files: written aside first, so that what fails is no half a file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

from flask import Response

from web import turns

MIME = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
    "html": "text/html; charset=utf-8",
}
ENDINGS = {"sarif": "sarif", "junit": "xml"}
_IN_MEMORY = 4_000_000
_PIECE = 1 << 16
_SAFE = re.compile(r"[^A-Za-z0-9_.-]+")


def file_name(name: str, format_: str) -> str:
    """Return a name under which a browser may save a file of this format."""
    stem = _SAFE.sub("-", name).strip("-.")[:80] or "palese"
    return f"{stem}.{ENDINGS.get(format_, format_)}"


def download(name: str, format_: str, write: Callable[[BinaryIO], None]) -> Response:
    """Return a file to be saved.

    Args:
        name: how it is called, without its ending.
        format_: one of ``MIME``.
        write: writes it.
    """
    turns.step_aside()
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        write(cast(BinaryIO, file))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Response(
        _pieces(file),
        mimetype=MIME[format_].partition(";")[0],
        headers={
            "Content-Type": MIME[format_],
            "Content-Disposition": f'attachment; filename="{file_name(name, format_)}"',
        },
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file's bytes, and close it when they are sent or nobody takes them any more."""
    with file:
        while piece := file.read(_PIECE):
            yield piece
