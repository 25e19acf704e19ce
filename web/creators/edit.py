"""The form by which a creator is put on record or changed."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from checker.errors import PaleseError
from checker.storage import Session, creators
from checker.storage.records import Creator
from web.access import needs
from web.editing import Editor, different
from web.forms import Form, joined, version_of
from web.records import found
from web.services import services

_FIELDS = ("name", "country", "area", "language", "topics", "notes", "accounts")
_NEW_ACCOUNTS = 3
_PLACES = {"topic": "topics", "handle": "handle-0", "platform": "handle-0"}


def _stored(creator: Creator | None) -> Form:
    if creator is None:
        return Form({}, _PLACES)
    return Form(
        {
            "name": creator.name,
            "country": creator.country or "",
            "area": creator.area or "",
            "language": creator.language or "",
            "topics": joined(creator.topics),
            "notes": creator.notes,
            "version": str(creator.version),
        },
        _PLACES,
    )


def _page(form: Form, creator: Creator | None) -> str:
    pack = services().engine.pack
    return render_template(
        "creators/edit.html",
        form=form,
        creator=creator,
        platforms=[(key, each.name) for key, each in pack.platforms.items()],
        names=pack.platforms,
        new_accounts=_NEW_ACCOUNTS,
    )


@needs("auditor")
def new() -> ResponseReturnValue:
    """Show the form for another creator."""
    return _page(_stored(None), None)


@needs("auditor")
def edit(creator_id: int) -> ResponseReturnValue:
    """Show the form with what is on record."""
    with services().database.read() as session:
        creator = found(creators.get_creator, session, creator_id)
    return _page(_stored(creator), creator)


@needs("auditor")
def add() -> ResponseReturnValue:
    """Put a creator on record."""
    return _EDITOR.store(Form.sent(_PLACES), None)


@needs("auditor")
def change(creator_id: int) -> ResponseReturnValue:
    """Change what is on record of a creator."""
    return _EDITOR.store(Form.sent(_PLACES), creator_id)


def _written(session: Session, form: Form, creator: Creator | None) -> Creator:
    """Store the form, as far as nothing is wrong with it."""
    known: dict[str, Any] = {
        "country": form.text("country") or None,
        "area": form.text("area") or None,
        "language": form.text("language") or None,
        "notes": form.text("notes"),
        "topics": form.lines("topics"),
    }
    if creator is None:
        made = creators.add_creator(session, form.text("name"), **known)
    else:
        made = creators.update_creator(
            session,
            creator.id,
            expected_version=version_of(form),
            name=form.text("name"),
            **known,
        )
    for place in range(_NEW_ACCOUNTS):
        handle = form.text(f"handle-{place}")
        if handle:
            try:
                creators.add_account(session, made.id, form.text(f"platform-{place}"), handle)
            except PaleseError as error:
                form.fail(error, f"handle-{place}")
    return creators.get_creator(session, made.id)


def changed(before: Creator | None, after: Creator) -> dict[str, Any]:
    """Return what is different afterwards, for the log."""
    return {field: _plain(value) for field, value in different(before, after, _FIELDS).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(
            part if isinstance(part, str) else f"{part.platform} @{part.handle}" for part in value
        )
    return value


_EDITOR = Editor("creator", creators.get_creator, _written, _page, changed)
