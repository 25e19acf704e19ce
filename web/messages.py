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

from checker.errors import PaleseError
from checker.judge.fix import NO_FIX
from checker.judge.messages import MESSAGES
from checker.rulepack.cache import load_pack
from checker.settings import rules_dir
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

TOLD = (
    "the {field} is empty",
    "Give a {field}",
    "the {field} {value}… is longer than {longest} characters",
    "Shorten it",
    "the {field} holds a NUL character",
    "Remove it",
    "{of} ends on {ends}, before it starts on {starts}",
    "{what} was changed by somebody else meanwhile",
    "Look at it again and repeat the change",
    "a waiver needs a scope",
    "Name a finding, a rule, a creator or a brand",
    "a waiver needs a last day",
    "Give one",
    "the waiver would have expired on {day}",
    "Give a day to come",
    "the rule {rule} may not be waived: {reason}",
    "Have the post corrected instead",
    "no creator on record is called {name}",
    "Give a name or a handle as it stands under Creators",
    "{count} creators are called {name}",
    "Say which one: {choices}",
    "no brand on record is called {name}",
    "Give a name as it stands under Brands",
    "the handle @{handle} on {platform} cannot belong to {owner} (creator {owner_id}): "
    "it belongs to {other} (creator {other_id})",
    "Correct the handle, or put both accounts under one creator",
    "the {kind} {value} cannot belong to the brand {brand}: it belongs to {owner}",
    "Correct one of the two brands",
    "a brand {name} is on record already",
    "Change that one",
    "the budget of {name} is {budget}",
    "{currency} is no currency",
    "Give a code such as EUR",
    "the budget of {name} has no currency",
    "the brand has a campaign {name} already",
    "{value} is no value for the indicator {name}",
    "no brand was chosen",
    "Choose one",
    "the unit is too long",
    "the day is missing",
    "the value is missing",
    "Give a number",
    "that is no day of the calendar",
    "that is no number",
    "Write it without separators of thousands, such as 12500.50",
)
"""Errors with their values apart, which forms show beside the entries that they are about."""

WORDS = (
    "The label",
    "reason of a waiver",
    "author of a waiver",
    "rule",
    "jurisdiction",
    "name of a creator",
    "country",
    "area",
    "language",
    "topic",
    "platform",
    "handle",
    "name of a brand",
    "category",
    "alias",
    "domain",
    "handle of a brand",
    "alias of a brand",
    "domain of a brand",
    "name of a campaign",
    "tactic",
    "name of an indicator",
)
"""What may stand in the place of a name in a sentence and is itself to be translated."""


def translatable() -> Iterable[str]:
    """Return every sentence of the engine that catalogues must have."""
    yield from MESSAGES.values()
    yield from ADVICE
    yield from OTHERS
    yield from WORDS
    yield from PROBLEMS
    yield from TOLD
    yield from load_pack([rules_dir()]).unwaivable.values()


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


def told(error: PaleseError) -> tuple[str, str]:
    """Return what is wrong and what to do, in the language of the page where catalogues have it."""
    locale = get_locale()
    if locale is None or locale.language == "en":
        return error.what, error.remedy
    what, remedy, values = error.told
    reasons = services().engine.pack.unwaivable.values()
    spoken = {
        name: str(gettext(value)) if value in WORDS or value in reasons else value
        for name, value in values.items()
    }

    def say(template: str, finished: str) -> str:
        if template in PROBLEMS:
            return str(gettext(template))
        if template not in TOLD:
            return finished
        text = str(gettext(template))
        return text.format(**spoken) if values else text

    return say(what, error.what), say(remedy, error.remedy)


def problem(text: str) -> str:
    """Return an error's sentence in the language of the page, where the catalogues have it."""
    known = text in PROBLEMS or text in services().engine.pack.unwaivable.values()
    return str(gettext(text)) if known else text


def sentence(text: str) -> str:
    """Return a sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def init_app(app: Flask) -> None:
    """Give templates the two as filters."""
    app.jinja_env.filters.update(
        said=said, advised=advised, land=land, error=problem, told=told, sentence=sentence
    )
