"""One automaton pass over a text says which rules can apply at all.

Every rule with wording has atoms, one of which any match contains; a rule is only tried on a
text that holds one of them. Rules without atoms are always tried (the linter objects to them).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, Implementation


class Prefilter:
    """Maps a text to the numbers of the rules that may match it.

    Args:
        atoms: for each rule the words one of which a match must contain; ``None`` for a rule
            that has to be tried on every text.
    """

    def __init__(self, atoms: Sequence[Sequence[str] | None]) -> None:
        self._always = frozenset(i for i, words in enumerate(atoms) if words is None)
        rules: dict[str, set[int]] = {}
        for i, words in enumerate(atoms):
            for word in words or ():
                rules.setdefault(word, set()).add(i)
        self._words = sorted(rules)
        self._rules = [frozenset(rules[word]) for word in self._words]
        self._automaton = (
            AhoCorasick(self._words, implementation=Implementation.ContiguousNFA)
            if self._words
            else None
        )

    def candidates(self, texts: Iterable[str]) -> set[int]:
        """Return the numbers of the rules that may match one of ``texts``."""
        found = set(self._always)
        if self._automaton is None:
            return found
        hits: set[int] = set()
        for text in texts:
            for hit in self._automaton.find_matches_as_indexes(text, overlapping=True):
                hits.add(hit[0])
        for word in hits:
            found |= self._rules[word]
        return found
