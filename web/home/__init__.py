"""The way in, what a visitor prefers, and whether the server is alive."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from checker.storage import users
from web.access import PUBLIC, me, needs, safe_next
from web.i18n import COOKIE, LANGUAGES
from web.services import services
from web.ui import THEME_COOKIE, THEMES

_YEAR_S = 31_536_000


def make_blueprint() -> Blueprint:
    """Return the pages of this folder."""
    blueprint = Blueprint("home", __name__)
    blueprint.add_url_rule("/", view_func=start, endpoint="start")
    blueprint.add_url_rule(
        "/preferences", view_func=preferences, endpoint="preferences", methods=["POST"]
    )
    blueprint.add_url_rule("/health", view_func=health, endpoint="health")
    return blueprint


@needs(PUBLIC)
def start() -> ResponseReturnValue:
    """Go to the page that most people want first."""
    return redirect(url_for("draft.page" if me() else "auth.sign_in"))


@needs(PUBLIC)
def preferences() -> ResponseReturnValue:
    """Remember the language and the theme, in cookies and with the user."""
    response = redirect(safe_next(request.form.get("next")) or url_for("home.start"))
    secure = services().config.production
    language, theme = request.form.get("language"), request.form.get("theme")
    if language in LANGUAGES:
        _cookie(response, COOKIE, str(language), secure)
        user = me()
        if user is not None and user.language != language:
            with services().database.write() as session:
                users.set_language(session, user.id, language)
    if theme in THEMES:
        _cookie(response, THEME_COOKIE, str(theme), secure)
    return response


def _cookie(response: object, name: str, value: str, secure: bool) -> None:
    assert isinstance(response, Response) or hasattr(response, "set_cookie")
    response.set_cookie(name, value, max_age=_YEAR_S, secure=secure, httponly=True, samesite="Lax")


@needs(PUBLIC)
def health() -> ResponseReturnValue:
    """Answer 204 while the database answers."""
    with services().database.read() as session:
        users.count_users(session)
    return "", 204
