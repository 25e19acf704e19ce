"""Cut texts into the words that a search looks for; the same on every database.

The databases' own cutters disagree with each other, drop ``#`` and ``@`` and cannot cut scripts
without blanks, so words are cut here, and the databases only look them up.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from checker.text.scripts import UNSPACED

LONGEST = 64
"""Code points of a word that count; what comes behind is not looked at."""

_MOST = 10_000
_MOST_BYTES = 400_000
"""Of all words of a post together: PostgreSQL keeps no more than a megabyte."""

_MARKS = re.compile("[\u0300-\u036f]+")
_SIGNS = "\u2190-\u2bff\U0001f000-\U0001faff"
"""Arrows, symbols and emoji: each is found by itself."""

_TOKEN = re.compile(rf"@[\w.]+|#\w+|[{UNSPACED}]+|[^\W{UNSPACED}]+|[{_SIGNS}]")
_PART = re.compile(rf"[{UNSPACED}]+|[^\W{UNSPACED}]+")
_SIGN = re.compile(f"[{_SIGNS}]")
_ASIDE = re.compile(f"[#@{_SIGNS}]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_ASKED = re.compile(r'"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans("“”„«»＂", '""""""')


class Wanted(msgspec.Struct, frozen=True):
    """Words that must stand side by side; with ``prefix`` the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


def folded(text: str) -> str:
    """Return a text without case, accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    # Only the accents of European letters go: the marks of kana tell one letter from another.
    return unicodedata.normalize("NFKC", _MARKS.sub("", plain))


def _runs(run: str, *, stored: bool) -> list[str]:
    """Cut a run of letters: a script without blanks into overlapping pairs.

    A stored run ends with its last letter alone, so that each letter begins some word.
    """
    if run[0] < "\u3005" or not _UNSPACED.match(run):
        return [run[:LONGEST]]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return [*pairs, run[-1]] if stored or not pairs else pairs


def cut(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text in order; then hashtags, handles and signs, once each, sorted."""
    words: list[str] = []
    marked: set[str] = set()
    size = 0
    for token in _TOKEN.findall(folded(text)):
        if token[0] in "#@":
            name = token[1:].strip(".")
            if not name:
                continue
            marked.add(("@" if token[0] == "@" else "#") + name[:LONGEST])
            parts = _PART.findall(name)
        elif len(token) == 1 and _SIGN.match(token):
            marked.add(token)
            continue
        else:
            parts = [token]
        for part in parts:
            words += _runs(part, stored=True)
        size += 2 * len(token.encode("utf-8", "replace"))
        if len(words) > _MOST or size > _MOST_BYTES:
            break
    return words[:_MOST], sorted(marked)


def as_text(text: str) -> str:
    """Return the words of a text with blanks between, hashtags, handles and signs last."""
    words, marked = cut(text)
    return " ".join([*words, *marked])


def as_vector(prepared: str) -> str:
    """Return what :func:`as_text` returned as PostgreSQL writes a ``tsvector``."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(prepared.split(" ") if prepared else (), 1):
        places.setdefault(word, []).append(at)
    # It keeps no more than 255 places of a word, and what stands aside has none.
    return " ".join(
        f"'{word}'" if _ASIDE.match(word) else f"'{word}':{','.join(map(str, at[:255]))}"
        for word, at in places.items()
    )


def asked(query: str) -> list[Wanted]:
    """Read what somebody looks for: words, ``"words side by side"`` and ``beginnings*``.

    ``#adv`` and ``@handle`` stand for the hashtag and the handle alone, ``adv`` for either and for
    the word; a sign such as an emoji stands for itself. Without any of these in it there is
    nothing to look up: the list is empty.
    """
    found = []
    for phrase, plain in _ASKED.findall(query.translate(_QUOTES)):
        given = folded(phrase or plain)
        prefix = given.rstrip().endswith("*")
        if plain and given[0] in "#@":
            name = _TOKEN.match(given)
            if name is not None and (bare := name.group()[1:].strip(".")[:LONGEST]):
                found.append(Wanted((("@" if given[0] == "@" else "#") + bare,), prefix))
            continue
        found += [Wanted((sign,)) for sign in _SIGN.findall(given)]
        parts = _PART.findall(given)
        words = [word for part in parts for word in _runs(part, stored=False)]
        if words:
            alone = len(words) == 1 and len(words[0]) == 1
            single = alone and _UNSPACED.match(words[0]) is not None
            found.append(Wanted(tuple(words), prefix or single))
    return found


def for_sqlite(wanted: list[Wanted]) -> str:
    """Return what FTS5 understands."""
    return " AND ".join(
        '"' + " ".join(each.words) + '"' + (" *" if each.prefix else "") for each in wanted
    )


def for_postgresql(wanted: list[Wanted]) -> str:
    """Return what ``tsquery`` understands."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in each.words) + (":*" if each.prefix else "") + ")"
        for each in wanted
    )
