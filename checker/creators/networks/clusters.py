"""Which posts resemble one another, and which of those belong together."""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from checker.creators.networks.block import Links, Texts
from checker.creators.networks.corpus import Corpus
from checker.creators.networks.pairs import candidates, slots
from checker.creators.networks.records import Basis

MIN_CORE = 4
"""So many words must be common to most of a cluster."""

CORE_SHARE = 0.6
"""A word of the core stands in this share of the posts."""

_LINK_SHARE = 0.8  # two posts are linked, and one stays, at this share of the bar for all
_FEW = {2: 1.7, 3: 1.4, 4: 1.2}  # fewer creators must resemble one another more
_ROUNDS = 4  # of letting in and putting out
_SAMPLE = 24  # posts of a large cluster that stand for all of them
_WEIGHTED_SHARE = 0.75  # the second measure's bar, as a share of the first's
_MANY = 200  # in a larger component a centre that failed speaks for those that it gathered


class Rules:
    """The bars that a cluster must clear."""

    def __init__(
        self, min_creators: int, window: int, similarity: float, weights: Sequence[float]
    ) -> None:
        self.min_creators = min_creators
        self.window = window
        self.similarity = similarity
        self.weights = weights

    def jaccard(self, one: frozenset[int], two: frozenset[int]) -> float:
        """Return the Jaccard similarity of two sets of words, one of them not empty."""
        shared = len(one & two)
        return shared / (len(one) + len(two) - shared)

    def weighted(self, one: frozenset[int], two: frozenset[int]) -> float:
        """Return the same with each word counted by its rarity."""
        weights = self.weights
        return sum(weights[n] for n in one & two) / sum(weights[n] for n in one | two)

    def alike(self, one: frozenset[int], two: frozenset[int]) -> float:
        """Return the Jaccard similarity of two sets of words, or 0 when they are not alike."""
        likeness = self.jaccard(one, two)
        if likeness < _LINK_SHARE * self.similarity or len(one & two) < MIN_CORE:
            return 0.0
        if self.weighted(one, two) < _WEIGHTED_SHARE * _LINK_SHARE * self.similarity:
            return 0.0
        return likeness


class Cluster:
    """Posts that belong together, as far as it is known."""

    __slots__ = ("basis", "block", "centre", "core", "key", "posts", "similarity")

    def __init__(
        self, posts: list[int], centre: int, core: frozenset[int], similarity: float
    ) -> None:
        self.posts = posts
        self.centre = centre
        self.core = core
        self.similarity = similarity
        self.key = ""
        self.block: array[int] = array("I")
        self.basis: Basis = "brand"

    def in_block(self, post: int) -> bool:
        """True when a post names the brand of the cluster."""
        at = bisect_left(self.block, post)
        return at < len(self.block) and self.block[at] == post


def block_clusters(
    corpus: Corpus, members: Sequence[int], dropped: frozenset[int], rules: Rules
) -> Iterator[Cluster]:
    """Yield the clusters among the posts that name one brand.

    Args:
        corpus: all posts.
        members: those that name the brand, in order.
        dropped: words that name it, which say nothing of likeness.
        rules: the bars.
    """
    texts = Texts(corpus, members, dropped)
    codes = array("Q")
    for slot in slots(corpus, texts.posts, rules.window):
        if corpus.creators(slot) < rules.min_creators:
            continue
        for one, two in candidates(corpus, slot, texts, rules.window):
            if rules.alike(texts[one], texts[two]):
                codes.append(one << 32 | two)
    links = Links(codes)
    del codes
    for component in links.components():
        yield from _stars(corpus, component, links, texts, rules)


