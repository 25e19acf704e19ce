"""Plain text: one draft of one post."""

from __future__ import annotations

import io
from collections.abc import Iterator

from checker import settings
from checker.errors import InputError
from checker.importers import explain
from checker.importers.context import DRAFT, Context
from checker.importers.records import Row
from checker.model import Post, Segment


def read(reader: io.BufferedReader, name: str, context: Context) -> Iterator[Row]:
    """Yield the one post, whose only segment is a caption, or what is wrong with the text.

    The text is kept as it is, so that offsets hold in the file; only the line breaks at its end,
    which editors add, are left out.

    Args:
        reader: the file's bytes from the start.
        name: the post's id.
        context: of the file.

    Raises:
        OSError: the stream cannot be read.
    """
    context.container, context.about = "plain text", DRAFT
    data = reader.read(4 * settings.MAX_TEXT + 1)  # a code point has at most four bytes
    broken = explain.broken_line(data)
    cut = len(data) > 4 * settings.MAX_TEXT
    if broken is not None and not cut:
        line, error = broken
        yield line + 1, error
        return
    text = data.decode("utf-8", "replace").rstrip("\r\n")
    if cut or len(text) > settings.MAX_TEXT:
        yield (
            1,
            InputError(
                "the text has more than {most} characters",
                remedy="Shorten it, or write one post a line as JSON Lines",
                values={"most": f"{settings.MAX_TEXT:,}"},
            ),
        )
        return
    yield 1, Post(id=name, segments=(Segment(text),))
