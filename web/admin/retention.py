"""How long things are kept: what is past its time is shown first, and goes once that was seen."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import UsageError
from web import retention
from web.access import acting, log, needs
from web.services import services
from web.settings import Settings, read_settings, write_settings
from web.turns import step_aside


def _days(name: str) -> int | None:
    """Return what an entry says; ``None`` when it is empty."""
    given = request.form.get(name, "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit()):
        raise UsageError("that is not a number of days", remedy="Give a whole number")
    return int(given[:6])


@needs("administrator")
def settings() -> ResponseReturnValue:
    """Change how long things are kept; nothing is removed here."""
    drafts = _days("keep_drafts_days")
    if drafts is None:
        raise UsageError("that is not a number of days", remedy="Give a whole number")
    audits = _days("keep_audits_days")
    with services().database.write() as session:
        before = read_settings(session)
        # Nobody has seen yet what would go by itself under fewer days.
        fewer = audits is not None and audits < (before.keep_audits_days or audits + 1)
        fresh = Settings(drafts, audits, before.sweep and not fewer)
        write_settings(session, fresh)
        log(session, "settings-changed", "retention", **msgspec.structs.asdict(fresh))
    flash(_("The settings were stored."), "good")
    if before.sweep and not fresh.sweep:
        flash(_("Nothing goes by itself until you have looked at what would go."), "warn")
        return redirect(url_for("admin.overdue"))
    return redirect(url_for("admin.index"))


@needs("administrator")
def overdue() -> ResponseReturnValue:
    """Show what is past its time, and remove it once it was seen."""
    error: UsageError | None = None
    now = datetime.now(UTC)
    database = services().database
    if request.method == "POST":
        deed = request.form.get("deed", "")
        if deed == "stop":
            _switch(False)
            flash(_("Nothing goes by itself any more."), "good")
            return redirect(url_for("admin.index"))
        with database.read() as session:
            due = retention.overdue(session, now)
        if request.form.get("seen") != due.digest:
            error = UsageError(
                "what is past its time has changed since this page was shown",
                remedy="Look at it again",
            )
        else:
            if request.form.get("sweep") == "yes":
                _switch(True)
            step_aside()  # a large audit takes a while to go
            retention.remove(database, due, now, acting().name)
            flash(
                _("What was past its time is gone.") if due.audits or due.expired
                else _("The settings were stored."), "good",
            )  # fmt: skip
            return redirect(url_for("admin.index"))
    with database.read() as session:
        due = retention.overdue(session, now)
        kept = read_settings(session)
    page = render_template("admin/retention.html", due=due, settings=kept, error=error)
    return (page, 409) if error else page


def _switch(sweep: bool) -> None:
    """Set whether what is past its time goes by itself."""
    with services().database.write() as session:
        before = read_settings(session)
        if before.sweep != sweep:
            write_settings(session, msgspec.structs.replace(before, sweep=sweep))
            log(session, "settings-changed", "retention", sweep=sweep)
