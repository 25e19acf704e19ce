"""What is known of a file while it is read, and what its readers find out about it."""

from __future__ import annotations

from pathlib import Path

from checker.importers.exports.base import About, Export, Source, Surroundings
from checker.importers.mapping import Mapping
from checker.importers.records import FIELDS

OWN = About(
    "palese",
    "palese's own posts",
    tuple(Source(name, name) for name in sorted(FIELDS - {"extra"})),
)
"""The shape of posts that needs no conversion."""

DRAFT = About("draft", "one draft as plain text", (Source("caption", "the whole text"),))


class Context:
    """One file being read.

    Attributes:
        mapping: how its columns are to be read, where the user has said so.
        around: what its records alone do not tell.
        container: what the file is, such as ``CSV``; empty until it is known.
        about: the format recognised; ``None`` until it is.
    """

    def __init__(self, path: Path | None = None, mapping: Mapping | None = None) -> None:
        self.mapping = mapping
        self.around = Surroundings(path)
        self.container = ""
        self.about: About | None = None

    def recognised(self, export: Export | None) -> None:
        """Take note of the format; none is palese's own."""
        self.about = OWN if export is None else export.about
