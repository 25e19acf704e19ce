"""What administrators see and do."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import UsageError
from checker.storage import users
from web import retention
from web.access import acting, log, needs
from web.auth.session import password_link
from web.services import services
from web.settings import read_settings

_ENTRIES = 50


def _shown(*, link: str = "", link_for: str = "", error: UsageError | None = None) -> str:
    now = datetime.now(UTC)
    with services().database.read() as session:
        return render_template(
            "admin/index.html",
            users=users.list_users(session),
            tokens=users.list_tokens(session),
            settings=read_settings(session),
            due=retention.overdue(session, now),
            link=link,
            link_for=link_for,
            error=error,
            today=now.date(),
        )


@needs("administrator")
def index() -> ResponseReturnValue:
    """Show users, tokens and settings."""
    return _shown()


@needs("administrator")
def add_user() -> ResponseReturnValue:
    """Add a user, and show the link by which the user sets a password."""
    try:
        with services().database.write() as session:
            user = users.add_user(
                session, request.form.get("name", ""), request.form.get("role", "")
            )
            log(session, "user-added", user.name, role=user.role)
    except UsageError as error:
        return _shown(error=error), 400
    return _shown(link=password_link(user), link_for=user.name)


@needs("administrator")
def change(user_id: int) -> ResponseReturnValue:
    """Change a user's role or access, end the sessions, give a new link, or delete the user."""
    deed = request.form.get("deed", "")
    with services().database.write() as session:
        if deed == "role":
            user = users.change_user(session, user_id, role=request.form.get("role", ""))
            log(session, "role-changed", user.name, role=user.role)
        elif deed in ("block", "unblock"):
            user = users.change_user(session, user_id, active=deed == "unblock")
            log(session, "user-blocked" if deed == "block" else "user-unblocked", user.name)
        elif deed == "link":
            user = users.end_sessions(session, user_id)  # an older link holds no longer
            log(session, "password-link-made", user.name)
        elif deed == "delete":
            user = users.delete_user(session, user_id)
            log(session, "user-deleted", user.name)
        else:
            raise UsageError("there is no such deed", remedy="Use the buttons")
    if deed == "link":
        return _shown(link=password_link(user), link_for=user.name)
    flash(_("Done: %(name)s.", name=user.name), "good")
    own = user.id == acting().id  # whose session has ended just now
    return redirect(url_for("auth.sign_in" if own else "admin.index"))


@needs("administrator")
def revoke(token_id: int) -> ResponseReturnValue:
    """Take anybody's token back."""
    with services().database.write() as session:
        gone = users.revoke_token(session, token_id)
        log(session, "token-revoked", gone.name, hint=gone.hint, user=gone.user)
    flash(_("The token “%(name)s” was revoked.", name=gone.name), "good")
    return redirect(url_for("admin.index"))


@needs("administrator")
def activity() -> ResponseReturnValue:
    """Show who did what, the newest first."""
    before = request.args.get("before", type=int)
    actor, action = request.args.get("actor", ""), request.args.get("action", "")
    with services().database.read() as session:
        entries = users.list_activity(
            session, before=before, limit=_ENTRIES + 1, actor=actor, action=action
        )
        actions = users.actions(session)
    return render_template(
        "admin/activity.html",
        entries=entries[:_ENTRIES],
        more=entries[_ENTRIES - 1].id if len(entries) > _ENTRIES else None,
        before=before,
        actor=actor,
        action=action,
        actions=actions,
    )
