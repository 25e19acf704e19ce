"""TikTok as a browser receives it: 4CAT's tables, and the NDJSON of Zeeschuimer and 4CAT."""

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
    either,
    first,
    moment,
    name_of,
    post,
    segments,
    truth,
)
from checker.importers.exports.zeeschuimer import collected_at, is_from, unwrap

_COLUMNS = frozenset(("id", "author", "body", "tiktok_url", "plays", "timestamp"))
_WHEN_COLLECTED = "as of the day of collection"


def _row(row: Record, _: Surroundings) -> Record:
    return post(
        id=row.get("id"),
        platform="tiktok",
        author=row.get("author"),
        url=row.get("tiktok_url"),
        published_at=moment(first(row.get("unix_timestamp"), row.get("timestamp"))),
        segments=segments(("caption", row.get("body", "")), ("overlay", row.get("stickers"))),
        platform_label=either(truth(row.get("is_ad")), truth(row.get("is_paid_partnership"))),
        followers=count(row.get("author_followers")),
        likes=count(row.get("likes")),
        comments=count(row.get("comments")),
        shares=count(row.get("shares")),
        views=count(row.get("plays")),
        extra={
            key: row.get(key)
            for key in ("author_full", "hashtags", "is_ad", "is_paid_partnership", "is_duet")
        },
    )


TABLE = Export(
    About(
        "4cat-tiktok",
        "TikTok, collected with Zeeschuimer, table of 4CAT",
        (
            Source("id", "id"),
            Source("author", "author"),
            Source("url", "tiktok_url"),
            Source("published_at", "unix_timestamp, timestamp"),
            Source("caption", "body"),
            Source(
                "overlay", "stickers", "text stickers only; text burnt into the film is not there"
            ),
            Source("platform_label", "is_ad, is_paid_partnership"),
            Source("followers", "author_followers", _WHEN_COLLECTED),
            Source("likes", "likes"),
            Source("comments", "comments"),
            Source("views", "plays"),
            Source("shares", "shares"),
        ),
        (
            "4CAT writes “no” under is_ad and is_paid_partnership also where TikTok's data lacked "
            "the field; the NDJSON tells the two apart.",
            "Tables of older versions of 4CAT have neither column: the label is not observed.",
        ),
    ),
    _row,
    columns=_COLUMNS.issubset,
)


def _records(value: Record) -> list[Record] | None:
    item = unwrap(value)
    is_video = {"desc", "createTime", "author"} <= item.keys() and not item.keys().isdisjoint(
        ("stats", "statsV2", "authorStats", "authorStatsV2", "video")
    )
    return [item] if is_video and is_from(item, "tiktok.com", "tiktok") else None


def _item(item: Record, _: Surroundings) -> Record:
    author = item["author"]
    if isinstance(author, dict):
        author = author.get("uniqueId")
    number = name_of(item.get("id"))

    def counted(group: str, key: str) -> object:
        return count(first(at(item, group, key), at(item, f"{group}V2", key)))

    stickers = [
        " ".join(word for word in sticker["stickerText"] if isinstance(word, str) and word)
        for sticker in dicts(item.get("stickersOnItem"))
        if isinstance(sticker.get("stickerText"), list)
    ]
    return post(
        id=number,
        platform="tiktok",
        author=author,
        url=f"https://www.tiktok.com/@{author}/video/{number}" if author and number else None,
        published_at=moment(item.get("createTime")),
        segments=segments(
            ("caption", item.get("desc")), ("overlay", "\n".join(filter(None, stickers)))
        ),
        platform_label=either(_flag(item, "isAd"), _flag(item, "adAuthorization")),
        followers=counted("authorStats", "followerCount"),
        likes=counted("stats", "diggCount"),
        comments=counted("stats", "commentCount"),
        shares=counted("stats", "shareCount"),
        views=counted("stats", "playCount"),
        extra={
            "is_ad": item.get("isAd"),
            "is_paid_partnership": item.get("adAuthorization"),
            "brand_organic_type": item.get("brandOrganicType"),
            "location_created": item.get("locationCreated"),
            "collected_at": collected_at(item),
        },
    )


def _flag(item: Record, key: str) -> bool | None:
    value = item.get(key)
    # Some collectors show an authorisation as an object with its terms.
    return True if isinstance(value, dict) and value else truth(value)


LINES = Export(
    About(
        "zeeschuimer-tiktok",
        "TikTok, raw records of Zeeschuimer or 4CAT",
        (
            Source("id", "id"),
            Source("author", "author.uniqueId"),
            Source("url", "made of author and id"),
            Source("published_at", "createTime"),
            Source("caption", "desc"),
            Source(
                "overlay",
                "stickersOnItem[].stickerText",
                "text stickers only; text burnt into the film is not there",
            ),
            Source("platform_label", "isAd, adAuthorization"),
            Source("followers", "authorStats.followerCount", _WHEN_COLLECTED),
            Source("likes", "stats.diggCount"),
            Source("comments", "stats.commentCount"),
            Source("views", "stats.playCount"),
            Source("shares", "stats.shareCount"),
        ),
        ("brandOrganicType is handed back under extra; what it says was not verified.",),
    ),
    _item,
    records=_records,
)
