"""Brands named in a text: known ones by name, others by their handle."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from checker.model import BrandMention, Post
from checker.rulepack.schema import NamesFile
from checker.text.names import name_forms, same_brand
from checker.text.normalise import fold_word
from checker.text.scripts import name_border
from checker.text.segment import SegmentText

_DECLINED = 4
"""Letters that a word has at least to be declined: shorter ones stay as they are."""

_UNTOLD = frozenset(
    {None, "bg", "bs", "cs", "el", "et", "fi", "ga", "hr", "hu", "lt", "lv", "mk", "mt", "ro", "ru"}
    | {"sk", "sl", "sq", "sr", "tr", "uk"}
)
"""Languages that put endings to names and for which no file of names says which."""

_ANY_ENDING = re.compile(r"[^\W\d_]{1,4}(?![^\W_])")
_ENDED = 5
"""Letters of a name from which on an unknown ending is looked for: "Nordwellin", "Nordwelliga"."""


class BrandNames:
    """Finds brands in texts.

    Args:
        names: what languages say of names of businesses.
    """

    def __init__(self, names: Mapping[str, NamesFile]) -> None:
        self._trades = frozenset(fold_word(t) for own in names.values() for t in own.trades)
        self._cases = {lang: _Cases(own) for lang, own in names.items() if own.endings}

    def find(
        self, post: Post, segments: Sequence[SegmentText], langs: Sequence[str | None]
    ) -> Iterator[BrandMention]:
        """Yield the brands named in the text: known ones by name, others by handle or hashtag.

        Args:
            post: with the brands on record.
            segments: its text.
            langs: the language of each segment: in some of them names have cases.
        """
        known = [
            name for name in (*post.brands, post.relation.brand if post.relation else None) if name
        ]
        forms = [name_forms(name) for name in known]
        own = name_forms(post.author or "")[1]
        for segment in segments:
            text = segment.folded
            cases = self._cases.get(langs[segment.number] or "")
            places: list[tuple[int, int, str, bool]] = []
            for name, (folded, joined) in zip(known, forms, strict=True):
                if not joined:
                    continue
                for spelling in self._spellings(folded):
                    for start in occurrences(text, spelling):
                        places.append((start, start + len(spelling), name, True))
                    if cases is None and langs[segment.number] in _UNTOLD:
                        places.extend((*span, name, True) for span in _ended(text, spelling))
                    if cases is not None:
                        for found in cases.of(spelling).finditer(text):
                            places.append((*found.span(), name, True))
            for tag in (*segment.mentions, *segment.hashtags):
                joined = "".join(char for char in tag.name if char.isalnum())
                match = next(
                    (n for n, f in zip(known, forms, strict=True) if same_brand(f[1], joined)), None
                )
                if match is not None:
                    places.append((tag.start, tag.end, match, True))
                elif text[tag.start] == "@" and joined and joined != own:
                    places.append((tag.start, tag.end, tag.name, False))
            for start, end, name, sure in sorted(set(places)):
                first, last = segment.original(start, end)
                before = segment.fold is None or end <= segment.fold
                yield BrandMention(name, segment.number, first, last, before, sure)

    def _spellings(self, name: str) -> tuple[str, ...]:
        """Return the ways a name is written: "Ball & Brine" is "Ball and Brine" to many."""
        spellings = [name]
        if "&" in name:
            spellings += [name.replace("&", word) for word in ("and", "e", "und", "et", "y")]
        first = name.split(" ", maxsplit=1)[0]
        if first != name and len(first) >= 5 and first not in self._trades:
            spellings.append(first)
        return tuple(spellings)

    def known(self, post: Post, segments: Sequence[SegmentText]) -> frozenset[str]:
        """Return the brands of a post (on record or by handle) as letters and digits only."""
        known = [*post.brands, *([post.relation.brand] if post.relation else [])]
        spelled = [form for name in known if name for form in self._spellings(name_forms(name)[0])]
        names = {"".join(char for char in form if char.isalnum()) for form in spelled}
        for segment in segments:
            for tag in segment.mentions:
                names.add("".join(char for char in tag.name if char.isalnum()))
        return frozenset(names - {""})


class _Cases:
    """The names of a language that declines them."""

    def __init__(self, names: NamesFile) -> None:
        self._endings = f"(?:{'|'.join(names.endings)})?"
        self._changes = sorted(names.changes.items(), key=lambda change: -len(change[0]))
        self._vowels = "".join(e for e in names.endings if len(e) == 1)
        self.of = functools.lru_cache(maxsize=1024)(self._of)
        """Return the expression for a name in any case."""

    def _of(self, name: str) -> re.Pattern[str]:
        words = r"[\s-]+".join(map(self._word, name.split()))
        return re.compile(rf"(?<![^\W_]){words}(?![^\W_])")

    def _word(self, word: str) -> str:
        if len(word) < _DECLINED or not word.isalpha():
            return re.escape(word)
        for end, becomes in self._changes:
            if word.endswith(end):
                return f"{word[: -len(end)]}{becomes}{self._endings}"
        return word.rstrip(self._vowels if len(word) > _DECLINED else "a") + self._endings


def _ended(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield each place of ``name`` with an ending of up to four letters put to it."""
    place = text.find(name) if len(name) >= _ENDED else -1
    while place >= 0:
        ending = _ANY_ENDING.match(text, place + len(name))
        if ending and name_border(text[place - 1 : place], name[0]):
            yield place, ending.end()
        place = text.find(name, place + 1)


def occurrences(text: str, name: str) -> Iterator[int]:
    """Yield each place at which ``name`` stands in ``text`` as a word of its own."""
    place = text.find(name) if name else -1
    while place >= 0:
        end = place + len(name)
        before = name_border(text[place - 1 : place], name[0])
        if before and name_border(name[-1], text[end : end + 1]):
            yield place
        place = text.find(name, place + 1)
