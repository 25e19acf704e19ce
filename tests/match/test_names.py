"""A name said at a till, and the word list's signal for everyday life."""

from __future__ import annotations

import pytest

from checker.match.codes import PersonalCodes
from checker.match.lexicon import Lexicon
from checker.model import WHOLE_POST, Segment
from checker.rulepack.pack import CompiledLexicon
from checker.rulepack.schema import ORDINARY
from checker.text.segment import SegmentText


def _segment(text: str) -> SegmentText:
    return SegmentText(0, Segment(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alla cassa dite Toto e ridono", ["toto"]),
        ("con TOTO diventa 49", ["toto"]),
        ("toto vi saluta", []),
        ("dite @toto a tutti", []),
        ("dite totobola", []),
    ],
)
def test_a_part_of_the_name_counts_only_behind_a_word_that_leads_up_to_it(
    text: str, said: list[str]
) -> None:
    codes = PersonalCodes(("name",), ("dite", "con"))
    segment = _segment(text)
    found = [segment.folded[a:b] for a, b in codes.find(segment, "toto.ai.piedi")]
    assert found == said


def test_everyday_words_have_a_signal_of_their_own_that_combinations_can_name(
    lexicon: Lexicon,
) -> None:
    talk = lexicon.signal([_segment("la mamma dorme")])
    assert talk is not None
    assert (talk.signal, talk.segment) == (ORDINARY, WHOLE_POST)
    assert talk.points < 0
    sale = lexicon.signal([_segment("ordinate subito")])
    assert sale is not None
    assert sale.signal == "sales-talk"


@pytest.fixture
def lexicon() -> Lexicon:
    """A list of two words."""
    return Lexicon(
        CompiledLexicon(
            key="it/sales-talk",
            lang="it",
            signal="sales-talk",
            bias=0.0,
            weak=0.5,
            moderate=1.5,
            dense=2.5,
            ordinary=-0.5,
            weights={"mamma": -1.0, "ordinate": 1.0},
        )
    )
