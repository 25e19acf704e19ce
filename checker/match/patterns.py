"""Expressions in linear time: a thin layer over RE2 that gives offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, TypeAlias

import re2

from checker.errors import RuleError
from checker.rulepack.shorthand import spell_out
from checker.text.scripts import splits_katakana

Expression: TypeAlias = Callable[[bytes, int, int], Any]
"""A compiled expression: called with a text, where to begin and where to stop, it returns the
extents of the first match and its groups; ``(-1, -1)`` means that there is none."""

MAX_MATCHES = 40
"""Matches kept of one rule in one segment: a wall of repeated text says nothing new."""


_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED
_SPECIAL = re.compile(r"([\\.^$|?*+(){}\[\]])")


class Haystack:
    """A text encoded once for many searches, with the way back from bytes to code points."""

    __slots__ = ("_narrow", "data", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode("utf-8", "replace")
        self._narrow = len(self.data) == len(text)

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of a byte extent."""
        if self._narrow:
            return start, end
        first = len(self.data[:start].decode())
        return first, first + len(self.data[start:end].decode())


_ROOM = (1 << 18, 1 << 20, 16 << 20)
"""Bytes that RE2 may fill with one expression and the states met while it searches.

Hundreds of expressions with the larger room filled more than half a gigabyte in an audit; a few
need it.
"""

MORE_ROOM = (1 << 20, 1 << 21, 16 << 20)
"""The same for expressions in steady use: where the states do not fit, RE2 makes them anew again
and again and takes four to ten times as long. Eight times as much room brings nothing more."""

OFTEN = 32
"""Uses after which an expression gets more room."""

MOST = 160
"""Expressions that get more room: what they fill is bounded."""


def compile_expression(source: str, where: str, rooms: Sequence[int] = _ROOM) -> Expression:
    """Compile an expression.

    Args:
        source: what to look for, in shorthand or not.
        where: file and rule, for errors.
        rooms: bytes that it may take, each tried when the one before is too little.

    Raises:
        RuleError: when RE2 cannot read it (look-around and back-references do not exist there).
    """
    why: object = ""
    spelled = spell_out(source).encode()
    for room in rooms:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = room
        try:
            # RE2's own object, without re2's imitation of the standard library around it: that
            # costs more than the search, and we search eight times a post.
            return partial(re2.compile(spelled, options)._regexp.Match, _UNANCHORED)
        except re2.error as error:
            said = error.args[0] if error.args else error
            why = said.decode() if isinstance(said, bytes) else said
    raise RuleError(
        f"the expression cannot be used: {why}",
        where=where,
        remedy="Patterns are RE2: no look-around, no back-references",
    )


GENERATION = 100_000
"""Uses of all expressions after which one that was not used in the meantime, nor in as many uses
before, is dropped: some twelve thousand posts, of which each uses eight."""


class _Held:
    """A compiled expression, how often it was asked for, and whether it has more room."""

    __slots__ = ("expression", "uses", "wide")

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.uses = 0
        self.wide = False


class Expressions:
    """Expressions by a key: compiled when first asked for, with more room when in steady use.

    Many are used once in an audit, by one odd post. So there are two generations: what is used
    joins the young one, and at every turn the young become the old and the old are dropped.

    Args:
        generation: uses of all from one turn to the next.
    """

    def __init__(self, generation: int = GENERATION) -> None:
        self._generation = generation
        self._young: dict[Hashable, _Held] = {}
        self._old: dict[Hashable, _Held] = {}
        self._widened = 0
        self._used = 0

    def __len__(self) -> int:
        """Return how many are held."""
        return len(self._young) + len(self._old)

    def get(self, key: Hashable, source: str, where: str) -> Expression:
        """Return the expression of a key.

        Args:
            key: what it is known by.
            source: what to look for, in shorthand or not.
            where: file and rule, for errors.

        Raises:
            RuleError: when RE2 cannot read it.
        """
        held = self._young.get(key)
        if held is None:
            # Another thread may do the same meanwhile: then it is compiled twice, and no more.
            held = self._old.pop(key, None) or _Held(compile_expression(source, where))
            self._young[key] = held
        held.uses += 1
        if held.uses == OFTEN and self._widened < MOST:
            self._widened += 1
            held.expression = compile_expression(source, where, MORE_ROOM)
            held.wide = True
        self._used += 1
        if self._used >= self._generation:
            self._turn()
        return held.expression

    def _turn(self) -> None:
        self._used = 0
        self._old, self._young = self._young, {}
        self._widened = sum(held.wide for held in self._old.values())

    def forget(self) -> None:
        """Drop all of them; they are compiled again when needed."""
        self._young = {}
        self._old = {}
        self._widened = 0
        self._used = 0


def escape(text: str) -> str:
    """Return the expression for ``text`` itself."""
    return _SPECIAL.sub(r"\\\1", text)


def found(expression: Expression, text: str) -> bool:
    """True when an expression matches somewhere in ``text``, at word edges or not."""
    data = text.encode("utf-8", "replace")
    first, _ = expression(data, 0, len(data))[0]
    return bool(first >= 0)


def spans(expression: Expression, haystack: Haystack) -> Sequence[tuple[int, int]]:
    """Return the extents of matches that begin and end at the edge of a word."""
    data = haystack.data
    size = len(data)
    first, last = expression(data, 0, size)[0]
    if first < 0:
        return ()
    text = haystack.text
    kept: list[tuple[int, int]] = []
    while first >= 0 and len(kept) < MAX_MATCHES:
        position = _next(data, first)
        if last > first:
            start, end = _trim(text, *haystack.chars(first, last))
            if start < end and _edge(text, start - 1, start) and _edge(text, end - 1, end):
                kept.append((start, end))
                position = last
        if position > size:
            break
        first, last = expression(data, position, size)[0]
    return kept


def _next(data: bytes, place: int) -> int:
    """Return the byte after the character at ``place``."""
    place += 1
    while place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    return place


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave blanks and quotation marks at either end out of the match."""
    while start < end and (text[start].isspace() or text[start] in "\"'*>•·"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"'*"):
        end -= 1
    return start, end


def _edge(text: str, before: int, after: int) -> bool:
    """True when no word runs across the border between two places.

    Scripts written without blanks (kana, kanji) have no such borders to keep, save inside a
    run of katakana.
    """
    if before < 0 or after >= len(text):
        return True
    one, two = text[before], text[after]
    if not (_wordy(one) and _wordy(two)):
        return True
    if one <= "\u2e7f" and two <= "\u2e7f":
        return False
    return not splits_katakana(one, two)


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"
