"""Personal codes: words made from the author's own name, as discount codes are.

Ways of making one, from the surest down:

* ``digits``: a part of the name joined with digits, ``DANA10`` of ``dana.declutters``;
* ``joined``: parts of the name run together, ``TASHATEX`` of ``tex.mex.tasha``, ``KOFIK`` of
  ``kofi_knows_kicks``;
* ``grown``: a part of the name that goes on as something else, ``TOTOZOCC`` of ``toto.ai.piedi``;
* ``name``: a part of the name as it is, ``TOTO``; only behind a word that leads up to it.

The name itself, the whole handle and a name with a year are none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence, Set

from checker.text.normalise import fold_word
from checker.text.scripts import UNSPACED, is_unspaced
from checker.text.segment import SegmentText

_SPACED = rf"[^\W{UNSPACED}]"
_DIGITS = re.compile(
    rf"(?<!{_SPACED})(?<![@#./-])"
    rf"([a-z]{{3,20}}[-_·]?[0-9]{{1,5}}|[0-9]{{1,5}}[-_·]?[a-z]{{3,20}})(?!{_SPACED}|[@/])"
)
_LETTERS = re.compile(
    rf"(?<!{_SPACED})(?<![@#./-])([a-z]{{3,14}}-?[a-z]{{1,12}})(?!{_SPACED}|[@/-])"
)
_DIGIT = re.compile("[0-9]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAD = 40
"""Characters ahead of a code in which a word that leads up to it is looked for."""


class PersonalCodes:
    """Finds the codes that one rule asks for.

    Args:
        ways: some of ``digits``, ``joined`` and ``grown``; or ``name`` alone.
        lead: words one of which must stand shortly ahead of the code; empty: none need.
    """

    def __init__(self, ways: Sequence[str], lead: Sequence[str] = ()) -> None:
        self._digits = "digits" in ways
        self._ways = frozenset(ways)
        self._lead = frozenset(lead)
        # Where a script has no blanks, a word that leads up to a code stands in a longer run.
        self._glued = tuple(word for word in lead if is_unspaced(word[-1:]))

    def find(self, segment: SegmentText, author: str | None) -> Iterator[tuple[int, int]]:
        """Yield the extent of each word made from the author's name, handle or display name."""
        parts = _name_parts(author) if author else ()
        if not parts:
            return
        if self._digits:
            found = _with_digits(segment, parts)
        elif "name" in self._ways:
            found = _bare(segment, parts)
        else:
            found = _of_letters(segment, parts, self._ways)
        for start, end in found:
            if not self._lead or self._is_led_up_to(segment.folded[max(0, start - _LEAD) : start]):
                yield start, end

    def _is_led_up_to(self, text: str) -> bool:
        ahead = re.findall(r"[^\W_]+", text)[-3:]
        return not self._lead.isdisjoint(ahead) or any(map("".join(ahead).count, self._glued))


def _with_digits(segment: SegmentText, parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    text = segment.blanked
    if _DIGIT.search(text) is None:
        return
    for match in _DIGITS.finditer(text):
        word = "".join(char for char in match.group(1) if char.isalnum())
        letters = word.strip("0123456789")
        if word == parts[-1] or _YEAR.fullmatch(word.replace(letters, "", 1)):
            continue
        if any(_from_name(letters, part) for part in parts):
            yield match.span(1)


def _bare(segment: SegmentText, parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where a part of the name, or the handle without its signs, stands as a word."""
    text = segment.blanked
    for part in dict.fromkeys(parts):
        if part not in text:
            continue
        for match in re.finditer(rf"(?<![^\W_])(?<![@#./-]){part}(?![^\W_]|[@/])", text):
            yield match.span()


def _from_name(letters: str, part: str) -> bool:
    """True when the letters are (a beginning of) a part of the name, or begin with it."""
    if letters == part or (len(letters) >= 3 and part.startswith(letters)):
        return True
    return len(part) >= 4 and letters.startswith(part)


def _of_letters(
    segment: SegmentText, parts: tuple[str, ...], ways: Set[str]
) -> Iterator[tuple[int, int]]:
    words = parts[:-1]
    starts = {part[:3] for part in words}
    for match in _LETTERS.finditer(segment.blanked):
        written = match.group(1)
        if written[:3] not in starts:
            continue
        word = written.replace("-", "")
        if word in parts or len(word) < 5:
            continue
        for part in words:
            rest = word[len(part) :]
            if not rest or not word.startswith(part):
                continue
            others = [other for other in words if other != part]
            if any(other.startswith(rest) or rest == other for other in others):
                if "joined" in ways:
                    yield match.span(1)
                break
            long_enough = len(part) >= 4 and len(rest) >= 3
            if "grown" in ways and (long_enough or written.startswith(f"{part}-")):
                yield match.span(1)
                break


@functools.lru_cache(maxsize=1024)
def beginnings(author: str) -> frozenset[str]:
    """Return the letters with which the parts of an author's name begin.

    A text without any of them holds no code of this author's, which is soon seen.
    """
    return frozenset(part[:3] for part in _name_parts(author))


@functools.lru_cache(maxsize=1024)
def _name_parts(author: str) -> tuple[str, ...]:
    """Return the words of an author's handle, and last the whole of it without punctuation."""
    handle = fold_word(author)
    parts = [part for part in re.split(r"[^a-z]+", handle) if len(part) >= 3]
    joined = "".join(char for char in handle if char.isalnum())
    return (*parts, joined) if parts else ()
