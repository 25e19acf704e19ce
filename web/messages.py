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
from flask_babel import format_date, get_locale, gettext, ngettext

from checker.errors import PaleseError
from checker.importers.read import Problem
from checker.judge.messages import MESSAGES
from checker.rulepack.cache import load_pack
from checker.settings import rules_dir
from checker.storage.records import CrossFinding, InputProblem
from web.reading import FILES, LINES
from web.sentences import ADVICE, OTHERS, PROBLEMS, TOLD, WORDS
from web.services import services
from web.words import SEGMENTS

if TYPE_CHECKING:
    from web.audits.jobs import Job

_KNOWN = frozenset((*TOLD, *LINES, *FILES))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def translatable() -> Iterable[str]:
    """Return every sentence of the engine that catalogues must have."""
    yield from MESSAGES.values()
    yield from ADVICE
    yield from OTHERS
    yield from WORDS
    yield from PROBLEMS
    yield from TOLD
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
    what, remedy, values = error.told
    reasons = services().engine.pack.unwaivable.values()
    return _said(what, values, error.what, reasons), _said(remedy, values, error.remedy, reasons)


def _said(
    template: str, values: Mapping[str, str], finished: str, reasons: Collection[str] = ()
) -> str:
    """Return a sentence with its values in the language of the page, where catalogues have it."""
    if template in PROBLEMS:
        return str(gettext(template))
    if template not in _KNOWN:
        return finished
    spoken = {
        name: str(gettext(value))
        if value in WORDS or value in reasons
        else str(format_date(date.fromisoformat(value), "medium"))
        if _DAY.fullmatch(value)
        else value
        for name, value in values.items()
    }
    text = str(gettext(template))
    return text.format(**spoken) if values else text


def line(problem: InputProblem | Problem) -> tuple[str, str]:
    """Return what is wrong with a line of a file and what to do, in the language of the page."""
    what, remedy, values = problem.told or (problem.what, problem.remedy, {})
    return _said(what, values, problem.what), _said(remedy, values, problem.remedy)


def failed(job: Job) -> tuple[str, str]:
    """Return why an audit stopped and what to do, in the language of the page."""
    what, remedy, values = job.told or (job.error, job.remedy, {})
    return _said(what, values, job.error), _said(remedy, values, job.remedy)


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
                    roles.count("labelled"),
                    brand=brand,
                ),
                ngettext(
                    "and leaves %(num)s other without a label,",
                    "and leaves %(num)s others without a label,",
                    roles.count("unlabelled"),
                ),
                gettext("on the same day:")
                if data["gap_days"] == 0
                else ngettext(
                    "%(num)s day apart at the nearest:",
                    "%(num)s days apart at the nearest:",
                    data["gap_days"],
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
                    data["creators"],
                    brand=brand,
                ),
                ngettext("on %(num)s day:", "within %(num)s days:", (last - first).days + 1),
                ngettext(
                    "%(num)s of the %(all)s posts is not properly disclosed",
                    "%(num)s of the %(all)s posts are not properly disclosed",
                    data["hidden"],
                    all=len(finding.members),
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
