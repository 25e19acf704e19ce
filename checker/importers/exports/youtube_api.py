"""YouTube Data API v3: answers of ``videos.list``, with ``channels.list`` for subscribers."""

from __future__ import annotations

from checker.errors import InputError
from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    at,
    count,
    dicts,
    name_of,
    post,
    segments,
    truth,
)

_KIND = "youtube#"
_LISTS = ("videoListResponse", "channelListResponse", "searchListResponse")


def _items(value: Record) -> list[Record] | None:
    kind = value.get("kind")
    if not isinstance(kind, str) or not kind.startswith(_KIND):
        return None
    return dicts(value.get("items")) if kind.removeprefix(_KIND) in _LISTS else [value]


def _records(value: Record) -> list[Record] | None:
    items = _items(value)
    if items is None:
        return None
    return [item for item in items if item.get("kind") != f"{_KIND}channel"]


def _note(value: Record, around: Surroundings) -> None:
    """Keep the subscribers of every channel that an answer lists."""
    for item in _items(value) or ():
        hidden = at(item, "statistics", "hiddenSubscriberCount") is True
        subscribers = count(at(item, "statistics", "subscriberCount"))
        number = item.get("id")
        if isinstance(number, str) and isinstance(subscribers, int) and not hidden:
            around.subscribers[number] = subscribers


def _post(item: Record, around: Surroundings) -> Record:
    kind = str(item.get("kind", "")).removeprefix(_KIND)
    if kind != "video":
        raise InputError(
            "it is a {kind}, not a video: its description is cut short or missing",
            remedy="Ask the API's videos.list for the videos",
            values={"kind": kind or "thing"},
        )
    number = name_of(item.get("id"))
    snippet = item.get("snippet")
    channel = at(snippet, "channelId")
    return post(
        id=number,
        platform="youtube",
        author=at(snippet, "channelTitle"),
        url=f"https://www.youtube.com/watch?v={number}" if number else None,
        published_at=at(snippet, "publishedAt"),
        segments=segments(
            ("title", at(snippet, "title")), ("description", at(snippet, "description"))
        ),
        platform_label=truth(at(item, "paidProductPlacementDetails", "hasPaidProductPlacement")),
        followers=around.subscribers.get(channel) if isinstance(channel, str) else None,
        likes=count(at(item, "statistics", "likeCount")),
        comments=count(at(item, "statistics", "commentCount")),
        views=count(at(item, "statistics", "viewCount")),
        extra={"channel_id": channel, "tags": at(snippet, "tags")},
    )


VIDEOS = Export(
    About(
        "youtube-api",
        "YouTube Data API v3",
        (
            Source("id", "id"),
            Source("author", "snippet.channelTitle", "the channel's id is handed back under extra"),
            Source("url", "made of the id"),
            Source("published_at", "snippet.publishedAt"),
            Source("title", "snippet.title"),
            Source("description", "snippet.description"),
            Source(
                "platform_label",
                "paidProductPlacementDetails.hasPaidProductPlacement",
                "only where this part was asked for and is shown",
            ),
            Source(
                "followers",
                "statistics.subscriberCount of the channel",
                "only where the file lists the channel too; rounded by YouTube",
            ),
            Source("likes", "statistics.likeCount", "absent where hidden"),
            Source("comments", "statistics.commentCount"),
            Source("views", "statistics.viewCount"),
        ),
        ("In JSON Lines the channels must come before their videos.",),
    ),
    _post,
    records=_records,
    note=_note,
)
