"""Who worked for whom: ties between creators and brands, put on record, changed and removed."""

from __future__ import annotations

from flask import Blueprint

from web.collaborations import edit


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("collaborations", __name__, url_prefix="/collaborations")
    add = blueprint.add_url_rule
    both = ["GET", "POST"]
    add("/new", view_func=edit.new, endpoint="new", methods=both)
    add("/<int:tie_id>/edit", view_func=edit.edit, endpoint="edit", methods=both)
    add("/<int:tie_id>/remove", view_func=edit.remove, endpoint="remove", methods=both)
    return blueprint
