"""All formats of other tools, and which of them a table or a JSON object is."""

from __future__ import annotations

from collections.abc import Iterator

from checker.errors import InputError
from checker.importers.exports import (
    crowdtangle,
    instagram_4cat,
    instagram_raw,
    instaloader,
    meta_content_library,
    threads,
    tiktok_commercial,
    tiktok_research,
    tiktok_web,
    youtube_api,
    ytdlp,
)
from checker.importers.exports.base import Export, Record, Surroundings
from checker.importers.validate import post_from_mapping
from checker.model import Post

EXPORTS: tuple[Export, ...] = (
    tiktok_web.TABLE,
    tiktok_web.LINES,
    instagram_4cat.TABLE,
    threads.TABLE,
    threads.LINES,
    instaloader.POSTS,
    instagram_raw.RAW,
    crowdtangle.INSTAGRAM,
    crowdtangle.FACEBOOK,
    youtube_api.VIDEOS,
    ytdlp.VIDEOS,
    tiktok_research.VIDEOS,
    tiktok_commercial.CONTENTS,
    meta_content_library.POSTS,
)
"""In the order in which they are tried; Threads before Instagram, which it resembles."""


def by_columns(columns: frozenset[str]) -> Export | None:
    """Return the format of a table with these columns."""
    return next((export for export in EXPORTS if export.columns(columns)), None)


def by_object(value: Record) -> Export | None:
    """Return the format that a JSON object is a record or an answer of; of a post none."""
    if "text" in value or "segments" in value:
        return None
    return next((export for export in EXPORTS if export.records(value) is not None), None)


def posts(
    export: Export, value: Record, around: Surroundings, stem: str, place: int | str
) -> Iterator[Post | InputError]:
    """Yield the posts of a JSON object, and what is wrong with it or must be told of it.

    Args:
        export: the format of the file.
        value: the object.
        around: of the file.
        stem: what the id of a post without one is made of: ``<stem>:<place>``.
        place: the line, or what else tells the object from its neighbours.
    """
    records = export.records(value)
    if records is None:
        yield InputError(
            "it is no record of the kind that the file began with ({kind})",
            remedy="Keep records of different kinds in files of their own",
            values={"kind": export.about.name},
        )
        return
    export.note(value, around)
    for number, record in enumerate(records, 1):
        yield from one(export, record, around, stem, place if number == 1 else f"{place}.{number}")


def one(
    export: Export, record: Record, around: Surroundings, stem: str, place: int | str
) -> Iterator[Post | InputError]:
    """Yield the post of one record or row, and what is wrong with it or must be told of it."""
    around.remarks.clear()
    try:
        post: Post | InputError = post_from_mapping(export.post(record, around), stem, place)
    except InputError as error:
        post = error
    yield from around.remarks
    yield post
