"""Decisions not to object: a list, a form to add one, and the end of one."""

from __future__ import annotations

from flask import Blueprint

from web.waivers import pages


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("waivers", __name__, url_prefix="/waivers")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/new", view_func=pages.new, endpoint="new")
    add("/new", view_func=pages.add, endpoint="add", methods=["POST"])
    add("/<int:waiver_id>/end", view_func=pages.end, endpoint="end", methods=["POST"])
    return blueprint
