"""What is known of the posts that name one brand, packed: words as numbers, links as codes.

A block may hold every post of an audit, and Python's sets of numbers take fifty times the room
of the numbers.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from checker.creators.networks.corpus import MIN_WORDS, Corpus

_KEPT = 1 << 14
"""Sets kept at a time: enough for those that are compared with one another over and over."""


class Texts:
    """The words of the posts of a block, without those that name the brand.

    Args:
        corpus: all posts.
        members: those of the block, in order; those of too few words are left out.
        dropped: words that name the brand, which say nothing of likeness.
    """

    def __init__(self, corpus: Corpus, members: Sequence[int], dropped: frozenset[int]) -> None:
        self.posts: list[int] = []
        self._places: dict[int, int] = {}
        self._numbers = array("I")
        self._ends = array("Q", [0])
        self._sets: dict[int, frozenset[int]] = {}
        for post in members:
            text = corpus.features(post) - dropped
            if len(text) >= MIN_WORDS:
                self._places[post] = len(self.posts)
                self.posts.append(post)
                self._numbers.extend(text)
                self._ends.append(len(self._numbers))

    def numbers(self, post: int) -> array[int]:
        """Return the numbers of a post's words, in no order."""
        place = self._places[post]
        return self._numbers[self._ends[place] : self._ends[place + 1]]

    def __getitem__(self, post: int) -> frozenset[int]:
        """Return a post's words as a set."""
        found = self._sets.get(post)
        if found is None:
            if len(self._sets) >= _KEPT:
                self._sets.clear()
            found = self._sets[post] = frozenset(self.numbers(post))
        return found


class Links:
    """Which posts are linked with which.

    Args:
        codes: of each link, as ``first << 32 | second``; in any order, perhaps more than once.
    """

    def __init__(self, codes: array[int]) -> None:
        import numpy

        one = numpy.frombuffer(codes, "u8") if codes else numpy.empty(0, "u8")
        both = numpy.empty(2 * len(one), "u8")
        both[: len(one)] = one
        numpy.left_shift(one, 32, out=both[len(one) :])
        both[len(one) :] |= one >> 32
        both = unique(both)
        self._others = array("I")
        self._others.frombytes(both.astype("u4").tobytes())  # the lower half
        both >>= 32
        starts = numpy.flatnonzero(numpy.diff(both, prepend=~both[:1]))
        posts = both[starts]
        borders = [*starts.tolist(), len(both)]
        self._extents: dict[int, tuple[int, int]] = dict(
            zip(posts.tolist(), pairwise(borders), strict=True)
        )

    def __getitem__(self, post: int) -> array[int]:
        """Return the posts that a post is linked with, in order."""
        start, end = self._extents[post]
        return self._others[start:end]

    def degree(self, post: int) -> int:
        """Return with how many posts a post is linked."""
        start, end = self._extents[post]
        return end - start

    def components(self) -> Iterator[list[int]]:
        """Yield the connected components, each sorted, by union-find with path halving."""
        parent: dict[int, int] = {post: post for post in self._extents}

        def root(post: int) -> int:
            while parent[post] != post:
                parent[post] = parent[parent[post]]
                post = parent[post]
            return post

        for one in self._extents:
            for two in self[one]:
                if two > one:
                    first, second = sorted((root(one), root(two)))
                    parent[second] = first
        groups: dict[int, list[int]] = defaultdict(list)
        for post in self._extents:
            groups[root(post)].append(post)
        yield from groups.values()


def unique(codes: Any) -> Any:
    """Return 64-bit numbers once each, in order; the array given is sorted.

    NumPy's own function hashes them, which takes several times the room.
    """
    import numpy

    codes.sort(kind="stable")  # quickest where runs are in order already
    if not len(codes):
        return codes
    kept = numpy.empty(len(codes), bool)
    kept[0] = True
    numpy.not_equal(codes[1:], codes[:-1], out=kept[1:])
    return codes[kept]
