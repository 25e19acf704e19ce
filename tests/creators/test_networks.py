"""The network check: what is planted is found, and nothing else."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from checker.creators.networks import NetworkFinding, NetworkPost, find_networks
from tests.creators.planting import Corpus, plant, score

DAY = date(2026, 3, 1)
TEXTS = (
    "Da tre settimane uso il siero @lumea ogni mattina. La pelle del viso è luminosa e morbida.",
    "La pelle del volto è radiosa e morbida! Da tre settimane utilizzo il siero @lumea 😍",
    "✨ Da tre settimane uso il siero @lumea al risveglio, la pelle del viso è luminosa e setosa",
)


CHAIN = """
giardino limone terrazza cavallo bottiglia finestra montagna tamburo candela lavagna
pianura scoglio mercato violino carrozza tempesta fornaio telaio granaio pescatore
"""


def made(*texts: str, **known: object) -> list[NetworkPost]:
    return [
        NetworkPost(f"p{n}", f"creator{n}", DAY + timedelta(days=n), text, **known)  # type: ignore[arg-type]
        for n, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return plant(5_000, 40, seed=7)


@pytest.fixture(scope="module")
def findings(corpus: Corpus) -> list[NetworkFinding]:
    return find_networks(corpus.posts)


def test_planted_clusters_are_found_and_nothing_else(
    corpus: Corpus, findings: list[NetworkFinding]
) -> None:
    recall, false, _ = score(corpus, findings)
    assert recall >= 0.95
    assert false == 0


def test_order_of_the_posts_does_not_matter(corpus: Corpus, findings: list[NetworkFinding]) -> None:
    posts = list(corpus.posts)
    random.Random(3).shuffle(posts)
    assert find_networks(posts) == findings


def test_findings_name_their_posts(corpus: Corpus, findings: list[NetworkFinding]) -> None:
    posts = {post.id: post for post in corpus.posts}
    named = [post for finding in findings for post in finding.posts]
    assert len(named) == len(set(named))
    for finding in findings:
        days = [posts[post].day for post in finding.posts]
        assert days == sorted(days)
        assert (finding.first_day, finding.last_day) == (days[0], days[-1])
        assert (days[-1] - days[0]).days <= 14
        assert finding.authors == tuple(sorted({posts[post].author for post in finding.posts}))
        assert len(finding.authors) >= 3
        assert finding.centre in finding.posts
        assert 0 < finding.similarity <= 1
        assert finding.words


def test_three_creators_one_brand() -> None:
    (finding,) = find_networks(made(*TEXTS))
    assert (finding.brand, finding.basis) == ("lumea", "brand")
    assert finding.posts == ("p0", "p1", "p2")


def test_large_blocks_are_hashed() -> None:
    """More posts on one brand than are compared pair by pair."""
    corpus = plant(1_500, 6, seed=5, strength=0.3)
    planted = {post for ids in corpus.planted for post in ids}
    posts = [
        NetworkPost(p.id, p.author, p.day, p.text, ("Grandemarca",), p.verdict)
        for p in corpus.posts
    ]
    found = [set(finding.posts) & planted for finding in find_networks(posts)]
    assert all(any(len(ids & one) >= 5 for one in found) for ids in corpus.planted)


def test_one_creator_is_no_network() -> None:
    posts = [NetworkPost(p.id, "one", p.day, p.text) for p in made(*TEXTS)]
    assert find_networks(posts) == []


def test_months_apart_is_no_network() -> None:
    posts = [
        NetworkPost(p.id, p.author, DAY + timedelta(days=40 * n), p.text)
        for n, p in enumerate(made(*TEXTS))
    ]
    assert find_networks(posts) == []


def test_window_is_kept_to_the_day() -> None:
    texts = made(*TEXTS)
    posts = [
        NetworkPost(p.id, p.author, DAY + timedelta(7 * n), p.text) for n, p in enumerate(texts)
    ]
    assert len(find_networks(posts, window_days=14)) == 1
    assert find_networks(posts, window_days=13) == []


def test_no_brand_no_network() -> None:
    assert find_networks(made(*(text.replace("@lumea", "nuovo") for text in TEXTS))) == []


def test_different_brands_are_no_network() -> None:
    brands = ("@lumea", "@zefira", "@ortale")
    texts = (text.replace("@lumea", brand) for text, brand in zip(TEXTS, brands, strict=True))
    assert find_networks(made(*texts)) == []


def test_brand_on_record_is_enough() -> None:
    texts = (text.replace("@lumea", "viso") for text in TEXTS)
    (finding,) = find_networks(made(*texts, brands=("Lumea Official",)))
    assert finding.brand == "lumea"


def test_resharing_is_no_voice_of_ones_own() -> None:
    assert find_networks(made(*("RT @somebody: " + text for text in TEXTS))) == []


def test_common_phrases_are_no_network() -> None:
    greeting = "Good morning everyone, happy sunday, wishing you sunshine, smiles and serenity"
    assert find_networks(made(*[greeting] * 6)) == []
    crowd = [
        NetworkPost(f"g{n}", f"friend{n}", DAY + timedelta(n % 9), greeting) for n in range(40)
    ]
    branded = made(*[f"{greeting} @acme"] * 3)
    assert find_networks([*crowd, *branded]) == []


def test_a_chain_of_resemblances_is_no_network() -> None:
    words = CHAIN.split()
    chain = [" ".join(words[n : n + 8]) + " @acme" for n in range(0, 13, 4)]
    assert find_networks(made(*chain)) == []


def test_rare_name_counts_when_the_posts_are_commercial() -> None:
    texts = [text.replace("il siero @lumea", "il siero Lumea") for text in TEXTS]
    assert find_networks(made(*texts)) == []
    (finding,) = find_networks(made(*texts, verdict="undisclosed"))
    assert (finding.brand, finding.basis) == ("lumea", "name")


def test_texts_without_spaces_between_words() -> None:
    text = "三週間この美容液を毎朝使っています。顔の肌がとても明るく柔らかくなりました @lumea"
    assert len(find_networks(made(text, text + "✨", "💖" + text))) == 1


@pytest.mark.parametrize(
    "wrong", [{"min_creators": 1}, {"window_days": -1}, {"similarity": 0}, {"similarity": 1.1}]
)
def test_arguments_out_of_range(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        find_networks([], **wrong)  # type: ignore[arg-type]


def test_ids_must_differ() -> None:
    post = made(TEXTS[0])[0]
    with pytest.raises(ValueError, match="'p0'"):
        find_networks([post, post])


def test_nothing_comes_of_nothing() -> None:
    assert find_networks([]) == []
    assert find_networks(made("", "🔥🔥", "@acme", "#acme #acme #acme")) == []
