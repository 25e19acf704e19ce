"""Find what is to be marked in a post, and cut a text round its marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from checker.model import Post, Verdict
from checker.reports.plain import Cell, cells

FINDING, LABEL, SIGNAL = "finding", "label", "signal"
UNDER = {FINDING: "^", LABEL: "~", SIGNAL: "-"}
_GAPS = frozenset(" ↵\u3000")
_WORD = 14
_RANK = {FINDING: 0, LABEL: 1, SIGNAL: 2}


class Mark(NamedTuple):
    """A found place in a segment's text."""

    start: int
    end: int
    kind: str


class Excerpt(NamedTuple):
    """A line of text and, column by column, what stands under it."""

    text: str
    under: str


def marks_of(verdict: Verdict, post: Post) -> dict[int, list[Mark]]:
    """Collect the marks of a verdict by segment, inside the text and in order."""
    spots = [(said.segment, said.start, said.end, FINDING) for said in verdict.findings]
    spots += [(own.segment, own.start, own.end, LABEL) for own in verdict.disclosure.labels]
    spots += [(own.segment, own.start, own.end, SIGNAL) for own in verdict.intent.signals]
    found: dict[int, list[Mark]] = {}
    for segment, start, end, kind in spots:
        if 0 <= segment < len(post.segments):
            size = len(post.segments[segment].text)
            start = min(max(0, start), size)
            end = min(max(start, end), size)
            if size and (start < end or kind == FINDING):
                found.setdefault(segment, []).append(Mark(start, end, kind))
    return {segment: sorted(set(found[segment])) for segment in sorted(found)}


@lru_cache(maxsize=8)
def _row(text: str) -> tuple[tuple[Cell, ...], tuple[int, ...], tuple[int, ...]]:
    """Cut a text into cells; also the column each begins at, and the code point."""
    row = tuple(cells(text, newline="↵ "))
    edge = tuple(accumulate((cell.width for cell in row), initial=0))
    return row, edge, tuple(cell.start for cell in row)


def excerpts(text: str, marks: Sequence[Mark], width: int) -> Iterator[Excerpt]:
    """Show every mark in a line of at most ``width`` columns; what is left out becomes ``…``."""
    row, edge, starts = _row(text)
    if not row:
        return
    spans = _in_cells(starts, marks)
    if edge[-1] <= width:
        yield _line(row, spans, 0, len(row))
        return
    room = max(2, width - 2)
    at = 0
    while at < len(spans):
        low, high, _ = spans[at]
        for start, end, _ in spans[at + 1 :]:
            if start >= high and edge[end] - edge[low] > room:
                break
            high = max(high, end)
        low, high = _at_words(row, _window(edge, low, high, room), (low, high))
        yield _line(row, spans, low, high)
        at += 1
        while at < len(spans) and spans[at][1] <= high:
            at += 1


def _in_cells(starts: Sequence[int], marks: Sequence[Mark]) -> list[tuple[int, int, str]]:
    """Turn marks in code points into marks in cells; an empty one takes the cell it stands at."""
    spans = []
    for mark in marks:
        low = bisect_left(starts, mark.start)
        if low == len(starts) or starts[low] > mark.start:
            low = max(0, low - 1)
        high = bisect_right(starts, max(mark.start, mark.end - 1))
        spans.append((low, max(high, low + 1), mark.kind))
    return sorted(spans)


def _window(edge: Sequence[int], low: int, high: int, room: int) -> tuple[int, int]:
    """Widen ``[low, high)`` evenly to ``room`` columns, or cut its end where it is wider."""
    if edge[high] - edge[low] > room:
        high = max(low + 1, bisect_right(edge, edge[low] + room) - 1)
    spare = room - (edge[high] - edge[low])
    before = min(spare // 2, edge[low])
    after = min(spare - before, edge[-1] - edge[high])
    before = min(spare - after, edge[low])
    left, right = edge[low] - before, edge[high] + after
    while low > 0 and edge[low - 1] >= left:
        low -= 1
    while high < len(edge) - 1 and edge[high + 1] <= right:
        high += 1
    return low, high


def _at_words(
    row: Sequence[Cell], window: tuple[int, int], marked: tuple[int, int]
) -> tuple[int, int]:
    """Narrow a window to whole words where that costs little and no mark."""
    low, high = window
    if low > 0:
        for at in range(low, min(low + _WORD, marked[0])):
            if row[at].glyph in _GAPS:
                low = at + 1
                break
    if high < len(row):
        for at in range(high - 1, max(high - _WORD, marked[1], low) - 1, -1):
            if row[at].glyph in _GAPS:
                high = at
                break
    return low, high


def _line(
    row: Sequence[Cell], spans: Sequence[tuple[int, int, str]], low: int, high: int
) -> Excerpt:
    kinds: dict[int, str] = {}
    for start, end, kind in spans:
        for number in range(max(start, low), min(end, high)):
            known = kinds.get(number)
            if known is None or _RANK[kind] < _RANK[known]:
                kinds[number] = kind
    text = "".join(cell.glyph for cell in row[low:high])
    under = "".join(
        UNDER.get(kinds.get(number, ""), " ") * row[number].width for number in range(low, high)
    )
    if low > 0:
        text, under = f"…{text}", f" {under}"
    if high < len(row):
        text += "…"
    return Excerpt(text, under.rstrip())


class Piece(NamedTuple):
    """A stretch of text of one kind; ``gap`` when it stands for what was left out."""

    text: str
    kind: str
    gap: bool = False


def pieces(text: str, marks: Sequence[Mark], *, whole: int = 700, around: int = 120) -> list[Piece]:
    """Cut a text where its marks begin and end.

    A text longer than ``whole`` keeps ``around`` code points on both sides of each mark.
    """
    keep = [(0, len(text))] if len(text) <= whole else _kept(text, marks, whole, around)
    made: list[Piece] = []
    last = 0
    for low, high in keep:
        if low > last:
            made.append(Piece("…", "", gap=True))
        edges = {low, high}
        near = [mark for mark in marks if mark.start < high and mark.end > low]
        for mark in near:
            edges |= {at for at in (mark.start, mark.end) if low < at < high}
        ordered = sorted(edges)
        for start, end in pairwise(ordered):
            over = [mark.kind for mark in near if mark.start < end and mark.end > start]
            made.append(Piece(text[start:end], min(over, key=_RANK.__getitem__, default="")))
        last = high
    if last < len(text):
        made.append(Piece("…", "", gap=True))
    return made


def _kept(text: str, marks: Sequence[Mark], whole: int, around: int) -> list[tuple[int, int]]:
    if not marks:
        return [(0, whole)]
    keep: list[tuple[int, int]] = []
    left = 2 * whole
    for mark in marks:
        low = max(0, mark.start - around)
        high = min(len(text), mark.end + around, low + left)
        if keep and low <= keep[-1][1]:
            low = keep[-1][1]
        if high > low:
            keep.append((low, high))
            left -= high - low
        if left <= 0:
            break
    return _joined(keep)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for low, high in spans:
        if made and low <= made[-1][1]:
            made[-1] = (made[-1][0], max(high, made[-1][1]))
        else:
            made.append((low, high))
    return made
