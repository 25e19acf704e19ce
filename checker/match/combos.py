"""What signals do to one another: counter-signals cancel, combinations add."""

from __future__ import annotations

from collections.abc import Sequence

from checker.model import WHOLE_POST, Signal
from checker.rulepack.pack import CompiledSignal
from checker.text.segment import SegmentText


def apply_counters(signals: list[Signal], segments: Sequence[SegmentText]) -> list[Signal]:
    """Remove the signals that a counter-signal in the same segment names.

    A counter-signal against ``all`` removes nothing; it lowers the score of the whole post. What
    holds for the post as a whole (the sum of its words) goes when any segment's counter names it,
    for good or ill: ``against: [sales-talk]`` leaves the decision to what stands there.
    """
    cancelled: dict[int, set[str]] = {}
    for signal in signals:
        for name in signal.against:
            if name != "all":
                cancelled.setdefault(signal.segment, set()).add(name)
    if not cancelled:
        return signals
    anywhere = frozenset().union(*cancelled.values())
    return [
        s
        for s in signals
        if s.signal not in (anywhere if s.segment == WHOLE_POST else cancelled.get(s.segment, ()))
    ]


def combine(
    signals: list[Signal], combos: Sequence[CompiledSignal], segments: Sequence[SegmentText]
) -> list[Signal]:
    """Add the signals that follow from others standing together.

    A combination names signals that must all be there (``all``), of which at least one must
    (``any``), and that must not (``none``); ``within`` asks that the first match of each of
    ``all`` lies within so many characters in one segment.
    """
    names = {s.signal for s in signals}
    out = list(signals)
    for combo in combos:
        rule = combo.rule
        if not names.issuperset(rule.all) or names.intersection(rule.none):
            continue
        if rule.any and not names.intersection(rule.any):
            continue
        parts = [s for s in signals if s.signal in rule.all or s.signal in rule.any]
        place = _place(parts, rule.all, rule.within)
        if place is None:
            continue
        segment, start, end = place
        text = segments[segment].segment.text[start:end] if segment != WHOLE_POST else ""
        out.append(
            Signal(
                rule.signal, combo.key, segment, start, end, text, combo.points,
                rule.relations, rule.against,
            )
        )  # fmt: skip
        names.add(rule.signal)
    return out


def _place(parts: list[Signal], needed: Sequence[str], within: int) -> tuple[int, int, int] | None:
    """Return where the parts stand: the shortest stretch of a segment that holds all of them.

    A part that speaks of the whole post, as a word list does, stands beside the others anywhere.
    """
    by_segment: dict[int, list[Signal]] = {}
    for part in parts:
        by_segment.setdefault(part.segment, []).append(part)
    placed = {part.signal for part in parts if part.segment != WHOLE_POST}
    needed = [name for name in needed if name in placed]
    for number, found in sorted(by_segment.items()):
        if number == WHOLE_POST:
            continue
        have = {s.signal for s in found}
        if have.issuperset(needed):
            firsts = [next(s for s in found if s.signal == name) for name in needed] or found[:1]
            start = min(s.start for s in firsts)
            end = max(s.end for s in firsts)
            if not within or end - start <= within:
                return number, start, end
    return None if within else (WHOLE_POST, 0, 0)
