"""Readings and their way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.text.normalise import normalise

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("#ADV", "#adv"),
        ("Pubblicità", "pubblicita"),
        ("Pubblicita\u0300", "pubblicita"),
        ("#\u0430d", "#ad"),
        ("#\u200ba\u200cd\ufeff", "#ad"),
        ("\u202e#ad\u202c", "#ad"),
        ("# a d", "#ad"),
        ("p.u.b.b.l.i.c.i.t.à", "pubblicita"),
        ("s p o n s o r e d", "sponsored"),
        ("𝐏𝐮𝐛𝐛𝐥𝐢𝐜𝐢𝐭à", "pubblicita"),
        ("ⓐⓓ", "ad"),
        ("ａｄｖ", "adv"),
        ("🅰🅳", "ad"),
        ("ᴀᴅᴠ", "adv"),
        ("#\u202fad", "# ad"),
        ("l\u2019ho", "l'ho"),
        ("STRASSE Straße", "strasse strasse"),
        ("Sœur ŒUF cœur", "soeur oeuf coeur"),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert normalise(text).folded == folded


@pytest.mark.parametrize(
    ("text", "leet"),
    [("my d1sc0unt c0de", "my discount code"), ("l1nk", "link"), ("GIULIA10", None)],
)
def test_digits_inside_words(text: str, leet: str | None) -> None:
    assert normalise(text).leet == leet


def test_flags_stay_flags_and_single_indicators_are_letters() -> None:
    assert normalise("🇮🇹").folded == "🇮🇹"
    assert normalise("🇦 🇩").folded == "a d"


def test_a_particle_may_follow_letters_that_are_held_apart() -> None:
    assert normalise("く-ぽ-んは例の").folded == "くぽんは例の"


@pytest.mark.parametrize("text", ["p . u . b .", "p.u.b.", "P · U · B"])
def test_dots_with_blanks_on_both_sides_are_letter_spacing(text: str) -> None:
    assert normalise(text).folded.rstrip(" .") == "pub"


@pytest.mark.parametrize("text", ["e 5 o 6 giorni", "è a 2 km", "I am"])
def test_counting_is_not_letter_spacing(text: str) -> None:
    assert " " in normalise(text).folded


def test_a_quote_comes_back_whole() -> None:
    text = "ciao # a\u200b d amici"
    norm = normalise(text)
    start = norm.folded.index("#ad")
    assert text[slice(*norm.span(start, start + 3))] == "# a\u200b d"


@given(ANY_TEXT)
def test_the_alignment_covers_the_original(text: str) -> None:
    norm = normalise(text)
    assert len(norm.cased) == len(norm.folded) == len(norm.leet or norm.folded)
    if norm.starts is None or norm.ends is None:
        assert len(norm.folded) == len(text)
        return
    assert len(norm.starts) == len(norm.ends) == len(norm.folded)
    for start, end in zip(norm.starts, norm.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(norm.starts) == sorted(norm.starts)


@given(ANY_TEXT)
def test_case_makes_no_difference(text: str) -> None:
    assert normalise(text.swapcase().casefold()).folded == normalise(text.casefold()).folded


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="abp1 .-*_|~#", max_size=24))
def test_the_short_way_for_ascii_joins_the_same_letters(text: str) -> None:
    """A line that is not ASCII below it makes the same text take the long way."""
    below = "\n\nàà"
    assert normalise(text).folded == normalise(text + below).folded[: -len(below)]
