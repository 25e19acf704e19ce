"""Administration: users, roles, tokens, who did what, and how long things are kept."""

from __future__ import annotations

from flask import Blueprint

from web.admin import pages, retention


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("admin", __name__, url_prefix="/admin")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/users", view_func=pages.add_user, endpoint="add_user", methods=["POST"])
    add("/users/<int:user_id>", view_func=pages.change, endpoint="change", methods=["POST"])
    add("/tokens/<int:token_id>", view_func=pages.revoke, endpoint="revoke", methods=["POST"])
    add("/activity", view_func=pages.activity, endpoint="activity")
    add("/settings", view_func=retention.settings, endpoint="settings", methods=["POST"])
    add("/retention", view_func=retention.overdue, endpoint="overdue", methods=["GET", "POST"])
    return blueprint
