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
WORDS = ("The label",)
"""What may stand in the place of a name in a sentence and is itself to be translated."""


def translatable() -> Iterable[str]:
    """Return every sentence of the engine that catalogues must have."""
    yield from MESSAGES.values()
    yield from ADVICE
    yield from OTHERS
    yield from WORDS


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
            values = {
                name: gettext(value) if value in WORDS else value
                for name, value in match.groupdict().items()
            }
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


def init_app(app: Flask) -> None:
    """Give templates the two as filters."""
    app.jinja_env.filters.update(said=said, advised=advised)
