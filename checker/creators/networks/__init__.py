"""The network check: several creators voicing nearly the same text on the same brand.

How it works, in time that grows nearly in step with the number of posts:

1. A text becomes the set of its content words, cut to their beginnings. Single words are the
   shingles because they outlive a new order of sentences, and lose least to a synonym: one
   replaced word costs one shingle, where it would cost two bigrams or a dozen character n-grams.
   Emoji, numbers, codes, links, handles and closing hashtags are no content.
2. Posts are brought together by brand (named on record, by handle, in a link, or by a rare
   capitalised name or hashtag) and by time. Only posts that share both are ever compared.
3. Within such a block, MinHash signatures and locality-sensitive hashing propose pairs
   (Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3).
4. Each pair is verified exactly, twice: Jaccard similarity of the word sets, and the same with
   each word weighted by its rarity, so that common phrases count for little.
5. Union-find joins the pairs. A chain is cut by gathering round a centre only those that fall
   into one window with it and, on average, resemble all that were gathered.
6. A text that more creators post without the brand than with it is a template (a greeting, a
   verse, a chain letter) and is dropped.

The library is datasketch, chosen over rensa: it is pure Python over numpy, has been kept since
2015 and is declared stable. Rensa hashes ten times as fast, but hashing is a small part of the
work here. It is imported when a block first needs it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import date

from checker.creators.networks.clusters import Cluster, Rules, block_clusters
from checker.creators.networks.corpus import Corpus
from checker.creators.networks.doubts import is_promotion, without_overlaps, without_templates
from checker.creators.networks.records import Basis, NetworkFinding, NetworkPost

__all__ = ["Basis", "NetworkFinding", "NetworkPost", "find_networks"]


def find_networks(
    posts: Iterable[NetworkPost],
    *,
    min_creators: int = 3,
    window_days: int = 14,
    similarity: float = 0.27,
) -> list[NetworkFinding]:
    """Return the clusters of posts in which different creators voice nearly the same text.

    Args:
        posts: the posts, in any order; the result does not depend on it. Ids must differ.
        min_creators: fewest different creators that make a network, at least 2.
        window_days: most days from the first to the last post of a cluster.
        similarity: least mean Jaccard similarity between the posts of a cluster, as sets of
            content words; above 0 and up to 1. Fewer than five creators must resemble one
            another more, three by two fifths more. Two paraphrases in which four content words of
            ten were replaced reach about 0.4; posts of two people on one product stay below 0.2.

    Returns:
        The findings, by first day, brand and first post. A post is in one finding at most.

    Raises:
        ValueError: when an argument is out of range or two posts have one id.
        OSError: the folder for temporary files is full or not to be written to.
    """
    if min_creators < 2:
        raise ValueError("min_creators must be 2 or more")
    if window_days < 0:
        raise ValueError("window_days must not be negative")
    if not 0 < similarity <= 1:
        raise ValueError("similarity must be above 0 and at most 1")

    corpus = Corpus(posts, min_creators)
    try:
        rules = Rules(min_creators, window_days, similarity, corpus.weights())
        clusters = list(_clusters(corpus, rules))
        kept = without_templates(corpus, without_overlaps(corpus, clusters, min_creators))
        findings = [_finding(corpus, cluster) for cluster in kept]
    finally:
        corpus.close()
    return sorted(findings, key=lambda f: (f.first_day, f.brand, f.posts))


def _clusters(corpus: Corpus, rules: Rules) -> Iterator[Cluster]:
    """Yield the clusters of each brand."""
    for key, members in corpus.blocks(rules.min_creators):
        explicit = frozenset(corpus.explicit.get(key, ()))
        block = array("I", members)
        for cluster in block_clusters(corpus, members, corpus.named_by(key), rules):
            named = sum(1 for post in cluster.posts if post in explicit)
            cluster.block = block
            cluster.key = key
            cluster.basis = "brand" if 2 * named >= len(cluster.posts) else "name"
            if cluster.basis == "brand" or is_promotion(corpus, cluster):
                yield cluster


def _finding(corpus: Corpus, cluster: Cluster) -> NetworkFinding:
    posts = cluster.posts
    return NetworkFinding(
        brand=cluster.key,
        basis=cluster.basis,
        posts=tuple(corpus.id(post) for post in posts),
        authors=tuple(sorted({corpus.author(post) for post in posts})),
        first_day=date.fromordinal(corpus.days[posts[0]]),
        last_day=date.fromordinal(corpus.days[posts[-1]]),
        centre=corpus.id(cluster.centre),
        similarity=round(cluster.similarity, 4),
        words=tuple(sorted(corpus.words[number] for number in cluster.core)),
    )
