"""Normalise for matching, report in the original.

Every text has three readings of the same length, one alignment for all of them:

* ``cased``  – compatibility forms, confusable letters and letter-spaced words resolved, lower
  case, accents kept: what the language stage reads;
* ``folded`` – the same without accents: what rules are matched on;
* ``leet``   – ``folded`` with digits inside words read as letters ("d1sc0unt"), or ``None``
  when that changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from checker.text.scripts import resolve_katakana

# Signs that render as letters but have no compatibility decomposition.
_SQUARED = {chr(base + i): chr(ord("a") + i) for base in (0x1F150, 0x1F170) for i in range(26)}
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
# Letters of other scripts that pass for Latin ones. Lower-case forms only: the text is
# lower-cased first. From the confusables table of Unicode TR 39, restricted to single letters.
_LOOKALIKES = dict(
    zip(
        "асеоріѕјԁһԛԝхугмткьвнԍӏαοριτυνκγχεηωϲϳаёѐѝԌցոսօհզքмƖɡɑɩʋꞌօʟ",
        "aceopisjdhqwxyrmtkbbhglaopituvkyxenwcjaeeigunuohzqmlgaiv'ol",
        strict=True,
    )
)
_PUNCTUATION = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u02b9": "'",
    "\u2032": "'", "\u00b4": "'", "\u0060": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2033": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
    "\u2212": "-", "\u00a0": " ", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\r": " ",
    "\u3010": "[", "\u3011": "]", "\u3014": "[", "\u3015": "]", "\u300c": '"', "\u300d": '"',
    "\u300e": '"', "\u300f": '"', "\u3008": '"', "\u3009": '"', "\u300a": '"', "\u300b": '"',
    "\u2236": ":", "\u2215": "/", "\u2044": "/", "\u30fb": "·", "\u2024": ".",
}  # fmt: skip
_LIGATURES = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "ŋ": "n"}

# Ligatures that are two letters in every spelling ("sœur" is typed "soeur"): no decomposition.
_DIGRAPHS = {"œ": "oe"}

_CLUSTER = re.compile(
    r".[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u3099\u309a\uff9e\uff9f]*",
    re.S,
)
_INDICATORS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_INVISIBLE = frozenset(
    map(
        chr,
        (
            *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0),
            *(*range(0x180B, 0x180E), *range(0x200B, 0x2010), *range(0x202A, 0x202F)),
            *(*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE0200)),
            *(*range(0xFFF0, 0xFFF9), 0x7F, *range(9), 11, 12, *range(14, 32)),
        ),
    )
)  # fmt: skip


def _map_char(char: str) -> str:
    """Return what one composed character becomes in the cased reading."""
    if char in _INVISIBLE:
        return ""
    direct = _PUNCTUATION.get(char) or _SQUARED.get(char) or _SMALL_CAPITALS.get(char)
    if direct:
        return direct
    out = []
    for piece in unicodedata.normalize("NFKC", char).casefold():
        for sub in unicodedata.normalize("NFKC", piece):
            if sub in _INVISIBLE:
                continue
            if unicodedata.category(sub) in ("Mn", "Me") and not "\u3099" <= sub <= "\u309a":
                continue
            out.append(_PUNCTUATION.get(sub) or _LOOKALIKES.get(sub) or _DIGRAPHS.get(sub) or sub)
    return "".join(out)


class _CharMap(dict[int, str]):
    """Character to cased reading, filled as characters turn up (``str.translate`` asks it)."""

    def __missing__(self, code: int) -> str:
        value = self[code] = _map_char(chr(code))
        return value


class _FoldMap(dict[int, int]):
    """Character to its base letter, one to one, so that the alignment holds."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        base = _LIGATURES.get(char)
        if base is None:
            parts = unicodedata.normalize("NFD", char)
            latin = "a" <= parts[0] <= "z" or "\u0370" <= parts[0] <= "\u04ff"
            base = parts[0] if latin else char
        value = self[code] = ord(base)
        return value


_CHARS = _CharMap()
_FOLDS = _FoldMap()

# Letter-spacing: three or more single letters held apart by the same sign, or two behind a
# hash ("# a d"). Spaces need no sign of their own on either side but the run must end a word;
# in Japanese a particle follows without a blank.
_SPACED = re.compile(
    r"(?<![^\W_])(?:#[ .·*_|~-]{1,3})(?:[^\W\d_](?:[ .·*_|~-]{1,2})){1,24}[^\W\d_](?![^\W_])"
    r"|(?<![^\W_])#?[^\W\d_](?:([ .·*_|~-]{1,2}| [.·] )[^\W_])(?:\1[^\W_]){1,24}"
    r"(?![^\W_はがもをにのでへと])"
)
_ALONE = re.compile("[ .*_|~-][a-z0-9][ .*_|~-]{1,3}[a-z0-9](?![a-z0-9])")
"""What every letter-spaced word in ASCII holds, and few texts do."""
_LEET_WORD = re.compile(r"[^\W\d_]+(?:[013457$@]+[^\W\d_]+)+")
_LEET_SIGN = re.compile(r"[013457$@][^\W\d_]")
_LEET = str.maketrans("013457$@", "oieastsa")


