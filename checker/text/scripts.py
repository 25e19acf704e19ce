"""Scripts that are written without blanks between words: kana and kanji."""

from __future__ import annotations

import re

UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
"""Letters of such scripts, for use inside a character class."""

UNSPACED_WORD = 3
"""Letters that count as one word where blanks do not tell: the Japanese mean is two to three."""

_RUN = re.compile(f"[{UNSPACED}]+")
_KATAKANA_RANGE = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_KATAKANA = re.compile(f"[{_KATAKANA_RANGE}]")
# Kanji that pass for a katakana letter between two others: "ク一ポン" hides from a filter.
_DISGUISED = re.compile(f"(?<=[{_KATAKANA_RANGE}])[一力口工夕卜二](?=[{_KATAKANA_RANGE}])")
_KATAKANA_FOR = dict(zip("一力口工夕卜二", "ーカロエタトニ", strict=True))


def is_unspaced(char: str) -> bool:
    """True for a letter of a script without blanks."""
    return bool(char) and _RUN.fullmatch(char) is not None


def splits_katakana(before: str, after: str) -> bool:
    """True when a border between two characters runs through katakana.

    A run of katakana spells one foreign word: there is no code in a record ("レコード").
    """
    return bool(_KATAKANA.match(before) and _KATAKANA.match(after))


def resolve_katakana(text: str) -> str:
    """Return ``text`` with kanji that stand in for katakana read as such, letter for letter."""
    return _DISGUISED.sub(lambda match: _KATAKANA_FOR[match.group()], text)


def word_count(text: str) -> int:
    """Return how many words a text has; unspaced scripts are measured by their length."""
    words = text.split()
    if text.isascii():
        return len(words)
    count = 0
    for word in words:
        runs = [len(run) for run in _RUN.findall(word)]
        rest = bool(runs) and any(char.isalnum() for char in _RUN.sub("", word))
        count += sum(-(-run // UNSPACED_WORD) for run in runs) + rest if runs else 1
    return count


def name_border(before: str, after: str) -> bool:
    """True when a name may end between two characters (either empty at the end of a text).

    Where a script has no blanks any place may be the end of a word, save inside a run of
    katakana, which spells one foreign word.
    """
    if not (before.isalnum() and after.isalnum()):
        return True
    if splits_katakana(before, after):
        return False
    return is_unspaced(before) or is_unspaced(after)
