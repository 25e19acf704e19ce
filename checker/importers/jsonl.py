"""JSON Lines: one post a line, of files of any length."""

from __future__ import annotations

import io
from collections.abc import Iterator

from checker.errors import InputError
from checker.importers import explain
from checker.importers.context import Context
from checker.importers.exports import registry
from checker.importers.exports.base import Export
from checker.importers.records import Row
from checker.importers.stream import BOM, physical_lines
from checker.importers.validate import decode_object, post_from_json


def read(reader: io.BufferedReader, stem: str, context: Context) -> Iterator[Row]:
    """Yield the posts of every line, or what is wrong with it. Blank lines are passed over.

    What the first sound object is a record of, all others must be.

    Args:
        reader: the file's bytes from the start.
        stem: what the id of a post without one is made of: ``<stem>:<line>``.
        context: of the file.

    Raises:
        OSError: the stream cannot be read.
    """
    context.container = "JSON Lines"
    export: Export | None = None
    for number, line in physical_lines(reader):
        if line is None:
            yield number, explain.long_line()
            continue
        if line.startswith(BOM):  # left by joining files, as cat does
            line = line.removeprefix(BOM)
        if line.isspace() or not line:
            continue
        try:
            if context.about is None:
                export = registry.by_object(decode_object(line))
                context.recognised(export)
            if export is None:
                yield number, post_from_json(line, stem, number)
                continue
            value = decode_object(line)
            for post in registry.posts(export, value, context.around, stem, number):
                yield number, post
        except InputError as error:
            yield number, error
