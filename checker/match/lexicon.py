"""Sales talk by its words: a weighted word list, for what no single phrase gives away.

Every word, pair of words and ending of the list has a weight; a post's score is the sum of the
weights found in it (each once) plus a constant. The list is data (``rules/lexicons``), written
by ``tools/lexicon.py`` from posts invented for the purpose; it supports other signs and never
accuses by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from checker.match.placeholders import place_of, words_of
from checker.model import WHOLE_POST, Signal
from checker.rulepack.pack import CompiledLexicon
from checker.rulepack.schema import POINTS
from checker.text.segment import SegmentText

ENDINGS = (4, 3)
"""Lengths of the endings that are looked up, of words at least two letters longer."""

_MEMORY = 50_000
"""Words whose endings are remembered."""


def endings(word: str) -> list[str]:
    """Return the endings of a word as features are named: ``*evi``."""
    if word[0] == "<":
        return []
    return [f"*{word[-size:]}" for size in ENDINGS if len(word) >= size + 2]


def features(words: Sequence[str]) -> set[str]:
    """Return all features of a text by its words: words, pairs of them, endings."""
    found = set(words)
    found.update(f"{one} {two}" for one, two in pairwise(words))
    found.update(ending for word in set(words) for ending in endings(word))
    return found


class Lexicon:
    """A compiled word list, ready for many posts.

    Args:
        compiled: the list.
        words: cuts a folded text into words, as when the list was written.
        place: tells where such a word stands in a folded text.
    """

    def __init__(
        self,
        compiled: CompiledLexicon,
        words: Callable[[str], list[str]] = words_of,
        place: Callable[[str, str], tuple[int, int] | None] = place_of,
    ) -> None:
        self._compiled = compiled
        self._words_of = words
        self._place_of = place
        weights = compiled.weights
        self._words = frozenset(n for n in weights if " " not in n and n[0] != "*")
        self._pairs = {tuple(name.split(" ")): name for name in weights if " " in name}
        self._pair_set = frozenset(self._pairs)
        self._endings: dict[str, tuple[str, ...]] = {}

    def found(self, segments: Sequence[SegmentText]) -> set[str]:
        """Return the features of the list that a post has."""
        weights = self._compiled.weights
        known = self._endings
        found: set[str] = set()
        for segment in segments:
            words = self._words_of(segment.folded)
            distinct = set(words)
            found |= distinct & self._words
            for pair in self._pair_set.intersection(pairwise(words)):
                found.add(self._pairs[pair])
            for word in distinct:
                own = known.get(word)
                if own is None:
                    own = tuple(ending for ending in endings(word) if ending in weights)
                    if len(known) < _MEMORY:
                        known[word] = own
                if own:
                    found.update(own)
        return found

    def score(self, found: Iterable[str]) -> float:
        """Return the score of a post with these features."""
        # An exact sum: the order of a set must not show in the last bit.
        return math.fsum(map(self._compiled.weights.__getitem__, found)) + self._compiled.bias

    def signal(self, segments: Sequence[SegmentText]) -> Signal | None:
        """Return the signal that a post's score calls for, or ``None`` between the thresholds."""
        own = self._compiled
        found = self.found(segments)
        total = self.score(found)
        against: tuple[str, ...] = ()
        if total >= own.dense:
            points = POINTS["moderate"] + POINTS["hint"]
        elif total >= own.moderate:
            points = POINTS["moderate"]
        elif total >= own.weak:
            points = POINTS["weak"]
        elif total <= own.ordinary:
            points, against = -POINTS["weak"], ("all",)
        else:
            return None
        best = self._heaviest(found)
        for segment in segments:
            place = self._place(segment, best)
            if place is not None:
                start, end = segment.original(*place)
                text = segment.segment.text[start:end]
                number = segment.number
                return Signal(own.signal, own.key, number, start, end, text, points, (), against)
        return Signal(own.signal, own.key, WHOLE_POST, 0, 0, "", points, (), against)

    def _heaviest(self, found: Iterable[str]) -> str:
        """Return the feature that points most to a commercial aim, ``""`` if none does."""
        weights = self._compiled.weights
        best = max(found, key=lambda name: (weights[name], name), default="")
        return best if best and weights[best] > 0 else ""

    def _place(self, segment: SegmentText, feature: str) -> tuple[int, int] | None:
        """Return where a feature stands in the folded text (of a pair, its second word)."""
        if not feature:
            return None
        text = feature.rsplit(" ", 1)[-1]
        if text[0] != "*":
            return self._place_of(segment.folded, text)
        for word in self._words_of(segment.folded):
            if word.endswith(text[1:]) and len(word) > len(text):
                return self._place_of(segment.folded, word)
        return None
