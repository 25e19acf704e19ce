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
        needs: for each rule, and each of its phrases, all the sets of which a match must
            contain one word each; empty where nothing more is known.
    """

    def __init__(
        self,
        atoms: Sequence[Sequence[str] | None],
        needs: Sequence[Sequence[Sequence[Sequence[str]]]] = (),
    ) -> None:
        self._always = frozenset(i for i, words in enumerate(atoms) if words is None)
        self._atoms = atoms
        self._needs = needs
        self._spaced = _Automaton(atoms, needs, edges=True)
        # Scripts written without blanks have no edges of words to look for.
        self._unspaced: _Automaton | None = None

    def candidates(self, texts: Iterable[str]) -> set[int]:
        """Return the numbers of the rules that may match one of ``texts`` (folded readings)."""
        found = set(self._always)
        for text in texts:
            automaton = self._spaced
            if not text.isascii() and _UNSPACED.search(text):
                if self._unspaced is None:
                    self._unspaced = _Automaton(self._atoms, self._needs, edges=False)
                automaton = self._unspaced
            automaton.add(text, found)
        return found


class _Automaton:
    """The words of all rules as numbers: which stand in a text, and what follows from it."""

    def __init__(
        self,
        atoms: Sequence[Sequence[str] | None],
        needs: Sequence[Sequence[Sequence[Sequence[str]]]],
        *,
        edges: bool,
    ) -> None:
        numbers: dict[str, int] = {}

        def number(word: str) -> int:
            return numbers.setdefault(word if edges else word.strip() or word, len(numbers))

        def ids(words: Sequence[str]) -> frozenset[int]:
            return frozenset(number(word) for word in words)

        # What the presence of a word calls for: a rule, once further words are there too.
        self._calls: dict[int, list[tuple[int, tuple[frozenset[int], ...]]]] = {}
        for i, words in enumerate(atoms):
            phrases = needs[i] if i < len(needs) else ()
            if not phrases or not all(phrases):
                phrases = [[words]] if words else ()
            for sets in phrases:
                further = tuple(ids(other) for other in sets[1:])
                for word in sets[0]:
                    self._calls.setdefault(number(word), []).append((i, further))
        # Signs have no place in a collapsed text: they are looked for in the text itself.
        self._signs = [(w, n) for w, n in numbers.items() if not any(c.isalnum() for c in w)]
        wordy = [(w, n) for w, n in numbers.items() if any(c.isalnum() for c in w)]
        self._numbers = [n for _, n in wordy]
        self._automaton = (
            AhoCorasick([w for w, _ in wordy], implementation=Implementation.ContiguousNFA)
            if wordy
            else None
        )

    def add(self, text: str, found: set[int]) -> None:
        """Add the rules that may match ``text`` to ``found``."""
        hits = {number for sign, number in self._signs if sign in text}
        if self._automaton is not None:
            numbers = self._numbers
            for hit in self._automaton.find_matches_as_indexes(collapse(text), overlapping=True):
                hits.add(numbers[hit[0]])
        calls = self._calls
        for word in hits:
            for rule, further in calls.get(word, ()):
                if rule in found:
                    continue
                for wanted in further:
                    if hits.isdisjoint(wanted):
                        break
                else:
                    found.add(rule)
