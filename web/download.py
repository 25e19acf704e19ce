"""Answers that are files: written aside first, so that what fails is no half a file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from typing import BinaryIO, cast

from flask import Response, send_file

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
_SAFE = re.compile(r"[^\w.-]+")


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
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        write(cast(BinaryIO, file))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return send_file(
        cast(BinaryIO, file),
        mimetype=MIME[format_],
        as_attachment=True,
        download_name=file_name(name, format_),
        max_age=0,
    )
