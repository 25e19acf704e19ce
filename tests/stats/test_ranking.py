"""How alike two taxonomies rank creators."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from checker.stats.ranking import CreatorCount, _tau_b, ranking_dependence


def creator(cases: int, posts: int, one: str | None, two: str | None) -> CreatorCount:
    return CreatorCount(cases, posts, {"one": one, "two": two})


def test_published_example() -> None:
    """The example in the documentation of scipy.stats.kendalltau: tau = -0.4714."""
    pairs = list(zip([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], strict=True))
    cells = Counter((str(one), str(two)) for one, two in pairs)
    values = {(str(one), str(two)): (float(one), float(two)) for one, two in pairs}
    assert _tau_b(values, cells) == pytest.approx(-0.4714, abs=5e-5)


def test_same_lines_rank_the_same() -> None:
    creators = [
        creator(9, 10, "nano", "small"), creator(8, 10, "nano", "small"),
        creator(3, 10, "micro", "middle"), creator(1, 10, "macro", "large"),
    ]  # fmt: skip
    found = ranking_dependence(creators, "one", "two")
    assert found.tau == 1
    assert list(found.shares_one) == ["nano", "micro", "macro"]
    assert found.shares_two == {"small": 0.85, "middle": 0.3, "large": 0.1}


def test_no_tier_is_left_out() -> None:
    creators = [
        creator(9, 10, "nano", None), creator(1, 1, None, "small"), creator(0, 0, "a", "b"),
        creator(1, 2, "a", "b"),
    ]  # fmt: skip
    found = ranking_dependence(creators, "one", "two")
    assert (found.tau, found.creators, found.left_out) == (None, 1, 3)


def test_wrong_numbers() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        ranking_dependence([creator(3, 2, "a", "b")], "one", "two")


@pytest.mark.parametrize("seed", range(5))
def test_as_scipy_has_it(seed: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    source = random.Random(seed)
    creators = [
        creator(source.randrange(11), 10, source.choice("abc"), source.choice("vwxyz"))
        for _ in range(120)
    ]
    found = ranking_dependence(creators, "one", "two")
    values = [
        [shares[str(c.tiers[name])] for c in creators]
        for name, shares in (("one", found.shares_one), ("two", found.shares_two))
    ]
    assert found.tau == pytest.approx(stats.kendalltau(*values).statistic, abs=1e-12)