class NormalText(msgspec.Struct, frozen=True):
    """The readings of one text and the way back to the original.

    ``starts[i]`` and ``ends[i]`` give the original extent of character ``i``; both are
    ``None`` when the readings line up with the original one to one.
    """

    original: str
    cased: str
    folded: str
    leet: str | None
    starts: Sequence[int] | None
    ends: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original extent of ``[start, end)`` of a reading (``end > start``)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> NormalText:
    """Return the readings of ``text``. Any string at all is accepted, surrogates included."""
    starts: list[int] | None = None
    ends: list[int] | None = None
    if text.isascii():
        cased = text.translate(_CHARS)
        simple = len(cased) == len(text)
    else:
        simple = _is_simple(text)
        cased = text.translate(_CHARS) if simple else ""
    if not simple:
        cased, starts, ends = _by_cluster(text)
    cased, starts, ends = _close_spaced(cased, starts, ends)
    if not cased.isascii():
        cased = resolve_katakana(cased)
    folded = cased if cased.isascii() else cased.translate(_FOLDS)
    leet = _unleet(folded)
    return NormalText(text, cased, folded, leet, starts, ends)


def fold_word(text: str) -> str:
    """Return the folded reading of a rule's own wording, where nothing is letter-spaced."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_CHARS).translate(_FOLDS)


_COMBINING = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u3099\u309a"
    "\uff9e\uff9f\U0001f1e6-\U0001f1ff]"
)


_SIMPLE: set[str] = set(map(chr, range(32, 127)))
"""Characters known to become exactly one character on their own; found out as texts go by."""


def _is_simple(text: str) -> bool:
    """True when every character becomes exactly one character on its own."""
    if _COMBINING.search(text):
        return False
    for char in set(text) - _SIMPLE:
        if len(_CHARS[ord(char)]) != 1:
            return False
        _SIMPLE.add(char)
    return True


def _by_cluster(text: str) -> tuple[str, list[int], list[int]]:
    """Normalise what is not one to one, cluster by cluster; copy the stretches between."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    size = len(text)
    special = _special(text)
    ahead = 0  # the first of them that is not behind us: the scan stays linear
    while position < size:
        while ahead < len(special) and special[ahead] < position:
            ahead += 1
        stop = special[ahead] if ahead < len(special) else size
        if stop < size and stop > position and _COMBINING.match(text, stop):
            stop -= 1  # the mark belongs to the letter before it
        if stop > position:
            out.append(text[position:stop].translate(_CHARS))
            starts.extend(range(position, stop))
            ends.extend(range(position + 1, stop + 1))
            position = stop
            continue
        flags = _INDICATORS.match(text, position)
        if flags:
            run = flags.group()
            shown = run if _is_flags(run) else "".join(chr(ord(c) - 0x1F1E6 + 97) for c in run)
            out.append(shown)
            starts.extend(range(position, flags.end()))
            ends.extend(range(position + 1, flags.end() + 1))
            position = flags.end()
            continue
        match = _CLUSTER.match(text, position)
        assert match is not None  # '.' with DOTALL matches any character
        composed = _compose(match.group())
        value = "".join(_CHARS[ord(char)] for char in composed)
        out.append(value)
        starts.extend([position] * len(value))
        ends.extend([match.end()] * len(value))
        position = match.end()
    return "".join(out), starts, ends


def _compose(cluster: str) -> str:
    """Return a letter with its marks as one; half-width kana carry marks of their own width."""
    halved = "\uff9e" in cluster or "\uff9f" in cluster
    return unicodedata.normalize("NFKC" if halved else "NFC", cluster)


def _special(text: str) -> list[int]:
    """Places of the characters that are not one to one, in order."""
    odd = {c for c in set(text) if len(_CHARS[ord(c)]) != 1 or _COMBINING.match(c)}
    return [place for place, char in enumerate(text) if char in odd]


def _is_flags(run: str) -> bool:
    """True when a run of regional indicators reads as flags rather than as letters.

    One alone is a letter; two are a flag (a reader sees a flag, not "AD"); longer runs of an
    even number are several flags.
    """
    return len(run) % 2 == 0


def _close_spaced(
    text: str, starts: list[int] | None, ends: list[int] | None
) -> tuple[str, list[int] | None, list[int] | None]:
    """Join letter-spaced words, keeping the alignment."""
    if text.isascii() and _ALONE.search(text) is None:
        return text, starts, ends
    matches = [m for m in _SPACED.finditer(text) if _is_spaced_word(m.group())]
    if not matches:
        return text, starts, ends
    if starts is None or ends is None:
        starts, ends = list(range(len(text))), list(range(1, len(text) + 1))
    keep = [True] * len(text)
    for match in matches:
        for i in range(match.start(), match.end()):
            if not (text[i].isalnum() or text[i] == "#"):
                keep[i] = False
    return (
        "".join(char for char, kept in zip(text, keep, strict=True) if kept),
        [place for place, kept in zip(starts, keep, strict=True) if kept],
        [place for place, kept in zip(ends, keep, strict=True) if kept],
    )


def _is_spaced_word(run: str) -> bool:
    """A run is one word unless it may be counting: "e 5 o 6" are four words."""
    letters = [char for char in run if char.isalnum()]
    if run.startswith("#"):
        return True
    return len(letters) >= 3 and (" " not in run or all(c.isalpha() for c in letters[:3]))


def _unleet(folded: str) -> str | None:
    if not _LEET_SIGN.search(folded) or not _LEET_WORD.search(folded):
        return None
    read = _LEET_WORD.sub(lambda m: m.group().translate(_LEET), folded)
    return read if read != folded else None
