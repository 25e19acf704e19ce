"""Names for the things in a text that are no words: "<price>", "<link>", "<number>"."""

from __future__ import annotations

import re

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/\S+")
_TAG = re.compile(r"[#@]\w[\w.-]*")
"""Friends are tagged as often as brands, so tags are passed over; they are signals of their own."""

_NUMBER = re.compile(
    r"\d+(?:[.,]\d{1,3})*"
    r"(?:(?P<price>\s?(?:[€$£₹]|euros?\b|eur\b|quid\b|pounds?\b|dollars?\b|bucks?\b|kr\b"
    r"|kroner\b|kronor\b|zl\b|reais\b|rupees\b|,-))"
    r"|(?P<percent>\s?(?:%|(?:per|por|pour|pro) ?cent[eo]?\b|pro[cs]ent\b|prozent\b))"
    r"|(?P<mixed>[^\W\d_]\w*))?"
)
_WORD = re.compile(r"<[a-z]+>|[^\W\d_]+(?:'[^\W\d_]+)?")
_PLAIN_WORD = re.compile(r"<[a-z]+>|[a-z]+(?:'[a-z]+)?")
_DIGIT = re.compile(r"\d")


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text; what is no word is named by its kind ("<price>")."""
    if "." in folded and ("/" in folded or "www." in folded):
        folded = _LINK.sub(" <link> ", folded)
    if "#" in folded or "@" in folded:
        folded = _TAG.sub(" ", folded)
    if _DIGIT.search(folded) is not None:
        folded = _NUMBER.sub(_named, folded)
    # Folded text in ASCII is in lower case: the plain expression finds the same, sooner.
    return (_PLAIN_WORD if folded.isascii() else _WORD).findall(folded)


def place_of(folded: str, word: str) -> tuple[int, int] | None:
    """Return where a word of ``words_of`` first stands, or ``None``."""
    if word == "<link>":
        found = _LINK.search(folded)
    elif word[0] == "<":
        found = next((m for m in _NUMBER.finditer(folded) if _named(m) == f" {word} "), None)
    else:
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
    return found.span() if found else None


def _named(match: re.Match[str]) -> str:
    """Tell what a number is: "sara10" and "5am" are mixed, "€ 10" and "10 euro" a price."""
    start = match.start()
    ahead = match.string[max(0, start - 2) : start]
    if ahead[-1:].isalpha():
        return " <mixed> "
    kind = match.lastgroup
    if kind is None and ahead.strip()[-1:] in _CURRENCY and ahead:
        kind = "price"
    return f" <{kind or 'number'}> "


_CURRENCY = frozenset("€$£₹")
