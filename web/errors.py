"""Pages for what went wrong, and the same as problem details (RFC 9457) for the JSON API."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec
from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from checker.errors import InputError, PaleseError, UsageError
from checker.storage import ConflictError, LockedError, NotFoundError
from web import messages
from web.access import is_api

PROBLEM_TYPE = "application/problem+json"
_LOGGER = logging.getLogger("palese.web")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with a request, as RFC 9457 has it."""

    status: int
    title: str
    type: str = "about:blank"
    detail: str = ""
    instance: str = ""
    remedy: str = ""


def init_app(app: Flask) -> None:
    """Answer errors in words, never with a stack trace."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(PaleseError, _palese)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: PaleseError) -> int:
    """Return the HTTP status that tells a program what kind of error it is."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, ConflictError):
        return 409
    if isinstance(error, LockedError):
        return 503
    return 400 if isinstance(error, UsageError | InputError) else 500


def problem(
    status: int, detail: str = "", remedy: str = "", headers: dict[str, str] | None = None
) -> Response:
    """Return problem details as an answer."""
    body = Problem(
        status,
        HTTPStatus(status).phrase,
        detail=detail,
        instance=request.path,
        remedy=remedy,
    )
    response = Response(msgspec.json.encode(body), status, mimetype=PROBLEM_TYPE)
    response.headers.extend(headers or {})
    return response


def _words(status: int) -> tuple[str, str]:
    """Return what a page says about a status: what is wrong, and what to do."""
    known = {
        400: (_("This request makes no sense here"), _("Go back and try again.")),
        401: (_("You are not signed in"), _("Sign in and try again.")),
        403: (
            _("This is not for your role"),
            _("Ask an administrator for the role that it needs."),
        ),
        404: (_("There is no such page"), _("It may have been removed, or the link is over.")),
        405: (_("This cannot be done here"), _("Go back and try again.")),
        409: (_("This contradicts what is stored"), _("Look at it again and repeat the change.")),
        413: (_("This is too large"), _("Split it, or use the command line for large audits.")),
        429: (_("Too many attempts"), _("Wait a moment before you try again.")),
        503: (_("The database is busy"), _("Wait a moment and try again.")),
    }
    return known.get(
        status,
        (_("Something went wrong on our side"), _("It was noted in the server's log. Try again.")),
    )


def answer(status: int, what: str = "", remedy: str = "") -> ResponseReturnValue:
    """Return the answer to an error in the form that the asker reads."""
    if is_api():
        headers = {"WWW-Authenticate": 'Bearer realm="palese"'} if status == 401 else {}
        return problem(status, what or _words(status)[0], remedy, headers)
    said, advice = _words(status)
    if request.headers.get("X-Requested-With") == "fetch":
        page = render_template("errors/fragment.html", what=what or said, remedy=remedy or advice)
        return page, status
    return (
        render_template(
            "errors/page.html", status=status, what=what or said, remedy=remedy or advice
        ),
        status,
    )


def dead_link(remedy: str) -> NotFound:
    """Return what to raise for a link that shows nothing: it is over, or never was.

    Args:
        remedy: how to come by another, in the language of the page.
    """
    page = render_template(
        "errors/page.html", status=0, what=_("This link holds no longer"), remedy=remedy
    )
    return NotFound(response=make_response(page, 404))


def too_many(wait_s: int) -> ResponseReturnValue:
    """Return the answer to somebody who asks too often."""
    return answer(429, "", _("Try again in %(count)s seconds.", count=wait_s))


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return answer(400, _("This form is too old, or came from elsewhere"), _("Load the page again."))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # made by ourselves
        return error.response
    status = error.code or 500
    if status < 400:  # a redirect
        return error.get_response()
    made = make_response(answer(status))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        made.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return made


def _palese(error: PaleseError) -> ResponseReturnValue:
    status = status_of(error)
    if status == 500:
        _LOGGER.error("%s %s: %s", request.method, request.path, error)
        return answer(status, "", error.remedy if is_api() else messages.told(error)[1])
    if is_api():
        return answer(status, error.what, error.remedy)
    what, remedy = messages.told(error)
    return answer(status, what[:1].upper() + what[1:], remedy)


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    _LOGGER.exception("%s %s", request.method, request.path)
    return answer(500)
