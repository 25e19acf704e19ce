"""Krippendorff's alpha against the examples of his "Computing Krippendorff's Alpha"."""

from __future__ import annotations

import pytest

from checker.stats.agreement import krippendorff_alpha


def units(*reviewers: str) -> list[tuple[str | None, ...]]:
    rows = [[None if value == "." else value for value in row.split()] for row in reviewers]
    return list(zip(*rows, strict=True))


@pytest.mark.parametrize(
    ("reviewers", "alpha"),
    [
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),  # section A
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),  # section B
        (
            (  # section C
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
        ),
    ],
)
def test_published_examples(reviewers: tuple[str, ...], alpha: float) -> None:
    assert krippendorff_alpha(units(*reviewers)) == pytest.approx(alpha, abs=5e-4)


def test_ends_of_the_scale() -> None:
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1
    alpha = krippendorff_alpha([("a", "b"), ("b", "a")])
    assert alpha is not None
    assert alpha < 0


def test_nothing_to_agree_on() -> None:
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([("a", None), (None, "b")]) is None
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None
