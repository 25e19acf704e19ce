"""Instagram's own JSON: media of the private API, nodes of its GraphQL, Zeeschuimer's NDJSON."""

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
    handles,
    moment,
    name_of,
    post,
    segments,
    truth,
)
from checker.importers.exports.zeeschuimer import collected_at, is_from, unwrap
from checker.importers.records import RemarkError

_AD_LINK = "https://www.facebook.com/ads/ig_redirect"
_CONNECTIONS = (
    "edge_owner_to_timeline_media",
    "xdt_api__v1__feed__user_timeline_graphql_connection",
)


def _records(value: Record) -> list[Record] | None:
    item = unwrap(value)
    if _is_media(item):
        return [item] if is_from(item, "instagram.com", "instagram") else None
    return _answer(item)


def _answer(value: Record) -> list[Record] | None:
    """Return the media of an answer of the private API or of GraphQL."""
    items = dicts(value.get("items"))
    found = [at(item, "media") if _is_media(at(item, "media")) else item for item in items]
    if found and all(map(_is_media, found)):
        return found
    for inner in (at(value, "graphql"), value.get("data"), value):
        for name in ("shortcode_media", "xdt_shortcode_media"):
            media = at(inner, name)
            if _is_media(media):
                return [media]
        for holder in (at(inner, "user"), inner):
            for name in _CONNECTIONS:
                nodes = [edge.get("node") for edge in dicts(at(holder, name, "edges"))]
                if nodes and all(map(_is_media, nodes)):
                    return [node for node in nodes if isinstance(node, dict)]
    return None


def _is_media(value: object) -> bool:
    return isinstance(value, dict) and (is_item(value) or is_node(value))


def is_item(value: Record) -> bool:
    """Whether this is a medium as the private API shows it."""
    return (
        "code" in value
        and "media_type" in value
        and not value.keys().isdisjoint(("taken_at", "user", "caption", "like_count"))
    )


def is_node(value: Record) -> bool:
    """Whether this is a medium as GraphQL shows it."""
    return "shortcode" in value and not value.keys().isdisjoint(
        ("edge_media_to_caption", "taken_at_timestamp", "edge_media_preview_like")
    )


def medium(value: Record, _: Surroundings) -> Record:
    """Return the shape of a post of a medium.

    Raises:
        RemarkError: it is an advertisement that Instagram itself placed.
    """
    link = value.get("link")
    if value.get("product_type") == "ad" or (isinstance(link, str) and link.startswith(_AD_LINK)):
        raise RemarkError(
            "it is an advertisement placed through Instagram, not a creator's post",
            remedy="It was left out; 4CAT does the same",
        )
    return node(value) if is_node(value) else _item(value)


def _item(item: Record) -> Record:
    code = name_of(item.get("code"))
    owner = item.get("user") or item.get("owner")
    caption = item.get("caption", "")
    hidden = bool(item.get("like_and_view_counts_disabled"))
    sponsors = [
        first(at(tag, "sponsor", "username"), tag.get("username"))
        for tag in dicts(item.get("sponsor_tags"))
    ]
    tagged = item.get("sponsor_tags")
    return post(
        id=code,
        platform="instagram",
        author=at(owner, "username"),
        url=f"https://www.instagram.com/p/{code}/" if code else None,
        published_at=moment(item.get("taken_at")),
        segments=segments(
            ("caption", at(caption, "text") if caption else "" if "caption" in item else None)
        ),
        platform_label=either(
            truth(item.get("is_paid_partnership")),
            bool(tagged) if isinstance(tagged, list) else None,
        ),
        brands=handles(sponsors) or None,
        followers=count(at(owner, "follower_count")),
        likes=None if hidden else count(item.get("like_count")),
        comments=count(item.get("comment_count")),
        views=count(first(item.get("view_count"), item.get("play_count"))),
        extra={
            "likes_hidden": hidden or None,
            "usertags": [at(tag, "user", "username") for tag in dicts(at(item, "usertags", "in"))],
            "coauthors": [at(user, "username") for user in dicts(item.get("coauthor_producers"))],
            "branded_content_info": item.get("branded_content_info"),
            "collected_at": collected_at(item),
        },
    )


def node(value: Record) -> Record:
    """Return the shape of a post of a GraphQL node, which instaloader keeps as well."""
    code = name_of(value.get("shortcode"))
    owner = value.get("owner") or value.get("user")
    hidden = bool(value.get("like_and_view_counts_disabled"))
    caption = None
    if "edge_media_to_caption" in value:
        caption = at(value, "edge_media_to_caption", "edges", 0, "node", "text") or ""
    elif isinstance(value.get("caption"), str):
        caption = value["caption"]
    sponsors = at(value, "edge_media_to_sponsor_user", "edges")
    names = [
        first(at(edge, "node", "sponsor", "username"), at(edge, "node", "username"))
        for edge in dicts(sponsors)
    ]
    return post(
        id=code,
        platform="instagram",
        author=at(owner, "username"),
        url=f"https://www.instagram.com/p/{code}/" if code else None,
        published_at=moment(first(value.get("taken_at_timestamp"), value.get("date"))),
        segments=segments(("caption", caption)),
        platform_label=either(
            bool(sponsors) if isinstance(sponsors, list) else None,
            truth(value.get("is_paid_partnership")),
        ),
        brands=handles(names) or None,
        followers=count(at(owner, "edge_followed_by", "count")),
        likes=None
        if hidden
        else count(
            first(
                at(value, "edge_media_preview_like", "count"),
                at(value, "edge_liked_by", "count"),
            )
        ),
        comments=count(
            first(
                at(value, "edge_media_to_comment", "count"),
                at(value, "edge_media_to_parent_comment", "count"),
                at(value, "edge_media_preview_comment", "count"),
            )
        ),
        views=count(first(value.get("video_play_count"), value.get("video_view_count"))),
        extra={
            "likes_hidden": hidden or None,
            "usertags": [
                at(edge, "node", "user", "username")
                for edge in dicts(at(value, "edge_media_to_tagged_user", "edges"))
            ],
            "coauthors": [at(user, "username") for user in dicts(value.get("coauthor_producers"))],
            "is_affiliate": value.get("is_affiliate"),
            "collected_at": collected_at(value),
        },
    )


RAW = Export(
    About(
        "instagram-json",
        "Instagram, its own JSON (private API, GraphQL, Zeeschuimer)",
        (
            Source("id", "code, shortcode"),
            Source("author", "user.username, owner.username"),
            Source("url", "made of the code"),
            Source("published_at", "taken_at, taken_at_timestamp"),
            Source("caption", "caption.text, edge_media_to_caption"),
            Source(
                "platform_label",
                "is_paid_partnership, sponsor_tags, edge_media_to_sponsor_user",
                "not observed where none of the keys is there",
            ),
            Source("brands", "sponsor_tags, edge_media_to_sponsor_user", "the sponsors named"),
            Source("followers", "user.follower_count, owner.edge_followed_by", "rarely there"),
            Source("likes", "like_count, edge_media_preview_like", "unknown where hidden"),
            Source("comments", "comment_count, edge_media_to_comment"),
            Source("views", "view_count, play_count, video_view_count"),
        ),
        (
            "branded_content_info is handed back under extra and decides nothing: its shape was "
            "not verified.",
        ),
    ),
    medium,
    records=_records,
)
