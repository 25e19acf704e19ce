"""Brands on record, with who works for them and what was found."""

from __future__ import annotations

from flask import Blueprint

from web.brands import pages


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("brands", __name__, url_prefix="/brands")
    blueprint.add_url_rule("/", view_func=pages.index, endpoint="index")
    blueprint.add_url_rule("/<int:brand_id>", view_func=pages.show, endpoint="show")
    return blueprint
