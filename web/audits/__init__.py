"""Audits: start one from files, watch it, read what it found, compare two."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.sansio.app import App

from web import figures
from web.audits import compare, jobs, pages, start


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("audits", __name__, url_prefix="/audits")
    add = blueprint.add_url_rule
    add("/", view_func=pages.index, endpoint="index")
    add("/compare", view_func=compare.page, endpoint="compare")
    add("/<int:audit_id>", view_func=pages.show, endpoint="show")
    add("/<int:audit_id>/by/<name>", view_func=pages.by, endpoint="by")
    add("/<int:audit_id>/problems", view_func=pages.problems, endpoint="problems")
    add("/start", view_func=start.start, endpoint="start", methods=["GET", "POST"])
    add("/<int:audit_id>/progress", view_func=start.progress, endpoint="progress")
    for name in ("cancel", "resume", "restart", "delete"):
        view = getattr(start, name)
        add(f"/<int:audit_id>/{name}", view_func=view, endpoint=name, methods=["POST"])
    blueprint.record_once(lambda state: _init_app(state.app))
    return blueprint


def _init_app(app: App) -> None:
    assert isinstance(app, Flask)
    figures.init_app(app)
    jobs.init_app(app)
