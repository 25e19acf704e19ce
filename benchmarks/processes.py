"""Whole processes: how long ``palese check`` takes from start to end, and how much memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

JURISDICTION = "IT"
_RUN = "from checker.cli.main import entry; entry()"
_SPACY = "import spacy"
_WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class StartUp(msgspec.Struct, frozen=True):
    """``palese check`` of one caption beside ``python -c "import spacy"``, with the cache warm.

    ``cpu`` is the ratio of user and system time, ``wall`` that of the time that passes; both are
    medians over captions, ``worst`` is the slowest caption's ``cpu``. The times are milliseconds
    of CPU, here and now.
    """

    cpu: float
    wall: float
    worst: float
    rounds: int
    palese_ms: float
    spacy_ms: float
    python_ms: float


class Memory(msgspec.Struct, frozen=True):
    """Peak resident memory in MB: palese on the whole mix, and Python with spaCy and no more."""

    palese_mb: float
    spacy_mb: float


class _Cost(msgspec.Struct, frozen=True):
    cpu: float
    wall: float


def start_up(captions: Sequence[str], folder: Path) -> StartUp:
    """Measure start-up, one caption a round, in a scratch ``folder``."""
    drafts = []
    for number, caption in enumerate(captions):
        draft = folder / f"draft-{number}.txt"
        draft.write_text(caption, encoding="utf-8")
        drafts.append(draft)
    environment = {**os.environ, "PALESE_CACHE_DIR": str(folder / "cache")}
    _run(["-c", _RUN, "check", str(drafts[0]), "-j", JURISDICTION], environment)
    _run(["-c", _SPACY], environment)
    own, other, bare = [], [], []
    for draft in drafts:
        own.append(_run(["-c", _RUN, "check", str(draft), "-j", JURISDICTION], environment))
        other.append(_run(["-c", _SPACY], environment))
        bare.append(_run(["-c", "pass"], environment))
    ratios = [a.cpu / b.cpu for a, b in zip(own, other, strict=True)]
    return StartUp(
        cpu=median(ratios),
        wall=median(a.wall / b.wall for a, b in zip(own, other, strict=True)),
        worst=max(ratios),
        rounds=len(drafts),
        palese_ms=median(a.cpu for a in own) * 1e3,
        spacy_ms=median(b.cpu for b in other) * 1e3,
        python_ms=median(c.cpu for c in bare) * 1e3,
    )


def memory(lines: Sequence[bytes], folder: Path) -> Memory:
    """Measure the peak memory of ``palese check`` on a file of posts."""
    file = folder / "mix.jsonl"
    file.write_bytes(b"".join(lines))
    environment = {**os.environ, "PALESE_CACHE_DIR": str(folder / "cache")}
    call = ["-c", _RUN, "check", str(file), "-j", JURISDICTION, "--format", "jsonl"]
    return Memory(
        palese_mb=_peak(call, environment),
        spacy_mb=_peak(["-c", _SPACY], environment),
    )


def _run(arguments: Sequence[str], environment: dict[str, str]) -> _Cost:
    """Run Python to its end and return what that took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):  # 1 only says that there was something to object to
        raise RuntimeError(f"{' '.join(arguments[1:])}: {done.stderr.decode(errors='replace')}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _Cost(cpu, wall)


def _peak(arguments: Sequence[str], environment: dict[str, str]) -> float:
    """Return the peak memory of a process in MB, measured by a small one that starts it.

    A child's count begins with what its parent holds, so this process, which is large, cannot
    measure it.
    """
    done = subprocess.run(
        [sys.executable, "-c", _WATCH, sys.executable, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return int(done.stdout) / unit
