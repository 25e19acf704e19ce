"""Look over rules for what compiles and passes its examples, but should not be so."""

from __future__ import annotations

from collections.abc import Iterator

from checker.rulepack.examples import Failure, all_rules
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal, RulePack
from checker.rulepack.schema import ORDINARY


def lint(pack: RulePack) -> Iterator[Failure]:
    """Yield what a careful reader of the rules would object to."""
    for rule in all_rules(pack):
        yield from _wording(rule)
    known = {signal.rule.signal for signal in pack.signals}
    known |= {lexicon.signal for lexicon in pack.lexicons.values()} | {ORDINARY}
    for signal in pack.signals:
        own = signal.rule
        for name in (*own.against, *own.all, *own.any, *own.none):
            if name != "all" and name not in known:
                yield Failure(signal.key, signal.file, f"refers to {name!r}, which no rule signals")
        if own.against and own.relations:
            yield Failure(signal.key, signal.file, "a counter-signal points to no relation")
    for code, country in pack.jurisdictions.items():
        for entry in country.provisions:
            if entry.confirmed == "recollection":
                yield Failure(f"{code}/{entry.id}", code, "rests on recollection: it may only warn")


def _wording(rule: CompiledSignal | CompiledLabel | CompiledSector) -> Iterator[Failure]:
    wording = rule.wording
    if not all(phrase.needs for phrase in wording.phrases):
        yield Failure(
            rule.key,
            rule.file,
            "has a phrase without a word that every match contains, so it is tried on every text",
        )
    for atom in sorted({a for p in wording.phrases for found in p.needs[:1] for a in found}):
        if len(atom) < 2 and atom.isalnum() and atom.isascii():
            yield Failure(rule.key, rule.file, f"the prefilter word {atom!r} is too short")
    names = wording.hashtags
    for name in names:
        if len(name.strip("*")) < 2:
            yield Failure(rule.key, rule.file, f"the hashtag {name!r} matches too much")
    if len(set(names)) < len(names):
        yield Failure(rule.key, rule.file, "names a hashtag twice")
