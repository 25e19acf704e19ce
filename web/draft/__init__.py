"""Check a draft: one while it is written, several from a file, and results that are kept."""

from __future__ import annotations

from flask import Blueprint

from web.draft import files, kept, pages


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("draft", __name__, url_prefix="/drafts")
    add = blueprint.add_url_rule
    add("/", view_func=pages.page, endpoint="page", methods=["GET", "POST"])
    add("/live", view_func=pages.live, endpoint="live", methods=["POST"])
    add("/file", view_func=files.page, endpoint="file", methods=["GET", "POST"])
    add("/kept", view_func=kept.index, endpoint="kept")
    add("/keep", view_func=kept.keep, endpoint="keep", methods=["POST"])
    add("/kept/<int:draft_id>", view_func=kept.show, endpoint="show")
    add("/kept/<int:draft_id>/share", view_func=kept.share, endpoint="share", methods=["POST"])
    add(
        "/kept/<int:draft_id>/delete",
        view_func=kept.throw_away,
        endpoint="throw_away",
        methods=["POST"],
    )
    add("/shared/<word>", view_func=kept.shared, endpoint="shared")
    return blueprint
