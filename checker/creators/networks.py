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

import itertools
import math
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, Literal

import msgspec

from checker.model import VerdictName
from checker.text.normalise import fold_word

Basis = Literal["brand", "name"]
"""``brand``: on record, by handle or in a link. ``name``: only by a rare name or hashtag."""


class NetworkPost(msgspec.Struct, frozen=True):
    """A post as far as the network check needs it.

    ``author`` identifies the *creator*: accounts of one person on several platforms must come
    under one key. ``brands`` are those on record or recognised in the text, names or handles.
    ``verdict`` is the gravest over the jurisdictions, ``None`` when the post was not judged.
    Posts whose day is not known cannot be placed in a window and are the caller's to leave out.
    """

    id: str
    author: str
    day: date
    text: str
    brands: tuple[str, ...] = ()
    verdict: VerdictName | None = None


class NetworkFinding(msgspec.Struct, frozen=True):
    """Creators who voiced nearly the same text on one brand.

    ``posts`` are in order of day and id, ``authors`` sorted. ``centre`` is the post that most
    of the others resemble; ``similarity`` is the mean Jaccard similarity of the posts with one
    another (0 to 1). ``words`` are the beginnings of the words that most of them share, sorted.
    """

    brand: str
    basis: Basis
    posts: tuple[str, ...]
    authors: tuple[str, ...]
    first_day: date
    last_day: date
    centre: str
    similarity: float
    words: tuple[str, ...]


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
    """
    if min_creators < 2:
        raise ValueError("min_creators must be 2 or more")
    if window_days < 0:
        raise ValueError("window_days must not be negative")
    if not 0 < similarity <= 1:
        raise ValueError("similarity must be above 0 and at most 1")
    corpus = _Corpus(posts)
    rules = _Rules(min_creators, window_days, similarity, corpus.weights())
    clusters: list[_Cluster] = []
    corpus.settle_brands(min_creators)
    for key, members in corpus.blocks(min_creators):
        dropped = corpus.named_by(key)
        explicit = corpus.explicit.get(key, set())
        block = frozenset(members)
        for cluster in _block_clusters(corpus, members, dropped, rules):
            cluster.block = block
            named = sum(1 for post in cluster.posts if post in explicit)
            cluster.key = key
            cluster.basis = "brand" if 2 * named >= len(cluster.posts) else "name"
            if cluster.basis == "brand" or _is_promotion(corpus, cluster):
                clusters.append(cluster)
    kept = _without_templates(corpus, _without_overlaps(corpus, clusters, min_creators))
    findings = [corpus.finding(cluster) for cluster in kept]
    return sorted(findings, key=lambda f: (f.first_day, f.brand, f.posts))


# --- words -----------------------------------------------------------------------------------

_RESHARED = re.compile(r"\s*(?:rt|mt)\s+@", re.I)
_LINK = re.compile(r"(?:https?://|www\.)([\w.-]+)\S*|\S+@[\w-]+\.\w+")
_HANDLE = re.compile(r"(?<![\w@./])@(\w(?:[\w.-]*\w)?)")
_HASHTAG = re.compile(r"(?<![\w&/])#(\w+)")
_CLOSING_TAGS = re.compile(r"(?:[\W_]*#\w+)+[\W_]*\Z")
_TAG_RUN = re.compile(r"(?:#\w+\W{0,4}){3,}")
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W\d_{_UNSPACED}]{{4,}}")
_NAME = re.compile(r"[^\W\d_]{4,}")
_SUFFIX = re.compile(
    r"(?:official|ufficiale|oficial|officiel)$"
    r"|[._-](?:italia|italy|it|uk|usa|us|fr|es|de|hq|shop|store|app)$"
)
# Hosts and platforms that a link or a tag leads through; naming one names no brand.
_PASSAGES = """
instagram youtube youtu facebook twitter tiktok linktr linktree bit goo tinyurl amzn amazon
patreon spotify apple google forms gle docs bitly lnkd telegra opensea etsy ebay paypal discord
twitch telegram whatsapp snapchat pinterest reddit threads blogspot wordpress http https
giveaway
"""
_NO_BRANDS = frozenset(_PASSAGES.split())
# Function words of four letters and more, in six languages; shorter ones are never read.
_FUNCTION_WORDS = """
alla alle agli allo anche ancora avere aveva come cosi cosa dalla dalle dallo degli della delle
dello dentro dopo dove ecco essere fare fatto hanno loro mentre molto nella nelle nello negli
niente ogni oppure perche pero poco prima proprio quale quali quando quanto quella quelle quelli
quello questa queste questi questo quindi sempre senza siamo sono sopra sotto stata state stati
stato sugli sulla sulle sullo suoi tanto tutta tutte tutti tutto vostra vostre vostri vostro
nostra nostre nostri nostro about after again also always been before being both could does
doing down during each even every from have having here into just like more most much myself
only other over same should some such than that their them then there these they this those
through until very want were what when where which while will with would your yours aber alles
auch dann dass dein deine denn diese diesem diesen dieser dieses doch durch eine einem einen
einer eines euch fuer haben hier ihre immer kann mein meine mich mehr nach nicht noch oder ohne
schon sehr sein sich sind ueber unter viel wenn werden wird wurde algo ante antes como cuando
desde donde ella ellas ellos entre eres esta estas este esto estos hasta mucho muchos nada
nosotros otra otro para porque pues quien sido siempre sobre somos tambien tener tengo tiene
todo todos unas unos vosotros alors aussi autre avant avec avoir cette comme dans depuis donc
elle elles etait etre leur leurs mais meme moins notre nous parce pour quand sans sera sont suis
tous tout toute toutes tres vous votre ainda depois dela dele deles entao essa esse isso isto
minha muito muita nossa nosso onde pela pelo quem seus tudo voce
"""
_STOP = frozenset(_FUNCTION_WORDS.split())
_MIN_WORDS = 6  # a text of fewer content words says too little to be copied
_MIN_CORE = 4  # so many words must be common to most of a cluster
_CORE_SHARE = 0.6  # a word of the core stands in this share of the posts
_LINK_SHARE = 0.8  # two posts are linked, and one stays, at this share of the bar for all
_FEW = {2: 1.7, 3: 1.4, 4: 1.2}  # fewer creators must resemble one another more
_ROUNDS = 4  # of letting in and putting out
_SAMPLE = 24  # posts of a large cluster that stand for all of them
_COMMON_SHARE = 0.4  # a short word in more posts than this is a function word
_WEIGHTED_SHARE = 0.75  # the second measure's bar, as a share of the first's
_MANY_CREATORS = 5  # so many creators make a mere name a brand
_OWN_WORDS = (0.38, 0.75)  # when they resemble one another this much and no more
_TEMPLATE_RATIO = 2  # so many creators on no brand for one on this brand make a template,
_TEMPLATE_RATIO_BRANDED = 20  # or so many on other brands


def _stem(word: str) -> str:
    """Cut a folded word so that gender, number and most endings of verbs fall away."""
    if len(word) > 6:
        return word[:6]
    return word[:-1] if word[-1] in "aeios" else word


def _content(folded: str) -> Iterator[str]:
    """Yield the content words of a folded text; runs without spaces come as pairs of signs."""
    for match in _WORD.finditer(folded):
        word = match.group()
        if word[0] >= "\u3040":
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
        elif word not in _STOP:
            yield word


def _brand_key(name: str) -> str:
    """Return a brand's or account's name as a key: folded letters and digits, no trimmings."""
    return "".join(c for c in _SUFFIX.sub("", fold_word(name.lstrip("@#")).strip()) if c.isalnum())


def _domain_key(host: str) -> str:
    labels = [label for label in host.strip(".").split(".") if label != "www"]
    if len(labels) < 2:
        return ""
    label = labels[-2]
    if label in ("co", "com", "org") and len(labels) > 2:
        label = labels[-3]
    return "".join(c for c in label if c.isalnum())


def _capitals(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of an original text that tell whether they are names.

    The flag is true for a capitalised word inside a sentence and false for a lower-case one.
    Words at the head of a sentence and words in capitals throughout tell nothing.
    """
    for match in _NAME.finditer(text):
        word = match.group()
        if word.islower():
            yield word, False
        elif word[0].isupper() and word[1:].islower():
            head = text[max(0, match.start() - 2) : match.start()]
            if len(head) == 2 and head[0].isalnum() and head[1] in " '’":
                yield word, True


