"""Where palese's time goes, by stage: the stack is looked at every few milliseconds of CPU time.

Looking from time to time, rather than timing every call, leaves the program as fast as it is and
asks nothing of its inside but the names of its modules.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from pathlib import PurePath
from types import FrameType

INTERVAL = 0.001
"""Seconds of CPU time between two looks; the system may make it longer."""

STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("read", ("checker/importers/",)),
    ("normalise", ("checker/text/normalise.py", "checker/text/names.py")),
    ("tags, links, words", ("checker/text/segment.py",)),
    ("language", ("checker/language.py",)),
    ("prefilter", ("checker/match/prefilter.py", "checker/rulepack/template.py")),
    ("expressions", ("checker/match/patterns.py",)),
    ("spaCy tokens", ("checker/match/tokens.py",)),
    ("word list", ("checker/match/lexicon.py", "checker/match/placeholders.py")),
    ("personal codes", ("checker/match/codes.py",)),
    ("other matching", ("checker/match/",)),
    ("judge", ("checker/judge/", "checker/creators/")),
    ("write", ("checker/reports/",)),
    ("engine", ("checker/",)),
)
"""Stage and the files that belong to it; the first that fits counts."""

OTHER = "outside palese"


def shares(work: Callable[[], object]) -> dict[str, float]:
    """Run ``work`` and return each stage's share of the CPU time.

    A look is booked on the innermost function of palese, so that what spaCy or RE2 do counts for
    the stage that called them. Needs the main thread and a system with interval timers.
    """
    looks: Counter[str] = Counter()
    names: dict[str, str] = {}

    def look(_number: int, frame: FrameType | None) -> None:
        while frame is not None:
            file = frame.f_code.co_filename
            stage = names.get(file)
            if stage is None:
                stage = names[file] = _stage(file)
            if stage != OTHER:
                looks[stage] += 1
                return
            frame = frame.f_back
        looks[OTHER] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)
    total = sum(looks.values()) or 1
    order = [name for name, _ in STAGES] + [OTHER]
    return {name: looks[name] / total for name in order if looks[name]}


def _stage(file: str) -> str:
    path = PurePath(file).as_posix()
    for name, places in STAGES:
        if any(f"/{place}" in path for place in places):
            return name
    return OTHER
