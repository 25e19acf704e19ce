"""The rules of wording: a list to search, a page for each, and a text to try it on."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.model import Evidence, Label, Post, SectorHit, Segment, SegmentKind, Signal
from checker.reports.excerpt import LABEL, Mark, Piece, pieces
from checker.rulepack.examples import all_rules, parse_example
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal, RulePack
from checker.rulepack.schema import Examples, LabelEntry
from web import quotes
from web.access import needs
from web.names import rule_title, tongue
from web.rules.law import english, sources_of
from web.services import services
from web.words import STRENGTHS

Rule = CompiledSignal | CompiledLabel | CompiledSector
PAGE = 60
KINDS = ("signal", "counter", "label", "sector")
_LONGEST_TRIAL = 5_000


class RuleRow(NamedTuple):
    """A rule in the list."""

    key: str
    kind: str
    title: str
    name: str
    lang: str
    strength: str
    wording: str


def kind_of(rule: Rule) -> str:
    """Return ``signal``, ``counter``, ``label`` or ``sector``."""
    if isinstance(rule, CompiledSignal):
        return "signal" if rule.points > 0 else "counter"
    return "label" if isinstance(rule, CompiledLabel) else "sector"


def examples_of(rule: Rule) -> Examples:
    """Return the examples inside a rule."""
    return rule.examples if isinstance(rule, CompiledSector) else rule.rule.examples


def find(pack: RulePack, key: str, kind: str = "") -> Rule | None:
    """Return the rule of an id; ``kind`` tells apart a sign and a label that share it."""
    alike = [rule for rule in all_rules(pack) if rule.key == key]
    return next((rule for rule in alike if not kind or kind_of(rule) == kind), None)


def _row(rule: Rule) -> RuleRow:
    if isinstance(rule, CompiledSector):
        return RuleRow(
            rule.key, "sector", rule_title(rule), rule.sector, rule.lang, "", _first(rule)
        )
    name = rule.rule.signal if isinstance(rule, CompiledSignal) else rule.rule.id
    return RuleRow(
        rule.key, kind_of(rule), rule_title(rule), name, rule.lang, rule.rule.strength, _first(rule)
    )


def _first(rule: Rule) -> str:
    examples = examples_of(rule).match
    return parse_example(examples[0])[0] if examples else ""


@needs("viewer")
def listing() -> ResponseReturnValue:
    """List rules; the filters stand in the address."""
    pack = services().engine.pack
    kind, lang = request.args.get("kind", ""), request.args.get("lang", "")
    asked = request.args.get("q", "").strip()[:100]
    wanted = asked.casefold()
    rows = []
    for rule in all_rules(pack):
        if kind and kind_of(rule) != kind:
            continue
        if lang and rule.lang != lang:
            continue
        row = _row(rule)
        if wanted and wanted not in _haystack(rule, row):
            continue
        rows.append(row)
    if wanted:  # what is called so before what only speaks of it
        rows.sort(
            key=lambda row: all(
                wanted not in each.casefold() for each in (row.key, row.title, row.wording)
            )
        )
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "rules/list.html",
        rows=rows[(page - 1) * PAGE : page * PAGE],
        total=len(rows),
        page=page,
        pages=max(1, -(-len(rows) // PAGE)),
        kinds=KINDS,
        lang_options=_languages(sorted({rule.lang for rule in all_rules(pack)})),
        strength_words=STRENGTHS,
        kind=kind,
        lang=lang,
        asked=asked,
    )


def _languages(codes: list[str]) -> list[tuple[str, str]]:
    """Return the choices of a language, named in the language of the page."""
    named = [(code, tongue(code)) for code in codes]
    return [("", _("all")), *sorted(named, key=lambda pair: pair[1].casefold())]


def _haystack(rule: Rule, row: RuleRow) -> str:
    """Return what a search looks through: names, hashtags, wording and examples."""
    parts: list[str] = [
        row.key,
        row.title,
        row.name,
        *rule.wording.hashtags,
        *examples_of(rule).match,
    ]
    if isinstance(rule, CompiledSignal):
        parts += [*rule.rule.phrases, *rule.rule.hosts, rule.rule.note]
    elif isinstance(rule, CompiledLabel):
        parts += [*rule.rule.words, *rule.rule.hashtags, rule.rule.note]
    return "\n".join(parts).casefold()


@needs("viewer")
def show(key: str) -> ResponseReturnValue:
    """Show a rule with its examples, and try it on a text."""
    engine = services().engine
    rule = find(engine.pack, key, request.args.get("kind", ""))
    if rule is None:
        abort(404)
    text = request.form.get("text", "").replace("\r\n", "\n")[:_LONGEST_TRIAL]
    trial = _try(rule, text) if text.strip() else None
    views: dict[str, list[LabelEntry]] = {}
    if isinstance(rule, CompiledLabel):
        for code, law in engine.pack.jurisdictions.items():
            found = [entry for entry in law.labels if entry.label == rule.key]
            if found:
                views[code] = found
    note = "" if isinstance(rule, CompiledSector) else rule.rule.note
    sources = {code: sources_of(code) for code in views}
    return render_template(
        "rules/show.html",
        row=_row(rule),
        rule=rule,
        note=note,
        wording=_wording(rule),
        matching=[_marked(example) for example in examples_of(rule).match],
        silent=examples_of(rule).silent,
        views=views,
        laws=engine.pack.jurisdictions,
        source_of=sources,
        english=quotes.english(quotes.note(note))
        or any(english(found, sources[code]) for code, found in views.items()),
        strength_words=STRENGTHS,
        text=text,
        trial=trial,
    )


def _wording(rule: Rule) -> list[tuple[str, tuple[str, ...]]]:
    """Return the wording of a rule as its file has it, by kind."""
    if isinstance(rule, CompiledSector):
        return [("hashtags", rule.wording.hashtags)] if rule.wording.hashtags else []
    fields: tuple[str, ...] = ("phrases", "words", "hashtags", "patterns", "mentions", "hosts")
    fields += ("params", "all", "any", "none", "unless")
    found: list[tuple[str, tuple[str, ...]]] = []
    for field in fields:
        value: Any = getattr(rule.rule, field, ())
        if value:
            found.append((field, tuple(value)))
    return found


def _marked(example: str) -> list[Piece]:
    text, extents = parse_example(example)
    return pieces(text, [Mark(start, end, LABEL) for start, end in extents], whole=len(text))


def _try(rule: Rule, text: str) -> list[Piece] | None:
    """Return the text with what the rule finds in it; ``None`` where it finds nothing."""
    engine = services().engine
    kind: SegmentKind = "caption"
    if isinstance(rule, CompiledSignal) and rule.rule.segments:
        kind = rule.rule.segments[0]
    evidence = engine.evidence(Post("trial", (Segment(text, kind),)))
    marks = [Mark(start, end, LABEL) for start, end in _found(evidence, rule.key)]
    return pieces(text, sorted(marks), whole=len(text)) if marks else None


def _found(evidence: Evidence, key: str) -> list[tuple[int, int]]:
    hits: list[Signal | Label | SectorHit] = [
        *evidence.signals,
        *evidence.labels,
        *evidence.sectors,
    ]
    return sorted({(hit.start, hit.end) for hit in hits if hit.rule == key and hit.segment == 0})