def _stars(
    corpus: Corpus,
    component: list[int],
    links: Links,
    texts: Texts,
    rules: Rules,
) -> Iterator[Cluster]:
    """Cut a component into clusters whose posts resemble one another, not just a neighbour."""
    left = set(component)
    failed: set[int] = set()
    for centre in sorted(component, key=lambda post: (-links.degree(post), post)):
        if centre not in left or centre in failed or links.degree(centre) < rules.min_creators - 1:
            continue
        posts = _gathered(corpus, centre, left, links, texts, rules)
        if len(component) > _MANY:
            failed.update(posts)
        if corpus.creators(posts) < rules.min_creators:
            continue
        core = _core(posts, texts)
        similarity = _mean(posts, texts, rules.jaccard)
        creators = corpus.creators(posts)
        bar = min(1.0, rules.similarity * _FEW.get(creators, 1.0))
        if (
            len(core) >= MIN_CORE
            and similarity >= bar
            and _mean(posts, texts, rules.weighted) >= _WEIGHTED_SHARE * bar
        ):
            yield Cluster(posts, centre, core, similarity)
            left.difference_update(posts)


def _gathered(
    corpus: Corpus,
    centre: int,
    left: set[int],
    links: Links,
    texts: Texts,
    rules: Rules,
) -> list[int]:
    """Return the posts that resemble a centre and, on average, one another.

    Begins with the centre's neighbours; then, a few times over, lets in their neighbours and
    puts out whoever does not resemble the rest.
    """
    near = left.intersection(links[centre])
    posts = _best_window(corpus, sorted(near | {centre}), centre, rules.window)
    for _ in range(_ROUNDS):
        sample = _spread(posts)
        linked = Counter(other for post in sample for other in links[post] if other in left)
        nearest = sorted(linked, key=lambda post: (-linked[post], post))
        staying = [
            post
            for post in sorted({*posts, *nearest[: 2 * len(posts) + _SAMPLE]})
            if post == centre
            or (
                abs(corpus.days[post] - corpus.days[centre]) <= rules.window
                and _resembles(post, sample, texts, rules)
            )
        ]
        staying = _best_window(corpus, staying, centre, rules.window)
        if staying == posts:
            break
        posts = staying
    return posts


def _resembles(post: int, sample: Sequence[int], texts: Texts, rules: Rules) -> bool:
    """True when a post is, on average, near enough to a sample; no more is read than it takes."""
    own = texts[post]
    size = len(own)
    left = len(sample) - (post in sample)
    missing = _LINK_SHARE * rules.similarity * left
    for other in sample:
        if other != post:
            if missing <= 0:
                return True
            if missing > left:
                return False
            text = texts[other]
            shared = len(own & text)
            missing -= shared / (size + len(text) - shared)
            left -= 1
    return missing <= 0


def _spread(posts: list[int]) -> list[int]:
    """Return all of the posts, or some at even distances when there are many."""
    step = -(-len(posts) // _SAMPLE)
    return posts[::step]


def _mean(
    posts: list[int],
    texts: Texts,
    measure: Callable[[frozenset[int], frozenset[int]], float],
) -> float:
    """Return the mean similarity of all pairs, of a sample when there are many posts."""
    pairs = list(itertools.combinations(_spread(posts), 2))
    return sum(measure(texts[one], texts[two]) for one, two in pairs) / len(pairs)


def _core(posts: list[int], texts: Texts) -> frozenset[int]:
    """Return the words that most of the posts share."""
    counts = Counter(word for post in posts for word in texts[post])
    return frozenset(n for n, times in counts.items() if times >= CORE_SHARE * len(posts))


def _best_window(corpus: Corpus, posts: list[int], centre: int, window: int) -> list[int]:
    """Return the posts of the window round the centre that holds most creators."""
    days = corpus.days
    if days[posts[-1]] - days[posts[0]] <= window:
        return posts
    best: list[int] = []
    most = 0
    for first in sorted({days[p] for p in posts if days[p] <= days[centre]}):
        held = [p for p in posts if first <= days[p] <= first + window]
        if centre in held and (count := corpus.creators(held)) > most:
            best, most = held, count
    return best
