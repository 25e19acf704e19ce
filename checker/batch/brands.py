"""Finds the brands on record in a post, in time that does not grow with the number of brands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from checker.model import Post
from checker.storage import PostBrand

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3


class BrandFinder:
    """Looks for names, aliases, handles and domains of brands on record.

    A single word counts when it is written as a name: behind ``@`` or ``#``, or with a capital
    letter, so that a post about a mango does not speak of Mango. Names shorter than three
    letters are found only where the input itself states them.

    Args:
        index: as :func:`checker.storage.brands.brand_index` returns it.
    """

    def __init__(self, index: Mapping[str, tuple[int, str]]) -> None:
        self._names: dict[tuple[str, ...], tuple[int, str]] = {}
        for key, brand in index.items():
            words = tuple(_WORD.findall(key))
            if words:
                self._names.setdefault(words, brand)
        self._longest = max(map(len, self._names), default=0)

    def find(self, post: Post) -> tuple[PostBrand, ...]:
        """Return the brands on record that a post states or names, each once by its spelling."""
        if not self._names:
            return ()
        found: dict[tuple[str, int], PostBrand] = {}
        if post.relation and post.relation.brand:
            known = self._names.get(tuple(_words(post.relation.brand)))
            if known:
                found[post.relation.brand, known[0]] = PostBrand(
                    post.relation.brand, "record", known[0]
                )
        for name in post.brands:
            known = self._names.get(tuple(_words(name)))
            if known:
                found.setdefault((name, known[0]), PostBrand(name, "stated", known[0]))
        stated = {brand.brand_id for brand in found.values()}
        for segment in post.segments:
            for identity, name in self._named(segment.text):
                if identity not in stated:
                    found[name, identity] = PostBrand(name, "seen", identity)
        return tuple(found.values())

    def _named(self, text: str) -> set[tuple[int, str]]:
        text = unicodedata.normalize("NFKC", text)
        places = list(_WORD.finditer(text))
        words = [place.group().casefold() for place in places]
        found = set()
        for at in range(len(words)):
            for number in range(1, min(self._longest, len(words) - at) + 1):
                brand = self._names.get(tuple(words[at : at + number]))
                if brand is None:
                    continue
                start = places[at].start()
                as_name = text[start].isupper() or text[start - 1 : start] in ("@", "#")
                if number > 1 or (as_name and len(words[at]) >= _SHORTEST):
                    found.add(brand)
        return found


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]
