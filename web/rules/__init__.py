"""Browse what palese knows: jurisdictions, sources, labels and rules, and try them on a text."""

from __future__ import annotations

from flask import Blueprint

from web.rules import law, pages


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("rules", __name__, url_prefix="/rules")
    add = blueprint.add_url_rule
    add("/", view_func=law.index, endpoint="index")
    add("/jurisdictions/<code>", view_func=law.jurisdiction, endpoint="jurisdiction")
    add("/compare", view_func=law.compare, endpoint="compare")
    add("/findings/<code>/<name>", view_func=law.finding, endpoint="finding")
    add("/list", view_func=pages.listing, endpoint="listing")
    add("/show/<path:key>", view_func=pages.show, endpoint="show", methods=["GET", "POST"])
    return blueprint
