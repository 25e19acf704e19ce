"""Meta Content Library: CSV of posts on Instagram and Facebook."""

from __future__ import annotations

from checker.errors import InputError
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

_OWNER = ("post_owner.id", "post_owner.name", "post_owner.username")
_OTHERS = frozenset(("mcl_url", "statistics.views", "statistics.like_count", "is_branded_content"))
_FACEBOOK = (
    "surface.id",
    "statistics.reaction_count",
    "statistics.share_count",
    "statistics.love_count",
)


def _fits(columns: frozenset[str]) -> bool:
    return (
        {"id", "creation_time"} <= columns
        and not columns.isdisjoint(_OWNER)
        and not columns.isdisjoint(_OTHERS)
    )


def _row(row: Record, _: Surroundings) -> Record:
    if "text" not in row:
        raise InputError(
            "the export has no column 'text'",
            remedy="Ask for the field 'text' and download the posts again",
        )
    facebook = not row.keys().isdisjoint(_FACEBOOK)
    return post(
        id=row.get("id"),
        platform="facebook" if facebook else "instagram",
        author=first(
            row.get("post_owner.username"), row.get("post_owner.name"), row.get("post_owner.id")
        ),
        url=row.get("mcl_url"),
        published_at=moment(row.get("creation_time")),
        segments=segments(("caption", row["text"]), ("overlay", row.get("image_text"))),
        platform_label=truth(row.get("is_branded_content")),
        likes=count(row.get("statistics.like_count")),
        comments=count(row.get("statistics.comment_count")),
        views=count(row.get("statistics.views")),
        shares=count(row.get("statistics.share_count")),
        extra={
            "owner": row.get("post_owner.name"),
            "owner_type": row.get("post_owner.type"),
            "content_type": row.get("content_type"),
            "hashtags": row.get("hashtags"),
        },
    )


POSTS = Export(
    About(
        "meta-content-library",
        "Meta Content Library, CSV of posts",
        (
            Source("id", "id", "Meta's own number, not the post's"),
            Source("author", "post_owner.username, else post_owner.name"),
            Source("url", "mcl_url"),
            Source("published_at", "creation_time"),
            Source("caption", "text"),
            Source("overlay", "image_text", "where the column is there"),
            Source("platform_label", "is_branded_content"),
            Source("likes", "statistics.like_count", "on Facebook without the other reactions"),
            Source("comments", "statistics.comment_count"),
            Source("views", "statistics.views"),
            Source("shares", "statistics.share_count", "Facebook only"),
        ),
        (
            "The columns' names are those of Meta's data dictionary and of published programs that "
            "read such files; no file of Meta's was at hand to verify them.",
            "The posts' table has no column of followers.",
        ),
    ),
    _row,
    columns=_fits,
)
