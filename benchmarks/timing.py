"""Taking turns: A B A B, CPU time, medians. What else the machine does then hits both alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median

import msgspec

Work = Callable[[Sequence[bytes]], bytes]


class Comparison(msgspec.Struct, frozen=True):
    """How much longer than palese a rival takes for a post: the median of the rounds.

    ``low`` and ``high`` are the rounds' extremes; ``posts`` is what the rival read in a round.
    The two times are microseconds of CPU for a post, here and now.
    """

    rival: str
    ratio: float
    low: float
    high: float
    rounds: int
    posts: int
    rival_us: float
    palese_us: float


def seconds(work: Work, lines: Sequence[bytes]) -> float:
    """Return the CPU time that ``work`` takes for one post of ``lines``, in seconds."""
    gc.collect()
    start = time.process_time()
    work(lines)
    return (time.process_time() - start) / len(lines)


def compare(
    palese: Work, rivals: dict[str, tuple[Work, int]], slices: Sequence[Sequence[bytes]]
) -> Iterator[Comparison]:
    """Let palese and each rival take turns, once for every slice.

    Args:
        palese: what is measured; warmed up already.
        rivals: by name, what it is measured against and every how many posts of a slice it gets
            (a slow one need not read them all); warmed up already.
        slices: the posts of each round.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in rivals}
    for lines in slices:
        for name, (rival, step) in rivals.items():
            own = seconds(palese, lines)
            times[name].append((own, seconds(rival, lines[::step])))
    for name, pairs in times.items():
        ratios = [other / own for own, other in pairs]
        yield Comparison(
            rival=name,
            ratio=median(ratios),
            low=min(ratios),
            high=max(ratios),
            rounds=len(pairs),
            posts=len(slices[0][:: rivals[name][1]]),
            rival_us=median(other for _, other in pairs) * 1e6,
            palese_us=median(own for own, _ in pairs) * 1e6,
        )
