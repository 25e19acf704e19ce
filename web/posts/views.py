"""Filters that a user gave a name, to come back to."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import msgspec
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from checker.errors import UsageError
from checker.storage import Session, drafts
from web.access import acting, needs
from web.posts.filters import KEYS
from web.services import services

_MOST = 50
_LONGEST = 100


class SavedView(msgspec.Struct, frozen=True):
    """A name and what its address asks for; without an audit it holds for any."""

    name: str
    query: str

    @property
    def url(self) -> str:
        """The address of the posts."""
        asked: MultiDict[str, str] = MultiDict(parse_qsl(self.query))
        return url_for("posts.index", **asked.to_dict(flat=False))  # type: ignore[arg-type]


def _key() -> str:
    return f"views/{acting().id}"


def mine(session: Session) -> list[SavedView]:
    """Return the views of the present user, by name."""
    stored = drafts.get_setting(session, _key(), [])
    return msgspec.convert(stored, list[SavedView])


def _store(session: Session, views: list[SavedView]) -> None:
    ordered = sorted(views, key=lambda view: view.name.casefold())
    drafts.set_setting(session, _key(), msgspec.to_builtins(ordered))


@needs("viewer")
def save() -> ResponseReturnValue:
    """Give the filters of a page a name; an older view of this name goes."""
    name = " ".join(request.form.get("name", "").split())[:_LONGEST]
    if not name:
        raise UsageError("the view has no name", remedy="Give it one")
    asked = parse_qsl(request.form.get("query", "")[:4_000])
    kept = [(key, value) for key, value in asked if key in KEYS or key == "a"]
    view = SavedView(name, urlencode(kept))
    with services().database.write() as session:
        others = [each for each in mine(session) if each.name.casefold() != name.casefold()]
        if len(others) >= _MOST:
            raise UsageError("there are too many views", remedy="Remove one first")
        _store(session, [*others, view])
    flash(_("The view “%(name)s” was saved.", name=name), "good")
    return redirect(view.url)


@needs("viewer")
def remove() -> ResponseReturnValue:
    """Forget a view."""
    name = request.form.get("name", "")
    with services().database.write() as session:
        _store(session, [each for each in mine(session) if each.name != name])
    flash(_("The view “%(name)s” was removed.", name=name), "good")
    return redirect(url_for("posts.index"))
