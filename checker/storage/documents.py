"""A post as text and JSON, so that its text is stored once and can be searched."""

from __future__ import annotations

from typing import Any

import msgspec

from checker.model import Post, Relation, Segment

GAP = "\n\n"
"""Stands between two segments in the stored text."""

_FIELDS = tuple(
    name for name in Post.__struct_fields__ if name not in {"segments", "url", "relation"}
)


class _Part(msgspec.Struct, omit_defaults=True, array_like=True):
    """A segment without its text: how many code points of the stored text are its own."""

    length: int
    kind: str = "caption"
    index: int | None = None
    start_s: float | None = None
    end_s: float | None = None


class _Document(msgspec.Struct, omit_defaults=True):
    id: str
    parts: list[_Part] = []
    platform: str | None = None
    author: str | None = None
    country: str | None = None
    lang: str | None = None
    published_at: str | None = None
    platform_label: bool | None = None
    relation: Relation | None = None
    brands: tuple[str, ...] = ()
    followers: int | None = None
    likes: int | None = None
    comments: int | None = None
    views: int | None = None
    shares: int | None = None
    extra: dict[str, Any] = {}


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Document).decode


def split(post: Post) -> tuple[str, str]:
    """Return a post's text (its segments with an empty line between) and the rest as JSON.

    The web address is in neither: it has a column of its own.
    """
    segments = post.segments
    text = segments[0].text if len(segments) == 1 else GAP.join(s.text for s in segments)
    document = _Document(
        post.id,
        [_Part(len(s.text), s.kind, s.index, s.start_s, s.end_s) for s in segments],
        post.platform,
        post.author,
        post.country,
        post.lang,
        post.published_at,
        post.platform_label,
        post.relation,
        post.brands,
        post.followers,
        post.likes,
        post.comments,
        post.views,
        post.shares,
        post.extra,
    )
    return text, _encode(document).decode()


def join(text: str, document: str, url: str | None) -> Post:
    """Return the post that :func:`split` took apart."""
    stored = _decode(document)
    segments: list[Segment] = []
    at = 0
    for part in stored.parts:
        segments.append(
            msgspec.convert(
                {
                    "text": text[at : at + part.length],
                    "kind": part.kind,
                    "index": part.index,
                    "start_s": part.start_s,
                    "end_s": part.end_s,
                },
                Segment,
            )
        )
        at += part.length + len(GAP)
    values = {name: getattr(stored, name) for name in _FIELDS}
    return Post(segments=tuple(segments), url=url, relation=stored.relation, **values)
