"""How far several reviewers agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def krippendorff_alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Return Krippendorff's alpha for nominal data, missing values allowed.

    Alpha is 1 - Do/De, observed over expected disagreement, from the matrix of coincidences:
    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C,
    https://repository.upenn.edu/asc_papers/43; the same in "Content Analysis", 4th edition
    (2019), chapter 12. With o the coincidences on the diagonal and n(c) the values of kind c
    among n that can be paired, alpha = 1 - (n - 1)(n - Σo) / (n² - Σn(c)²).

    The library ``krippendorff`` computes the same but stands under the GPL, which palese cannot
    take on; for nominal data the formula is short.

    Args:
        units: for each reviewed post the values that the reviewers gave, ``None`` where one gave
            none. Posts with fewer than two values say nothing of agreement and are passed over.

    Returns:
        1 for full agreement, 0 for what chance would give, below 0 for less than chance;
        ``None`` when no post has two values or all values are the same, since chance would then
        give full agreement too.
    """
    totals: Counter[Hashable] = Counter()
    agreeing = 0.0
    for values in units:
        counts = Counter(value for value in values if value is not None)
        size = sum(counts.values())
        if size < 2:
            continue
        totals.update(counts)
        agreeing += sum(times * (times - 1) for times in counts.values()) / (size - 1)
    number = sum(totals.values())
    by_chance = number**2 - sum(times**2 for times in totals.values())
    if by_chance == 0:
        return None
    return 1 - (number - 1) * (number - agreeing) / by_chance
