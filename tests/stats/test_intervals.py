"""Wilson intervals against published examples and the reference library."""

from __future__ import annotations

import pytest

from checker.stats.intervals import wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # R. G. Newcombe, Statistics in Medicine 17 (1998), pp. 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_examples(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("whole", [1, 7, 100, 200_000])
def test_as_scipy_has_it(whole: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    for part in {0, whole // 3, whole - 1, whole}:
        theirs = stats.binomtest(part, whole).proportion_ci(method="wilson")
        assert wilson(part, whole) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
