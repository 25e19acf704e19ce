"""Taking a record away: first a page that says what goes with it, then the deed."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import PaleseError, UsageError
from checker.storage import Session, removal
from checker.storage.removal import Kind
from web.access import log
from web.records import found
from web.services import services

Crumbs = list[tuple[str, str]]


def removing(
    kind: Kind,
    number: int,
    remove: Callable[[Session], None],
    *,
    crumbs: Crumbs,
    back: str,
    onward: str,
) -> ResponseReturnValue:
    """Show what the removal of a record means, or do it once that was seen.

    What was seen is sent along: when anything of it has changed meanwhile, nothing is done.
    Answers 404 where there is no such record.

    Args:
        kind: of the record.
        number: of the record.
        remove: takes it away.
        crumbs: addresses and names of the pages above.
        back: the page of the record.
        onward: where to go when it is gone.
    """
    error: PaleseError | None = None
    if request.method == "POST":
        try:
            with services().database.write() as session:
                gone = found(lambda s, n: removal.look(s, kind, n), session, number)
                if request.form.get("seen") != gone.digest:
                    raise UsageError(
                        "what is on record has changed since this page was shown",
                        remedy="Look at it again",
                    )
                remove(session)
                counts = {
                    name: getattr(gone, name)
                    for name in ("accounts", "campaigns", "collaborations", "loosened", "posts")
                    if getattr(gone, name)
                }
                log(session, f"{kind}-removed", f"{gone.id}: {gone.name}", **counts)
        except PaleseError as refused:
            error = refused
        else:
            flash(_("%(name)s is off the record.", name=gone.name), "good")
            return redirect(onward)
    with services().database.read() as session:
        what = found(lambda s, n: removal.look(s, kind, n), session, number)
    page = render_template("ui/remove.html", what=what, error=error, crumbs=crumbs, back=back)
    return (page, 409) if error else page
