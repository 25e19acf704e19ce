"""Competing brands at the same time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from checker.creators.competition import Promotion, find_competition

DAY = date(2026, 3, 1)
SECTORS = {"Lumea": "cosmetics", "@zefira": "cosmetics", "Passolieve": "shoes"}


def at(
    day: int, brand: str, name: str | None, *, author: str = "giulia", until: int | None = None
) -> Promotion:
    last = day if until is None else until
    return Promotion(author, brand, DAY + timedelta(day), DAY + timedelta(last), name)


def test_rivals_within_the_window() -> None:
    (finding,) = find_competition([at(0, "@lumea", "a"), at(10, "Zefira", "b")], SECTORS)
    assert finding.brands == ("lumea", "zefira")
    assert finding.sector == "cosmetics"
    assert finding.posts == ("a", "b")
    assert (finding.first_day, finding.last_day) == (DAY + timedelta(10), DAY + timedelta(14))


@pytest.mark.parametrize(("day", "number"), [(14, 1), (15, 0)])
def test_days_are_counted_exactly(day: int, number: int) -> None:
    made = [at(0, "Lumea", "a"), at(day, "Zefira", "b")]
    assert len(find_competition(made, SECTORS)) == number


def test_other_sectors_creators_and_unknown_brands_do_not_compete() -> None:
    made = [
        at(0, "Lumea", "a"),
        at(1, "Passolieve", "b"),
        at(1, "Ortale", "c"),
        at(1, "Zefira", "d", author="marco"),
    ]
    assert find_competition(made, SECTORS) == []


def test_names_of_one_brand_are_no_rivals() -> None:
    sectors = {**SECTORS, "Lumea Beauty": "cosmetics"}
    made = [at(0, "Lumea", "a"), at(1, "Lumea Beauty", "b")]
    assert find_competition(made, sectors) == []


def test_a_contract_counts_for_its_dates() -> None:
    made = [at(0, "Lumea", None, until=90), at(100, "Zefira", "b"), at(300, "Zefira", "c")]
    (finding,) = find_competition(made, SECTORS)
    assert finding.posts == ("b",)


def test_each_stretch_is_a_finding() -> None:
    made = [
        at(0, "Lumea", "a"), at(3, "Zefira", "b"), at(100, "Lumea", "c"), at(103, "Zefira", "d"),
    ]  # fmt: skip
    assert [f.posts for f in find_competition(made, SECTORS)] == [("a", "b"), ("c", "d")]
    assert find_competition(reversed(made), SECTORS) == find_competition(made, SECTORS)


def test_wrong_input() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        find_competition([at(5, "Lumea", "a", until=4)], SECTORS)
    with pytest.raises(ValueError, match="window_days"):
        find_competition([], SECTORS, window_days=-1)
