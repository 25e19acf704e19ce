"""Competing brands promoted by one creator at the same time.

It is no breach of disclosure, but it matters to brands (contracts often exclude it) and to
readers (praise for two rivals in one month is worth less). Which brands compete is the caller's
knowledge: brands of one sector do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

import msgspec

from checker.creators.series import brand_keys
from checker.text.names import name_forms


class Promotion(msgspec.Struct, frozen=True):
    """A creator promotes a brand: in a post on one day, or by contract for some time.

    ``author`` identifies the *creator*, over all platforms. For a post ``first_day`` and
    ``last_day`` are the day it appeared and ``post`` is its id; for a collaboration on record
    they are its dates and ``post`` is ``None``.
    """

    author: str
    brand: str
    first_day: date
    last_day: date
    post: str | None = None


class CompetitionFinding(msgspec.Struct, frozen=True):
    """A creator promoted two brands of one sector at the same time.

    ``brands`` are two folded names, sorted. ``first_day`` and ``last_day`` bound the time in
    which the windows of both overlap; ``posts`` are the ids of the posts whose windows reach
    into it, in order of day and id.
    """

    author: str
    sector: str
    brands: tuple[str, str]
    first_day: date
    last_day: date
    posts: tuple[str, ...]


class _Window(msgspec.Struct, frozen=True):
    first: date
    last: date
    promotions: tuple[Promotion, ...]


def find_competition(
    promotions: Iterable[Promotion],
    sectors: Mapping[str, str],
    *,
    window_days: int = 14,
) -> list[CompetitionFinding]:
    """Return where creators promoted competing brands at the same time.

    A promotion works from its first day until ``window_days`` after its last. Promotions of one
    brand whose windows meet are one window; two brands of one sector compete while a window of
    each is open.

    Args:
        promotions: what is to count as promotion, in any order: posts with a commercial aim and
            collaborations on record.
        sectors: brand (name or handle) to sector. Brands that are not in it compete with none.
        window_days: days for which a promotion works on after its last day, 0 or more.

    Returns:
        Findings by creator, sector, brands and first day; one for each stretch of time.

    Raises:
        ValueError: when ``window_days`` is negative or a promotion ends before it begins.
    """
    if window_days < 0:
        raise ValueError("window_days must not be negative")
    sector_of = {name_forms(brand)[1]: sector for brand, sector in sectors.items()}
    by_author: dict[str, list[Promotion]] = defaultdict(list)
    for promotion in promotions:
        if promotion.last_day < promotion.first_day:
            raise ValueError(
                f"a promotion of {promotion.brand!r} by {promotion.author!r} ends before it begins"
            )
        if name_forms(promotion.brand)[1] in sector_of:
            by_author[promotion.author].append(promotion)
    findings = [
        finding
        for author in sorted(by_author)
        for finding in _of_creator(author, by_author[author], sector_of, window_days)
    ]
    return sorted(findings, key=lambda f: (f.author, f.sector, f.brands, f.first_day))


def _of_creator(
    author: str, promotions: list[Promotion], sector_of: Mapping[str, str], days: int
) -> Iterator[CompetitionFinding]:
    keys = brand_keys(promotion.brand for promotion in promotions)
    by_sector: dict[str, dict[str, list[Promotion]]] = defaultdict(lambda: defaultdict(list))
    for promotion in promotions:
        sector = sector_of[name_forms(promotion.brand)[1]]
        by_sector[sector][keys[promotion.brand]].append(promotion)
    for sector in sorted(by_sector):
        windows = {brand: _windows(made, days) for brand, made in by_sector[sector].items()}
        for one, two in combinations(sorted(windows), 2):
            for first in windows[one]:
                for second in windows[two]:
                    yield from _overlap(author, sector, (one, two), first, second, days)


def _windows(promotions: list[Promotion], days: int) -> list[_Window]:
    """Join the windows of one brand's promotions that meet."""
    windows: list[_Window] = []
    for promotion in sorted(promotions, key=lambda p: (p.first_day, p.last_day, p.post or "")):
        end = promotion.last_day + timedelta(days)
        if windows and promotion.first_day <= windows[-1].last + timedelta(1):
            last = windows[-1]
            windows[-1] = _Window(last.first, max(last.last, end), (*last.promotions, promotion))
        else:
            windows.append(_Window(promotion.first_day, end, (promotion,)))
    return windows


def _overlap(
    author: str, sector: str, brands: tuple[str, str], one: _Window, two: _Window, days: int
) -> Iterator[CompetitionFinding]:
    first, last = max(one.first, two.first), min(one.last, two.last)
    if first > last:
        return
    reaching = {
        (promotion.first_day, promotion.post)
        for promotion in (*one.promotions, *two.promotions)
        if promotion.post is not None
        and promotion.first_day <= last
        and promotion.last_day + timedelta(days) >= first
    }
    yield CompetitionFinding(
        author, sector, brands, first, last, tuple(post for _, post in sorted(reaching))
    )
