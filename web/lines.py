"""Lines over time, placed for templates: across in per cent of the width, upwards in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

HEIGHT = 200
"""Pixels between the lowest and the highest line of the chart."""

_MOST_POINTS = 150
_STEPS = (1, 2, 2.5, 5, 10)
_DAY_S = 86_400


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
    height: int = HEIGHT


def _axis(most: float) -> list[float]:
    """Return round values from zero to at least ``most``."""
    size = 1.0
    while size * 10 <= most / 4:
        size *= 10
    step = next((size * s for s in _STEPS if size * s * 4 >= most), size * 10)
    made = [0.0]
    while made[-1] < most:
        made.append(step * len(made))
    return made if len(made) > 1 else [0.0, 1.0]


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
    up = _axis(max(value for _, points in drawn for _, value in points))

    def x(moment: datetime) -> str:
        # Dots on the edges would be cut in half, so a little room is left at both sides.
        return f"{1 + 98 * (moment.timestamp() - first) / (last - first):.3f}%"

    def y(value: float) -> str:
        return f"{HEIGHT - HEIGHT * value / up[-1]:.2f}"

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
