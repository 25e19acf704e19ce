"""What the forms of records have in common: storing what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import PaleseError
from checker.storage import Session
from web.access import log
from web.forms import Form
from web.records import found
from web.services import services


class Numbered(Protocol):
    """A record."""

    @property
    def id(self) -> int:
        """Its number."""


R = TypeVar("R", bound=Numbered)


def _name(session: Session, record: Any) -> str:
    return str(record.name)


class RefusedError(PaleseError):
    """What is wrong stands beside its entry already: nothing is stored."""


class Editor(NamedTuple, Generic[R]):
    """How records of a kind are stored from a form.

    Attributes:
        kind: as the log and the addresses call it: ``brand``.
        get: reads one from the storage.
        write: stores what the form says, over the record that is there, if one is.
        page: shows the form with what is wrong.
        changed: says what is different afterwards, for the log.
        called: says what a record is called, where it has no name of its own.
        onward: the address to go to when it is stored; ``None``: the record's own page.
    """

    kind: str
    get: Callable[[Session, int], R]
    write: Callable[[Session, Form, R | None], R]
    page: Callable[[Form, R | None], str]
    changed: Callable[[R | None, R], dict[str, Any]]
    called: Callable[[Session, R], str] = _name
    onward: Callable[[R], str] | None = None

    def store(self, form: Form, number: int | None) -> ResponseReturnValue:
        """Store a form as the record of a number, or as a new one, and show the record.

        Nothing is stored, and the form is shown again, when anything is wrong with it.
        """
        before = None
        try:
            with services().database.write() as session:
                if number is not None:
                    before = found(self.get, session, number)
                made = self.write(session, form, before)
                if form.bad:
                    raise RefusedError("")
                name = self.called(session, made)
                changes = self.changed(before, made)
                if before is None or changes:
                    deed = f"{self.kind}-{'added' if before is None else 'changed'}"
                    log(session, deed, f"{made.id}: {name}", **changes)
        except PaleseError as error:
            if not isinstance(error, RefusedError):
                form.fail(error)
            return self.page(form, before), 400
        flash(_("%(name)s is on record.", name=name), "good")
        if self.onward is not None:
            return redirect(self.onward(made))
        address: dict[str, Any] = {f"{self.kind}_id": made.id}
        return redirect(url_for(f"{self.kind}s.show", **address))


def different(before: object | None, after: object, fields: Iterable[str]) -> dict[str, Any]:
    """Return those fields of a record that are others afterwards; of a new one, those it has."""
    return {
        field: value
        for field in fields
        for value in [getattr(after, field)]
        if (value if before is None else getattr(before, field) != value)
    }
