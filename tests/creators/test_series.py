"""The series check: labelled once, unlabelled again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from checker.creators.series import SeriesPost, brand_keys, find_series
from checker.model import VerdictName

DAY = date(2026, 3, 1)


def post(
    name: str,
    day: int,
    verdict: VerdictName,
    *,
    author: str = "giulia",
    brands: tuple[str, ...] = ("@lumea",),
    labelled: bool | None = None,
) -> SeriesPost:
    return SeriesPost(
        name, author, brands, DAY + timedelta(days=day), verdict, "instagram", labelled
    )


def test_labelled_then_not() -> None:
    (finding,) = find_series([post("a", 0, "disclosed"), post("b", 12, "undisclosed")])
    assert (finding.labelled, finding.unlabelled) == (("a",), ("b",))
    assert (finding.gap_days, finding.undisclosed, finding.brand) == (12, True, "lumea")
    assert (finding.first_day, finding.last_day) == (DAY, DAY + timedelta(days=12))
    assert finding.platforms == ("instagram",)


def test_before_counts_like_after() -> None:
    (finding,) = find_series([post("a", 0, "no-intent"), post("b", 12, "inadequate")])
    assert (finding.labelled, finding.unlabelled) == (("b",), ("a",))
    assert not finding.undisclosed


@pytest.mark.parametrize(("day", "number"), [(30, 1), (31, 0)])
def test_days_are_counted_exactly(day: int, number: int) -> None:
    posts = [post("a", 0, "disclosed"), post("b", day, "undisclosed")]
    assert len(list(find_series(posts))) == number


def test_review_is_neither_unless_it_is_known() -> None:
    assert not list(find_series([post("a", 0, "disclosed"), post("b", 1, "review")]))
    posts = [post("a", 0, "disclosed"), post("b", 1, "review", labelled=False)]
    assert [finding.unlabelled for finding in find_series(posts)] == [("b",)]


def test_far_posts_of_a_stretch_are_left_out() -> None:
    posts = [
        post("a", 0, "disclosed"),
        post("b", 20, "undisclosed"),
        post("c", 45, "undisclosed"),
    ]
    (finding,) = find_series(posts)
    assert finding.unlabelled == ("b",)


def test_two_stretches_are_two_findings() -> None:
    posts = [
        post("d", 205, "undisclosed"),
        post("a", 0, "disclosed"),
        post("b", 5, "undisclosed"),
        post("c", 200, "disclosed"),
    ]
    found = [(finding.labelled, finding.unlabelled) for finding in find_series(posts)]
    assert found == [(("a",), ("b",)), (("c",), ("d",))]


def test_brands_and_creators_are_kept_apart() -> None:
    assert not list(
        find_series([post("a", 0, "disclosed"), post("b", 1, "undisclosed", brands=("Zefira",))])
    )
    assert not list(
        find_series([post("a", 0, "disclosed"), post("b", 1, "undisclosed", author="marco")])
    )


def test_names_of_one_brand_are_one() -> None:
    posts = [post("a", 0, "disclosed"), post("b", 1, "undisclosed", brands=("Lumea Official",))]
    assert [finding.brand for finding in find_series(posts)] == ["lumea"]
    assert brand_keys(["@Lumea", "lumea.beauty", "Zefira", "🔥"]) == {
        "@Lumea": "lumea",
        "lumea.beauty": "lumea",
        "Zefira": "zefira",
    }


def test_a_post_counts_once_for_two_names_of_a_brand() -> None:
    posts = [post("a", 0, "disclosed", brands=("@lumea", "Lumea")), post("b", 1, "undisclosed")]
    assert [finding.labelled for finding in find_series(posts)] == [("a",)]


def test_creators_must_come_in_one_run() -> None:
    posts = [
        post("a", 0, "disclosed"),
        post("b", 0, "disclosed", author="m"),
        post("c", 1, "review"),
    ]
    with pytest.raises(ValueError, match="giulia"):
        list(find_series(posts))
    with pytest.raises(ValueError, match="days"):
        list(find_series([], days=-1))
