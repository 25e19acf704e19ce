"""Threads, collected with Zeeschuimer: 4CAT's tables and the raw records."""

from __future__ import annotations

from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    at,
    count,
    first,
    moment,
    post,
    segments,
    truth,
)
from checker.importers.exports.zeeschuimer import collected_at, is_from, unwrap

_COLUMNS = frozenset(
    ("id", "author", "body", "reposts", "replies", "quotes", "is_paid_partnership")
)


def _row(row: Record, _: Surroundings) -> Record:
    return post(
        id=row.get("id"),
        platform="threads",
        author=row.get("author"),
        url=row.get("url"),
        published_at=moment(first(row.get("unix_timestamp"), row.get("timestamp"))),
        text=row.get("body", ""),
        platform_label=truth(row.get("is_paid_partnership")),
        likes=count(row.get("likes")),
        comments=count(row.get("replies")),
        shares=count(row.get("reposts")),
        extra={"link_url": row.get("link_url"), "hashtags": row.get("hashtags")},
    )


TABLE = Export(
    About(
        "4cat-threads",
        "Threads, collected with Zeeschuimer, table of 4CAT",
        (
            Source("id", "id"),
            Source("author", "author"),
            Source("url", "url"),
            Source("published_at", "unix_timestamp, timestamp"),
            Source("caption", "body"),
            Source("platform_label", "is_paid_partnership"),
            Source("likes", "likes"),
            Source("comments", "replies"),
            Source("shares", "reposts"),
        ),
    ),
    _row,
    columns=_COLUMNS.issubset,
)


def _records(value: Record) -> list[Record] | None:
    item = unwrap(value)
    is_thread = isinstance(item.get("text_post_app_info"), dict) and "code" in item
    return [item] if is_thread and is_from(item, "threads.com", "threads.net") else None


def _item(item: Record, _: Surroundings) -> Record:
    author, code = at(item, "user", "username"), item.get("code")
    caption = item.get("caption", "")
    return post(
        id=code,
        platform="threads",
        author=author,
        url=f"https://www.threads.com/@{author}/post/{code}" if author and code else None,
        published_at=moment(item.get("taken_at")),
        segments=segments(("caption", at(caption, "text") if caption else "")),
        platform_label=truth(item.get("is_paid_partnership")),
        likes=None if item.get("like_and_view_counts_disabled") else count(item.get("like_count")),
        comments=count(at(item, "text_post_app_info", "direct_reply_count")),
        shares=count(at(item, "text_post_app_info", "repost_count")),
        extra={
            "link_url": at(item, "text_post_app_info", "link_preview_attachment", "url"),
            "collected_at": collected_at(item),
        },
    )


LINES = Export(
    About(
        "zeeschuimer-threads",
        "Threads, raw records of Zeeschuimer or 4CAT",
        (
            Source("id", "code"),
            Source("author", "user.username"),
            Source("url", "made of author and code"),
            Source("published_at", "taken_at"),
            Source("caption", "caption.text"),
            Source("platform_label", "is_paid_partnership"),
            Source("likes", "like_count"),
            Source("comments", "text_post_app_info.direct_reply_count"),
            Source("shares", "text_post_app_info.repost_count"),
        ),
    ),
    _item,
    records=_records,
)
