"""The engine speaks English; here its sentences are said in the language of the page.

A finding carries a finished sentence. It is read back by the template that it was made from, so
that what stands in it (a label, a country, a detail) is kept to the letter; a sentence of a
pack's own that no template fits is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import format_date, format_decimal, get_locale, gettext, ngettext
from markupsafe import Markup, escape

from checker.errors import PaleseError
from checker.importers.read import Problem
from checker.judge.messages import MESSAGES
from checker.reports.plain import for_page
from checker.rulepack.cache import load_pack
from checker.settings import rules_dir
from checker.storage.records import CrossFinding, InputProblem
from web import names, quotes
from web.reading import FILES, LINES
from web.sentences import ADVICE, ON_PAGES, OTHERS, PROBLEMS, STORED, TOLD, WORDS
from web.services import services
from web.words import RELATIONS, ROLE_WORDS, SEGMENTS, VERDICTS

if TYPE_CHECKING:
    from web.audits.jobs import Job

_KNOWN = frozenset((*TOLD, *LINES, *FILES, *STORED, *ON_PAGES.values()))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RULE = re.compile(r"[a-z]{2}/[a-z-]+")
_NUMBER = re.compile(r"-?\d{1,30}(\.\d+)?", re.ASCII)
_FIGURES = frozenset({"budget", "cells", "count", "header", "least", "length", "longest", "most"})
"""What stands for an amount in the sentences of errors; other digits are numbers of something."""
_LONGEST = 5_000
_CODES = {
    "label-language": names.tongues,
    "label-for-other-relation": names.relations,
    "label-other-medium": names.segments,
}
"""Findings whose detail is a list of codes, and how these are said."""
_QUOTING = frozenset({"label-too-brief"})
"""Findings whose detail is a note on the law, as are those of all goods."""


def translatable() -> Iterable[str]:
    """Return every sentence of the engine that catalogues must have."""
    yield from MESSAGES.values()
    yield from ADVICE
    yield from OTHERS
    yield from WORDS
    yield from PROBLEMS
    yield from TOLD
    yield from ON_PAGES.values()
    yield from STORED
    yield from LINES
    yield from FILES
    pack = load_pack([rules_dir()])
    yield from pack.unwaivable.values()
    for taxonomy in pack.tiers.values():
        yield taxonomy.title
        yield taxonomy.source


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
    return part(value)


def part(name: str) -> str:
    """Return the name of a part of a post, such as ``overlay 2``, in the language of the page."""
    kind, _, number = name.rpartition(" ")
    if not (kind and number.isdigit()):
        kind, number = name, ""
    word = SEGMENTS.get(kind.replace(" ", "_"))
    return name if word is None else f"{word} {number}".rstrip()


@lru_cache(maxsize=256)
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    made = [
        f"(?P<{part}>.*)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    ]
    return re.compile("".join(made), re.DOTALL)


def _translated(text: str, templates: Iterable[str]) -> str:
    locale = get_locale()
    if locale is None or locale.language == "en" or len(text) > _LONGEST:
        return text
    for template in templates:
        match = _pattern(template).fullmatch(text)
        if match is not None:
            values = {name: _value(value) for name, value in match.groupdict().items()}
            return str(gettext(template)).format(**values)
    return text


def said(message: str, rule: str) -> str:
    """Return what a finding says, in the language of the page.

    What it quotes of a law, or of palese's notes on it where the catalogue has none, stands in its
    own language and is marked so: the answer is safe for HTML.
    """
    place, _, code = rule.partition("/")
    template = MESSAGES.get(code)
    match = _pattern(template).fullmatch(message[:_LONGEST]) if template else None
    if template is None or match is None:
        return _translated(message, OTHERS)
    values = {name: _value(value) for name, value in match.groupdict().items()}
    detail = match.groupdict().get("detail")
    text = str(gettext(template))
    if detail is not None and code in _CODES:
        values["detail"] = _CODES[code](detail)
    elif detail is not None and (code in _QUOTING or code.startswith("sector-")):
        quoted = quotes.quoted(detail, place.upper())
        if isinstance(quoted, Markup):
            others = {name: for_page(value) for name, value in values.items() if name != "detail"}
            return Markup(escape(text)).format(detail=quoted, **others)
        values["detail"] = quoted
    return text.format(**values)


def advised(text: str) -> str:
    """Return what is to be changed, in the language of the page, as a sentence."""
    text = _translated(text, ADVICE)
    return text[:1].upper() + text[1:]


def told(error: PaleseError) -> tuple[str, str]:
    """Return what is wrong and what to do, in the language of the page where catalogues have it."""
    what, remedy, values = error.told
    reasons = services().engine.pack.unwaivable.values()
    return _said(what, values, error.what, reasons), _said(remedy, values, error.remedy, reasons)


def _said(
    template: str, values: Mapping[str, str], finished: str, reasons: Collection[str] = ()
) -> str:
    """Return a sentence with its values in the language of the page, where catalogues have it."""
    template = ON_PAGES.get(template, template)
    if template in PROBLEMS:
        return str(gettext(template))
    if template not in _KNOWN:
        return finished
    spoken = {
        name: str(format_decimal(value))
        if name in _FIGURES and _NUMBER.fullmatch(value)
        else _spoken(name, value, reasons)
        for name, value in values.items()
    }
    text = str(gettext(template))
    return text.format(**spoken) if values else text


def _spoken(name: str, value: str, reasons: Collection[str]) -> str:
    """Return what stands in a sentence: one of our own words, the name of a rule, or a day."""
    if name == "choices":
        said = [str(RELATIONS.get(each, ROLE_WORDS.get(each, ""))) for each in value.split(", ")]
        return ", ".join(said) if all(said) else value
    tiers = services().engine.pack.tiers.get(value.strip("'")) if name == "taxonomy" else None
    if tiers is not None:
        return names.quoted(of_pack(tiers.title))
    if name == "verdict":
        return str(VERDICTS.get(value.strip("'"), value))
    if value in WORDS or value in reasons:
        return str(gettext(value))
    if _RULE.fullmatch(value):
        return names.issue(value)
    return str(format_date(date.fromisoformat(value), "medium")) if _DAY.fullmatch(value) else value


def line(problem: InputProblem | Problem) -> tuple[str, str]:
    """Return what is wrong with a line of a file and what to do, in the language of the page."""
    what, remedy, values = problem.told or (problem.what, problem.remedy, {})
    return _said(what, values, problem.what), _said(remedy, values, problem.remedy)


def failed(job: Job) -> tuple[str, str]:
    """Return why an audit stopped and what to do, in the language of the page."""
    what, remedy, values = job.told or (job.error, job.remedy, {})
    return _said(what, values, job.error), _said(remedy, values, job.remedy)


class _Shown(int):
    """A number that is written by the language of the page where it stands in a sentence."""

    def __str__(self) -> str:
        return str(format_decimal(int(self)))


def across(finding: CrossFinding) -> str:
    """Return what a finding on several posts says, in the language of the page.

    Its sentence is made anew of its kind and its figures; where they are not stored, and of a
    kind that is not known here, it is shown as it was written.
    """
    locale = get_locale()
    if locale is None or locale.language == "en":
        return finding.message
    data, brand = finding.data, finding.brand or ""
    if finding.rule == "series/unlabelled" and "gap_days" in data:
        roles = [role for _, role in finding.members]
        return " ".join(
            (
                ngettext(
                    "The author labels %(num)s post on %(brand)s",
                    "The author labels %(num)s posts on %(brand)s",
                    _Shown(roles.count("labelled")),
                    brand=brand,
                ),
                ngettext(
                    "and leaves %(num)s other without a label,",
                    "and leaves %(num)s others without a label,",
                    _Shown(roles.count("unlabelled")),
                ),
                gettext("on the same day:")
                if data["gap_days"] == 0
                else ngettext(
                    "%(num)s day apart at the nearest:",
                    "%(num)s days apart at the nearest:",
                    _Shown(data["gap_days"]),
                ),
                gettext("look whether those are advertising too"),
            )
        )
    if finding.rule == "network/same-text" and "hidden" in data:
        first, last = (date.fromisoformat(data[end]) for end in ("first_day", "last_day"))
        return " ".join(
            (
                ngettext(
                    "%(num)s creator voices nearly the same text on %(brand)s",
                    "%(num)s creators voice nearly the same text on %(brand)s",
                    _Shown(data["creators"]),
                    brand=brand,
                ),
                ngettext("on %(num)s day:", "within %(num)s days:", (last - first).days + 1),
                ngettext(
                    "%(num)s of the %(all)s posts is not properly disclosed",
                    "%(num)s of the %(all)s posts are not properly disclosed",
                    _Shown(data["hidden"]),
                    all=_Shown(len(finding.members)),
                )
                if data["hidden"]
                else gettext("look whether they were asked to"),
            )
        )
    return finding.message


def of_pack(text: str) -> str:
    """Return the title or the source of a taxonomy in the language of the page.

    What the rules that come with palese do not say, further rules do: it is shown as it is.
    """
    return str(gettext(text)) if text else text


def problem(text: str) -> str:
    """Return an error's sentence in the language of the page, where the catalogues have it."""
    known = text in PROBLEMS or text in services().engine.pack.unwaivable.values()
    return str(gettext(text)) if known else text


def recognised(text: str) -> str:
    """Return a kind of file, or a place in one, in the language of the page."""
    return str(gettext(text)) if text in WORDS else text


def sentence(text: str) -> str:
    """Return a sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def init_app(app: Flask) -> None:
    """Give templates the two as filters."""
    app.jinja_env.filters.update(
        said=said,
        advised=advised,
        land=land,
        error=problem,
        told=told,
        sentence=sentence,
        recognised=recognised,
        of_pack=of_pack,
        failed=failed,
        part=part,
        line=line,
        across=across,
    )
