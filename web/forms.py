"""What was sent with a form, and what is wrong with it, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from flask import request

from checker.errors import PaleseError, UsageError
from web import amounts, messages

_LONGEST = 20_000


class Form:
    """The values of a form, as they are stored or as they were sent, and what is wrong with them.

    Args:
        values: by the names of the entries.
        places: where an error of the storage is shown whose own entry the form calls otherwise.
    """

    def __init__(self, values: Mapping[str, str], places: Mapping[str, str] | None = None) -> None:
        self._values = values
        self._places = places or {}
        self.wrong: dict[str, str] = {}
        """What is wrong with each entry, in the language of the page."""
        self.error: PaleseError | None = None
        """What is wrong with the form as a whole."""

    @classmethod
    def sent(cls, places: Mapping[str, str] | None = None) -> Form:
        """Return what the present request sends."""
        return cls(request.form, places)

    def __getitem__(self, name: str) -> str:
        return self._values.get(name, "")

    def text(self, name: str) -> str:
        """Return a text without space around it."""
        return self[name].replace("\r\n", "\n").strip()[:_LONGEST]

    def lines(self, name: str) -> list[str]:
        """Return the entries of a list, one on each line or between commas."""
        parts = self.text(name).replace(",", "\n").splitlines()
        return [part.strip() for part in parts if part.strip()]

    def rows(self, name: str) -> list[str]:
        """Return the entries of a list that may hold commas, one on each line."""
        return [line.strip() for line in self.text(name).splitlines() if line.strip()]

    def day(self, name: str) -> date | None:
        """Return a day, ``None`` where none is given; what is no day is remembered as wrong."""
        given = self.text(name)
        if not given:
            return None
        try:
            return date.fromisoformat(given)
        except ValueError:
            self.fail(UsageError("that is no day of the calendar", entry=name))
            return None

    def amount(self, name: str) -> Decimal | None:
        """Return a number, ``None`` where none is given; what is none is remembered as wrong.

        It is read as the language of the page writes numbers.
        """
        given = self.text(name)
        if not given:
            return None
        try:
            return amounts.read(given, name)
        except UsageError as error:
            self.fail(error)
            return None

    def fail(self, error: PaleseError, entry: str = "") -> None:
        """Remember an error, beside the entry that it is about or for the form as a whole."""
        place = entry or self._places.get(error.entry, error.entry)
        if not place:
            self.error = self.error or error
        elif place not in self.wrong:
            what, remedy = messages.told(error)
            said = what[:1].upper() + what[1:] + "."
            self.wrong[place] = f"{said} {remedy}." if remedy else said

    @property
    def bad(self) -> bool:
        """True once anything is wrong."""
        return bool(self.wrong) or self.error is not None


def joined(values: Iterable[str]) -> str:
    """Return a list as a form shows it, one entry on each line."""
    return "\n".join(values)


def version_of(form: Form) -> int | None:
    """Return the version of the record that the form was made from; ``None`` if it says none."""
    given = form["version"]
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
