"""Campaigns on record, with what they aim at and what was found."""

from __future__ import annotations

from flask import Blueprint

from web.campaigns import pages


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")
    blueprint.add_url_rule("/", view_func=pages.index, endpoint="index")
    blueprint.add_url_rule("/<int:campaign_id>", view_func=pages.show, endpoint="show")
    return blueprint
