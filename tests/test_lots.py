"""Posts judged together are judged as each is judged alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from checker.engine import Engine
from checker.importers.validate import post_from_mapping
from checker.lots import MOST_ITEMS, MOST_LETTERS, lots
from checker.model import Post, Segment
from tests.conftest import HERE, lines


def _posts() -> list[Post]:
    """Return posts of every language and platform, with records and without, in no order."""
    names = sorted(f"{path.parent.name}/{path.name}" for path in HERE.glob("*/*.jsonl"))
    cases = [case for name in names if name[:5] in ("quiet", "cases") for case in lines(name)]
    chosen = [
        post_from_mapping(case["post"], "post", number)
        for number, case in enumerate(random.Random(20).sample(cases, 300))
    ]
    odd = (
        "",
        "\ud800 #ad",
        "コード「anna」で全品2割引 #PR",
        "w e r b u n g",
        "\0" * 50,
        "ad " * 2000,
    )
    return chosen + [Post(f"odd{n}", (Segment(text), Segment(text))) for n, text in enumerate(odd)]


def test_evidence_is_the_same_together_and_alone(engine: Engine) -> None:
    posts = _posts()
    alone = [engine.evidence(post) for post in posts]
    assert engine.evidence_of(posts) == alone
    assert engine.evidence_of(reversed(posts)) == alone[::-1]
    assert sum(bool(found.signals) for found in alone) > 100


def test_lots_are_bounded_by_number_and_by_letters() -> None:
    sizes = [1] * (MOST_ITEMS + 1) + [MOST_LETTERS, 1, MOST_LETTERS - 1, 1]
    assert list(map(len, lots(sizes, int))) == [MOST_ITEMS, 2, 2, 1]
    assert [item for lot in lots(sizes, int) for item in lot] == sizes
    assert list(lots([], int)) == []


def test_what_was_read_before_a_failure_is_not_lost() -> None:
    def failing() -> Iterator[int]:
        yield from (1, 2)
        raise OSError("gone")

    made = lots(failing(), int)
    assert next(made) == [1, 2]
    with pytest.raises(OSError, match="gone"):
        next(made)
