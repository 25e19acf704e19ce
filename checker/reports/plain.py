"""Make hostile text fit to be shown, and measure it in the cells of a terminal.

Posts are written by strangers: they may hold escape sequences that drive a terminal, control
characters, and marks that turn the reading direction round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wcwidth import iter_graphemes, wcswidth

_SPECIAL = re.compile(
    r"(?P<escape>(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|\x1b)"
    r"|(?P<line>\r\n|[\n\v\f\r\x85\u2028\u2029])"
    r"|(?P<tab>\t)"
    r"|(?P<bidi>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])"
    r"|(?P<lone>[\ud800-\udfff])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f\xad])"
)
_LONGEST_GLYPH = 24
_LONGEST_ADDRESS = 2_000
_NOT_XML = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_WEB = re.compile(r"https?://[^\s<>\"'\\\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


class Cell(NamedTuple):
    """What is shown for ``[start, end)`` of a text, and how many columns it takes."""

    glyph: str
    width: int
    start: int
    end: int


def cells(text: str, *, newline: str = " ") -> Iterator[Cell]:
    """Cut a text into what a terminal shows side by side.

    Escape sequences and control characters show nothing (the payload of a title or link
    sequence stays: what the checker reads, its reader may read); marks of direction
    show as ``\\u202e``; a line break as ``newline``.
    """
    shown, starts = _shown(text, newline)
    if shown.isascii():
        for at, char in enumerate(shown):
            yield Cell(char, 1, starts[at], starts[at + 1])
        return
    at = 0
    for glyph in iter_graphemes(shown):
        size = at + len(glyph)
        own = glyph[:_LONGEST_GLYPH]
        yield Cell(own, max(0, wcswidth(own)), starts[at], starts[size])
        at = size


def _shown(text: str, newline: str) -> tuple[str, Sequence[int]]:
    """Return what is shown of a text, and for each of its characters where it comes from."""
    if not _SPECIAL.search(text):
        return text, range(len(text) + 1)
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        parts.append(text[at : match.start()])
        starts.extend(range(at, match.start()))
        at = match.end()
        match match.lastgroup:
            case "line":
                own = newline
            case "tab":
                own = " "
            case "bidi":
                own = f"\\u{ord(match[0]):04x}"
            case "lone":
                own = "?"
            case _:
                own = ""
        parts.append(own)
        starts.extend([match.start()] * len(own))
    parts.append(text[at:])
    starts.extend(range(at, len(text) + 1))
    return "".join(parts), starts


def columns(text: str) -> int:
    """Count the columns that a text without control characters takes."""
    if text.isascii():
        return len(text)
    return sum(max(0, wcswidth(glyph)) for glyph in iter_graphemes(text))


def visible(text: str) -> str:
    """Return a text as one line that cannot drive a terminal."""
    if text.isprintable():
        return text
    return "".join(cell.glyph for cell in cells(text))


def cut(text: str, width: int) -> str:
    """Shorten a text to ``width`` columns, with an ellipsis where something is missing."""
    text = visible(text)
    if columns(text) <= width:
        return text
    kept: list[str] = []
    room = width - 1
    for cell in cells(text):
        room -= cell.width
        if room < 0:
            break
        kept.append(cell.glyph)
    whole = "".join(kept)
    head, space, _ = whole.rpartition(" ")
    if space and columns(head) * 3 > width * 2:
        whole = head
    return whole.rstrip(" ,;:(&-") + "…"


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines of ``width`` columns, words longer than a line included."""
    lines: list[str] = []
    line, used, empty = first, columns(first), True
    for word in visible(text).split():
        for piece in _pieces(word, max(2, width - max(columns(first), columns(rest)))):
            need = columns(piece)
            if not empty and used + 1 + need > width:
                lines.append(line)
                line, used, empty = rest, columns(rest), True
            line += piece if empty else f" {piece}"
            used += need if empty else need + 1
            empty = False
    return [*lines, line.rstrip()]


def _pieces(word: str, width: int) -> Iterable[str]:
    if columns(word) <= width:
        return (word,)
    pieces, piece, used = [], "", 0
    for cell in cells(word):
        if used + cell.width > width:
            pieces.append(piece)
            piece, used = "", 0
        piece += cell.glyph
        used += cell.width
    return [*pieces, piece]


def for_markup(text: str) -> str:
    """Return a text without the characters that XML and HTML do not allow (not yet escaped)."""
    return _NOT_XML.sub("", text)


def for_page(text: str) -> str:
    """As ``for_markup``, with the marks that turn the direction of reading shown by name."""
    return for_markup(_TURNING.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def web_address(url: str | None) -> str | None:
    """Return an address that may stand in a link: http or https and nothing else."""
    if not url or len(url) > _LONGEST_ADDRESS:
        return None
    return url if _WEB.fullmatch(url) else None
