"""Expressions: how they are written in the pack, and how long they are held."""

from __future__ import annotations

import pytest

from checker.match.patterns import OFTEN, Expressions, Haystack, compile_expression, spans
from checker.rulepack import shorthand
from checker.rulepack.slots import SLOTS
from checker.rulepack.template import compile_template


@pytest.mark.parametrize(
    "piece",
    [
        shorthand.GAP,
        shorthand.LOOSE_GAP,
        shorthand.CODE_GAP,
        *(slot.expression for slot in SLOTS.values()),
    ],
)
def test_shorthand_there_and_back(piece: str) -> None:
    source = rf"\bfino{piece}(?:{piece}|a)?"
    short = shorthand.shorten(source)
    assert len(short) <= len(source)
    assert shorthand.spell_out(short) == source


def test_what_is_long_is_shortened() -> None:
    source = compile_template("use my code {code} for {price} (off|less)", {}, "test").pattern
    assert len(source) < 120
    text = "so use my code ANNA15 for 10 euros off".casefold()
    found = list(spans(compile_expression(source, "test"), Haystack(text)))
    assert [text[start:end] for start, end in found] == [text[3:]]


def test_what_nobody_uses_is_dropped() -> None:
    held = Expressions(generation=10)
    held.get("once", "a", "test")
    for _ in range(8):
        held.get("often", "b", "test")
    assert len(held) == 2
    for _ in range(11):
        held.get("often", "b", "test")
    assert len(held) == 1
    assert held.get("once", "a", "test")(b"a", 0, 1)[0] == (0, 1)


def test_one_generation_is_waited_for() -> None:
    held = Expressions(generation=10)
    first = held.get("once", "a", "test")
    for _ in range(18):
        held.get("often", "b", "test")
    assert held.get("once", "a", "test") is first


def test_room_is_free_again_once_its_expression_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.match.patterns.MOST", 1)
    held = Expressions(generation=2 * OFTEN)

    def is_widened(key: str) -> bool:
        before = held.get(key, key, "test")
        for _ in range(OFTEN):
            after = held.get(key, key, "test")
        return after is not before

    assert is_widened("a")
    assert not is_widened("b")
    for _ in range(4 * OFTEN):
        held.get("c", "c", "test")
    assert is_widened("d")
