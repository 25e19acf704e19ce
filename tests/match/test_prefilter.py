"""What the prefilter lets through: texts that hold a phrase's words in their order."""

from __future__ import annotations

import pytest

from checker.match.patterns import Haystack, compile_expression, spans
from checker.match.prefilter import COMMON, Prefilter, Unit
from checker.rulepack.pack import Phrase
from checker.rulepack.template import compile_template


def _prefilter(*templates: str, group: str = COMMON) -> Prefilter:
    units = []
    for number, template in enumerate(templates):
        made = compile_template(template, {}, "here")
        units.append(Unit(number, 0, group, Phrase.of(made.pattern, made.needs, made.course)))
    return Prefilter(units)


def _lets(template: str, text: str) -> bool:
    return bool(_prefilter(template).candidates([([text], None)])[0])


@pytest.mark.parametrize(
    ("template", "text", "lets"),
    [
        ("(use|take) ~3 (code|coupon)", "use this lovely code", True),
        ("(use|take) ~3 (code|coupon)", "the code that i use", False),
        ("(use|take) ~3 (code|coupon)", "the code! use a coupon", True),
        ("code {num}", "the code 15", True),
        ("code {num}", "15 is the code", False),
        ("code {num}", "code, then 3 of 15", True),
        ("from {price} (each|apiece)", "from 15 € each", True),
        ("from {price} (each|apiece)", "each from 15 €", False),
        # Where a sign stands among the words is not known.
        ("{percent} off", "off by 15%", True),
        ("{percent} off", "15% off", True),
        ("(of|by) (him|her) (of|by)", "made by him of wood", True),
        ("(of|by) (him|her) (of|by)", "wood made by him", False),
        ("コード {latin} で ~3 割引", "コード「anna」で全品2割引", True),
        ("コード {latin} で ~3 割引", "割引は終わり。コードはanna", False),
    ],
)
def test_words_in_their_order(template: str, text: str, lets: bool) -> None:
    assert _lets(template, text) is lets


# Alternatives that join to the word ahead of them stand on its letters; too many to spell out,
# they are a set of their own as well as the beginning of the next.
_MANY = "|".join(f"x{chr(97 + one)}{chr(97 + two)}" for one in range(5) for two in range(5))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (f"pre({_MANY})", "prexab"),
        (f"({_MANY})post now", "xabpost now"),
        (f"one ({_MANY}) two", "one xab two"),
        (f"[so] ({_MANY})[s] (two|three)", "xeds three"),
        ("^ad (with|by) {brand}", "ad with acme"),
        ("l'(idea|offerta) (mia|sua)", "l'offerta sua"),
        ("(a b|b) (b c|c)", "a b b c"),
        ("(a b|b) (b c|c)", "b c"),
    ],
)
def test_what_matches_is_let_through(template: str, text: str) -> None:
    made = compile_template(template, {}, "here")
    assert spans(compile_expression(made.pattern, "here"), Haystack(text))
    assert _lets(template, text)


def test_a_language_is_asked_for_its_own_phrases_and_the_common_ones() -> None:
    units = [
        Unit(number, 0, group, Phrase.of(word, [[f" {word} "]]))
        for number, (group, word) in enumerate(((COMMON, "one"), ("it", "due"), ("en", "two")))
    ]
    prefilter = Prefilter(units)
    text = ["one due two"]
    langs = ("it", "en", "xx", None, "it")
    wanted = [[0, 1], [0, 2], [0], [0, 1, 2], [0, 1]]
    assert [sorted(prefilter.candidates([(text, lang)])[0]) for lang in langs] == wanted
    # Many segments at once are told apart.
    assert list(map(sorted, prefilter.candidates([(text, lang) for lang in langs]))) == wanted
    assert sorted(Prefilter(units, on=False).candidates([([""], "it")])[0]) == [0, 1]
    prefilter.forget()
    assert sorted(prefilter.candidates([(text, "it")])[0]) == [0, 1]
