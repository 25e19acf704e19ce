"""Posts of an audit: a table to filter, search and export, and a page for each."""

from __future__ import annotations

from flask import Blueprint

from web.posts import export, one, table, views


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("posts", __name__, url_prefix="/posts")
    add = blueprint.add_url_rule
    add("/", view_func=table.index, endpoint="index")
    add("/export/<format_>", view_func=export.export, endpoint="export")
    add("/views", view_func=views.save, endpoint="save_view", methods=["POST"])
    add("/views/remove", view_func=views.remove, endpoint="remove_view", methods=["POST"])
    add("/<int:audit_id>/<int:number>", view_func=one.show, endpoint="show")
    return blueprint
