"""Fixtures that many tests share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.engine import Engine
from checker.model import Post, Relation, Segment

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine with the rules that ship with palese."""
    return Engine(cache=False)


def post_of(data: dict[str, Any]) -> Post:
    """Make a post from the JSON that users write."""
    values = dict(data)
    segments = values.pop("segments", None) or [{"text": values.pop("text")}]
    values.pop("text", None)
    relation = values.pop("relation", None)
    return Post(
        id=values.pop("id", "post"),
        segments=tuple(Segment(**segment) for segment in segments),
        relation=Relation(**relation) if relation else None,
        brands=tuple(values.pop("brands", ())),
        **values,
    )


def caption(text: str, **known: Any) -> Post:
    """Make a post of one caption."""
    return post_of({"text": text, **known})


def lines(name: str) -> Iterator[dict[str, Any]]:
    """Read a JSON Lines file below ``tests/``."""
    with (HERE / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
