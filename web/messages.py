"""The engine speaks English; here its sentences are said in the language of the page.

A finding carries a finished sentence. It is read back by the template that it was made from, so
that what stands in it (a label, a country, a detail) is kept to the letter; a sentence of a
pack's own that no template fits is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from flask_babel import get_locale, gettext

from checker.judge.fix import NO_FIX
from checker.judge.messages import MESSAGES
from web.services import services

ADVICE = (
    "replace “{old}” (in {where}) by: {new}",
    "replace “{old}” by: {new}",
    "remove (in {where}): “{old}”",
    "remove: “{old}”",
    "add at the start of {where}: {new}",
    "add at the start: {new}",
    "add at the end of {where}: {new}",
    "add at the end: {new}",
    "add after “{old}” (in {where}): {new}",
    "add after “{old}”: {new}",
)
"""What :func:`checker.reports.wording.advice` can say; the more particular first."""

OTHERS = (NO_FIX, "The label belongs here too")
PROBLEMS = (
    "the two passwords differ",
    "Write the same one twice",
    "the password has fewer than 12 characters",
    "Choose a longer one; a sentence of four words is good",
    "the password is made of the name",
    "Choose another one",
    "the present password is not right",
    "Write it again",
    "the name of the user is empty",
    "the name of the token is empty",
    "Give a name of the user",
    "Give a name of the token",
    "no administrator who can sign in would be left",
    "Make another user an administrator first",
    "this result is not kept any more",
    "there is no text to keep",
    "Write a draft first",
    "results are kept for 1 to 366 days",
    "Give a number in between",
    "Choose another name, or change that user",
    "no file was chosen",
    "Choose one with posts",
    "the view has no name",
    "Give it one",
    "there are too many views",
    "Remove one first",
    "there are too many links",
    "Take one back first",
    "that is not a number of days",
    "Choose one of those offered",
    "this audit was not uploaded",
    "its process ended before its work was done",
    "Let it go on, and it begins where it stopped",
    "Give another --name, or go on with --resume",
)
"""Errors that people meet when they fill in forms."""

WORDS = ("The label",)
"""What may stand in the place of a name in a sentence and is itself to be translated."""


def translatable() -> Iterable[str]:
    """Return every sentence of the engine that catalogues must have."""
    yield from MESSAGES.values()
    yield from ADVICE
    yield from OTHERS
    yield from WORDS
    yield from PROBLEMS


def land(code: str, name: str = "") -> str:
    """Return a jurisdiction's name in the language of the page.

    Args:
        code: of the jurisdiction.
        name: what its pack calls it, for codes that are no country's.
    """
    locale = get_locale()
    found = locale.territories.get({"UK": "GB"}.get(code, code)) if locale else None
    return str(found or name or code)


def _value(value: str) -> str:
    """Return what stands in a sentence, translated where it is one of our own words."""
    if value in WORDS:
        return str(gettext(value))
    for code, law in services().engine.pack.jurisdictions.items():
        if value == law.name:
            return land(code, law.name)
    return value


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    made = [
        f"(?P<{part}>.*)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    ]
    return re.compile("".join(made), re.DOTALL)


def _translated(text: str, templates: Iterable[str]) -> str:
    locale = get_locale()
    if locale is None or locale.language == "en" or len(text) > 5_000:
        return text
    for template in templates:
        match = _pattern(template).fullmatch(text)
        if match is not None:
            values = {name: _value(value) for name, value in match.groupdict().items()}
            return str(gettext(template)).format(**values)
    return text


def said(message: str, rule: str) -> str:
    """Return what a finding says, in the language of the page."""
    template = MESSAGES.get(rule.partition("/")[2])
    return _translated(message, (template, *OTHERS) if template else OTHERS)


def advised(text: str) -> str:
    """Return what is to be changed, in the language of the page, as a sentence."""
    text = _translated(text, ADVICE)
    return text[:1].upper() + text[1:]


def problem(text: str) -> str:
    """Return an error's sentence in the language of the page, where the catalogues have it."""
    return str(gettext(text)) if text in PROBLEMS else text


def init_app(app: Flask) -> None:
    """Give templates the two as filters."""
    app.jinja_env.filters.update(said=said, advised=advised, land=land, error=problem)
