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
    """The words of all rules: which stand in a text, and which rules that calls for."""

    def __init__(
        self,
        atoms: Sequence[Sequence[str] | None],
        needs: Sequence[Sequence[Sequence[Sequence[str]]]],
        *,
        edges: bool,
    ) -> None:
        # What the presence of a word calls for: a rule, once further words are there too.
        self._calls: dict[str, list[tuple[int, Sequence[Sequence[str]]]]] = {}
        everything: set[str] = set()
        for i, words in enumerate(atoms):
            phrases = needs[i] if i < len(needs) else ()
            if not phrases or not all(phrases):
                phrases = [[words]] if words else ()
            for sets in phrases:
                if not edges:
                    sets = [[word.strip() or word for word in found] for found in sets]
                everything.update(*sets)
                call = (i, sets[1:])
                for word in sets[0]:
                    self._calls.setdefault(word, []).append(call)
        # Signs have no place in a collapsed text: they are looked for in the text itself.
        self._signs = [word for word in everything if not any(c.isalnum() for c in word)]
        self._words = sorted(everything.difference(self._signs))
        self._automaton = (
            AhoCorasick(self._words, implementation=Implementation.ContiguousNFA)
            if self._words
            else None
        )

    def add(self, text: str, found: set[int]) -> None:
        """Add the rules that may match ``text`` to ``found``."""
        hits = {sign for sign in self._signs if sign in text}
        if self._automaton is not None:
            words = self._words
            for hit in self._automaton.find_matches_as_indexes(collapse(text), overlapping=True):
                hits.add(words[hit[0]])
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
