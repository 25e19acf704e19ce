"""CrowdTangle's exports of Instagram and Facebook, which archives still hold."""

from __future__ import annotations

import re

from checker.importers.exports.base import (
    About,
    Export,
    Record,
    Source,
    Surroundings,
    count,
    first,
    name_of,
    post,
    segments,
)

_INSTAGRAM = frozenset(("Account", "User Name", "Followers at Posting", "Post Created", "URL"))
_FACEBOOK = frozenset(("Facebook Id", "Post Created", "Message", "URL"))
_CREATED = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?: ([A-Z]{3,4}))?")
# The zones in which CrowdTangle's dashboards were set; any other leaves the time without one.
_ZONES = {
    "UTC": "Z",
    "GMT": "Z",
    "WEST": "+01:00",
    "CET": "+01:00",
    "CEST": "+02:00",
    "EET": "+02:00",
    "EEST": "+03:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "CDT": "-05:00",
    "MST": "-07:00",
    "MDT": "-06:00",
    "PST": "-08:00",
    "PDT": "-07:00",
}


def _created(value: object) -> object:
    found = _CREATED.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return value or None
    return f"{found[1]}T{found[2]}{_ZONES.get(found[3] or '', '')}"


def _sponsor(row: Record) -> Record:
    """The label is known where a sponsor is named; an empty cell tells nothing."""
    name = name_of(row.get("Sponsor Name"))
    if name is None and name_of(row.get("Sponsor Id")) is None:
        return {}
    return {"platform_label": True, "brands": [name] if name else None}


def _identity(row: Record) -> str | None:
    parts = (name_of(row.get("URL")) or "").partition("?")[0].rstrip("/").split("/")
    return parts[-1] or None


def _views(row: Record, column: str) -> object:
    """Return the views; 0 of what is no film stands for none counted."""
    views = count(row.get(column))
    kind = str(row.get("Type", "")).lower()
    film = any(word in kind for word in ("video", "live", "igtv", "reel", "clip"))
    return views if views or film else None


def _instagram(row: Record, _: Surroundings) -> Record:
    return post(
        id=_identity(row),
        platform="instagram",
        author=first(row.get("User Name"), row.get("Account")),
        url=row.get("URL"),
        published_at=_created(row.get("Post Created")),
        segments=segments(
            ("caption", row.get("Description", "")),
            ("title", row.get("Title")),
            ("overlay", row.get("Image Text")),
        ),
        followers=count(row.get("Followers at Posting")),
        likes=count(row.get("Likes")),
        comments=count(row.get("Comments")),
        views=_views(row, "Views"),
        extra={"account": row.get("Account"), "type": row.get("Type"), "link": row.get("Link")},
        **_sponsor(row),
    )


INSTAGRAM = Export(
    About(
        "crowdtangle-instagram",
        "Instagram, CSV of CrowdTangle",
        (
            Source("id", "last part of URL"),
            Source("author", "User Name, else Account"),
            Source("url", "URL"),
            Source("published_at", "Post Created"),
            Source("caption", "Description"),
            Source("title", "Title"),
            Source("overlay", "Image Text", "not in every export; its name was not verified"),
            Source(
                "platform_label", "Sponsor Id, Sponsor Name", "only where the columns are there"
            ),
            Source("brands", "Sponsor Name", "only where the column is there"),
            Source("followers", "Followers at Posting", "as of the day of posting"),
            Source("likes", "Likes"),
            Source("comments", "Comments"),
            Source("views", "Views", "films only"),
        ),
        (
            "“Image Text” and the sponsor columns are known of Facebook's export; that Instagram's "
            "has them was not verified.",
        ),
    ),
    _instagram,
    columns=_INSTAGRAM.issubset,
)


def _facebook(row: Record, _: Surroundings) -> Record:
    name = first(row.get("Page Name"), row.get("Group Name"))
    country = name_of(row.get("Page Admin Top Country"))
    return post(
        id=_identity(row),
        platform="facebook",
        author=first(row.get("User Name"), name, row.get("Facebook Id")),
        country=country if country and len(country) == 2 else None,
        url=row.get("URL"),
        published_at=_created(row.get("Post Created")),
        segments=segments(
            ("caption", row.get("Message", "")),
            ("overlay", row.get("Image Text")),
            ("title", row.get("Link Text")),
            ("description", row.get("Description")),
        ),
        followers=count(row.get("Followers at Posting")),
        likes=count(row.get("Likes")),
        comments=count(row.get("Comments")),
        views=_views(row, "Post Views"),
        shares=count(row.get("Shares")),
        extra={"account": name, "type": row.get("Type"), "link": row.get("Link")},
        **_sponsor(row),
    )


def _is_facebook(columns: frozenset[str]) -> bool:
    return columns >= _FACEBOOK and not columns.isdisjoint(("Page Name", "Group Name"))


FACEBOOK = Export(
    About(
        "crowdtangle-facebook",
        "Facebook, CSV of CrowdTangle",
        (
            Source("id", "last part of URL"),
            Source("author", "User Name, else Page Name or Group Name"),
            Source("country", "Page Admin Top Country", "where most of a page's admins are"),
            Source("url", "URL"),
            Source("published_at", "Post Created"),
            Source("caption", "Message"),
            Source("overlay", "Image Text"),
            Source("title", "Link Text", "of the page that the post links to"),
            Source("description", "Description", "of the page that the post links to"),
            Source("platform_label", "Sponsor Id, Sponsor Name", "an empty cell tells nothing"),
            Source("brands", "Sponsor Name"),
            Source("followers", "Followers at Posting", "as of the day of posting"),
            Source("likes", "Likes", "without the other reactions"),
            Source("comments", "Comments"),
            Source("views", "Post Views", "films only"),
            Source("shares", "Shares"),
        ),
    ),
    _facebook,
    columns=_is_facebook,
)
