"""Instagram, collected with Zeeschuimer: 4CAT's tables, old and new."""

from __future__ import annotations

from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    count,
    first,
    moment,
    post,
    segments,
    truth,
)

_COLUMNS = frozenset(("id", "author", "body", "num_likes", "num_comments", "num_media"))


def _row(row: Record, _: Surroundings) -> Record:
    hidden = truth(row.get("likes_hidden"))
    return post(
        id=row.get("id"),
        platform="instagram",
        author=row.get("author"),
        url=row.get("url"),
        published_at=moment(first(row.get("unix_timestamp"), row.get("timestamp"))),
        segments=segments(("caption", row.get("body", ""))),
        likes=None if hidden else count(row.get("num_likes")),
        comments=count(row.get("num_comments")),
        views=count(row.get("play_count")),
        extra={
            "likes_hidden": hidden or None,
            **{
                key: row.get(key)
                for key in ("author_fullname", "coauthors", "usertags", "hashtags")
            },
        },
    )


TABLE = Export(
    About(
        "4cat-instagram",
        "Instagram, collected with Zeeschuimer, table of 4CAT",
        (
            Source("id", "id"),
            Source("author", "author"),
            Source("url", "url"),
            Source("published_at", "unix_timestamp, timestamp"),
            Source("caption", "body"),
            Source("likes", "num_likes", "unknown where likes_hidden says yes"),
            Source("comments", "num_comments"),
            Source("views", "play_count"),
        ),
        (
            "4CAT leaves out the advertisements that Instagram places, and the table has no "
            "column for the paid-partnership label; the raw NDJSON may carry it.",
        ),
    ),
    _row,
    columns=_COLUMNS.issubset,
)
