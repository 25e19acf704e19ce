"""What the law of each jurisdiction says, with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from checker.batch import agreement
from checker.judge.fix import NO_FIX
from checker.judge.messages import MESSAGES
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import Instrument, JurisdictionFile, LabelEntry, Sourced
from checker.storage import waivers
from web import lawtexts, quotes
from web.access import needs
from web.messages import land
from web.services import services

STANDING_ORDER = (
    "accepted",
    "accepted-if-clear",
    "accepted-with-brand",
    "insufficient",
    "rejected",
)


_SAID = {**MESSAGES, "no-fix": NO_FIX}
"""What findings say, by their code."""


class Chain(NamedTuple):
    """A jurisdiction with those that it builds on, the nearest first."""

    own: JurisdictionFile
    bases: tuple[JurisdictionFile, ...]


class LabelRow(NamedTuple):
    """A label under two jurisdictions; ``None`` where one says nothing of it."""

    key: str
    first: LabelEntry | None
    second: LabelEntry | None


def _pack() -> RulePack:
    return services().engine.pack


def chain_of(code: str) -> Chain:
    """Return a jurisdiction and its bases; answers 404 where there is none."""
    pack = _pack()
    own = pack.jurisdictions.get(code.upper())
    if own is None:
        abort(404)
    bases: list[JurisdictionFile] = []
    base = pack.jurisdictions.get(own.base) if own.base else None
    while base is not None and base not in bases and base != own:
        bases.append(base)
        base = pack.jurisdictions.get(base.base) if base.base else None
    return Chain(own, tuple(bases))


@needs("viewer")
def index() -> ResponseReturnValue:
    """List the jurisdictions, and the ways into the rules."""
    pack = _pack()
    return render_template(
        "rules/index.html",
        jurisdictions=pack.jurisdictions,
        counts={
            "signal": len(pack.signals),
            "label": len(pack.labels),
            "sector": len(pack.sectors),
        },
        digest=pack.digest,
    )


@needs("viewer")
def jurisdiction(code: str) -> ResponseReturnValue:
    """Show what a jurisdiction asks for, and where it says so."""
    chain = chain_of(code)
    labels = sorted(
        chain.own.labels, key=lambda e: (STANDING_ORDER.index(e.standing), e.label, e.form)
    )
    source = _sources((chain.own, *chain.bases))
    return render_template(
        "rules/jurisdiction.html",
        law=chain.own,
        bases=chain.bases,
        labels=[
            (standing, [entry for entry in labels if entry.standing == standing])
            for standing in STANDING_ORDER
        ],
        source=source,
        platforms=_pack().platforms,
        english=english(lawtexts.entries(chain.own), source)
        or quotes.english(*(quotes.title(e.title, e.id) for e in chain.own.instruments)),
    )


def sources_of(code: str) -> dict[str, Instrument]:
    """Return the sources that a jurisdiction may cite, by id: its own and those of its bases."""
    chain = chain_of(code)
    return _sources((chain.own, *chain.bases))


def _sources(laws: Sequence[JurisdictionFile]) -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for law in reversed(laws):
        found.update({source.id: source for source in law.instruments})
    return found


def english(entries: Iterable[Sourced], sources: Mapping[str, Instrument]) -> bool:
    """Tell whether something that entries say, or the titles they cite, is left in English."""
    shown = []
    for entry in entries:
        shown += [quotes.note(text) for text in lawtexts.said_by(entry)]
        shown.append(quotes.section(entry.section, entry.source))
        if entry.source in sources:
            shown.append(quotes.title(sources[entry.source].title, entry.source))
    return quotes.english(*shown)


@needs("viewer")
def finding(code: str, name: str) -> ResponseReturnValue:
    """Show what a kind of finding means in a jurisdiction, and what it rests on."""
    chain = chain_of(code)
    if name not in _SAID and not any(p.id == name for p in chain.own.provisions):
        abort(404)
    laws = (chain.own, *chain.bases)
    entries: list[Sourced] = [p for law in laws for p in law.provisions if p.id == name]
    rule = f"{chain.own.jurisdiction.lower()}/{name}"
    with services().database.read() as session:
        measured = agreement.precision(session, rule)
    return render_template(
        "rules/finding.html",
        measured=measured,
        law=chain.own,
        name=name,
        message=_SAID.get(name, ""),
        entries=entries,
        source=_sources(laws),
        english=english(entries, _sources(laws)),
        why_not=waivers.why_not(rule, services().engine.pack.unwaivable),
    )


@needs("viewer")
def compare() -> ResponseReturnValue:
    """Show two jurisdictions side by side."""
    pack = _pack()
    codes = list(pack.jurisdictions)
    first = chain_of(request.args.get("a") or codes[0])
    second = chain_of(request.args.get("b") or codes[min(1, len(codes) - 1)])
    only = request.args.get("only", "different")
    rows = _label_rows(first.own, second.own)
    if only == "different":
        rows = [row for row in rows if _standing(row.first) != _standing(row.second)]
    kinds = sorted({e.kind for e in (*first.own.relations, *second.own.relations)})
    sectors = sorted({e.sector for e in (*first.own.sectors, *second.own.sectors)})
    return render_template(
        "rules/compare.html",
        codes=[
            (code, f"{land(code, law.name)} ({code})") for code, law in pack.jurisdictions.items()
        ],
        first=first.own,
        second=second.own,
        rows=rows,
        kinds=kinds,
        sectors=sectors,
        only=only,
        english=quotes.english(
            *(
                quotes.note(text)
                for law in (first.own, second.own)
                for text in (*(e.note for e in law.relations), *(e.rule for e in law.placement))
            )
        ),
    )


def _standing(entry: LabelEntry | None) -> str:
    return entry.standing if entry is not None else ""


def _label_rows(first: JurisdictionFile, second: JurisdictionFile) -> list[LabelRow]:
    def weight(entry: LabelEntry) -> tuple[bool, int]:
        # Of several entries the engine applies the one that decides, else the most lenient.
        return not entry.decides, STANDING_ORDER.index(entry.standing)

    def deciding(law: JurisdictionFile) -> dict[str, LabelEntry]:
        return {entry.label: entry for entry in sorted(law.labels, key=weight, reverse=True)}

    one, two = deciding(first), deciding(second)
    return [LabelRow(key, one.get(key), two.get(key)) for key in sorted({*one, *two})]
