"""The posts as sets of numbered words, with what is known of each word and brand.

Held in memory are words, brands and a few bytes for each post; the words of each post lie in a
temporary file. Posts are numbered in the order of day and id.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import get_args

from checker.creators.networks.records import NetworkPost
from checker.creators.networks.spill import Spill
from checker.creators.networks.words import (
    CLOSING_TAGS,
    HANDLE,
    HASHTAG,
    LINK,
    NO_BRANDS,
    RESHARED,
    TAG_RUN,
    WORD,
    brand_key,
    capitals,
    content,
    domain_key,
    stem,
)
from checker.model import VerdictName
from checker.text.normalise import fold_word

MIN_WORDS = 6
"""A text of fewer content words says too little to be copied."""

_COMMON_SHARE = 0.4  # a short word in more posts than this is a function word
_MOST_COUNTED = 255
_VERDICTS: tuple[VerdictName, ...] = get_args(VerdictName)
_NOT_JUDGED = len(_VERDICTS)

Postings = dict[str, "array[int]"]
"""Name to the posts that have it, in order."""


def _postings() -> Postings:
    return defaultdict(lambda: array("I"))


class Corpus:
    """All posts of a check.

    Attributes:
        days: of each post, as proleptic ordinals.
        authors: of each post, numbered.
        words: the content words by number, cut to their beginnings.
        explicit: key of a brand to the posts that name it outright.
        brands: keys of brands that enough creators name.

    Raises:
        ValueError: two posts have one id.
    """

    def __init__(self, posts: Iterable[NetworkPost], min_creators: int) -> None:
        self.days = array("i")
        self.authors = array("I")
        self.words: list[str] = []
        self.explicit = _postings()
        self.brands: set[str] = set()
        self._names: list[str] = []
        self._author_number: dict[str, int] = {}
        self._verdicts = bytearray()
        self._spill = Spill()
        self._place: array[int] = array("I")
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._hashtags = _postings()
        self._inside: Counter[str] = Counter()
        self._lower: Counter[str] = Counter()
        self._word_number: dict[str, int] = {}
        self._stem_number: dict[str, int] = {}
        self._stem_of = array("I")
        self._df = array("I")
        self._common: frozenset[int] = frozenset()
        try:
            for post in posts:
                self._read(post)
            self._spill.settle()
            self._set_in_order()
            self._lower_words()
            self._settle_brands(min_creators)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the room on the disk back."""
        self._spill.close()

    def __len__(self) -> int:
        return len(self.days)

    def _read(self, post: NetworkPost) -> None:
        number = len(self.days)
        self.days.append(post.day.toordinal())
        author = self._author_number.setdefault(post.author, len(self._names))
        if author == len(self._names):
            self._names.append(post.author)
        self.authors.append(author)
        self._verdicts.append(
            _NOT_JUDGED if post.verdict is None else _VERDICTS.index(post.verdict)
        )
        words = array("I")
        if not RESHARED.match(post.text):  # else somebody else's words, and marked as such
            words = array("I", sorted(self._read_text(number, post)))
        self._spill.add(post.id, words)

    def _read_text(self, number: int, post: NetworkPost) -> set[int]:
        """Note the brands of a text and return the numbers of its content words."""
        folded = fold_word(post.text)
        keys: dict[str, str] = {brand_key(name): fold_word(name) for name in post.brands}
        if "@" in folded:
            keys.update((brand_key(m), m) for m in HANDLE.findall(folded))
        if "://" in folded or "www." in folded or "@" in folded:
            keys.update((domain_key(host), host) for host in LINK.findall(folded))
            folded = HANDLE.sub(" ", LINK.sub(" ", folded))
        for key, name in keys.items():
            if len(key) >= 3 and key not in NO_BRANDS:
                self.explicit[key].append(number)
                self._parts[key].update(WORD.findall(name))
        if "#" in folded:
            tags = {key.replace("_", "") for key in HASHTAG.findall(folded) if len(key) >= 4}
            for key in sorted(tags):
                self._hashtags[key].append(number)
            folded = CLOSING_TAGS.sub(" ", TAG_RUN.sub(" ", folded))
        for word, inside in capitals(post.text):
            (self._inside if inside else self._lower)[fold_word(word)] += 1
        words: set[int] = set()
        stems: set[int] = set()
        for word in content(folded):
            place = self._word_number.get(word)
            if place is None:
                place = self._number(word)
            words.add(place)
            stems.add(self._stem_of[place])
        for place in stems:
            self._df[place] += 1
        return words

    def _number(self, word: str) -> int:
        """Give a new word a number, and its stem one, if that is new too."""
        beginning = stem(word)
        known = self._stem_number.get(beginning)
        if known is None:
            known = self._stem_number[beginning] = len(self.words)
            self.words.append(beginning)
            self._df.append(0)
        self._stem_of.append(known)
        place = self._word_number[word] = len(self._word_number)
        return place

    def _set_in_order(self) -> None:
        """Number the posts anew in the order of day and id, whatever order they came in."""
        import numpy  # an import that only a check needs

        days = numpy.asarray(self.days)
        order = numpy.argsort(days, kind="stable")
        starts = numpy.flatnonzero(numpy.diff(days[order], prepend=-1)).tolist()
        for start, end in pairwise([*starts, len(order)]):
            names = sorted((self._spill.name(int(place)), int(place)) for place in order[start:end])
            order[start:end] = [place for _, place in names]
        self._must_differ(array("q", (hash(self._spill.name(n)) for n in range(len(order)))))
        back = numpy.empty(len(order), "u4")
        back[order] = numpy.arange(len(order), dtype="u4")
        self._place = array("I", order.astype("u4").tobytes())
        self.days = array("i", days[order].astype("i4").tobytes())
        self.authors = array("I", numpy.asarray(self.authors)[order].astype("u4").tobytes())
        self._verdicts = bytearray(self._verdicts[place] for place in self._place)
        for postings in (self.explicit, self._hashtags):
            for key, found in postings.items():
                if len(found) > 1:
                    found = array("I", numpy.sort(back[numpy.asarray(found)]).tobytes())
                else:
                    found = array("I", [int(back[found[0]])])
                postings[key] = found

    def _must_differ(self, hashes: array[int]) -> None:
        import numpy

        ordered = numpy.sort(numpy.asarray(hashes))
        if not (ordered[1:] == ordered[:-1]).any():
            return
        times = Counter(self._spill.name(place) for place in range(len(hashes)))
        for name, number in times.items():
            if number > 1:
                raise ValueError(f"two posts have the id {name!r}")

    def _lower_words(self) -> None:
        """Find the function words of other languages, and count what is left of each post."""
        total = len(self)
        if total >= 1000:
            self._common = frozenset(
                n
                for n, df in enumerate(self._df)
                if df > _COMMON_SHARE * total and len(self.words[n]) <= 5
            )
        self._sizes = bytearray(
            min(_MOST_COUNTED, len(self.features(post))) for post in range(total)
        )

    def _settle_brands(self, min_creators: int) -> None:
        """Note which posts name a brand outright: an account that only a friend tags is none."""
        self._naming = bytearray(len(self))
        self._branded = bytearray(len(self))
        for key, posts in self.explicit.items():
            for post in posts:
                self._naming[post] = 1
            if len(posts) >= min_creators and self.creators(posts) >= min_creators:
                self.brands.add(key)
                for post in posts:
                    self._branded[post] = 1

    def features(self, post: int) -> frozenset[int]:
        """Return the numbers of a post's content words, without function words."""
        of = self._stem_of
        found = frozenset([of[word] for word in self._spill.numbers(self._place[post])])
        return found - self._common if self._common else found

    def size(self, post: int) -> int:
        """Return how many content words a post has, 255 at most."""
        return self._sizes[post]

    def id(self, post: int) -> str:
        """Return the id of a post, as it came."""
        return self._spill.name(self._place[post])

    def author(self, post: int) -> str:
        """Return the creator of a post, as it came."""
        return self._names[self.authors[post]]

    def creators(self, posts: Iterable[int]) -> int:
        """Return how many different creators have these posts."""
        authors = self.authors
        return len({authors[post] for post in posts})

    def is_commercial(self, post: int) -> bool:
        """True when a post was judged, and not as ``no-intent``."""
        verdict = self._verdicts[post]
        return verdict != _NOT_JUDGED and _VERDICTS[verdict] != "no-intent"

    def names_a_brand(self, post: int) -> bool:
        """True when a post names something outright, be it a brand or a friend."""
        return bool(self._naming[post])

    def weights(self) -> list[float]:
        """Return each word's weight by its rarity, in bits."""
        floor = max(len(self), 2000)  # a small corpus is no measure of what is rare
        return [math.log2(1 + floor / (df + 1)) for df in self._df]

    def blocks(self, min_creators: int) -> Iterator[tuple[str, list[int]]]:
        """Yield each brand's key and its posts by day, where enough creators name it.

        Names and hashtags count as brands when they are rare, because a brand that everybody
        speaks of is one that somebody tags.
        """
        rare = max(40, len(self) // 500)
        tagged = {
            key: found
            for key, found in self._hashtags.items()
            if key in self.explicit or (len(found) <= rare and key not in NO_BRANDS)
        }
        named = self._named({*self.explicit, *tagged}, rare)
        for key in (*tagged, *named):
            self._parts[key].add(key)
        for key in sorted({*self.explicit, *tagged, *named}):
            posts = [found[key] for found in (self.explicit, tagged, named) if key in found]
            if sum(map(len, posts)) < min_creators:
                continue
            explicit = frozenset(self.explicit.get(key, ()))
            members = [
                post
                for post in sorted({post for found in posts for post in found})
                if self._sizes[post] >= MIN_WORDS
                and (post in explicit or not self._branded[post])  # else it is on another brand
            ]
            if self.creators(members) >= min_creators:
                yield key, members

    def _named(self, known: set[str], rare: int) -> Postings:
        """Return the posts in which brands and rare names stand as words."""
        names = {
            number: word
            for word, number in self._word_number.items()
            if word in known
            or (self._inside[word] >= 2 and 2 * self._lower[word] <= self._inside[word])
        }
        holders = _postings()
        for post, place in enumerate(self._place):
            for number in self._spill.numbers(place):
                word = names.get(number)
                if word is not None and (len(holders[word]) <= rare or word in known):
                    holders[word].append(post)
        return {
            word: found
            for word, found in holders.items()
            if word in known or (len(found) <= rare and word not in NO_BRANDS)
        }

    def named_by(self, key: str) -> frozenset[int]:
        """Return the words that name a brand: they are what a block shares, not what it says."""
        stems = {stem(word) for word in (*self._parts[key], key) if word}
        return frozenset(self._stem_number[one] for one in stems if one in self._stem_number)
