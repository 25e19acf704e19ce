"""What a file was recognised as, which fields it carries, and which are not observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, get_args

import msgspec

from checker.importers.context import Context
from checker.importers.mapping import Mapping
from checker.importers.read import read_posts
from checker.importers.records import COUNTS, Problem
from checker.model import Post, SegmentKind

FIELDS = (
    *("id", "platform", "author", "followers", "country", "lang", "published_at", "url"),
    *get_args(SegmentKind),
    *("platform_label", "relation", "brands"),
    *(name for name in COUNTS if name != "followers"),
)
"""What a post can carry; of its text each kind of segment on its own."""


class Field(msgspec.Struct, frozen=True):
    """A field as a file carries it: where it stands, in how many posts, and what to know."""

    field: str
    source: str
    posts: int
    note: str = ""


class Explanation(msgspec.Struct, frozen=True):
    """What a file was recognised as.

    Attributes:
        file: its name.
        format: short name of the format; ``None`` where none was recognised.
        name: the format for a person.
        container: what kind of file it is.
        posts, errors, warnings: how many of each were read.
        fields: those that the format carries or that some post had.
        not_observed: those that no post had.
        notes: what is not verified, and what else must be known.
    """

    file: str
    format: str | None
    name: str
    container: str
    posts: int
    errors: int
    warnings: int
    fields: tuple[Field, ...]
    not_observed: tuple[str, ...]
    notes: tuple[str, ...]


def explain_file(
    source: Path | str,
    stream: BinaryIO | None = None,
    *,
    mapping: Mapping | None = None,
    most: int | None = None,
    on_problem: Callable[[Problem], None] = lambda problem: None,
) -> Explanation:
    """Read a whole file, or its beginning, and say what it was recognised as.

    Args:
        source, stream, mapping: as for ``read_posts``.
        most: how many posts and problems to look at; ``None``: all of them.
        on_problem: is told of everything that is wrong with the file.
    """
    context = Context()
    seen = Counter[str]()
    posts = errors = warnings = 0
    for item in islice(read_posts(source, stream, mapping=mapping, context=context), most):
        if isinstance(item, Problem):
            errors += item.level == "error"
            warnings += item.level == "warning"
            on_problem(item)
            continue
        posts += 1
        seen.update(carried(item.post))
    about = context.about
    own = about is not None and about.id == "palese"
    sources = {} if about is None or own else {source.field: source for source in about.sources}
    fields = []
    for name in FIELDS:
        told = sources.get(name)
        if told is not None:
            fields.append(Field(name, told.keys, seen[name], told.note))
        elif seen[name]:
            where = name if own else "set by the format"
            fields.append(Field(name, where, seen[name]))
    return Explanation(
        file="<stdin>" if str(source) == "-" else str(source),
        format=None if about is None else about.id,
        name="not recognised" if about is None else about.name,
        container=context.container,
        posts=posts,
        errors=errors,
        warnings=warnings,
        fields=tuple(fields),
        not_observed=tuple(name for name in FIELDS if not seen[name]),
        notes=() if about is None else about.notes,
    )


def carried(post: Post) -> Iterator[str]:
    """Yield the name of every field and kind of segment that a post has."""
    yield "id"
    kinds = {segment.kind for segment in post.segments if segment.text}
    yield from kinds
    for name in FIELDS:
        value: Any = getattr(post, name, None)
        if name != "id" and value is not None and value != ():
            yield name


def as_line(post: Post) -> bytes:
    """Return a post as a line of JSON, which reads back as the same post."""
    made: dict[str, Any] = {}
    for name in post.__struct_fields__:
        value = getattr(post, name)
        if name == "segments":
            only = value[0] if len(value) == 1 else None
            plain = only is not None and only == type(only)(only.text)
            made |= {"text": only.text} if only and plain else {"segments": value}
        elif value is not None and value not in ((), {}):
            made[name] = value
    return msgspec.json.encode(made) + b"\n"
