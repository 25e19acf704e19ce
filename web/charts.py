"""Charts are drawn by the server as SVG; here are the figures that templates place.

Across, everything is in per cent of the width, so that a chart fits every window and its words
keep their size; upwards it is in pixels of a fixed height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from checker.batch.figures import Share
from checker.reports.bars import BarPart, stacked
from checker.reports.wording import ORDER
from checker.stats.prevalence import Prevalence

__all__ = [
    "BarPart",
    "LineChart",
    "ShareChart",
    "TimeChart",
    "columns",
    "over_time",
    "shares",
    "stacked",
    "trend",
]

HEIGHT = 190
"""Pixels between the lowest and the highest line of a chart over time."""

LINES_HEIGHT = 200
"""Pixels between the lowest and the highest line of a chart of lines."""

_TICKS = (1, 2, 2.5, 5, 10)
_MOST_LABELS = 5
_FEW_LABELS = 3
_MOST_POINTS = 150
_DAY_S = 86_400


class Tick(NamedTuple):
    """A line of an axis: where it is, and the value that stands there."""

    at: str
    value: float


class Row(NamedTuple):
    """A bar with its interval, from left to right."""

    name: str
    url: str | None
    share: Share
    width: str
    low: str
    high: str
    corrected: Prevalence | None = None


class ShareChart(NamedTuple):
    """Shares of groups, with a common axis that begins at zero."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


class Box(NamedTuple):
    """A part of a column."""

    verdict: str
    y: str
    height: str
    number: int


class Column(NamedTuple):
    """What stands over one month: a column of verdicts, or a share with its interval."""

    name: str
    url: str | None
    x: str
    middle: str
    width: str
    label: str
    """``all``, ``wide`` (only where there is room) or nothing: whether its name is written."""
    total: int
    boxes: tuple[Box, ...] = ()
    share: Share | None = None
    y: str = ""
    low: str = ""
    high: str = ""


class Stroke(NamedTuple):
    """The line from one share to the next."""

    x1: str
    y1: str
    x2: str
    y2: str


