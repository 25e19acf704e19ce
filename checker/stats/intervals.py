"""How sure a share is."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""The normal deviate that leaves 2.5 % on either side."""


def wilson(part: int, whole: int, z: float = Z_95) -> tuple[float, float]:
    """Return the score interval of a share, which also holds for few cases and at 0 and 1.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927), pp. 209-212.

    Args:
        part: cases that have the property.
        whole: all cases.
        z: normal deviate of the confidence wanted; 95 % unless told.

    Returns:
        The lower and the upper end, from 0 to 1; all of it when there is no case.

    Raises:
        ValueError: ``part`` is below zero or above ``whole``.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if whole == 0:
        return 0.0, 1.0
    share = part / whole
    square = z * z / whole
    middle = share + square / 2
    reach = z * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    low = 0.0 if part == 0 else (middle - reach) / (1 + square)
    high = 1.0 if part == whole else (middle + reach) / (1 + square)
    return low, high
