"""Order what phrases need by how rare it is: the rarest calls for the phrase, the rest confirm.

How often a word stands in a text is counted in the examples of all rules, ten thousand short
stretches of the very kind of text that is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal, Phrase
from checker.rulepack.slots import DIGIT
from checker.rulepack.template import collapse
from checker.text.normalise import fold_word

_SHORT = 4
"""Letters of a stretch that is likely to stand inside other words."""

_APART = 8
"""Of so many texts that hold the words of a phrase, one holds the phrase: a guess."""

_Rule = TypeVar("_Rule", CompiledSignal, CompiledLabel, CompiledSector)


class Rarity:
    """How many of the examples hold a word.

    Args:
        rules: whose examples are counted.
    """

    def __init__(self, rules: Iterable[CompiledSignal | CompiledLabel | CompiledSector]) -> None:
        self._counts: Counter[str] = Counter()
        self._digits = 0
        for rule in rules:
            own = rule.examples if isinstance(rule, CompiledSector) else rule.rule.examples
            for text in (*own.match, *own.silent):
                self._counts.update(set(collapse(fold_word(str(text))).split()))
                self._digits += any(map(str.isdigit, str(text)))

    def order(self, rules: Sequence[_Rule]) -> tuple[_Rule, ...]:
        """Return the rules with the needs of each phrase in order, the rarest set first."""
        return tuple(
            msgspec.structs.replace(
                rule,
                wording=msgspec.structs.replace(
                    rule.wording, phrases=tuple(map(self._ordered, rule.wording.phrases))
                ),
            )
            for rule in rules
        )

    def _ordered(self, phrase: Phrase) -> Phrase:
        if len(phrase.words) < 2:
            return phrase
        needs = sorted(phrase.needs, key=lambda words: (sum(map(self._count, words)), words))
        return Phrase.of(phrase.pattern, needs)

    def _count(self, atom: str) -> int:
        """Return in how many examples an atom stands, or a guess that is not too low."""
        if atom == DIGIT:
            return self._digits
        words = atom.split()
        rarest = min((self._counts[word] for word in words), default=0)
        if len(words) > 1:
            return rarest // _APART
        if atom[0] == atom[-1] == " " or len(atom.strip()) > _SHORT:
            return rarest
        return max(rarest, self._digits // _APART)
