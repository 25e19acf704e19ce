"""Campaigns on record, with what they aim at and what was found."""

from __future__ import annotations

from flask import Blueprint

from web.campaigns import edit, pages, remove


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/<int:campaign_id>", view_func=pages.show, endpoint="show")
    add("/new", view_func=edit.new, endpoint="new")
    add("/new", view_func=edit.add, endpoint="add", methods=["POST"])
    add("/<int:campaign_id>/edit", view_func=edit.edit, endpoint="edit")
    add("/<int:campaign_id>/edit", view_func=edit.change, endpoint="change", methods=["POST"])
    both = ["GET", "POST"]
    add("/<int:campaign_id>/remove", view_func=remove.remove, endpoint="remove", methods=both)
    indicators = "/<int:campaign_id>/indicators"
    one = f"{indicators}/<int:indicator_id>"
    for path, view in (
        (indicators, edit.set_indicator),
        (f"{one}/remove", edit.remove_indicator),
        (f"{one}/values", edit.set_value),
        (f"{one}/values/remove", edit.remove_value),
    ):
        add(path, view_func=view, endpoint=view.__name__, methods=["POST"])
    return blueprint
