"""JSON Lines: one post a line, of files of any length."""

from __future__ import annotations

import io
from collections.abc import Iterator

from checker.errors import InputError
from checker.importers import explain
from checker.importers.records import Row
from checker.importers.stream import BOM, physical_lines
from checker.importers.validate import post_from_json


def read(reader: io.BufferedReader, stem: str) -> Iterator[Row]:
    """Yield the post of every line, or what is wrong with it. Blank lines are passed over.

    Args:
        reader: the file's bytes from the start.
        stem: what the id of a post without one is made of: ``<stem>:<line>``.

    Raises:
        OSError: the stream cannot be read.
    """
    for number, line in physical_lines(reader):
        if line is None:
            yield number, explain.long_line()
            continue
        if line.startswith(BOM):  # left by joining files, as cat does
            line = line.removeprefix(BOM)
        if line.isspace() or not line:
            continue
        try:
            yield number, post_from_json(line, stem, number)
        except InputError as error:
            yield number, error
