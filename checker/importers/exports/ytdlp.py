"""yt-dlp's ``*.info.json``, with the subtitles beside it as transcript."""

from __future__ import annotations

from collections.abc import Iterator

from checker.importers.explain import printable
from checker.importers.exports import vtt
from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    count,
    dicts,
    first,
    moment,
    name_of,
    post,
    segments,
)
from checker.importers.records import RemarkError

_MARKS = frozenset(
    ("extractor", "extractor_key", "webpage_url", "_type", "_version", "upload_date")
)
_ENDING = ".info.json"
_MOST_LANGUAGES = 400
# Where the description is what the author wrote under the film, and the title is cut from it.
_CAPTIONED = frozenset(("tiktok", "instagram", "facebook", "threads", "x", "snapchat"))
_PLATFORMS = {"twitter": "x", "instagramstory": "instagram", "facebookreel": "facebook"}


def _is_video(value: Record) -> bool:
    return "title" in value and "id" in value and len(_MARKS.intersection(value)) >= 3


def _records(value: Record) -> list[Record] | None:
    if not _is_video(value):
        return None
    entries = dicts(value.get("entries"))
    if value.get("_type") in ("playlist", "multi_video"):
        return entries or [value]
    return [value]


def _post(info: Record, around: Surroundings) -> Record:
    if info.get("_type") in ("playlist", "multi_video"):
        raise RemarkError(
            "it describes a playlist or a channel, not a video",
            remedy="It was left out; give the files of its videos",
        )
    if info.get("_type") in ("url", "url_transparent"):
        raise RemarkError(
            "it is only the link of a video in a list",
            remedy="It was left out; give the files of the videos",
        )
    platform = _platform(info)
    title, description = info.get("title"), info.get("description")
    if platform in _CAPTIONED:
        written = segments(("caption", title if description is None else description))
    else:
        written = segments(("title", title), ("description", description))
    made = post(
        id=name_of(info.get("id")),
        platform=platform,
        author=first(info.get("uploader"), info.get("channel"), info.get("uploader_id")),
        url=first(info.get("webpage_url"), info.get("original_url")),
        published_at=first(moment(info.get("timestamp")), _day(info.get("upload_date"))),
        segments=written,
        followers=count(info.get("channel_follower_count")),
        likes=count(info.get("like_count")),
        comments=count(info.get("comment_count")),
        views=count(info.get("view_count")),
        shares=count(info.get("repost_count")),
        extra={
            "uploader_id": info.get("uploader_id"),
            "channel_id": info.get("channel_id"),
            "tags": info.get("tags"),
            "sponsorblock_chapters": [
                {key: chapter.get(key) for key in ("category", "start_time", "end_time")}
                for chapter in dicts(info.get("sponsorblock_chapters"))
            ],
        },
    )
    made["segments"] = written + _transcript(info, around)
    return made


def _platform(info: Record) -> str | None:
    key = name_of(first(info.get("extractor_key"), info.get("extractor")))
    if key is None:
        return None
    name = key.lower().partition(":")[0]
    return _PLATFORMS.get(name, name)


def _day(value: object) -> object:
    text = name_of(value)
    if text and len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _transcript(info: Record, around: Surroundings) -> list[Record]:
    """Return the subtitles beside the file, those of the film's own language first."""
    path = around.path
    if path is None or not path.name.endswith(_ENDING):
        return []
    stem = path.name.removesuffix(_ENDING)
    for language in _languages(info):
        beside = path.with_name(f"{stem}.{language}.vtt" if language else f"{stem}.vtt")
        try:
            if not beside.is_file():
                continue
            said = vtt.read(beside)
        except (OSError, ValueError) as error:
            reason = str(getattr(error, "strerror", None) or error).lower()
            if isinstance(error, UnicodeDecodeError):
                reason = "they are not UTF-8"
            around.remarks.append(
                RemarkError(
                    "the subtitles {file} cannot be used: {reason}",
                    remedy="Download them again, or move them away",
                    values={"file": printable(beside.name), "reason": reason},
                )
            )
            continue
        return [
            {"kind": "transcript", "text": s.text, "start_s": s.start_s, "end_s": s.end_s}
            for s in said
        ]
    return []


def _languages(info: Record) -> Iterator[str]:
    own = name_of(info.get("language"))
    groups = [info.get(key) for key in ("requested_subtitles", "subtitles", "automatic_captions")]
    listed = [code for group in groups if isinstance(group, dict) for code in group]
    wanted = [own, f"{own}-orig"] if own else []
    wanted += [code for code in listed if code.endswith("-orig")]
    seen = dict.fromkeys([*wanted, *listed[:_MOST_LANGUAGES], ""])
    yield from (code for code in seen if "/" not in code and "\0" not in code)


VIDEOS = Export(
    About(
        "yt-dlp",
        "yt-dlp, *.info.json",
        (
            Source("id", "id"),
            Source("author", "uploader", "uploader_id is handed back under extra"),
            Source("url", "webpage_url"),
            Source("published_at", "timestamp, upload_date"),
            Source("caption", "description", "TikTok, Instagram and the like"),
            Source("title", "title", "YouTube and the like"),
            Source("description", "description", "YouTube and the like"),
            Source("transcript", "the .vtt of the same name beside the file"),
            Source("followers", "channel_follower_count", "as of the day of collection"),
            Source("likes", "like_count"),
            Source("comments", "comment_count"),
            Source("views", "view_count"),
            Source("shares", "repost_count", "few platforms"),
        ),
        ("SponsorBlock's chapters are what viewers marked; they are handed back under extra.",),
    ),
    _post,
    records=_records,
)
