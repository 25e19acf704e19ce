"""Sales talk by its words: a weighted word list, for what no single phrase gives away.

Every word, pair of words and ending of the list has a weight; a post's score is the sum of the
weights found in it (each once) plus a constant. The list is data (``rules/lexicons``), written
by ``tools/lexicon.py`` from posts invented for the purpose; it supports other signs and never
accuses by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from checker.match.placeholders import TOKENS
from checker.model import Signal
from checker.rulepack.pack import CompiledLexicon
from checker.rulepack.schema import POINTS
from checker.text.segment import SegmentText

ENDINGS = (4, 3)
"""Lengths of the endings that are looked up, of words at least two letters longer."""

_TOKEN = re.compile(TOKENS)
_PASSED_OVER = frozenset({"hashtag", "mention"})
"""Friends are tagged as often as brands; mentions are a signal of their own."""


class Token(msgspec.Struct, frozen=True):
    """A word, or the placeholder for a price, a link and the like, with its extent."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of a folded text; what is no word is named by its kind ("<price>")."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind in _PASSED_OVER:
            continue
        name = match.group() if kind == "word" else f"<{kind}>"
        found.append(Token(name, match.start(), match.end()))
    return found


def features(words: Sequence[Token]) -> Iterable[tuple[str, Token]]:
    """Yield each feature of a text with the word that it ends with: words, pairs, endings."""
    before = ""
    for word in words:
        text = word.text
        yield text, word
        if before:
            yield f"{before} {text}", word
        if not text.startswith("<"):
            for size in ENDINGS:
                if len(text) >= size + 2:
                    yield f"*{text[-size:]}", word
        before = text


def score(segments: Sequence[SegmentText], lexicon: CompiledLexicon) -> tuple[float, int, Token]:
    """Return a post's score, and the segment and word that weigh most in it."""
    find = lexicon.weights.get
    total = lexicon.bias
    seen: set[str] = set()
    best = 0.0
    best_at = (0, 0, 0)
    for segment in segments:
        before = ""
        for match in _TOKEN.finditer(segment.folded):
            kind = match.lastgroup
            if kind == "word":
                text = match.group()
                size = len(text)
                names = [text]
                if size >= ENDINGS[1] + 2:
                    names.append(f"*{text[-ENDINGS[1] :]}")
                    if size >= ENDINGS[0] + 2:
                        names.append(f"*{text[-ENDINGS[0] :]}")
            elif kind in _PASSED_OVER:
                continue
            else:
                text = f"<{kind}>"
                names = [text]
            if before:
                names.append(f"{before} {text}")
            before = text
            for name in names:
                weight = find(name)
                if weight is None or name in seen:
                    continue
                seen.add(name)
                total += weight
                if weight > best:
                    best = weight
                    best_at = (segment.number, match.start(), match.end())
    return total, best_at[0], Token("", best_at[1], best_at[2])


def lexicon_signal(segments: Sequence[SegmentText], lexicon: CompiledLexicon) -> Signal | None:
    """Return the signal that a post's score calls for, or ``None`` between the thresholds."""
    total, number, word = score(segments, lexicon)
    against: tuple[str, ...] = ()
    if total >= lexicon.dense:
        points = POINTS["moderate"] + POINTS["hint"]
    elif total >= lexicon.moderate:
        points = POINTS["moderate"]
    elif total >= lexicon.weak:
        points = POINTS["weak"]
    elif total <= lexicon.ordinary:
        points, against = -POINTS["weak"], ("all",)
    else:
        return None
    segment = segments[number] if segments else None
    if segment is None or word.start == word.end:
        return Signal(lexicon.signal, lexicon.key, -1, 0, 0, "", points, (), against)
    start, end = segment.original(word.start, word.end)
    text = segment.segment.text[start:end]
    return Signal(lexicon.signal, lexicon.key, number, start, end, text, points, (), against)
