"""Sampling plans: published examples, exact sums, the same draw for the same seed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.stats.sampling import Allocation, allocate, draw

SIZES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 500), min_size=1)


def test_published_proportional() -> None:
    """Scheaffer, Mendenhall, Ott, "Elementary Survey Sampling", chapter 5: 155, 62 and 93."""
    sizes = {"town A": 155, "town B": 62, "rural": 93}
    assert allocate(sizes, 40) == {"town A": 20, "town B": 8, "rural": 12}


def test_published_neyman() -> None:
    """Rice, "Mathematical Statistics and Data Analysis", chapter 7: 25 and 75 of 100."""
    sizes, deviations = {"high": 100_000, "low": 500_000}, {"high": 20.0, "low": 12.0}
    assert allocate(sizes, 100, "neyman", deviations) == {"high": 25, "low": 75}
    sizes = {"town A": 155, "town B": 62, "rural": 93}
    found = allocate(sizes, 57, "neyman", {"town A": 5, "town B": 15, "rural": 10})
    assert found == {"town A": 17, "town B": 20, "rural": 20}  # Scheaffer et al., chapter 5


def test_equal_gives_what_a_small_tier_lacks_to_the_others() -> None:
    sizes = {"nano": 1000, "micro": 4, "macro": 1000}
    assert allocate(sizes, 30, "equal") == {"nano": 13, "micro": 4, "macro": 13}


def test_ties_go_by_name() -> None:
    assert allocate({"b": 10, "a": 10, "c": 10}, 4) == {"b": 1, "a": 2, "c": 1}


def test_tiers_without_spread_come_last() -> None:
    sizes, deviations = {"a": 10, "b": 10}, {"a": 0.5, "b": 0.0}
    assert allocate(sizes, 8, "neyman", deviations) == {"a": 8, "b": 0}
    assert allocate(sizes, 14, "neyman", deviations) == {"a": 10, "b": 4}
    assert allocate(sizes, 8, "neyman", {"a": 0, "b": 0}) == {"a": 4, "b": 4}


@given(SIZES, st.integers(0, 3000), st.sampled_from(["proportional", "equal", "neyman"]))
def test_sums_exactly_and_never_takes_too_much(
    sizes: dict[str, int], total: int, method: Allocation
) -> None:
    deviations = {tier: (ord(tier) % 3) / 4 for tier in sizes}
    found = allocate(sizes, total, method, deviations)
    assert sum(found.values()) == min(total, sum(sizes.values()))
    assert list(found) == list(sizes)
    assert all(0 <= found[tier] <= sizes[tier] for tier in sizes)


def test_draw_is_the_same_for_the_same_seed() -> None:
    posts = {"nano": [f"n{n}" for n in range(90)], "macro": [f"m{n}" for n in range(10)]}
    first = draw(posts, 20, seed=5)
    assert {tier: len(ids) for tier, ids in first.items()} == {"nano": 18, "macro": 2}
    assert draw({tier: ids[::-1] for tier, ids in posts.items()}, 20, seed=5) == first
    assert draw(posts, 20, seed=6) != first
    assert all(set(first[tier]) <= set(posts[tier]) for tier in posts)
    assert first["macro"] == sorted(first["macro"])
    # Written down: a seed in a report must draw the same posts years later.
    assert first["macro"] == ["m2", "m8"]


def test_wrong_input() -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate({"a": 1}, -1)
    with pytest.raises(ValueError, match="negative"):
        allocate({"a": -1}, 1)
    with pytest.raises(ValueError, match="deviation"):
        allocate({"a": 1}, 1, "neyman")
    with pytest.raises(ValueError, match="deviation"):
        allocate({"a": 1}, 1, "neyman", {"a": -1})
    with pytest.raises(ValueError, match="'quota'"):
        allocate({"a": 1}, 1, "quota")  # type: ignore[arg-type]
