"""Which posts of a block are worth comparing: MinHash and locality-sensitive hashing.

Time and memory grow in step with the posts, whatever they say: where many posts fall into one
bucket, each is paired with those next to it in time and with one that stands for the bucket.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from checker.creators.networks.block import Texts, unique
from checker.creators.networks.corpus import Corpus

_PAIRWISE = 32  # comparing so many directly costs less than hashing them
_LARGE = 3000  # larger blocks are hashed with longer bands
_NEXT = 12  # posts of a bucket that a post is paired with
_ROWS = 4096  # texts hashed, and pairs handed on, at a time


def slots(corpus: Corpus, posts: Sequence[int], window: int) -> Iterator[list[int]]:
    """Cut posts into overlapping stretches of time, so that any two of a window meet once."""
    width = window + 1
    found: dict[int, list[int]] = defaultdict(list)
    for post in posts:
        slot = corpus.days[post] // width
        found[slot].append(post)
        found[slot - 1].append(post)
    for slot in sorted(found):
        if any(corpus.days[post] // width == slot for post in found[slot]):
            yield found[slot]


def candidates(
    corpus: Corpus, slot: Sequence[int], texts: Texts, window: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of posts within a window that may be alike, the earlier one first.

    Of a small slot these are all pairs; else enough of them to connect all that belong together.
    """
    days = corpus.days
    if len(slot) <= _PAIRWISE:
        for place, one in enumerate(slot):
            for two in slot[place + 1 :]:
                if days[two] - days[one] <= window:
                    yield one, two
        return
    for first, second in _bucket_pairs(corpus.words, slot, texts):
        one, two = slot[first], slot[second]
        if days[two] - days[one] <= window:
            yield one, two


def _bucket_pairs(
    words: Sequence[str], slot: Sequence[int], texts: Texts
) -> Iterator[tuple[int, int]]:
    """Yield places in a slot whose posts share a bucket in any band, each pair once."""
    import numpy  # like datasketch, an import that only large blocks need

    size, length = (42, 3) if len(slot) <= _LARGE else (32, 4)
    keys = numpy.empty((size, len(slot)), "u8")
    for start in range(0, len(slot), _ROWS):
        rows = _signatures(words, slot[start : start + _ROWS], texts, size * length)
        for band in range(size):
            columns = rows[:, band * length : (band + 1) * length]
            key = columns[:, 0].astype("u8")
            for column in range(1, length):
                key = key * numpy.uint64(0x9E3779B97F4A7C15) + columns[:, column]
            keys[band, start : start + _ROWS] = key
    found = numpy.empty(0, "u8")
    for band in range(size):
        # Two runs in order are merged at once: doubles never wait for room.
        found = unique(numpy.concatenate([found, _neighbours(keys[band])]))
    del keys
    for start in range(0, len(found), _ROWS):
        for code in found[start : start + _ROWS].tolist():
            yield code >> 32, code & 0xFFFFFFFF


def _neighbours(keys: Any) -> Any:
    """Return pairs of places with equal keys, as first << 32 | second.

    A place is paired with the next few of its key, and with the first.
    """
    import numpy

    order = numpy.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = numpy.flatnonzero(numpy.diff(ordered, prepend=~ordered[:1]))
    sizes = numpy.diff(numpy.append(starts, len(ordered)))
    first = order[numpy.repeat(starts, sizes)]
    pairs = [_codes(first[first != order], order[first != order])]
    for step in range(1, min(_NEXT, int(sizes.max(initial=1)) - 1) + 1):
        same = ordered[step:] == ordered[:-step]
        pairs.append(_codes(order[:-step][same], order[step:][same]))
    return unique(numpy.concatenate(pairs))


def _codes(first: Any, second: Any) -> Any:
    return first.astype("u8") << 32 | second.astype("u8")


def _signatures(words: Sequence[str], slot: Sequence[int], texts: Texts, size: int) -> Any:
    """Return the MinHash signatures of texts, a row each."""
    import numpy
    from datasketch import MinHash

    known: dict[int, int] = {}

    def hashed(word: int) -> int:
        value = known.get(word)
        if value is None:
            value = known[word] = _hash(words[word])
        return value

    rows = numpy.empty((len(slot), size), "u4")
    made = MinHash.generator(
        ([hashed(word) for word in texts.numbers(post)] for post in slot),
        num_perm=size,
        seed=1,
        hashfunc=int,
    )
    for place, signature in enumerate(made):
        rows[place] = signature.hashvalues
    return rows


def _hash(word: str) -> int:
    """Return 32 bits of a word, the same in every process."""
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little")
