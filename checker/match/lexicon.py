"""Sales talk by its words: a weighted word list, for what no single phrase gives away.

Every word, pair of words and ending of the list has a weight; a post's score is the sum of the
weights found in it (each once) plus a constant. The list is data (``rules/lexicons``), written
by ``tools/lexicon.py`` from posts invented for the purpose; it supports other signs and never
accuses by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from checker.match.placeholders import place_of, words_of
from checker.model import WHOLE_POST, Signal
from checker.rulepack.pack import CompiledLexicon
from checker.rulepack.schema import ORDINARY, POINTS
from checker.text.segment import SegmentText

ENDINGS = (4, 3)
"""Lengths of the endings that are looked up, of words at least two letters longer."""

_MILLION = 1_000_000
_MEMORY = 50_000
"""Words whose features are remembered."""


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


class _Own(dict[str, tuple[str, ...]]):
    """What each word adds to a text by itself: its own entry and those of its endings."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, word: str) -> tuple[str, ...]:
        own = tuple(name for name in (word, *endings(word)) if name in self._weights)
        if len(self) < _MEMORY:
            self[word] = own
        return own


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
        # Whole numbers add up to the same sum in any order, which a set does not promise.
        self._millionths = {n: round(w * _MILLION) for n, w in compiled.weights.items()}
        self._bias = round(compiled.bias * _MILLION)
        self._own = _Own(compiled.weights)
        self._pairs = {
            (one, two): f"{one} {two}"
            for one, two in (n.split(" ") for n in compiled.weights if " " in n)
        }
        self._pair_set = frozenset(self._pairs)

    def found(self, segments: Sequence[SegmentText]) -> set[str]:
        """Return the features of the list that a post has."""
        found: set[str] = set()
        for segment in segments:
            words = self._words_of(segment.folded)
            found.update(*map(self._own.__getitem__, set(words)))
            for pair in self._pair_set.intersection(pairwise(words)):
                found.add(self._pairs[pair])
        return found

    def score(self, found: Iterable[str]) -> float:
        """Return the score of a post with these features."""
        return (sum(map(self._millionths.__getitem__, found)) + self._bias) / _MILLION

    def signal(self, segments: Sequence[SegmentText]) -> Signal | None:
        """Return the signal that a post's score calls for, or ``None`` between the thresholds."""
        own = self._compiled
        found = self.found(segments)
        total = self.score(found)
        if total >= own.dense:
            points = POINTS["moderate"] + POINTS["hint"]
        elif total >= own.moderate:
            points = POINTS["moderate"]
        elif total >= own.weak:
            points = POINTS["weak"]
        elif total <= own.ordinary:
            # What speaks against is the whole of a post: no one word of it does.
            return Signal(ORDINARY, own.key, WHOLE_POST, 0, 0, "", -POINTS["weak"], (), ("all",))
        else:
            return None
        best = self._heaviest(found)
        for segment in segments:
            place = self._place(segment, best)
            if place is not None:
                start, end = segment.original(*place)
                text = segment.segment.text[start:end]
                number = segment.number
                return Signal(own.signal, own.key, number, start, end, text, points, ())
        return Signal(own.signal, own.key, WHOLE_POST, 0, 0, "", points, ())

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
