"""instaloader's metadata beside each download: ``.json`` and ``.json.xz``.

The program's own ``is_sponsored`` says no where Instagram had said nothing, so the raw field
``edge_media_to_sponsor_user`` is read.
"""

from __future__ import annotations

from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    at,
    either,
    handles,
)
from checker.importers.exports.instagram_raw import is_item, medium, node
from checker.importers.records import RemarkError


def _records(value: Record) -> list[Record] | None:
    mark = value.get("instaloader")
    inner = value.get("node")
    if not isinstance(mark, dict) or not isinstance(inner, dict):
        return None
    return [{**inner, "__node_type": mark.get("node_type")}]


def _post(record: Record, around: Surroundings) -> Record:
    kind = record.pop("__node_type", None)
    if kind not in (None, "Post"):
        raise RemarkError(
            "it describes a {kind}, not a post",
            remedy="It was left out; give the metadata of posts",
            values={"kind": kind},
        )
    made = node(record)
    inner = record.get("iphone_struct")
    if isinstance(inner, dict) and is_item(inner):
        # What the telephone's interface told comes second, but knows labels that GraphQL does not.
        told = medium(inner, around)
        label = either(made.get("platform_label"), told.get("platform_label"))
        made = {**told, **made}
        made.pop("platform_label", None)
        if label is not None:
            made["platform_label"] = label
    location = at(record, "location", "name")
    sponsors = handles(made.get("brands") or ())
    if sponsors:
        made["brands"] = sponsors
    if isinstance(location, str):
        made["extra"] = {**made.get("extra", {}), "location": location}
    return made


POSTS = Export(
    About(
        "instaloader",
        "Instagram, metadata of instaloader",
        (
            Source("id", "shortcode"),
            Source("author", "owner.username"),
            Source("url", "made of the shortcode"),
            Source("published_at", "taken_at_timestamp"),
            Source("caption", "edge_media_to_caption"),
            Source(
                "platform_label",
                "edge_media_to_sponsor_user, is_paid_partnership",
                "not observed where neither key is there",
            ),
            Source("brands", "edge_media_to_sponsor_user", "the sponsors named"),
            Source(
                "followers",
                "owner.edge_followed_by",
                "as of the day of collection; not always there",
            ),
            Source("likes", "edge_media_preview_like", "unknown where hidden"),
            Source("comments", "edge_media_to_comment"),
            Source("views", "video_play_count, video_view_count"),
        ),
        ("instaloader's own is_sponsored is not used: it turns a missing field into “no”.",),
    ),
    _post,
    records=_records,
)
