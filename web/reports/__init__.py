"""The report of an audit: to read, to print, to export, and to share by a link that expires."""

from __future__ import annotations

from flask import Blueprint

from web.reports import pages, sharing


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("reports", __name__, url_prefix="/reports")
    add = blueprint.add_url_rule
    add("/<int:audit_id>", view_func=pages.show, endpoint="show")
    add("/<int:audit_id>/export/<format_>", view_func=pages.export, endpoint="export")
    add("/<int:audit_id>/share", view_func=sharing.share, endpoint="share", methods=["POST"])
    add("/<int:audit_id>/unshare", view_func=sharing.unshare, endpoint="unshare", methods=["POST"])
    add("/shared/<word>", view_func=sharing.shared, endpoint="shared")
    add(
        "/shared/<word>/export/<format_>",
        view_func=sharing.shared_export,
        endpoint="shared_export",
    )
    return blueprint
