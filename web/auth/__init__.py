"""Signing in and out, the first administrator, passwords by link, and one's own account."""

from __future__ import annotations

from flask import Blueprint

from web.auth import account, session


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("auth", __name__)
    add = blueprint.add_url_rule
    form = ["GET", "POST"]
    add("/sign-in", view_func=session.sign_in, endpoint="sign_in", methods=form)
    add("/sign-out", view_func=session.sign_out, endpoint="sign_out", methods=["POST"])
    add("/first/<word>", view_func=session.first, endpoint="first", methods=form)
    add("/password/<word>", view_func=session.by_link, endpoint="by_link", methods=form)
    add("/account", view_func=account.page, endpoint="account")
    add(
        "/account/password",
        view_func=account.change_password,
        endpoint="change_password",
        methods=["POST"],
    )
    add("/account/tokens", view_func=account.add_token, endpoint="add_token", methods=["POST"])
    add(
        "/account/tokens/<int:token_id>/revoke",
        view_func=account.revoke_token,
        endpoint="revoke_token",
        methods=["POST"],
    )
    return blueprint
