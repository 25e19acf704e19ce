"""Japanese words for the weighted word list: cut and put into dictionary form by SudachiPy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_AMOUNT = r"[0-9]{1,6}(?:[.,][0-9]{1,3})*"
# As in ``placeholders``, for a script in which a word may touch a number or a link.
_THING = re.compile(
    r"(?P<link>(?:https?://|www\.)[!-~]+|(?<![a-z0-9.@-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*"
    r"\.[a-z]{2,12}/[!-~]+)"
    r"|(?P<hashtag>#\w+)"
    r"|(?P<mention>@[a-z0-9_][a-z0-9_.-]*)"
    rf"|(?P<price>[¥$€£]\s?{_AMOUNT}|{_AMOUNT}\s?(?:(?:万[0-9]{{0,4}}|千)?円|[$€£]|ドル|ユーロ))"
    rf"|(?P<percent>{_AMOUNT}\s?(?:%|パーセント|割))"
    r"|(?P<mixed>(?<![a-z0-9])(?:[a-z]+[0-9][a-z0-9]*|[0-9]+[a-z][a-z0-9]*))"
    r"|(?P<number>[0-9]+)"
)
"""Every alternative is linear, as there."""

_PASSED_OVER = frozenset({"hashtag", "mention"})
_SIGNS = {"link": "\ue000", "price": "\ue001", "percent": "\ue002", "mixed": "\ue003",
          "number": "\ue004"}  # fmt: skip
_NAMES = {sign: f"<{name}>" for name, sign in _SIGNS.items()}


class JapaneseWords:
    """The words of Japanese texts as lemmas ("買って" is 買う); things are named by their kind.

    Args:
        document: returns a folded text as spaCy tokens with lemmas.
    """

    def __init__(self, document: Callable[[str], Any]) -> None:
        self._document = document

    def words_of(self, folded: str) -> list[str]:
        """Return the words of a folded text in order; what is no word is named ("<price>")."""
        return [word for word, _ in self._words(folded)]

    def place_of(self, folded: str, word: str) -> tuple[int, int] | None:
        """Return where a word of ``words_of`` first stands, or ``None``."""
        if word[0] == "<":
            things = (m for m in _THING.finditer(folded) if m.lastgroup == word[1:-1])
            found = next(things, None)
            return found.span() if found else None
        surface = next((written for lemma, written in self._words(folded) if lemma == word), None)
        if surface is None:
            return None
        start = folded.find(surface)
        return (start, start + len(surface)) if start >= 0 else None

    def _words(self, folded: str) -> Iterator[tuple[str, str]]:
        """Yield each word as lemma and as written."""
        for token in self._document(_THING.sub(_named, folded)):
            name = _NAMES.get(token.text)
            if name is not None:
                yield name, name
            elif token.text[0].isalpha():
                yield token.lemma_, token.text


def _named(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    return " " if kind in _PASSED_OVER else f" {_SIGNS[kind]} "
