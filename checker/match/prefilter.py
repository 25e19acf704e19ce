"""One automaton pass over a text says which phrases can match at all.

Phrases are sorted into groups by language, so that a German text is not asked about Polish
wording. Every match of a phrase contains a word of each of its sets; a phrase is only tried on a
text that does. Phrases without such words are always tried (the linter objects to them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation

from checker.rulepack.pack import Phrase
from checker.rulepack.slots import DIGIT
from checker.rulepack.template import collapse

# Scripts in which a word may stand against another without a blank (kana, kanji, hangul, Yi, …).
_UNSPACED = re.compile(
    "[\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff66-\uffdc\U00010000-\U0001efff"
    "\U00020000-\U0003ffff]"
)
_DIGIT = re.compile("[0-9一二三四五六七八九十百千万]")
COMMON = ""
"""The group of the phrases that are tried on every text."""


class Unit(msgspec.Struct, frozen=True):
    """A phrase, and whose it is."""

    rule: int
    number: int
    group: str
    phrase: Phrase


class Prefilter:
    """Tells which phrases of which rules may match a text.

    Args:
        units: all phrases.
        on: the tests turn it off to prove that it loses nothing.
    """

    def __init__(self, units: Iterable[Unit], *, on: bool = True) -> None:
        groups: dict[str, list[Unit]] = {}
        for unit in units:
            groups.setdefault(unit.group, []).append(unit)
        self._groups = {name: _Group(own, on=on) for name, own in groups.items()}

    def candidates(self, texts: Sequence[str], lang: str | None) -> Mapping[int, list[int]]:
        """Return the rules that may match one of ``texts``, each with the phrases that may.

        Args:
            texts: folded readings of a segment.
            lang: its language; none: the phrases of every language are looked for.
        """
        found: dict[int, list[int]] = {}
        groups = self._groups
        wanted = groups if lang is None else [name for name in (COMMON, lang) if name in groups]
        for text in texts:
            bare = collapse(text)
            unspaced = not text.isascii() and _UNSPACED.search(text) is not None
            for name in wanted:
                for unit in groups[name].candidates(text, bare, unspaced=unspaced):
                    numbers = found.setdefault(unit.rule, [])
                    if unit.number not in numbers:
                        numbers.append(unit.number)
        return found

    def forget(self) -> None:
        """Drop the automata; they are built again when needed."""
        for group in self._groups.values():
            group.forget()


class _Group:
    """The phrases of one group."""

    def __init__(self, units: Sequence[Unit], *, on: bool) -> None:
        self._always = [unit for unit in units if not on or not unit.phrase.words]
        self._units = [unit for unit in units if on and unit.phrase.words]
        self._words: dict[bool, _Words] = {}

    def forget(self) -> None:
        self._words.clear()

    def candidates(self, text: str, bare: str, *, unspaced: bool) -> Iterable[Unit]:
        words = self._words.get(unspaced)
        if words is None:
            # Scripts written without blanks have no edges of words to look for.
            words = self._words[unspaced] = _Words(self._units, edges=not unspaced)
        found = words.candidates(text, bare)
        return [*self._always, *found] if self._always else found


class _Calls:
    """What the presence of something calls for: a phrase, once further things are there too."""

    def __init__(self) -> None:
        self._sure: dict[int, list[Unit]] = {}
        self._more: dict[int, list[tuple[Unit, list[frozenset[int]]]]] = {}

    def add(self, unit: Unit, sets: Sequence[Iterable[int]]) -> None:
        """Call for ``unit`` where one number of each of ``sets`` is present."""
        further = [frozenset(found) for found in sets[1:]]
        for number in sets[0]:
            if further:
                self._more.setdefault(number, []).append((unit, further))
            else:
                self._sure.setdefault(number, []).append(unit)

    def units(self, hits: set[int]) -> Iterator[Unit]:
        for number in self._sure.keys() & hits:
            yield from self._sure[number]
        for number in self._more.keys() & hits:
            for unit, further in self._more[number]:
                for wanted in further:
                    if hits.isdisjoint(wanted):
                        break
                else:
                    yield unit


class _Words:
    """The words of all phrases: which stand in a text, and which phrases that calls for."""

    def __init__(self, units: Sequence[Unit], *, edges: bool) -> None:
        self._calls = _Calls()
        numbers: dict[str, int] = {}
        for unit in units:
            sets = [
                [word if edges else word.strip() or word for word in found]
                for found in unit.phrase.needs
            ]
            self._calls.add(
                unit, [[numbers.setdefault(w, len(numbers)) for w in found] for found in sets]
            )
        self._digit = numbers.pop(DIGIT, None)
        # Signs have no place in a collapsed text: they are looked for in the text itself.
        self._signs = _Finder({w: n for w, n in numbers.items() if not _is_wordy(w)})
        self._wordy = _Finder({w: n for w, n in numbers.items() if _is_wordy(w)})

    def candidates(self, text: str, bare: str) -> Iterator[Unit]:
        hits = self._wordy.find(bare)
        hits |= self._signs.find(text)
        if self._digit is not None and _DIGIT.search(text):
            hits.add(self._digit)
        return self._calls.units(hits)


class _Finder:
    """Numbered strings, found in a text in one pass."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = list(numbers.values())
        self._automaton = (
            AhoCorasick(list(numbers), implementation=Implementation.ContiguousNFA)
            if numbers
            else None
        )

    def find(self, text: str) -> set[int]:
        """Return the numbers of the strings that stand in ``text``."""
        if self._automaton is None:
            return set()
        numbers = self._numbers
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair
            plain = text.encode("utf-8", "replace").decode()
            found = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        return {numbers[hit[0]] for hit in found}


def _is_wordy(atom: str) -> bool:
    return all(char.isalnum() or char == " " for char in atom)
