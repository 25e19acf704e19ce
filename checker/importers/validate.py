"""The one place where a post is validated, whatever format it came in.

Every format ends in :func:`post_from_json` or :func:`post_from_mapping`, so that a rule about posts
is written once. Whatever does not hold is raised as :class:`checker.errors.InputError`, which
carries what is wrong and the remedy; the file and the line are added by the reader.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

import msgspec

from checker import settings
from checker.errors import InputError
from checker.importers import explain
from checker.importers.records import (
    COUNTS,
    FIELDS,
    WirePost,
    WireRelation,
    WireSegment,
)
from checker.model import Post, Relation, Segment

MAX_DEPTH = 64
"""Deepest nesting of lists and objects under an unknown key, so that no later stage recurses."""

_SEGMENT_FIELDS = frozenset(WireSegment.__struct_fields__)
_RELATION_FIELDS = frozenset(WireRelation.__struct_fields__)

_decode_wire = msgspec.json.Decoder(WirePost).decode
_decode_any = msgspec.json.Decoder().decode
_LANG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8})*)")


def post_from_json(data: bytes, stem: str, place: int | str) -> Post:
    """Read one post from the bytes of one JSON object.

    Args:
        data: UTF-8 bytes, with blank space around the object if need be.
        stem: what an id is made of when the post has none: ``<stem>:<place>``.
        place: the line of the post, or what else tells it from its neighbours.

    Raises:
        InputError: the bytes are not a post; it says what is wrong and the remedy.
    """
    # Measured on sample_posts (one core, Python 3.11), decoding alone: straight into the Struct
    # that forbids unknown keys 1,420,000 posts a second; to a dict and then converted 510,000; the
    # first failing on an unknown key and then the second still 290,000. So the Struct is tried
    # on every post, and the dict serves the rest: unknown keys, 12000.0 for 12000, and errors.
    try:
        wire = _decode_wire(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return post_from_mapping(decode_object(data), stem, place)
    return _build(wire, wire.extra or {}, stem, place)


def decode_object(data: bytes) -> dict[str, Any]:
    """Decode the bytes of one JSON object; raises :class:`InputError` on anything else."""
    try:
        value = _decode_any(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise explain.broken_json(data, error) from None
    if not isinstance(value, dict):
        raise explain.not_an_object(value)
    return value


def post_from_mapping(mapping: dict[str, Any], stem: str, place: int | str) -> Post:
    """Read one post from decoded JSON, or from a table's row put into the same shape.

    Unknown keys go to ``Post.extra``; those inside a segment or the relation under a name that
    tells where they stood, such as ``segments[0].confidence``. An object under the key ``extra``
    is what palese itself handed back, and is taken apart again.

    Args:
        mapping: the post's keys and values.
        stem: as for :func:`post_from_json`.
        place: as for :func:`post_from_json`.

    Raises:
        InputError: a value has the wrong type or is out of range; it names the field.
    """
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in mapping.items():
        (known if key in FIELDS else extra)[key] = value
    handed_back = known.pop("extra", None)
    for name in COUNTS:
        if name in known:
            known[name] = _whole(known[name])
    segments = known.get("segments")
    if isinstance(segments, list):
        _refuse_many(len(segments))
        known["segments"] = [
            _known_part(segment, _SEGMENT_FIELDS, f"segments[{number}].", extra)
            for number, segment in enumerate(segments)
        ]
    if "relation" in known:
        known["relation"] = _known_part(known["relation"], _RELATION_FIELDS, "relation.", extra)
    if isinstance(handed_back, dict) and extra.keys().isdisjoint(handed_back):
        extra.update(handed_back)
    elif handed_back is not None:
        extra["extra"] = handed_back
    try:
        wire = msgspec.convert(known, WirePost)
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        raise explain.wrong_type(known, error) from None
    return _build(wire, extra, stem, place)


def _known_part(
    value: object, fields: frozenset[str], prefix: str, extra: dict[str, Any]
) -> object:
    """Return an inner object without its unknown keys, which go to ``extra``."""
    if not isinstance(value, dict):
        return value
    part: dict[str, Any] = {}
    for key, inner in value.items():
        if key in fields:
            part[key] = _whole(inner) if key == "index" else inner
        else:
            extra[f"{prefix}{key}"] = inner
    return part


def _whole(value: object) -> object:
    """Return 12000 for 12000.0, which is how tables with gaps write whole numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _refuse_many(count: int) -> None:
    if count > settings.MAX_SEGMENTS:
        raise InputError(
            "the post has {count} segments, and {most} are allowed",
            remedy="Split the post",
            values={"count": f"{count:,}", "most": f"{settings.MAX_SEGMENTS:,}"},
        )


