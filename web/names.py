"""Codes of the rules said in words, in the language of the page.

What a pack of somebody's own calls by a name that is not known here keeps its code.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask_babel import get_locale, gettext

from checker.reports.plain import cut
from checker.rulepack.examples import parse_example
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal
from web.findings import FINDINGS
from web.services import services
from web.signs import SIGNS
from web.vocabulary import GOODS, TIERS
from web.words import RELATIONS, SEGMENTS

_LONGEST = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def sign(code: str) -> str:
    """Return what a signal is called."""
    return str(SIGNS.get(code, code))


def finding(rule: str) -> str:
    """Return what a kind of finding is called, without its jurisdiction: ``it/undisclosed``."""
    return str(FINDINGS.get(rule) or FINDINGS.get(rule.partition("/")[2]) or rule)


def finding_in(rule: str) -> str:
    """Return what a kind of finding is called, with the jurisdiction whose rule it is."""
    name, place = finding(rule), rule.partition("/")[0]
    if name == rule or rule in FINDINGS:  # a rule across posts belongs to no jurisdiction
        return name
    return f"{name} ({place.upper()})"


def tongue(code: str) -> str:
    """Return what a language is called; an unknown code stays as it is, ``any`` is any."""
    if code == "any":
        return str(gettext("any language"))
    locale = get_locale()
    return str((locale.languages.get(code) if locale else None) or code)


def tongues(codes: str) -> str:
    """Return a list of codes of languages as their names: ``it, en``."""
    return _each(codes, lambda code: tongue(code) if _LANGUAGE.fullmatch(code) else code)


def relations(codes: str) -> str:
    """Return a list of relations as words: ``gift, loan``."""
    return _each(codes, lambda code: str(RELATIONS.get(code, code)))


def segments(codes: str) -> str:
    """Return a list of parts of posts as words: ``caption, overlay``."""
    return _each(codes, lambda code: str(SEGMENTS.get(code, code)))


def _each(codes: str, say: Callable[[str], str]) -> str:
    return ", ".join(say(code) for code in codes.split(", "))


def goods(sector: str, subsector: str = "") -> str:
    """Return what goods with rules of their own are called."""
    code = f"{sector}/{subsector}" if subsector else sector
    return str(GOODS.get(code) or GOODS.get(sector, sector))


def tier(name: str | None) -> str:
    """Return what a tier of a taxonomy is called; nothing for none."""
    return str(TIERS.get(name, name)) if name else ""


def account(name: str) -> str:
    """Return an account with its platform's own name: ``instagram @giulia``."""
    platform, space, handle = name.partition(" @")
    known = services().engine.pack.platforms.get(platform)
    return f"{known.name}{space}{handle}" if known is not None else name


def rule_title(rule: CompiledSignal | CompiledLabel | CompiledSector) -> str:
    """Return what a rule of wording is called: a sign, the wording of a label, or goods."""
    if isinstance(rule, CompiledSignal):
        return sign(rule.rule.signal)
    if isinstance(rule, CompiledSector):
        return goods(rule.sector, rule.subsector)
    return _wording_of(rule)


def label_title(key: str) -> str:
    """Return what a label is called: its wording, as its first example has it."""
    found = next((rule for rule in services().engine.pack.labels if rule.key == key), None)
    return _wording_of(found) if found is not None else key


def _wording_of(rule: CompiledLabel) -> str:
    examples = rule.rule.examples.match
    text, extents = parse_example(examples[0]) if examples else ("", ())
    return quoted(cut(text[slice(*extents[0])], _LONGEST)) if extents else rule.key


def quoted(text: str) -> str:
    """Return a text between the quotation marks of the page's language."""
    return str(gettext("“%(text)s”", text=text))


def issue(rule: str) -> str:
    """Return what a kind of finding is called, where it stands in a sentence."""
    return quoted(finding_in(rule))


def init_app(app: Flask) -> None:
    """Give templates the names as filters."""
    app.jinja_env.filters.update(
        sign=sign,
        finding=finding,
        finding_in=finding_in,
        tongue=tongue,
        tongues=tongues,
        goods=goods,
        account=account,
        issue=issue,
        label_title=label_title,
        quoted=quoted,
        tier=tier,
    )
