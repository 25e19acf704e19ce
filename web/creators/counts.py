"""An account, with what it counted over time: counts are added, corrected and removed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import PaleseError, UsageError
from checker.storage import Session, creators
from checker.storage.records import Snapshot
from web.access import acting, log, needs
from web.forms import Form
from web.records import found
from web.services import services

_MOST = 10**15


def _page(form: Form, creator_id: int, account_id: int) -> str:
    with services().database.read() as session:
        creator = found(creators.get_creator, session, creator_id)
        account = found(lambda s, n: creators.account_of(s, creator_id, n), session, account_id)
        counts = creators.list_snapshots(session, account_id)
    return render_template(
        "creators/account.html",
        form=form,
        creator=creator,
        the_account=account,
        counts=counts,
        platforms=services().engine.pack.platforms,
        today=datetime.now(UTC).date().isoformat(),
    )


@needs("auditor")
def account(creator_id: int, account_id: int) -> ResponseReturnValue:
    """Show an account with its counts."""
    return _page(Form({}), creator_id, account_id)


def _deed(
    creator_id: int, account_id: int, do: Callable[[Session, Form], tuple[str, dict[str, Any]]]
) -> ResponseReturnValue:
    """Do something to an account's counts and log it."""
    form = Form.sent()
    try:
        with services().database.write() as session:
            own = found(lambda s, n: creators.account_of(s, creator_id, n), session, account_id)
            action, detail = do(session, form)
            if form.bad:
                return _page(form, creator_id, account_id), 400
            log(session, action, f"{creator_id}: {own.platform} @{own.handle}", **detail)
    except PaleseError as error:
        form.fail(error)
        return _page(form, creator_id, account_id), 400
    flash(_("Stored."), "good")
    return redirect(url_for("creators.account", creator_id=creator_id, account_id=account_id))


def _whole(form: Form, name: str) -> int | None:
    """Return a count, ``None`` where none is given; what is none is remembered as wrong."""
    amount = form.amount(name)
    if amount is None:
        return None
    if amount != int(amount) or not 0 <= amount < _MOST:
        form.fail(UsageError("that is no count", remedy="Write a whole number", entry=name))
        return None
    return int(amount)


@needs("auditor")
def set_count(creator_id: int, account_id: int) -> ResponseReturnValue:
    """Store what the account counted on a day, or correct it."""

    def do(session: Session, form: Form) -> tuple[str, dict[str, Any]]:
        day = form.day("day")
        if day is None and not form.bad:
            form.fail(UsageError("the day is missing", remedy="Give one", entry="day"))
        followers = _whole(form, "followers")
        if followers is None and not form.bad:
            form.fail(UsageError("the value is missing", remedy="Give a number", entry="followers"))
        if form.bad or day is None:
            return "", {}
        moment = datetime.combine(day, time(), UTC)
        counted = Snapshot(moment, followers, source=acting().name)
        creators.add_snapshots(session, account_id, [counted])
        return "count-set", {"day": day.isoformat(), "followers": followers}

    return _deed(creator_id, account_id, do)


@needs("auditor")
def remove_count(creator_id: int, account_id: int) -> ResponseReturnValue:
    """Remove what the account counted at a moment."""
    try:
        moment = datetime.fromisoformat(request.form.get("at", ""))
    except ValueError:
        abort(400)

    def do(session: Session, form: Form) -> tuple[str, dict[str, Any]]:
        there = {each.taken_at: each for each in creators.list_snapshots(session, account_id)}
        if moment.tzinfo is None or moment not in there:
            abort(404)
        creators.remove_snapshot(session, account_id, moment)
        gone = there[moment]
        return "count-removed", {"at": moment.isoformat(), "followers": gone.followers}

    return _deed(creator_id, account_id, do)
