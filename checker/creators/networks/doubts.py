"""What looks like a network and is none."""

from __future__ import annotations

from collections import Counter, defaultdict

from checker.creators.networks.clusters import CORE_SHARE, MIN_CORE, Cluster
from checker.creators.networks.corpus import Corpus

_MANY_CREATORS = 5  # so many creators make a mere name a brand
_OWN_WORDS = (0.38, 0.75)  # when they resemble one another this much and no more
_TEMPLATE_RATIO = 2  # so many creators on no brand for one on this brand make a template,
_TEMPLATE_RATIO_BRANDED = 20  # or so many on other brands


def is_promotion(corpus: Corpus, cluster: Cluster) -> bool:
    """A mere name is a brand when most of the posts that speak of it look commercial.

    Otherwise it may be a neighbour in a joke, a town in a greeting, a politician in the news:
    then it takes words of their own, because what is passed on as it stands is a chain letter
    or a headline; and either many creators or a name that is known for a brand. Posts that name
    something outright are about that, and not about the name that they share.
    """
    size = len(cluster.posts)
    explicit = frozenset(corpus.explicit.get(cluster.key, ()))
    elsewhere = sum(1 for p in cluster.posts if corpus.names_a_brand(p) and p not in explicit)
    if 2 * elsewhere >= size:
        return False
    commercial = sum(1 for p in cluster.posts if corpus.is_commercial(p))
    if 2 * commercial > size:
        return True
    if cluster.similarity > _OWN_WORDS[1]:
        return False
    creators = corpus.creators(cluster.posts)
    return cluster.key in corpus.brands or (
        creators >= _MANY_CREATORS and cluster.similarity >= _OWN_WORDS[0]
    )


def without_overlaps(corpus: Corpus, clusters: list[Cluster], min_creators: int) -> list[Cluster]:
    """Give each post to one cluster: brands before names, then the larger cluster."""
    clusters.sort(
        key=lambda c: (
            c.basis != "brand", c.key not in corpus.explicit, -len(c.posts), c.posts, c.key
        )
    )  # fmt: skip
    taken: set[int] = set()
    kept = []
    for cluster in clusters:
        posts = [post for post in cluster.posts if post not in taken]
        if len(posts) < len(cluster.posts) and (
            2 * len(posts) <= len(cluster.posts)
            or cluster.centre in taken
            or corpus.creators(posts) < min_creators
        ):
            continue
        cluster.posts = posts
        taken.update(posts)
        kept.append(cluster)
    return kept


def without_templates(corpus: Corpus, clusters: list[Cluster]) -> list[Cluster]:
    """Drop the clusters whose words many creators post without the brand.

    One pass over the posts outside every cluster counts those that hold the words of a
    cluster's core. Posts in other clusters are not counted: an agency may have one text for
    several brands. For the same reason it takes more posts on other brands to make a template
    than posts on none.
    """
    holding: dict[int, list[int]] = defaultdict(list)
    for place, cluster in enumerate(clusters):
        for word in cluster.core:
            holding[word].append(place)
    inside = {post for cluster in clusters for post in cluster.posts}
    none: list[set[int]] = [set() for _ in clusters]
    others: list[set[int]] = [set() for _ in clusters]
    wanted = holding.keys()
    for post in range(len(corpus)) if clusters else ():
        if post in inside or corpus.size(post) < MIN_CORE:
            continue
        features = corpus.features(post)
        counts = Counter(place for word in features & wanted for place in holding[word])
        for place, count in counts.items():
            cluster = clusters[place]
            if count < CORE_SHARE * len(cluster.core) or cluster.in_block(post):
                continue
            (others if corpus.names_a_brand(post) else none)[place].add(corpus.authors[post])
    kept = []
    for place, cluster in enumerate(clusters):
        creators = corpus.creators(cluster.posts)
        if (
            len(none[place]) <= _TEMPLATE_RATIO * creators
            and len(others[place]) <= _TEMPLATE_RATIO_BRANDED * creators
        ):
            kept.append(cluster)
    return kept
