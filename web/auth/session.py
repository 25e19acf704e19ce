"""Sessions: who signs in, and how one gets a password without anybody mailing one."""

from __future__ import annotations

from typing import NoReturn

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from checker.errors import UsageError
from checker.storage import NotFoundError, users
from checker.storage.keys import name_key
from checker.storage.users import User
from web import links, passwords
from web.access import PUBLIC, SignedIn, me, needs, safe_next
from web.errors import dead_link
from web.security import address, throttle
from web.services import services

FIRST = "first-administrator"
PASSWORD = "set-password"


def first_link() -> str:
    """Return the link by which the first administrator is made, good while there is no user."""
    return url_for("auth.first", word=links.sign(FIRST, 1), _external=True)


def password_link(user: User) -> str:
    """Return a link by which a user sets a password: once, and within a day."""
    word = links.sign(PASSWORD, [user.id, user.epoch])
    return url_for("auth.by_link", word=word, _external=True)


@needs(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password."""
    target = safe_next(request.values.get("next"))
    if request.method != "POST":
        if me() is not None:
            return redirect(target or url_for("home.start"))
        return render_template("auth/sign_in.html", name="", target=target, wrong=False)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    limit = services().config.login_limit
    throttle(limit, "sign-in", "address", address())
    throttle(limit, "sign-in", "name", name_key(name)[:200])
    with services().database.read() as opened:
        found = users.find_user(opened, name)
    user, stored = found if found is not None else (None, None)
    if not passwords.matches(stored, password) or user is None or not user.active:
        with services().database.write() as opened:
            users.log(opened, user.name if user else "-", "sign-in-refused", name[:200])
        page = render_template("auth/sign_in.html", name=name, target=target, wrong=True)
        return page, 401
    if stored is not None and passwords.is_old(stored):
        with services().database.write() as opened:
            user = users.set_password(opened, user.id, passwords.hashed(password, user.name))
    _begin(user, "signed-in")
    return redirect(target or url_for("home.start"))


def _begin(user: User, action: str) -> None:
    with services().database.write() as opened:
        users.log(opened, user.name, action, user.name)
    session.clear()  # nothing that was put there before signing in stays
    session.permanent = True
    login_user(SignedIn(user))


@needs("viewer")
def sign_out() -> ResponseReturnValue:
    """Sign out of this browser."""
    user = me()
    with services().database.write() as opened:
        users.log(opened, user.name if user else "-", "signed-out")
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"))


@needs(PUBLIC)
def first(word: str) -> ResponseReturnValue:
    """Make the first administrator, by the link that the server printed."""
    throttle(services().config.login_limit, "link", address())
    if links.read(FIRST, word, links.DAY_S) is None:
        _no_first()
    with services().database.read() as opened:
        if users.count_users(opened):
            _no_first()
    if request.method != "POST":
        return render_template("auth/first.html", name="", error=None)
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    try:
        _repeated(password)
        stored = passwords.hashed(password, name)
        with services().database.write() as opened:
            if users.count_users(opened):
                _no_first()
            user = users.add_user(opened, name, "administrator", password_hash=stored)
            users.log(opened, user.name, "user-added", user.name, {"role": user.role})
    except UsageError as error:
        return render_template("auth/first.html", name=name, error=error), 400
    _begin(user, "signed-in")
    flash(_("Welcome. You are the administrator: add others under Administration."), "good")
    return redirect(url_for("home.start"))


@needs(PUBLIC)
def by_link(word: str) -> ResponseReturnValue:
    """Set a password, by a link that an administrator or the command line gave."""
    throttle(services().config.login_limit, "link", address())
    user = _of_link(word)
    if request.method != "POST":
        return render_template("auth/password.html", user=user, error=None)
    password = request.form.get("password", "")
    try:
        _repeated(password)
        stored = passwords.hashed(password, user.name)
        with services().database.write() as opened:
            if users.get_user(opened, user.id).epoch != user.epoch:
                _no_password()  # the link was used meanwhile
            user = users.set_password(opened, user.id, stored)
            users.log(opened, user.name, "password-set", user.name)
    except UsageError as error:
        return render_template("auth/password.html", user=user, error=error), 400
    _begin(user, "signed-in")
    return redirect(url_for("home.start"))


def _of_link(word: str) -> User:
    value = links.read(PASSWORD, word, links.DAY_S)
    if not isinstance(value, list) or len(value) != 2:
        _no_password()
    with services().database.read() as opened:
        try:
            user = users.get_user(opened, value[0])
        except NotFoundError:
            _no_password()
    if user.epoch != value[1] or not user.active:
        _no_password()
    return user


def _repeated(password: str) -> None:
    if password != request.form.get("again", ""):
        raise UsageError("the two passwords differ", remedy="Write the same one twice")


def _no_first() -> NoReturn:
    raise dead_link(
        _(
            "There are users already, or it is older than a day. While there is no user, palese "
            "serve prints another one whenever it starts."
        )
    )


def _no_password() -> NoReturn:
    raise dead_link(
        _(
            "It was used, it is older than a day, or another one was made after it. Ask an "
            "administrator for a new one."
        )
    )