# --- the corpus ------------------------------------------------------------------------------


class _Corpus:
    """The posts as sets of numbered words, with what is known of each word and brand."""

    def __init__(self, posts: Iterable[NetworkPost]) -> None:
        self.ids: list[str] = []
        self.authors: list[str] = []
        self.days: list[int] = []
        self.verdicts: list[VerdictName | None] = []
        self.features: list[frozenset[int]] = []
        self.words: list[str] = []
        self.explicit: dict[str, set[int]] = defaultdict(set)
        self.brands: set[str] = set()
        self.branded: set[int] = set()
        self.naming: set[int] = set()
        self._number: dict[str, int] = {}
        self._df: list[int] = []
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._hashtags: dict[str, list[int]] = defaultdict(list)
        self._inside: Counter[str] = Counter()
        self._lower: Counter[str] = Counter()
        self._full: list[array[int]] = []
        self._full_number: dict[str, int] = {}
        for post in sorted(posts, key=lambda post: (post.day, post.id)):
            self._read(post)
        if len(set(self.ids)) != len(self.ids):
            twice = next(name for name, times in Counter(self.ids).items() if times > 1)
            raise ValueError(f"two posts have the id {twice!r}")

    def _read(self, post: NetworkPost) -> None:
        number = len(self.ids)
        self.ids.append(post.id)
        self.authors.append(sys.intern(post.author))
        self.days.append(post.day.toordinal())
        self.verdicts.append(post.verdict)
        if _RESHARED.match(post.text):  # somebody else's words, and marked as such
            self.features.append(frozenset())
            self._full.append(array("I"))
            return
        folded = fold_word(post.text)
        keys: dict[str, str] = {_brand_key(name): fold_word(name) for name in post.brands}
        if "@" in folded:
            keys.update((_brand_key(m), m) for m in _HANDLE.findall(folded))
        if "://" in folded or "www." in folded or "@" in folded:
            keys.update((_domain_key(host), host) for host in _LINK.findall(folded))
            folded = _HANDLE.sub(" ", _LINK.sub(" ", folded))
        for key, name in keys.items():
            if len(key) >= 3 and key not in _NO_BRANDS:
                self.explicit[key].add(number)
                self._parts[key].update(_WORD.findall(name))
        if "#" in folded:
            for key in dict.fromkeys(_HASHTAG.findall(folded)):
                if len(key) >= 4:
                    self._hashtags[key.replace("_", "")].append(number)
            folded = _CLOSING_TAGS.sub(" ", _TAG_RUN.sub(" ", folded))
        for word, inside in _capitals(post.text):
            (self._inside if inside else self._lower)[fold_word(word)] += 1
        stems: set[int] = set()
        full: set[int] = set()
        for word in _content(folded):
            stem = _stem(word)
            place = self._number.get(stem)
            if place is None:
                place = self._number[stem] = len(self.words)
                self.words.append(stem)
                self._df.append(0)
            stems.add(place)
            full.add(self._full_number.setdefault(word, len(self._full_number)))
        for place in stems:
            self._df[place] += 1
        self.features.append(frozenset(stems))
        self._full.append(array("I", sorted(full)))

    def weights(self) -> list[float]:
        """Drop the function words of other languages; return each word's weight, in bits."""
        total = len(self.ids)
        if total >= 1000:
            common = {
                n
                for n, df in enumerate(self._df)
                if df > _COMMON_SHARE * total and len(self.words[n]) <= 5
            }
            if common:
                self.features = [features - common for features in self.features]
        floor = max(total, 2000)  # a small corpus is no measure of what is rare
        return [math.log2(1 + floor / (df + 1)) for df in self._df]

    def settle_brands(self, min_creators: int) -> None:
        """Note which posts name a brand outright: an account that only a friend tags is none."""
        for key, posts in self.explicit.items():
            self.naming |= posts
            if len(posts) >= min_creators and (
                len({self.authors[p] for p in posts}) >= min_creators
            ):
                self.branded |= posts
                self.brands.add(key)

    def blocks(self, min_creators: int) -> Iterator[tuple[str, list[int]]]:
        """Yield each brand's key and its posts by day, where enough creators name it.

        Names and hashtags count as brands when they are rare, because a brand that everybody
        speaks of is one that somebody tags.
        """
        rare = max(40, len(self.ids) // 500)
        posts: dict[str, set[int]] = {key: set(found) for key, found in self.explicit.items()}
        for key, tagged in self._hashtags.items():
            if key in posts or (len(tagged) <= rare and key not in _NO_BRANDS):
                posts.setdefault(key, set()).update(tagged)
                self._parts[key].add(key)
        names = {
            number: word
            for word, number in self._full_number.items()
            if word in posts
            or (self._inside[word] >= 2 and 2 * self._lower[word] <= self._inside[word])
        }
        holders: dict[str, list[int]] = defaultdict(list)
        for post, full in enumerate(self._full):
            for number in full:
                if number in names:
                    holders[names[number]].append(post)
        for word, found in holders.items():
            if word in posts or (len(found) <= rare and word not in _NO_BRANDS):
                posts.setdefault(word, set()).update(found)
                self._parts[word].add(word)
        for key in sorted(posts):
            explicit = self.explicit.get(key, set())
            members = sorted(
                post
                for post in posts[key]
                if len(self.features[post]) >= _MIN_WORDS
                and (post in explicit or post not in self.branded)  # else it is on another brand
            )
            if len({self.authors[p] for p in members}) >= min_creators:
                yield key, members

    def named_by(self, key: str) -> frozenset[int]:
        """Return the words that name a brand: they are what a block shares, not what it says."""
        stems = {_stem(word) for word in (*self._parts[key], key) if word}
        return frozenset(self._number[stem] for stem in stems if stem in self._number)

    def finding(self, cluster: _Cluster) -> NetworkFinding:
        posts = cluster.posts
        return NetworkFinding(
            brand=cluster.key,
            basis=cluster.basis,
            posts=tuple(self.ids[p] for p in posts),
            authors=tuple(sorted({self.authors[p] for p in posts})),
            first_day=date.fromordinal(self.days[posts[0]]),
            last_day=date.fromordinal(self.days[posts[-1]]),
            centre=self.ids[cluster.centre],
            similarity=round(cluster.similarity, 4),
            words=tuple(sorted(self.words[n] for n in cluster.core)),
        )


# --- comparing -------------------------------------------------------------------------------


class _Rules:
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
        if likeness < _LINK_SHARE * self.similarity or len(one & two) < _MIN_CORE:
            return 0.0
        if self.weighted(one, two) < _WEIGHTED_SHARE * _LINK_SHARE * self.similarity:
            return 0.0
        return likeness


class _Cluster:
    __slots__ = ("basis", "block", "centre", "core", "key", "posts", "similarity")

    def __init__(
        self, posts: list[int], centre: int, core: frozenset[int], similarity: float
    ) -> None:
        self.posts = posts
        self.centre = centre
        self.core = core
        self.similarity = similarity
        self.key = ""
        self.block: frozenset[int] = frozenset()
        self.basis: Basis = "brand"


def _block_clusters(
    corpus: _Corpus, members: Sequence[int], dropped: frozenset[int], rules: _Rules
) -> Iterator[_Cluster]:
    """Yield the clusters among the posts that name one brand."""
    texts = {post: corpus.features[post] - dropped for post in members}
    texts = {post: text for post, text in texts.items() if len(text) >= _MIN_WORDS}
    links: dict[int, set[int]] = defaultdict(set)
    for slot in _slots(corpus, list(texts), rules.window):
        if len({corpus.authors[p] for p in slot}) < rules.min_creators:
            continue
        for one, two in _pairs(corpus, slot, texts, rules):
            links[one].add(two)
            links[two].add(one)
    for component in _components(links):
        yield from _stars(corpus, component, links, texts, rules)


def _slots(corpus: _Corpus, posts: list[int], window: int) -> Iterator[list[int]]:
    """Cut posts into overlapping stretches of time, so that any two of a window meet once."""
    width = window + 1
    slots: dict[int, list[int]] = defaultdict(list)
    for post in posts:
        slot = corpus.days[post] // width
        slots[slot].append(post)
        slots[slot - 1].append(post)
    for slot in sorted(slots):
        if any(corpus.days[p] // width == slot for p in slots[slot]):
            yield slots[slot]


_PAIRWISE = 32  # comparing so many directly costs less than hashing them
_LARGE = 3000  # larger blocks are hashed with longer bands
_MOST_CANDIDATES = 64  # compared with one post; the rest are reached through these
_SAME = 0.8  # texts this near stand for one another in the index


def _pairs(
    corpus: _Corpus, slot: list[int], texts: Mapping[int, frozenset[int]], rules: _Rules
) -> Iterator[tuple[int, int]]:
    """Yield pairs of alike posts, enough of them to connect all that belong together."""
    days = corpus.days
    if len(slot) <= _PAIRWISE:
        for place, one in enumerate(slot):
            for two in slot[place + 1 :]:
                if abs(days[one] - days[two]) <= rules.window and rules.alike(
                    texts[one], texts[two]
                ):
                    yield one, two
        return
    # An import of a second, which only runs with large blocks need.
    from datasketch import MinHash, MinHashLSH

    bands = (42, 3) if len(slot) <= _LARGE else (32, 4)
    size = bands[0] * bands[1]
    index: Any = MinHashLSH(num_perm=size, params=bands)
    hashes = [[_hash(corpus.words[n]) for n in sorted(texts[post])] for post in slot]
    signatures = MinHash.generator(hashes, num_perm=size, seed=1, hashfunc=int)
    for post, signature in zip(slot, signatures, strict=True):
        stands_for = False
        for other in sorted(index.query(signature), reverse=True)[:_MOST_CANDIDATES]:
            if abs(days[post] - days[other]) > rules.window:
                continue
            likeness = rules.alike(texts[post], texts[other])
            if likeness:
                yield other, post
                # Only a text of the same day stands for another: later ones must find it.
                stands_for |= likeness >= _SAME and days[other] == days[post]
        if not stands_for:
            index.insert(post, signature, check_duplication=False)


_hashes: dict[str, int] = {}


def _hash(word: str) -> int:
    """Return 32 bits of a word, the same in every process."""
    value = _hashes.get(word)
    if value is None:
        if len(_hashes) > 500_000:
            _hashes.clear()
        value = int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little")
        _hashes[word] = value
    return value


def _components(links: Mapping[int, set[int]]) -> list[list[int]]:
    """Return the connected components, each sorted, by union-find with path halving."""
    parent = {post: post for post in links}

    def root(post: int) -> int:
        while parent[post] != post:
            parent[post] = parent[parent[post]]
            post = parent[post]
        return post

    for one, others in links.items():
        for two in others:
            first, second = sorted((root(one), root(two)))
            parent[second] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for post in sorted(links):
        groups[root(post)].append(post)
    return list(groups.values())


def _stars(
    corpus: _Corpus,
    component: list[int],
    links: Mapping[int, set[int]],
    texts: Mapping[int, frozenset[int]],
    rules: _Rules,
) -> Iterator[_Cluster]:
    """Cut a component into clusters whose posts resemble one another, not just a neighbour."""
    left = set(component)
    for centre in sorted(component, key=lambda post: (-len(links[post]), post)):
        if centre not in left or len(links[centre]) < rules.min_creators - 1:
            continue
        posts = _gathered(corpus, centre, left, links, texts, rules)
        if len({corpus.authors[p] for p in posts}) < rules.min_creators:
            continue
        core = _core(posts, texts)
        similarity = _mean(posts, texts, rules.jaccard)
        creators = len({corpus.authors[p] for p in posts})
        bar = min(1.0, rules.similarity * _FEW.get(creators, 1.0))
        if (
            len(core) >= _MIN_CORE
            and similarity >= bar
            and _mean(posts, texts, rules.weighted) >= _WEIGHTED_SHARE * bar
        ):
            yield _Cluster(posts, centre, core, similarity)
            left.difference_update(posts)


def _gathered(
    corpus: _Corpus,
    centre: int,
    left: set[int],
    links: Mapping[int, set[int]],
    texts: Mapping[int, frozenset[int]],
    rules: _Rules,
) -> list[int]:
    """Return the posts that resemble a centre and, on average, one another.

    Begins with the centre's neighbours; then, a few times over, lets in their neighbours and
    puts out whoever does not resemble the rest.
    """
    posts = _best_window(corpus, sorted((links[centre] & left) | {centre}), centre, rules.window)
    for _ in range(_ROUNDS):
        sample = _spread(posts)
        linked = Counter(other for post in sample for other in links[post] if other in left)
        near = sorted(linked, key=lambda post: (-linked[post], post))[: 2 * len(posts) + _SAMPLE]
        staying = [
            post
            for post in sorted({*posts, *near})
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


def _resembles(
    post: int, sample: Sequence[int], texts: Mapping[int, frozenset[int]], rules: _Rules
) -> bool:
    others = [texts[other] for other in sample if other != post]
    total = sum(rules.jaccard(texts[post], other) for other in others)
    return total >= _LINK_SHARE * rules.similarity * len(others)


def _spread(posts: list[int]) -> list[int]:
    """Return all of the posts, or some at even distances when there are many."""
    step = -(-len(posts) // _SAMPLE)
    return posts[::step]


def _mean(
    posts: list[int],
    texts: Mapping[int, frozenset[int]],
    measure: Callable[[frozenset[int], frozenset[int]], float],
) -> float:
    """Return the mean similarity of all pairs, of a sample when there are many posts."""
    pairs = list(itertools.combinations(_spread(posts), 2))
    return sum(measure(texts[one], texts[two]) for one, two in pairs) / len(pairs)


def _core(posts: list[int], texts: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Return the words that most of the posts share."""
    counts = Counter(word for post in posts for word in texts[post])
    return frozenset(n for n, times in counts.items() if times >= _CORE_SHARE * len(posts))


def _best_window(corpus: _Corpus, posts: list[int], centre: int, window: int) -> list[int]:
    """Return the posts of the window round the centre that holds most creators."""
    days = corpus.days
    if days[posts[-1]] - days[posts[0]] <= window:
        return posts
    best: list[int] = []
    most = 0
    for first in sorted({days[p] for p in posts if days[p] <= days[centre]}):
        held = [p for p in posts if first <= days[p] <= first + window]
        if centre in held and (count := len({corpus.authors[p] for p in held})) > most:
            best, most = held, count
    return best


# --- what is no network ----------------------------------------------------------------------


def _is_promotion(corpus: _Corpus, cluster: _Cluster) -> bool:
    """A mere name is a brand when most of the posts that speak of it look commercial.

    Otherwise it may be a neighbour in a joke, a town in a greeting, a politician in the news:
    then it takes words of their own, because what is passed on as it stands is a chain letter
    or a headline; and either many creators or a name that is known for a brand. Posts that name
    something outright are about that, and not about the name that they share.
    """
    size = len(cluster.posts)
    explicit = corpus.explicit.get(cluster.key, set())
    elsewhere = sum(1 for p in cluster.posts if p in corpus.naming and p not in explicit)
    if 2 * elsewhere >= size:
        return False
    commercial = sum(1 for p in cluster.posts if corpus.verdicts[p] not in (None, "no-intent"))
    if 2 * commercial > size:
        return True
    if cluster.similarity > _OWN_WORDS[1]:
        return False
    creators = len({corpus.authors[p] for p in cluster.posts})
    return cluster.key in corpus.brands or (
        creators >= _MANY_CREATORS and cluster.similarity >= _OWN_WORDS[0]
    )


def _without_overlaps(
    corpus: _Corpus, clusters: list[_Cluster], min_creators: int
) -> list[_Cluster]:
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
            or len({corpus.authors[p] for p in posts}) < min_creators
        ):
            continue
        cluster.posts = posts
        taken.update(posts)
        kept.append(cluster)
    return kept


def _without_templates(corpus: _Corpus, clusters: list[_Cluster]) -> list[_Cluster]:
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
    none: list[set[str]] = [set() for _ in clusters]
    others: list[set[str]] = [set() for _ in clusters]
    wanted = holding.keys()
    for post, features in enumerate(corpus.features):
        if post in inside or len(features) < _MIN_CORE:
            continue
        counts = Counter(place for word in features & wanted for place in holding[word])
        for place, count in counts.items():
            cluster = clusters[place]
            if count < _CORE_SHARE * len(cluster.core) or post in cluster.block:
                continue
            (others if post in corpus.naming else none)[place].add(corpus.authors[post])
    kept = []
    for place, cluster in enumerate(clusters):
        creators = len({corpus.authors[p] for p in cluster.posts})
        if (
            len(none[place]) <= _TEMPLATE_RATIO * creators
            and len(others[place]) <= _TEMPLATE_RATIO_BRANDED * creators
        ):
            kept.append(cluster)
    return kept
