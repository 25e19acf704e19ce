"""What the importers give back, and the shape of a post as it stands in a file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from checker.errors import InputError
from checker.model import Post, RelationKind, SegmentKind

MAX_COUNT = 2**63 - 1
"""Largest count that is believed: what a database column of whole numbers holds."""

COUNTS = ("followers", "likes", "comments", "views", "shares")
"""The keys that hold whole numbers."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a file or with one post in it.

    Attributes:
        file: the file as it was named, with unprintable characters escaped; ``<stdin>`` for
            standard input.
        line: the line, counted from 1 (in Parquet the row); ``None`` for the file as a whole.
        what: what is wrong, one sentence without a full stop.
        remedy: what the user can do about it.
        level: ``error`` where a post was not read, ``warning`` where it was.
        told: both sentences before their values were put in, and the values, so that they can be
            said in other languages.
    """

    file: str
    line: int | None
    what: str
    remedy: str
    level: Literal["error", "warning"] = "error"
    told: tuple[str, str, dict[str, str]] | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.what}. {self.remedy}"


class ReadPost(msgspec.Struct, frozen=True):
    """A post with the file and the line (from 1; in Parquet the row) that it was read from."""

    post: Post
    file: str
    line: int


class RemarkError(InputError):
    """What must be told although nothing is wrong: a record left out on purpose, for instance."""


Row = tuple[int | None, Post | InputError]
"""What a format's reader yields: the line, and the post or what is wrong with it."""

_Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
_Seconds = Annotated[float, msgspec.Meta(ge=0)]


class WireSegment(msgspec.Struct, forbid_unknown_fields=True):
    """A segment as it stands in a file; unlike the model's, it refuses what it does not know."""

    text: str
    kind: SegmentKind = "caption"
    index: _Count | None = None
    start_s: _Seconds | None = None
    end_s: _Seconds | None = None


class WireRelation(msgspec.Struct, forbid_unknown_fields=True):
    """A relation as it stands in a file."""

    kind: RelationKind
    brand: str | None = None


class WirePost(msgspec.Struct, forbid_unknown_fields=True):
    """A post as it stands in a file: everything may be absent, ``text`` is not yet a segment."""

    id: str | None = None
    text: str | None = None
    segments: list[WireSegment] | None = None
    platform: str | None = None
    author: str | None = None
    country: str | None = None
    lang: str | None = None
    published_at: str | None = None
    url: str | None = None
    platform_label: bool | None = None
    relation: WireRelation | None = None
    brands: tuple[str, ...] | None = None
    followers: _Count | None = None
    likes: _Count | None = None
    comments: _Count | None = None
    views: _Count | None = None
    shares: _Count | None = None
    extra: dict[str, Any] | None = None


FIELDS = frozenset(WirePost.__struct_fields__)
"""The keys of a post that are not unknown."""
