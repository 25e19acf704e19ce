"""Sampling plans for a person's review, stratified by tier."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

Allocation = Literal["proportional", "equal", "neyman"]
"""How a sample is divided over the tiers."""


def allocate(
    sizes: Mapping[str, int],
    total: int,
    method: Allocation = "proportional",
    deviations: Mapping[str, float] | None = None,
) -> dict[str, int]:
    """Divide a sample over tiers.

    * ``proportional``: n(h) = n·N(h)/N. Best for the figure of the whole population.
    * ``equal``: n(h) = n/H. Best for comparing tiers.
    * ``neyman``: n(h) = n·N(h)S(h)/ΣN(i)S(i). Least variance of the figure of the whole when
      tiers differ in spread: J. Neyman, "On the Two Different Aspects of the Representative
      Method", Journal of the Royal Statistical Society 97 (1934), pp. 558-625; W. G. Cochran,
      "Sampling Techniques", 3rd edition (1977), sections 5.5 and 5.9.

    No tier gets more than it has; what it cannot take goes to the others in the same
    proportion (Cochran, section 5.8). Whole numbers come from the largest remainders, ties by
    the tier's name, so that the numbers always sum to the sample.

    Args:
        sizes: tier to number of posts in it, each 0 or more.
        total: posts to be reviewed. More than there are means all of them.
        method: see above.
        deviations: for ``neyman``, tier to standard deviation of what is measured, each 0 or
            more; for a share p it is ``sqrt(p * (1 - p))``. When all are 0 the sample is divided
            in proportion.

    Returns:
        Tier to number of posts, in the order of ``sizes``. The sum is ``total`` or, when that
        is less, the number of all posts. With ``neyman``, tiers without spread get posts only
        when the others have no more.

    Raises:
        ValueError: when a number is negative, the method is unknown, or ``deviations`` are
            missing or do not name every tier.
    """
    if total < 0 or any(size < 0 for size in sizes.values()):
        raise ValueError("numbers of posts must not be negative")
    wanted = min(total, sum(sizes.values()))
    weights = _weights(sizes, method, deviations)
    given = dict.fromkeys(sizes, 0)
    # Tiers that would get more than they have are filled, and the rest divided anew; tiers
    # without weight come last.
    for level in (weights, {tier: Fraction(size) for tier, size in sizes.items()}):
        open_tiers = [tier for tier in sizes if level[tier] > 0 and given[tier] < sizes[tier]]
        left = wanted - sum(given.values())
        while left > 0 and open_tiers:
            sum_of = sum(level[tier] for tier in open_tiers)
            shares = {tier: left * level[tier] / sum_of for tier in open_tiers}
            full = [tier for tier in open_tiers if shares[tier] >= sizes[tier]]
            if not full:
                given.update(_rounded(shares, left))
                left = 0
            for tier in full:
                given[tier] = sizes[tier]
                left -= sizes[tier]
                open_tiers.remove(tier)
    return given


def _weights(
    sizes: Mapping[str, int], method: Allocation, deviations: Mapping[str, float] | None
) -> dict[str, Fraction]:
    if method == "proportional":
        return {tier: Fraction(size) for tier, size in sizes.items()}
    if method == "equal":
        return {tier: Fraction(1 if size else 0) for tier, size in sizes.items()}
    if method != "neyman":
        raise ValueError(f"there is no allocation called {method!r}")
    if deviations is None or any(tier not in deviations for tier in sizes):
        raise ValueError("a Neyman allocation needs the standard deviation of every tier")
    if any(deviations[tier] < 0 for tier in sizes):
        raise ValueError("standard deviations must not be negative")
    return {tier: size * Fraction(deviations[tier]) for tier, size in sizes.items()}


def _rounded(shares: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Round shares so that they sum to ``total``, by the largest remainders."""
    whole = {tier: int(share) for tier, share in shares.items()}
    order = sorted(shares, key=lambda tier: (whole[tier] - shares[tier], tier))
    for tier in order[: total - sum(whole.values())]:
        whole[tier] += 1
    return whole


def draw(
    posts: Mapping[str, Iterable[str]],
    total: int,
    *,
    seed: int,
    method: Allocation = "proportional",
    deviations: Mapping[str, float] | None = None,
) -> dict[str, list[str]]:
    """Draw a stratified sample at random, the same for the same seed on every machine.

    Each tier is drawn on its own, without replacement, so that a tier's draw does not change
    because another tier grew; the order in which the posts are given does not matter either.

    Args:
        posts: tier to ids of its posts; an id given twice counts once.
        total: posts to be drawn; see ``allocate``.
        seed: any whole number; write it down with the plan.
        method: see ``allocate``.
        deviations: see ``allocate``.

    Returns:
        Tier to ids drawn, sorted, in the order of ``posts``.

    Raises:
        ValueError: as ``allocate`` does.
    """
    frames = {tier: sorted(set(ids)) for tier, ids in posts.items()}
    sizes = {tier: len(ids) for tier, ids in frames.items()}
    numbers = allocate(sizes, total, method, deviations)
    return {
        tier: sorted(random.Random(f"{seed}/{tier}").sample(frames[tier], number))
        for tier, number in numbers.items()
    }
