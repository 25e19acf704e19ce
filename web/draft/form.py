"""A draft as it is entered, and the post that it makes."""

from __future__ import annotations

from typing import Any

import msgspec
from werkzeug.datastructures import MultiDict

from checker.engine import Engine
from checker.errors import UsageError
from checker.importers.validate import post_from_mapping
from checker.model import Post
from web import amounts
from web.words import RELATIONS, SEGMENTS

DRAFT_ID = "draft"
_SWITCH = {"on": True, "off": False}


class DraftForm(msgspec.Struct, frozen=True):
    """What stands in the fields; empty for what is not known."""

    text: str = ""
    platform: str = ""
    kind: str = ""
    jurisdictions: tuple[str, ...] = ()
    relation: str = ""
    brand: str = ""
    author: str = ""
    followers: str = ""
    published_at: str = ""
    platform_label: str = ""


def read(values: MultiDict[str, str], engine: Engine) -> DraftForm:
    """Read the fields of a request; what is not on offer counts as not chosen."""

    def one(name: str, longest: int = 300) -> str:
        return values.get(name, "").strip()[:longest]

    known = engine.pack.jurisdictions
    codes = [code for code in values.getlist("j") if code in known]
    platform, kind, relation = one("platform"), one("kind"), one("relation")
    return DraftForm(
        # Forms send line breaks as CR LF; offsets are counted as the browser shows them.
        text=values.get("text", "").replace("\r\n", "\n"),
        platform=platform if platform in engine.pack.platforms else "",
        kind=kind if kind in SEGMENTS else "",
        jurisdictions=tuple(dict.fromkeys(codes)),
        relation=relation if relation in RELATIONS else "",
        brand=one("brand"),
        author=one("author"),
        followers=one("followers", 20),
        published_at=one("published_at", 40),
        platform_label=one("platform_label"),
    )


def post_of(form: DraftForm, engine: Engine) -> Post:
    """Return the post, checked as every post is that comes from a file.

    Raises:
        InputError: a field holds what it cannot, such as a day that does not exist.
    """
    data: dict[str, Any] = {
        "id": DRAFT_ID,
        "segments": [{"kind": form.kind or _kind(form.platform, engine), "text": form.text}],
        "platform": form.platform or None,
        "author": form.author or None,
        "published_at": form.published_at or None,
        "platform_label": _SWITCH.get(form.platform_label),
    }
    if form.followers:
        data["followers"] = _whole(form.followers)
    if form.relation:
        data["relation"] = {"kind": form.relation, "brand": form.brand or None}
    elif form.brand:
        data["brands"] = [form.brand]
    return post_from_mapping(data, DRAFT_ID, 1)


def _whole(given: str) -> int | str:
    """Return a count; what is none goes on as it is, to be refused as in a file."""
    try:
        found = amounts.read(given)
    except UsageError:
        return given
    return int(found) if found == found.to_integral_value() else given


def _kind(platform: str, engine: Engine) -> str:
    """Return what the main text of a platform is called: YouTube has no captions."""
    folds = engine.pack.platforms[platform].folds if platform else ()
    kinds = [fold.segment for fold in folds]
    return "description" if "description" in kinds and "caption" not in kinds else "caption"
