"""Corrected shares against published examples."""

from __future__ import annotations

import random

import pytest

from checker.stats.prevalence import corrected_prevalence


def test_published_estimate() -> None:
    """The example of epi.prev in R's epiR: 23 of 150, Se 96 %, Sp 89 %: 5.1 per 100."""
    found = corrected_prevalence(23, 150, 96, 100, 89, 100)
    assert found.estimate == pytest.approx(0.051, abs=5e-4)
    assert (found.sensitivity, found.specificity) == (0.96, 0.89)
    assert found.apparent == pytest.approx(23 / 150)


def test_published_study() -> None:
    """Bendavid et al., International Journal of Epidemiology 50 (2021): 1.2 % (0.7-1.8 %).

    Their limits are from a bootstrap, so that they are met to a tenth of a point or two.
    """
    found = corrected_prevalence(50, 3328, 130, 157, 3308, 3324)
    assert found.estimate == pytest.approx(0.012, abs=6e-4)
    assert found.low == pytest.approx(0.007, abs=2e-3)
    assert found.high == pytest.approx(0.018, abs=1e-3)


def test_below_the_error_rate_is_zero() -> None:
    """Reiczigel, Földi, Ózsvári (2010): 6 of 151 with Sp 92.7 % are no evidence of any case."""
    found = corrected_prevalence(6, 151, 964, 1000, 927, 1000)
    assert found.estimate == 0
    assert found.low == 0
    assert found.high < 0.03


def test_interval_covers_what_it_should() -> None:
    """Simulated at Lang and Reiczigel's settings: about 95 of 100 intervals hold the truth."""
    source = random.Random(11)
    held = 0
    runs = 1500
    for _ in range(runs):
        cases = sum(source.random() < 0.2 for _ in range(200))
        reported = sum(source.random() < 0.85 for _ in range(cases)) + sum(
            source.random() < 0.1 for _ in range(200 - cases)
        )
        found = sum(source.random() < 0.85 for _ in range(60))
        cleared = sum(source.random() < 0.9 for _ in range(100))
        share = corrected_prevalence(reported, 200, found, 60, cleared, 100)
        held += share.low <= 0.2 <= share.high
    assert 0.935 <= held / runs <= 0.985


def test_more_reviews_narrow_the_interval() -> None:
    few = corrected_prevalence(300, 1000, 27, 30, 18, 20)
    many = corrected_prevalence(300, 1000, 900, 1000, 900, 1000)
    assert many.high - many.low < few.high - few.low
    wide = corrected_prevalence(300, 1000, 27, 30, 18, 20, level=0.99)
    assert wide.low <= few.low <= few.high <= wide.high


@pytest.mark.parametrize(
    "numbers",
    [(1, 0, 1, 1, 1, 1), (2, 1, 1, 1, 1, 1), (1, 2, -1, 1, 1, 1), (1, 2, 1, 2, 1, 2)],
)
def test_wrong_numbers(numbers: tuple[int, int, int, int, int, int]) -> None:
    with pytest.raises(ValueError):
        corrected_prevalence(*numbers)


def test_wrong_level() -> None:
    with pytest.raises(ValueError, match="level"):
        corrected_prevalence(1, 2, 9, 10, 9, 10, level=95)
