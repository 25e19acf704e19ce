"""The share of non-compliance behind the share that a fallible detector reports."""

from __future__ import annotations

import math
from statistics import NormalDist

import msgspec


class Prevalence(msgspec.Struct, frozen=True):
    """A share corrected for the detector's measured error; every figure is from 0 to 1.

    ``apparent`` is the share that the detector reported; ``estimate`` the corrected one with
    the ends of its interval; ``sensitivity`` and ``specificity`` are as measured.
    """

    estimate: float
    low: float
    high: float
    apparent: float
    sensitivity: float
    specificity: float


def corrected_prevalence(
    reported: float,
    judged: float,
    found: float,
    positives: float,
    cleared: float,
    negatives: float,
    *,
    level: float = 0.95,
) -> Prevalence:
    """Return the true share of cases among posts judged by a detector with measured error.

    The estimate is (p + Sp - 1) / (Se + Sp - 1), cut to 0 to 1: W. J. Rogan, B. Gladen,
    "Estimating prevalence from the results of a screening test", American Journal of
    Epidemiology 107 (1978), pp. 71-76. The interval takes into account that sensitivity and
    specificity are themselves estimates: Z. Lang, J. Reiczigel, "Confidence limits for
    prevalence of disease adjusted for estimated sensitivity and specificity", Preventive
    Veterinary Medicine 113 (2014), pp. 13-22. There, z²/2 cases of either kind are added to the
    sample and one of either kind to each validation sample, the variance is Rogan and Gladen's,
    and the limits are shifted by 2z²(P·Se(1-Se)/n - (1-P)·Sp(1-Sp)/m).

    The formula holds when the detector errs on the judged posts as it does on the reviewed
    ones, and when each kind of reviewed posts was drawn at random from the posts that are
    *truly* of that kind. Reviews drawn by what the detector said must be weighted back first;
    weighted numbers need not be whole.

    Args:
        reported: posts that the detector reported as cases.
        judged: posts that it judged.
        found: reviewed true cases that the detector reported.
        positives: reviewed true cases.
        cleared: reviewed posts that are no case and that the detector did not report.
        negatives: reviewed posts that are no case.
        level: of confidence, between 0 and 1.

    Raises:
        ValueError: when a number of posts is negative, exceeds its whole or its whole is 0, when
            ``level`` is out of range, or when sensitivity and specificity sum to 1 or less: such
            a detector is no better than chance and nothing can be corrected with it.
    """
    for part, whole in ((reported, judged), (found, positives), (cleared, negatives)):
        if whole <= 0 or not 0 <= part <= whole:
            raise ValueError(f"{part} of {whole} is no share")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    apparent, sensitivity, specificity = reported / judged, found / positives, cleared / negatives
    if sensitivity + specificity <= 1:
        raise ValueError("sensitivity and specificity sum to 1 or less: no better than chance")
    low, high = _limits(reported, judged, found, positives, cleared, negatives, level)
    estimate = _rogan_gladen(apparent, sensitivity, specificity)
    return Prevalence(_cut(estimate), low, high, apparent, sensitivity, specificity)


def _rogan_gladen(apparent: float, sensitivity: float, specificity: float) -> float:
    return (apparent + specificity - 1) / (sensitivity + specificity - 1)


def _limits(
    reported: float,
    judged: float,
    found: float,
    positives: float,
    cleared: float,
    negatives: float,
    level: float,
) -> tuple[float, float]:
    """Return the limits of Lang and Reiczigel, in their notation with n, Se and Sp adjusted."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    n, n_se, n_sp = judged + z * z, positives + 2, negatives + 2
    p, se, sp = (reported + z * z / 2) / n, (found + 1) / n_se, (cleared + 1) / n_sp
    youden = se + sp - 1
    if youden <= 0:  # measured on too few reviews to tell the detector from chance
        return 0.0, 1.0
    true = _rogan_gladen(p, se, sp)
    var_se, var_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    spread = math.sqrt(p * (1 - p) / n + var_se * true**2 + var_sp * (1 - true) ** 2) / youden
    shift = 2 * z * z * (true * var_se - (1 - true) * var_sp)
    return _cut(true + shift - z * spread), _cut(true + shift + z * spread)


def _cut(share: float) -> float:
    return min(1.0, max(0.0, share))
