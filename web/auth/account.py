"""One's own account: password and tokens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user

from checker.errors import UsageError
from checker.storage import users
from web import passwords
from web.access import SignedIn, acting, log, needs, new_token
from web.security import throttle
from web.services import services

LIVES_DAYS = {"30": 30, "90": 90, "365": 365, "": None}


def _shown(*, token: str = "", error: UsageError | None = None) -> str:
    with services().database.read() as opened:
        tokens = users.list_tokens(opened, user_id=acting().id)
    return render_template(
        "auth/account.html",
        user=acting(),
        tokens=tokens,
        token=token,
        error=error,
        today=datetime.now(UTC).date(),
    )


@needs("viewer")
def page() -> ResponseReturnValue:
    """Show the account."""
    return _shown()


@needs("viewer")
def change_password() -> ResponseReturnValue:
    """Change one's own password, which signs out every other browser."""
    user = acting()
    throttle(services().config.login_limit, "password", str(user.id))
    new = request.form.get("password", "")
    try:
        with services().database.read() as opened:
            stored = users.password_hash_of(opened, user.id)
        if not passwords.matches(stored, request.form.get("current", "")):
            raise UsageError("the present password is not right", remedy="Write it again")
        if new != request.form.get("again", ""):
            raise UsageError("the two passwords differ", remedy="Write the same one twice")
        fresh = passwords.hashed(new, user.name)
    except UsageError as error:
        return _shown(error=error), 400
    with services().database.write() as opened:
        user = users.set_password(opened, user.id, fresh)
        log(opened, "password-changed", user.name)
    session.clear()
    session.permanent = True
    login_user(SignedIn(user))
    flash(_("The password was changed; other browsers are signed out."), "good")
    return redirect(url_for("auth.account"))


@needs("viewer")
def add_token() -> ResponseReturnValue:
    """Make a token, and show it this once."""
    token, digest, hint = new_token()
    lives = LIVES_DAYS.get(request.form.get("lives", "90"), 90)
    expires: date | None = None
    if lives is not None:
        expires = datetime.now(UTC).date() + timedelta(days=lives)
    try:
        with services().database.write() as opened:
            made = users.add_token(
                opened, acting().id, request.form.get("name", ""), digest, hint, expires_on=expires
            )
            log(opened, "token-added", made.name, hint=hint)
    except UsageError as error:
        return _shown(error=error), 400
    return _shown(token=token)


@needs("viewer")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Take one of one's own tokens back."""
    with services().database.write() as opened:
        gone = users.revoke_token(opened, token_id, user_id=acting().id)
        log(opened, "token-revoked", gone.name, hint=gone.hint)
    flash(_("The token “%(name)s” was revoked.", name=gone.name), "good")
    return redirect(url_for("auth.account"))
