"""Bars of verdicts, worked out once for every page that draws them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from checker.reports.wording import ORDER


class BarPart(NamedTuple):
    """One verdict's share of a jurisdiction's bar, in per cent of its width."""

    verdict: str
    x: str
    width: str
    number: int
    middle: str
    wide: bool


def stacked(counts: Mapping[str, int]) -> list[BarPart]:
    """Return the parts of one bar, the gravest verdict first; verdicts without a post have none."""
    total = sum(counts.values())
    parts = []
    at = 0
    for verdict in ORDER:
        count = counts.get(verdict, 0)
        if count:
            share = 100 * count / total
            start = 100 * at / total
            parts.append(
                BarPart(
                    verdict,
                    f"{start:.3f}%",
                    f"{share:.3f}%",
                    count,
                    f"{start + share / 2:.3f}%",
                    share >= 2.4 * len(f"{count:,}") + 1.4,
                )
            )
        at += count
    return parts
