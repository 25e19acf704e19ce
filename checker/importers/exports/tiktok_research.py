"""TikTok Research API: answers of the video query, their videos, and tables made of them."""

from __future__ import annotations

from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    at,
    count,
    dicts,
    moment,
    name_of,
    post,
    segments,
)

_MARKS = frozenset(("video_description", "region_code", "voice_to_text", "hashtag_names"))


def _is_video(keys: frozenset[str]) -> bool:
    return "video_description" in keys and len(keys & (_MARKS | {"create_time", "username"})) >= 3


def _records(value: Record) -> list[Record] | None:
    if _is_video(frozenset(value)):
        return [value]
    videos = at(value, "data", "videos")
    if not isinstance(videos, list):
        videos = value.get("videos")
    found = dicts(videos)
    return found if found and all(_is_video(frozenset(video)) for video in found) else None


def _video(video: Record, _: Surroundings) -> Record:
    number, author = name_of(video.get("id")), video.get("username")
    return post(
        id=number,
        platform="tiktok",
        author=author,
        country=name_of(video.get("region_code")),
        url=f"https://www.tiktok.com/@{author}/video/{number}" if author and number else None,
        published_at=moment(video.get("create_time")),
        segments=segments(
            ("caption", video.get("video_description", "")),
            ("transcript", video.get("voice_to_text")),
        ),
        likes=count(video.get("like_count")),
        comments=count(video.get("comment_count")),
        views=count(video.get("view_count")),
        shares=count(video.get("share_count")),
        extra={
            key: video.get(key)
            for key in ("hashtag_names", "video_mention_list", "video_label", "video_tag")
        },
    )


VIDEOS = Export(
    About(
        "tiktok-research",
        "TikTok Research API, videos",
        (
            Source("id", "id"),
            Source("author", "username"),
            Source("country", "region_code", "where the account was registered"),
            Source("url", "made of username and id"),
            Source("published_at", "create_time"),
            Source("caption", "video_description"),
            Source("transcript", "voice_to_text", "only where TikTok wrote one"),
            Source("likes", "like_count"),
            Source("comments", "comment_count"),
            Source("views", "view_count"),
            Source("shares", "share_count"),
        ),
        (
            "The codebook knows no field for the paid-partnership label. video_label and video_tag "
            "are handed back under extra; what they say was not verified.",
            "Followers come from another query of the API: give them to palese creators import.",
        ),
    ),
    _video,
    columns=_is_video,
    records=_records,
)
