"""Brands on record, with who works for them and what was found."""

from __future__ import annotations

from flask import Blueprint

from web.brands import edit, pages, remove


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("brands", __name__, url_prefix="/brands")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/<int:brand_id>", view_func=pages.show, endpoint="show")
    add("/new", view_func=edit.new, endpoint="new")
    add("/new", view_func=edit.add, endpoint="add", methods=["POST"])
    add("/<int:brand_id>/edit", view_func=edit.edit, endpoint="edit")
    add("/<int:brand_id>/edit", view_func=edit.change, endpoint="change", methods=["POST"])
    both = ["GET", "POST"]
    add("/<int:brand_id>/remove", view_func=remove.remove, endpoint="remove", methods=both)
    return blueprint
