"""Reviewing verdicts: what waits, one verdict after another, and how far people agree."""

from __future__ import annotations

from flask import Blueprint

from web.review import item, pages


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("review", __name__, url_prefix="/review")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/samples", view_func=pages.draw, endpoint="draw", methods=["POST"])
    add("/agreement/<int:audit_id>", view_func=pages.agreed, endpoint="agreement")
    add("/next", view_func=item.following, endpoint="following")
    path = "/<int:audit_id>/<int:number>/<code>"
    add(path, view_func=item.show, endpoint="show")
    add(path, view_func=item.decide, endpoint="decide", methods=["POST"])
    return blueprint
