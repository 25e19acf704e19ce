"""Creators on record: a directory to search, and a page for each."""

from __future__ import annotations

from flask import Blueprint

from web.creators import counts, edit, pages, remove


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("creators", __name__, url_prefix="/creators")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/<int:creator_id>", view_func=pages.show, endpoint="show")
    add("/new", view_func=edit.new, endpoint="new")
    add("/new", view_func=edit.add, endpoint="add", methods=["POST"])
    add("/<int:creator_id>/edit", view_func=edit.edit, endpoint="edit")
    add("/<int:creator_id>/edit", view_func=edit.change, endpoint="change", methods=["POST"])
    both = ["GET", "POST"]
    add("/<int:creator_id>/remove", view_func=remove.remove, endpoint="remove", methods=both)
    account = "/<int:creator_id>/accounts/<int:account_id>"
    add(account, view_func=counts.account, endpoint="account")
    add(f"{account}/counts", view_func=counts.set_count, endpoint="set_count", methods=["POST"])
    add(
        f"{account}/counts/remove",
        view_func=counts.remove_count,
        endpoint="remove_count",
        methods=["POST"],
    )
    add(
        f"{account}/remove",
        view_func=remove.remove_account,
        endpoint="remove_account",
        methods=both,
    )
    return blueprint
