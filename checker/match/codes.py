"""Personal codes: a word made from the author's own name, as discount codes are."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from checker.text.normalise import fold_word
from checker.text.segment import SegmentText

_TOKEN = re.compile(
    r"(?<![\w@#./-])([a-z]{3,20}[-_·]?[0-9]{1,5}|[0-9]{1,5}[-_·]?[a-z]{3,20})(?![\w@/])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def personal_codes(segment: SegmentText, author: str | None) -> Iterator[tuple[int, int]]:
    """Yield the extent of each word that joins a part of the author's name with digits.

    ``DANA10`` under an author called ``dana.declutters`` is a code; the bare name is not, nor
    is the author's whole handle, nor a name with a year of birth.
    """
    if not author:
        return
    parts = _name_parts(author)
    if not parts:
        return
    for match in _TOKEN.finditer(segment.blanked):
        word = "".join(char for char in match.group(1) if char.isalnum())
        letters = word.strip("0123456789")
        if word == parts[-1]:
            continue
        digits = word.replace(letters, "", 1)
        if _YEAR.fullmatch(digits):
            continue
        if any(_from_name(letters, part) for part in parts):
            yield match.span(1)


@functools.lru_cache(maxsize=1024)
def _name_parts(author: str) -> tuple[str, ...]:
    """Return the words of an author's handle, and last the whole of it without punctuation."""
    handle = fold_word(author)
    parts = [part for part in re.split(r"[^a-z]+", handle) if len(part) >= 3]
    joined = "".join(char for char in handle if char.isalnum())
    return (*parts, joined) if parts else ()


def _from_name(letters: str, part: str) -> bool:
    """True when the letters are (a beginning of) a part of the name, or begin with it."""
    if letters == part or (len(letters) >= 3 and part.startswith(letters)):
        return True
    return len(part) >= 4 and letters.startswith(part)