def _build(wire: WirePost, extra: dict[str, Any], stem: str, place: int | str) -> Post:
    """Make the post of values whose types are right, and check what a type cannot tell."""
    segments = _segments(wire.text, wire.segments)
    relation = Relation(wire.relation.kind, wire.relation.brand) if wire.relation else None
    brands = wire.brands or ()
    platform, country = wire.platform, wire.country
    if platform is not None:
        platform = platform.strip().lower() or None
    if country is not None:
        country = country.strip().upper() or None
        if country == "GB":
            country = "UK"
    # U+0000 written as an escape does occur in the texts of real collections, and is kept there;
    # in a name by which posts are looked up, no database and no C library would take it.
    brand = relation.brand if relation else None
    short = (wire.id, platform, wire.author, country, wire.url, brand, *brands)
    if "\0" in "".join(filter(None, short)):
        raise explain.nul_character()
    if extra:
        _check_extra(extra)
    return Post(
        id=wire.id or f"{stem}:{place}",
        segments=segments,
        platform=platform,
        author=wire.author,
        country=country,
        lang=None if wire.lang is None else _lang(wire.lang),
        published_at=None if wire.published_at is None else _moment(wire.published_at),
        url=wire.url,
        platform_label=wire.platform_label,
        relation=relation,
        brands=brands,
        followers=wire.followers,
        likes=wire.likes,
        comments=wire.comments,
        views=wire.views,
        shares=wire.shares,
        extra=extra,
    )


def _segments(text: str | None, given: list[WireSegment] | None) -> tuple[Segment, ...]:
    """Join ``text`` and ``segments``: the text is the first caption, unless it is there already."""
    if not given:
        if text is None:
            raise InputError("the post has neither 'text' nor 'segments'", remedy="Give it a text")
        return (_segment("text", Segment(text)),)
    _refuse_many(len(given))
    segments = [
        _segment(f"segments[{n}].text", Segment(s.text, s.kind, s.index, s.start_s, s.end_s))
        for n, s in enumerate(given)
    ]
    if text is not None and not any(s.kind == "caption" and s.text == text for s in segments):
        segments.insert(0, _segment("text", Segment(text)))
    return tuple(segments)


def _segment(field: str, segment: Segment) -> Segment:
    if len(segment.text) > settings.MAX_TEXT:
        raise explain.long_text(field, len(segment.text))
    for name, seconds in (("start_s", segment.start_s), ("end_s", segment.end_s)):
        # JSON cannot say infinity, but a Parquet column can.
        if seconds is not None and not math.isfinite(seconds):
            raise explain.wrong_value(field.removesuffix("text") + name, seconds)
    return segment


def _moment(value: str) -> str:
    """Check that ``published_at`` is an ISO date or date-time, and return it unchanged."""
    # fromisoformat also takes 20260501, 2026-W18-5 and any character between date and time,
    # of which Post.published_on would make nonsense.
    if value[4:5] == "-" == value[7:8] and value[10:11] in ("", "T", "t", " "):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    raise explain.wrong_value("published_at", value)


def _lang(value: str) -> str:
    match = _LANG.fullmatch(value)
    if match is None:
        raise explain.wrong_value("lang", value)
    return match[1].lower() + match[2].replace("_", "-")


def _check_extra(extra: dict[str, Any]) -> None:
    """Walk what is under unknown keys without recursion, which a nesting bomb would exhaust."""
    level: list[Any] = [extra]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise explain.nested(MAX_DEPTH)
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        level = below