class TimeChart(NamedTuple):
    """Columns in order of time over a common axis."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    strokes: tuple[Stroke, ...] = ()
    height: int = HEIGHT


def nice(most: float, lines: int = 4) -> list[float]:
    """Return round values from zero to at least ``most``, for the lines of an axis."""
    if most <= 0:
        return [0.0, 1.0]
    size = 1.0
    while size * 10 <= most / lines:
        size *= 10
    while size > most / lines:
        size /= 10
    step = next(size * tick for tick in _TICKS if size * tick * lines >= most - 1e-12)
    made = [0.0]
    while made[-1] < most - 1e-12:
        made.append(round(len(made) * step, 10))
    return made


def _percent(value: float) -> str:
    return f"{100 * value:.3f}%"


def shares(rows: Sequence[tuple[str, str | None, Share, Prevalence | None]]) -> ShareChart:
    """Place shares with their intervals.

    Args:
        rows: name, address of what it stands for, share, and the corrected
            share where it is known, which the table behind the chart tells.
    """
    most = max((row[2].high for row in rows if row[2].of), default=1.0)
    axis = [value for value in nice(min(most, 1.0), 2) if value <= 1.0 + 1e-9]
    end = axis[-1] if axis[-1] >= min(most, 1.0) - 1e-9 else 1.0
    axis = axis if axis[-1] == end else [*axis, end]
    return ShareChart(
        tuple(
            Row(
                name,
                url,
                share,
                _percent((share.share or 0) / end),
                _percent(min(share.low / end, 1.0)),
                _percent(min(share.high / end, 1.0)),
                corrected,
            )
            for name, url, share, corrected in rows
        ),
        tuple(Tick(_percent(value / end), value) for value in axis),
    )


def _places(number: int) -> list[tuple[str, str, str, str]]:
    """Return x, middle, width and label of each of so many columns."""
    step = 1 / max(1, number)
    broad = min(step * 0.74, 0.09)
    every, seldom = -(-number // _MOST_LABELS), -(-number // _FEW_LABELS)
    seldom = -(-seldom // every) * every
    made = []
    for place in range(number):
        middle = (place + 0.5) * step
        label = "all" if place % seldom == 0 else "wide" if place % every == 0 else ""
        made.append((_percent(middle - broad / 2), _percent(middle), _percent(broad), label))
    return made


def columns(
    rows: Sequence[tuple[str, str | None, Mapping[str, int]]],
) -> TimeChart:
    """Place columns of verdicts, the gravest at the foot.

    Args:
        rows: name of the month, address of its posts, and how many of each verdict.
    """
    totals = [sum(counts.values()) for _, _, counts in rows]
    axis = [value for value in nice(max(totals, default=0)) if value == int(value)]
    axis = axis if len(axis) > 1 else [0.0, 1.0]
    scale = HEIGHT / axis[-1]
    made = []
    for (name, url, counts), total, place in zip(rows, totals, _places(len(rows)), strict=True):
        boxes, below = [], 0
        for verdict in ORDER:
            number = counts.get(verdict, 0)
            if number:
                below += number
                boxes.append(
                    Box(verdict, f"{HEIGHT - below * scale:.2f}", f"{number * scale:.2f}", number)
                )
        made.append(Column(name, url, *place, total, tuple(boxes)))
    ticks = tuple(Tick(f"{HEIGHT - value * scale:.2f}", value) for value in axis)
    return TimeChart(tuple(made), ticks)


def trend(rows: Sequence[tuple[str, str | None, Share]]) -> TimeChart:
    """Place shares over time with their intervals, joined where months follow each other."""
    most = min(1.0, max((share.high for _, _, share in rows if share.of), default=1.0))
    axis = [value for value in nice(most) if value <= 1.0 + 1e-9]
    axis = axis if axis[-1] >= most - 1e-9 else [*axis, 1.0]
    scale = HEIGHT / axis[-1]
    made: list[Column] = []
    strokes = []
    for (name, url, share), place in zip(rows, _places(len(rows)), strict=True):
        heights = [
            f"{HEIGHT - value * scale:.2f}" for value in (share.share or 0, share.low, share.high)
        ]
        column = Column(name, url, *place, share.of, (), share, *heights)
        if made and share.of and made[-1].total:
            strokes.append(Stroke(made[-1].middle, made[-1].y, column.middle, column.y))
        made.append(column)
    ticks = tuple(Tick(f"{HEIGHT - value * scale:.2f}", value) for value in axis)
    return TimeChart(tuple(made), ticks, tuple(strokes))


class Dot(NamedTuple):
    """A value at a moment, and where it stands."""

    moment: datetime
    value: float
    x: str
    y: str


class Line(NamedTuple):
    """A series; ``style`` is the number of its colour."""

    name: str
    style: int
    dots: tuple[Dot, ...]


class Mark(NamedTuple):
    """A line of an axis and what stands there."""

    at: str
    value: float | datetime
    anchor: str = "middle"


class LineChart(NamedTuple):
    """Series over a common axis that begins at zero."""

    lines: tuple[Line, ...]
    up: tuple[Mark, ...]
    across: tuple[Mark, ...]
    height: int = LINES_HEIGHT


def over_time(series: Sequence[tuple[str, Sequence[tuple[datetime, float]]]]) -> LineChart | None:
    """Place series of values over time; ``None`` when there is no value at all.

    Args:
        series: name, and moments (with time zone, in order) with values from 0 on. Of very many
            values every so many are drawn, the first and the last always.
    """
    drawn = [(name, _thinned(points)) for name, points in series if points]
    if not drawn:
        return None
    moments = [moment.timestamp() for _, points in drawn for moment, _ in points]
    first, last = min(moments), max(moments)
    if last - first < _DAY_S:  # one count alone stands in the middle
        first, last = first - _DAY_S, last + _DAY_S
    up = nice(max(value for _, points in drawn for _, value in points))

    def x(moment: datetime) -> str:
        # Dots on the edges would be cut in half, so a little room is left at both sides.
        return f"{1 + 98 * (moment.timestamp() - first) / (last - first):.3f}%"

    def y(value: float) -> str:
        return f"{LINES_HEIGHT - LINES_HEIGHT * value / up[-1]:.2f}"

    ends = [datetime.fromtimestamp(at, UTC) for at in (first, (first + last) / 2, last)]
    return LineChart(
        tuple(
            Line(name, number % 4, tuple(Dot(m, v, x(m), y(v)) for m, v in points))
            for number, (name, points) in enumerate(drawn)
        ),
        tuple(Mark(y(value), value) for value in up),
        tuple(
            Mark(x(moment), moment, anchor)
            for moment, anchor in zip(ends, ("start", "middle", "end"), strict=True)
        ),
    )


def _thinned(points: Sequence[tuple[datetime, float]]) -> Sequence[tuple[datetime, float]]:
    every = -(-len(points) // _MOST_POINTS)
    kept = points[::every]
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]
