"""Who may do what. Every view says whom it is for; one that does not keeps the app from starting.

A role may do what those before it in ``ROLES`` may. Pages are for people who signed in, the JSON
API for tokens; neither takes the other's proof.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user

from checker.storage import NotFoundError, Session, users
from checker.storage.users import ROLES, Role, User
from web.services import services

PUBLIC = "public"
"""For views that need nobody signed in."""

NEEDS = "palese_needs"
UPLOAD = "palese_upload"
STRANGERS_BYTES = 100_000
"""Largest request of somebody who has not signed in."""
TOKEN_PREFIX = "palese_"

F = TypeVar("F", bound=Callable[..., Any])


class SignedIn(UserMixin):  # type: ignore[misc]  # the library has no types
    """The user of a session, as Flask-Login wants it."""

    def __init__(self, record: User) -> None:
        self.record = record

    def get_id(self) -> str:
        """Return what the session keeps; it holds no longer once the epoch has passed."""
        return f"{self.record.id}.{self.record.epoch}"


class Nobody(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who has not signed in."""

    record = None


def needs(role: Role | str, *, upload: bool = False) -> Callable[[F], F]:
    """Say that a view is for this role and those above it, or for everybody (``PUBLIC``).

    Args:
        role: the least role.
        upload: it takes files as large as the settings allow, not only forms.
    """
    if role != PUBLIC and role not in ROLES:
        raise ValueError(f"no role {role!r}")

    def decorate(view: F) -> F:
        setattr(view, NEEDS, role)
        setattr(view, UPLOAD, upload)
        return view

    return decorate


def may(user: User | None, role: str | None) -> bool:
    """Return whether a user (``None``: nobody) may do what is for ``role``."""
    if role == PUBLIC:
        return True
    if user is None or role is None or not user.active:
        return False
    order: tuple[str, ...] = ROLES
    return order.index(user.role) >= order.index(role)


def me() -> User | None:
    """Return who asks, by session or by token; ``None`` for nobody."""
    if "token_user" in g:
        user = g.token_user
        assert user is None or isinstance(user, User)
        return user
    record = current_user.record
    assert record is None or isinstance(record, User)
    return record


def acting() -> User:
    """Return who asks, in a view that is not public."""
    user = me()
    assert user is not None, "the view is public"
    return user


def log(session: Session, action: str, subject: str = "", **detail: Any) -> None:
    """Log what the present user does, within the transaction of the deed."""
    user = me()
    users.log(session, user.name if user else "-", action, subject, detail)


def new_token() -> tuple[str, str, str]:
    """Return a new token, its digest and the hint that its owner sees later."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    return token, digest_of(token), token[:12] + "…"


def digest_of(token: str) -> str:
    """Return what of a token is kept. It is random enough for a fast hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def safe_next(target: str | None) -> str | None:
    """Return an address on this server to go on to, and nothing else."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(char in target for char in "\\\r\n\t"):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def init_app(app: Flask) -> None:
    """Guard every view of the application."""
    manager = LoginManager()
    manager.anonymous_user = Nobody
    manager.session_protection = None  # tied to the browser's name, it signs out on every update
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_guard)


def _load(identity: str) -> SignedIn | None:
    number, _, epoch = identity.partition(".")
    if not (number.isascii() and number.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    database = services().database
    with database.read() as session:
        try:
            user = users.get_user(session, int(number))
        except NotFoundError:
            return None
    if not user.active or user.epoch != int(epoch):
        return None
    now = datetime.now(UTC)
    if users.is_due(user.seen_at, now):
        with database.write() as session:
            users.seen(session, user.id, now)
    return SignedIn(user)


def _by_token() -> User | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip().startswith(TOKEN_PREFIX):
        return None
    now = datetime.now(UTC)
    database = services().database
    with database.read() as session:
        found = users.find_token(session, digest_of(token.strip()), now.date())
    if found is None:
        return None
    record, user = found
    g.token_id = record.id
    if users.is_due(record.used_at, now):
        with database.write() as session:
            users.token_used(session, record.id, now)
    return user


def is_api() -> bool:
    """True for requests to the JSON API, known paths or not."""
    return request.path.startswith("/api/")


def _guard() -> ResponseReturnValue | None:
    if is_api():
        g.token_user = _by_token()
    if request.endpoint is None or request.endpoint == "static":
        return None
    from flask import current_app

    view = current_app.view_functions[request.endpoint]
    needed = getattr(view, NEEDS, None)
    user = me()
    # Set before anything reads the body, so that a large one is refused and not parsed.
    config = services().config
    if user is None:
        request.max_content_length = STRANGERS_BYTES
    elif not getattr(view, UPLOAD, False):
        request.max_content_length = config.max_form_bytes
    if may(user, needed):
        return None
    if user is not None:
        abort(403)
    if is_api() or request.headers.get("X-Requested-With") == "fetch":
        abort(401)
    here = request.full_path.rstrip("?") if request.method != "POST" else None
    return redirect(url_for("auth.sign_in", next=safe_next(here) if here != "/" else None))


def check_declared(app: Flask) -> None:
    """Refuse to go on with a view that does not say whom it is for."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, NEEDS):
            raise RuntimeError(f"the view {endpoint} does not say whom it is for (access.needs)")
