"""Run the examples that stand inside the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from checker.model import Evidence, Label, Post, SectorHit, Segment, Signal
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal, RulePack

MIN_MATCHES = 2
MIN_SILENT = 2

_MARK = re.compile(r"\[\[(.+?)\]\]", re.S)


class Failure(msgspec.Struct, frozen=True):
    """One example that did not come out as its rule says."""

    rule: str
    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.what}"


def parse_example(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return an example without its ``[[ ]]`` marks, and the extents they marked."""
    plain = ""
    extents = []
    position = 0
    for match in _MARK.finditer(text):
        plain += text[position : match.start()]
        extents.append((len(plain), len(plain) + len(match.group(1))))
        plain += match.group(1)
        position = match.end()
    return plain + text[position:], extents


def all_rules(pack: RulePack) -> list[CompiledSignal | CompiledLabel | CompiledSector]:
    """Return every rule of a pack that has wording."""
    return [*pack.signals, *pack.labels, *pack.sectors]


def run_examples(pack: RulePack, find: Callable[[Post], Evidence]) -> Iterator[Failure]:
    """Yield every example that fails, and every rule that has too few.

    Args:
        pack: the rules to test.
        find: the matcher's ``evidence``, before counter-signals take anything away
            from the rule itself.
    """
    for rule in all_rules(pack):
        if isinstance(rule, CompiledSignal) and rule.rule.kind in ("field", "combo"):
            continue
        yield from _run(rule, find)


def _run(
    rule: CompiledSignal | CompiledLabel | CompiledSector, find: Callable[[Post], Evidence]
) -> Iterator[Failure]:
    examples = rule.examples if isinstance(rule, CompiledSector) else rule.rule.examples
    if len(examples.match) < MIN_MATCHES:
        yield Failure(rule.key, rule.file, f"needs {MIN_MATCHES} examples that match")
    if len(examples.silent) < MIN_SILENT:
        yield Failure(rule.key, rule.file, f"needs {MIN_SILENT} examples that stay silent")
    kind = "caption"
    if isinstance(rule, CompiledSignal) and rule.rule.segments:
        kind = rule.rule.segments[0]
    for example in examples.match:
        text, wanted = parse_example(example)
        if not wanted:
            yield Failure(rule.key, rule.file, f"nothing is marked in {example!r}")
            continue
        found = _found(rule, text, kind, find)
        missing = [extent for extent in wanted if extent not in found]
        for start, end in missing:
            seen = ", ".join(repr(text[s:e]) for s, e in sorted(found)) or "nothing"
            yield Failure(rule.key, rule.file, f"{text[start:end]!r} in {text!r}: found {seen}")
    for example in examples.silent:
        text, _ = parse_example(example)
        found = _found(rule, text, kind, find)
        if found:
            seen = ", ".join(repr(text[s:e]) for s, e in sorted(found))
            yield Failure(rule.key, rule.file, f"should be silent on {text!r}: found {seen}")


def _found(
    rule: CompiledSignal | CompiledLabel | CompiledSector,
    text: str,
    kind: str,
    find: Callable[[Post], Evidence],
) -> set[tuple[int, int]]:
    segment = Segment(text=text, kind=kind)  # type: ignore[arg-type]
    lang = None if rule.lang == "any" else rule.lang
    evidence = find(Post(id="example", segments=(segment,), author="nora.example", lang=lang))
    hits: list[Signal | Label | SectorHit] = [
        *evidence.signals, *evidence.labels, *evidence.sectors
    ]  # fmt: skip
    return {(hit.start, hit.end) for hit in hits if hit.rule == rule.key}
