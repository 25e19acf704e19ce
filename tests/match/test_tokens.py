"""Tokens for token rules are those of spaCy's own blank pipelines."""

from __future__ import annotations

import pytest
import spacy

from checker.match.tokens import TokenMatchers

TEXT = "don't you love @acme? we both get 10£ off, l'ho presa da un'amica: e.g. #x, 3x2!"


@pytest.mark.parametrize("lang", ["en", "it", "de"])
def test_tokens_are_those_of_a_blank_pipeline(lang: str) -> None:
    ours = TokenMatchers().document(TEXT, lang)
    assert [t.text for t in ours] == [t.text for t in spacy.blank(lang)(TEXT)]
