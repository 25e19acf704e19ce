"""One automaton pass over a text says which rules can apply at all.

Every rule with wording has atoms, one of which any match contains; a rule is only tried on a
text that holds one of them. Rules without atoms are always tried (the linter objects to them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from checker.rulepack.template import collapse

_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]")


class Prefilter:
    """Maps a text to the numbers of the rules that may match it.

    Args:
        atoms: for each rule the words one of which a match must contain; ``None`` for a rule
            that has to be tried on every text. See ``rulepack.template`` for their form.
    """

    def __init__(self, atoms: Sequence[Sequence[str] | None]) -> None:
        self._always = frozenset(i for i, words in enumerate(atoms) if words is None)
        rules: dict[str, set[int]] = {}
        for i, words in enumerate(atoms):
            for word in words or ():
                rules.setdefault(word, set()).add(i)
        signs = [word for word in sorted(rules) if not any(char.isalnum() for char in word)]
        self._signs = [(sign, frozenset(rules.pop(sign))) for sign in signs]
        self._spaced = _Automaton(rules)
        # Scripts written without blanks have no edges of words to look for.
        self._unspaced: _Automaton | None = None
        self._rules = rules

    def candidates(self, texts: Iterable[str]) -> set[int]:
        """Return the numbers of the rules that may match one of ``texts`` (folded readings)."""
        found = set(self._always)
        for text in texts:
            for sign, numbers in self._signs:
                if sign in text:
                    found |= numbers
            automaton = self._spaced
            if not text.isascii() and _UNSPACED.search(text):
                automaton = self._without_edges()
            automaton.add(collapse(text), found)
        return found

    def _without_edges(self) -> _Automaton:
        if self._unspaced is None:
            bare: dict[str, set[int]] = {}
            for word, numbers in self._rules.items():
                bare.setdefault(word.strip(), set()).update(numbers)
            self._unspaced = _Automaton(bare)
        return self._unspaced


class _Automaton:
    def __init__(self, rules: dict[str, set[int]]) -> None:
        words = sorted(rules)
        self._rules = [frozenset(rules[word]) for word in words]
        self._automaton = (
            AhoCorasick(words, implementation=Implementation.ContiguousNFA) if words else None
        )

    def add(self, text: str, found: set[int]) -> None:
        if self._automaton is None:
            return
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for word in {hit[0] for hit in hits}:
            found |= self._rules[word]
