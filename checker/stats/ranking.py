"""How far a ranking of tiers depends on the choice of taxonomy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

import msgspec


class CreatorCount(msgspec.Struct, frozen=True):
    """One creator's posts and how many of them are cases (undisclosed, for one).

    ``tiers`` maps a taxonomy to the creator's tier in it, ``None`` where it has none.
    """

    cases: int
    posts: int
    tiers: Mapping[str, str | None]


class RankingDependence(msgspec.Struct, frozen=True):
    """How alike two taxonomies rank the same creators.

    ``tau`` is Kendall's tau-b, -1 to 1, or ``None`` when a taxonomy does not rank at all.
    ``creators`` entered the figure, ``left_out`` had no tier in one taxonomy or no posts.
    ``shares_one`` and ``shares_two`` are the shares of cases by tier, over the creators that
    entered, highest first and ties by name.
    """

    tau: float | None
    creators: int
    left_out: int
    shares_one: dict[str, float]
    shares_two: dict[str, float]


def ranking_dependence(counts: Iterable[CreatorCount], one: str, two: str) -> RankingDependence:
    """Compare how two taxonomies rank creators by the share of cases in their tier.

    Tiers of different taxonomies cannot be compared by name: "micro" is 1,000 to 100,000
    followers in one and 250 to 5,000 in another. Creators can. Each taxonomy gives every
    creator the share of cases of the tier that it puts the creator into, and so ranks all
    creators. Tau-b asks, of all pairs of creators, how often both taxonomies rank them the same
    way round:

    * near 1: whichever taxonomy is used, the same creators come out in the worse tiers; a
      statement such as "smaller creators disclose less" does not hang on the choice.
    * near 0: knowing one ranking says nothing of the other; a statement about tiers is one
      about that taxonomy, and must name it.
    * below 0: the taxonomies say the opposite.

    Two creators in one tier are tied, which tau-b takes into account; two taxonomies with
    different numbers of tiers therefore reach 1 only when their lines agree. It measures the
    choice of taxonomy and nothing else: shares from few posts are unsure under either.

    Source: M. G. Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33 (1945),
    pp. 239-251: tau-b = (C - D) / sqrt((C + D + T1)(C + D + T2)), with C pairs ranked alike,
    D pairs ranked the other way round, T1 and T2 pairs tied in the one or the other ranking
    only. It is counted over pairs of tiers, so that time does not grow with the square of the
    number of creators.

    Args:
        counts: the creators.
        one: a taxonomy.
        two: another.

    Raises:
        ValueError: when a creator has fewer posts than cases, or a negative number.
    """
    cells: Counter[tuple[str, str]] = Counter()
    totals: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    cases: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    left_out = 0
    for count in counts:
        if not 0 <= count.cases <= count.posts:
            raise ValueError(f"{count.cases} of {count.posts} is no share")
        first, second = count.tiers.get(one), count.tiers.get(two)
        if first is None or second is None or not count.posts:
            left_out += 1
            continue
        cells[first, second] += 1
        for side, tier in enumerate((first, second)):
            totals[side][tier] += count.posts
            cases[side][tier] += count.cases
    shares = [
        {tier: cases[side][tier] / totals[side][tier] for tier in totals[side]} for side in (0, 1)
    ]
    ranked = [dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))) for found in shares]
    tau = _tau_b(
        {cell: (shares[0][cell[0]], shares[1][cell[1]]) for cell in cells},
        cells,
    )
    return RankingDependence(tau, sum(cells.values()), left_out, ranked[0], ranked[1])


def _tau_b(
    values: Mapping[tuple[str, str], tuple[float, float]],
    numbers: Mapping[tuple[str, str], int],
) -> float | None:
    """Return tau-b of creators grouped into cells of equal values."""
    alike = opposed = tied_one = tied_two = 0
    for here, there in combinations(sorted(numbers), 2):
        pairs = numbers[here] * numbers[there]
        first = values[here][0] - values[there][0]
        second = values[here][1] - values[there][1]
        if first * second > 0:
            alike += pairs
        elif first * second < 0:
            opposed += pairs
        elif second != 0:
            tied_one += pairs
        elif first != 0:
            tied_two += pairs
    ranked = math.sqrt((alike + opposed + tied_one) * (alike + opposed + tied_two))
    return (alike - opposed) / ranked if ranked else None
