"""Filters that a user gave a name, to come back to."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from checker.errors import UsageError
from checker.storage import Session, saved
from checker.storage.saved import SavedView
from web.access import acting, needs
from web.posts.filters import KEYS
from web.services import services

_MOST = 50
_LONGEST = 100


class ViewLink(NamedTuple):
    """A view with the address of its posts."""

    name: str
    url: str


def _shown(view: SavedView) -> ViewLink:
    asked: MultiDict[str, str] = MultiDict(parse_qsl(view.query))
    return ViewLink(view.name, url_for("posts.index", **asked.to_dict(flat=False)))  # type: ignore[arg-type]


def mine(session: Session) -> list[ViewLink]:
    """Return the views of the present user, by name."""
    return [_shown(view) for view in saved.list_views(session, acting().id)]


@needs("viewer")
def save() -> ResponseReturnValue:
    """Give the filters of a page a name; an older view of this name goes."""
    name = " ".join(request.form.get("name", "").split())[:_LONGEST]
    if not name:
        raise UsageError("the view has no name", remedy="Give it one")
    asked = parse_qsl(request.form.get("query", "")[:4_000])
    kept = [(key, value) for key, value in asked if key in KEYS or key == "a"]
    with services().database.write() as session:
        if saved.count_views(session, acting().id, but=name) >= _MOST:
            raise UsageError("there are too many views", remedy="Remove one first")
        view = saved.save_view(session, acting().id, name, urlencode(kept))
    flash(_("The view “%(name)s” was saved.", name=name), "good")
    return redirect(_shown(view).url)


@needs("viewer")
def remove() -> ResponseReturnValue:
    """Forget a view."""
    name = request.form.get("name", "")
    with services().database.write() as session:
        saved.remove_view(session, acting().id, name)
    flash(_("The view “%(name)s” was removed.", name=name), "good")
    return redirect(url_for("posts.index"))
