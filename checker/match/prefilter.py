"""One automaton pass over a text says which phrases can match at all.

A German text is not asked about Polish wording. Every match of a phrase contains a word of each
of its sets, and most sets follow one another in a certain order; a phrase is only tried on a
text that has all of that. Phrases without such words are always tried (the linter objects).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TypeAlias

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation

from checker.rulepack.pack import Phrase, apart
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

_Hits: TypeAlias = Sequence[tuple[int, int, int]]
"""What stands in a text: a number, its begin and its end, in the order of the ends."""


Candidates: TypeAlias = dict[int, list[int]]
"""Rules that may match a segment, each with its phrases that may."""


class Unit(msgspec.Struct, frozen=True):
    """A phrase, and whose it is."""

    rule: int
    number: int
    group: str
    phrase: Phrase


class _Text:
    """A folded reading, and what may match the segment that it is of."""

    __slots__ = ("bare", "candidates", "digits", "folded")

    def __init__(self, folded: str, candidates: Candidates) -> None:
        self.folded = folded
        self.bare = collapse(folded)
        self.digits = _DIGIT.search(folded) is not None
        self.candidates = candidates

    def call(self, unit: Unit) -> None:
        """Note that a phrase may match."""
        numbers = self.candidates.setdefault(unit.rule, [])
        if unit.number not in numbers:
            numbers.append(unit.number)


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

    def candidates(self, readings: Sequence[tuple[Sequence[str], str | None]]) -> list[Candidates]:
        """Return for each segment the rules that may match it, each with the phrases that may.

        Args:
            readings: of each segment, its folded readings and its language; none: the phrases
                of every language are looked for.
        """
        found: list[Candidates] = [{} for _ in readings]
        asked: dict[tuple[str, bool], list[_Text]] = {}
        groups = self._groups
        for own, (texts, lang) in zip(found, readings, strict=True):
            for text in texts:
                asking = _Text(text, own)
                unspaced = not text.isascii() and _UNSPACED.search(text) is not None
                for name in groups if lang is None else (COMMON, lang):
                    if name in groups:
                        asked.setdefault((name, unspaced), []).append(asking)
        for (name, unspaced), all_of_them in asked.items():
            groups[name].look(all_of_them, unspaced=unspaced)
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

    def look(self, texts: Sequence[_Text], *, unspaced: bool) -> None:
        """Tell each text the phrases that may match it."""
        words = self._words.get(unspaced)
        if words is None:
            # Scripts written without blanks have no edges of words to look for.
            words = self._words[unspaced] = _Words(self._units, edges=not unspaced)
        for unit in self._always:
            for text in texts:
                text.call(unit)
        words.look(texts)


_Sets: TypeAlias = tuple[frozenset[int], ...]
_Call: TypeAlias = tuple[_Sets, _Sets, bool, Unit]
"""What else must be present, what must come in which order, whether a digit is among that, and the
phrase that is then called for. A tuple: a text asks for twenty of them."""


class _Words:
    """The words of many phrases: which stand in a text, and which phrases that calls for."""

    def __init__(self, units: Sequence[Unit], *, edges: bool) -> None:
        # Many phrases need the same words: each set is taken apart and made once.
        needed = dict.fromkeys(words for unit in units for words in unit.phrase.words)
        sets = {
            words: [word if edges else word.strip() or word for word in apart(words)]
            for words in needed
        }
        known = dict.fromkeys(word for words in sets.values() for word in words)
        # Signs have no place in a collapsed text: they are looked for in the text itself.
        signs = [word for word in known if word != DIGIT and not _is_wordy(word)]
        others = {DIGIT, *signs}
        wordy = [word for word in known if word not in others]
        numbers = {word: number for number, word in enumerate((*wordy, DIGIT, *signs))}
        self._digit = numbers[DIGIT]
        self._wordy = _automaton(wordy)
        self._signs = _automaton(signs)
        # By the number that calls for them: phrases that need no more, and the others.
        self._calls: dict[int, tuple[list[Unit], list[_Call]]] = {}
        made = {name: frozenset(map(numbers.__getitem__, words)) for name, words in sets.items()}
        last = {name: max(found) for name, found in made.items()}
        for unit in units:
            phrase = unit.phrase
            own = [made[words] for words in phrase.words]
            # Where a sign stands among the words of a collapsed text is not known.
            course = [own[p] for p in phrase.course if last[phrase.words[p]] <= self._digit]
            if len(own) == 1 and len(course) < 2:
                for number in own[0]:
                    self._calls.setdefault(number, ([], []))[0].append(unit)
                continue
            digits = any(self._digit in words for words in course)
            call = (tuple(own[1:]), tuple(course), digits, unit)
            for number in own[0]:
                self._calls.setdefault(number, ([], []))[1].append(call)

    def look(self, texts: Sequence[_Text]) -> None:
        """Tell each text the phrases that may match it.

        One thing after another is done for all texts, and one word after another looked up:
        what that takes (the automaton above all) stays in the processor's cache meanwhile,
        which takes a third of the time of text after text.
        """
        founds = [_find(self._wordy, text.bare) for text in texts]
        present = [{number for number, _, _ in found} for found in founds]
        if self._signs is not None:
            first = self._digit + 1
            for text, hits in zip(texts, present, strict=True):
                hits.update(first + sign for sign, _, _ in _find(self._signs, text.folded))
        called: dict[int, list[tuple[_Text, _Hits, set[int]]]] = {}
        for text, found, hits in zip(texts, founds, present, strict=True):
            if text.digits:
                hits.add(self._digit)
            asking = (text, found, hits)
            for number in self._calls.keys() & hits:
                called.setdefault(number, []).append(asking)
        for number, asking_all in called.items():
            sure, calls = self._calls[number]
            for unit in sure:
                for text, _, _ in asking_all:
                    text.call(unit)
            for further, course, digits, unit in calls:
                for text, found, hits in asking_all:
                    for wanted in further:
                        if hits.isdisjoint(wanted):
                            break
                    else:
                        if len(course) < 2 or _in_order(
                            self._and_digits(found, text.bare) if digits else found, course
                        ):
                            text.call(unit)

    def _and_digits(self, found: _Hits, bare: str) -> _Hits:
        """Return what was found and each digit of a collapsed text."""
        digits = [(self._digit, *match.span()) for match in _DIGIT.finditer(bare)]
        return sorted([*found, *digits], key=itemgetter(2))


def _in_order(found: _Hits, course: Sequence[frozenset[int]]) -> bool:
    """True when one of each set follows on one of the set before.

    Taking each as early as may be is enough. Neighbours may share the blank between them.
    """
    place = 0
    begin = -1
    wanted = course[0]
    for number, start, end in found:
        if number in wanted and start >= begin:
            place += 1
            if place == len(course):
                return True
            wanted = course[place]
            begin = end - 1
    return False


def _automaton(words: Sequence[str]) -> AhoCorasick | None:
    if not words:
        return None
    return AhoCorasick(words, implementation=Implementation.ContiguousNFA)


def _find(automaton: AhoCorasick | None, text: str) -> _Hits:
    if automaton is None:
        return ()
    found: _Hits
    try:
        found = automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        plain = text.encode("utf-8", "replace").decode()
        found = automaton.find_matches_as_indexes(plain, overlapping=True)
    return found


def _is_wordy(atom: str) -> bool:
    return atom.replace(" ", "a").isalnum()
