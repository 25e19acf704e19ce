"""TikTok Commercial Content API: what creators declared as commercial, without its text."""

from __future__ import annotations

from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    at,
    dicts,
    first,
    moment,
    name_of,
    post,
)

_MARKS = frozenset(("brand_names", "creator", "videos", "create_date", "create_timestamp", "label"))


def _is_content(value: Record) -> bool:
    keys = _MARKS.intersection(value)
    return len(keys) >= 3 and not keys.isdisjoint(("brand_names", "label")) and "creator" in keys


def _records(value: Record) -> list[Record] | None:
    if _is_content(value):
        return [value]
    contents = at(value, "data", "commercial_contents")
    if not isinstance(contents, list):
        contents = value.get("commercial_contents")
    found = dicts(contents)
    return found if found and all(map(_is_content, found)) else None


def _content(content: Record, _: Surroundings) -> Record:
    creator = content.get("creator")
    author = at(creator, "username") if isinstance(creator, dict) else creator
    video = dicts(content.get("videos"))[:1]
    number = name_of(at(video, 0, "id"))
    url = f"https://www.tiktok.com/@{author}/video/{number}" if author and number else None
    names = content.get("brand_names")
    return post(
        id=first(number, name_of(content.get("id"))),
        platform="tiktok",
        author=author,
        url=url,
        published_at=first(
            moment(content.get("create_timestamp")), _day(content.get("create_date"))
        ),
        text="",
        platform_label=True,
        brands=[name for name in names if isinstance(name, str) and name.strip()]
        if isinstance(names, list)
        else None,
        extra={
            "commercial_content_id": name_of(content.get("id")),
            "label": content.get("label"),
            "videos": [name_of(item.get("id")) for item in dicts(content.get("videos"))],
        },
    )


def _day(value: object) -> object:
    text = name_of(value)
    if text and len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


CONTENTS = Export(
    About(
        "tiktok-commercial",
        "TikTok Commercial Content API",
        (
            Source("id", "videos[].id, else id"),
            Source("author", "creator.username"),
            Source("url", "made of creator and video"),
            Source("published_at", "create_timestamp, create_date"),
            Source("platform_label", "every record was declared commercial"),
            Source("brands", "brand_names", "mostly empty"),
        ),
        (
            "The records hold no text: posts are read with an empty caption, which tells what "
            "was declared and cannot be searched for anything else.",
            "label is handed back under extra: 1 is said to be a paid partnership, 2 promotion of "
            "one's own; the documentation does not list its values.",
        ),
    ),
    _content,
    records=_records,
)
