"""Names for the things in a text that are no words: "<price>", "<link>", "<number>"."""

from __future__ import annotations

import re

_AMOUNT = r"\d{1,6}(?:[.,]\d{1,3})*"

_THING = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/\S+)"
    r"|(?P<hashtag>#\w+)"
    r"|(?P<mention>@\w[\w.-]*)"
    rf"|(?P<price>[€$£]\s?{_AMOUNT}|\b{_AMOUNT}\s?(?:[€$£]|euros?\b|eur\b|quid\b|pounds?\b"
    r"|dollars?\b|bucks?\b|kr\b|kroner\b|kronor\b|zl\b|reais\b|rupees\b))"
    rf"|(?P<percent>\b{_AMOUNT}\s?(?:%|(?:per|por|pour|pro) ?cent[eo]?\b|pro[cs]ent\b|prozent\b))"
    r"|(?P<mixed>\b(?:[a-z]+\d\w*|\d+[a-z]\w*))"
    r"|(?P<number>\b\d+\b)"
)
"""Every alternative is linear: no group repeats inside another without a sign in between."""

_SIGN = re.compile(r"[\d#@/€$£]|www\.")
"""Without one of these there is no such thing in a text."""

_WORD = re.compile(r"<[a-z]+>|[^\W\d_]+(?:'[^\W\d_]+)?")
_PASSED_OVER = frozenset({"hashtag", "mention"})
"""Friends are tagged as often as brands; mentions are a signal of their own."""


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text; what is no word is named by its kind ("<price>")."""
    if _SIGN.search(folded):
        folded = _THING.sub(_named, folded)
    return _WORD.findall(folded)


def place_of(folded: str, word: str) -> tuple[int, int] | None:
    """Return where a word of ``words_of`` first stands, or ``None``."""
    if word[0] == "<":
        things = (m for m in _THING.finditer(folded) if m.lastgroup == word[1:-1])
        found = next(things, None)
    else:
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
    return found.span() if found else None


def _named(match: re.Match[str]) -> str:
    kind = match.lastgroup
    return " " if kind in _PASSED_OVER else f" <{kind}> "
