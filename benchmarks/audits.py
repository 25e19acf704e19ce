"""Audits of many posts: speed beside ``palese check``, peak memory, and how fast pages answer.

Run from the root of the repository: ``python -m benchmarks audits [POSTS] [FEWER]``. It audits
the mix into SQLite twice (one worker and two), and a quarter of it once, so that the growth of
memory shows. Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import click
import msgspec

from benchmarks import mix

_RUN = "from checker.cli.main import entry; entry()"
_PROPERTIES = ("tier", "jurisdiction", "platform", "brand", "campaign", "topic", "month", "rule")
_PAUSE_S = 0.1


class Run(msgspec.Struct, frozen=True):
    """What a command cost: seconds by the clock and of CPU, and megabytes.

    ``largest_mb`` is the peak of the largest process, ``all_mb`` that of all of them together,
    where pages that processes share count for each.
    """

    seconds: float
    cpu: float
    largest_mb: float
    all_mb: float


def measure(folder: Path, *args: str, out: str | None = None) -> Run:
    """Run palese in a folder and return what it cost.

    Raises:
        RuntimeError: it failed.
    """
    environment = {**os.environ, "PALESE_CACHE_DIR": str(folder / "cache")}
    target = (folder / out).open("wb") if out else subprocess.DEVNULL
    begin = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, *args],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(Path.cwd())},
        stdin=subprocess.DEVNULL,
        stdout=target,
        stderr=subprocess.PIPE,
    )
    peaks = [0.0, 0.0]
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, over))
    watcher.start()
    _, said = process.communicate()
    over.set()
    watcher.join()
    seconds = time.perf_counter() - begin
    after = os.times()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(args)}: {said.decode(errors='replace')}")
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Run(seconds, cpu, *peaks)


def _watch(root: int, peaks: list[float], over: threading.Event) -> None:
    """Look at the memory of a process and those that it started, over and over (on Linux)."""
    while not over.wait(_PAUSE_S):
        sizes = [_resident_mb(pid) for pid in _family(root)]
        peaks[0] = max(peaks[0], *sizes)
        peaks[1] = max(peaks[1], sum(sizes))


def _family(root: int) -> list[int]:
    found, at = [root], 0
    while at < len(found):
        path = Path(f"/proc/{found[at]}/task/{found[at]}/children")
        with contextlib.suppress(OSError):
            found += [int(pid) for pid in path.read_text().split()]
        at += 1
    return found


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _tell(title: str, run: Run, posts: int = 0) -> None:
    speed = f"{posts / run.seconds:8,.0f} posts/s" if posts else " " * 16
    print(
        f"{title:34}{run.seconds:8.2f} s{run.cpu:9.2f} s CPU  {speed}"
        f"{run.largest_mb:8.0f} MB largest{run.all_mb:8.0f} MB all",
        flush=True,
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("posts", type=int, default=200_000)
@click.argument("fewer", type=int, default=50_000)
def main(posts: int, fewer: int) -> None:
    """Audit many posts and fewer: speed, memory, and how fast figures come."""
    with tempfile.TemporaryDirectory(prefix="palese-audits-") as name:
        folder = Path(name)
        lines = mix.make(posts)
        (folder / "all.jsonl").write_bytes(b"".join(lines))
        (folder / "fewer.jsonl").write_bytes(b"".join(lines[:fewer]))
        (folder / "one.jsonl").write_bytes(lines[0])
        del lines
        measure(folder, "check", "one.jsonl")  # compiles the rules
        check = ("check", "all.jsonl", "-j", "IT", "--format", "jsonl")
        _tell("check to a file", measure(folder, *check, out="verdicts.jsonl"), posts)
        for title, file, workers, number in (
            ("audit, one process", "all", "1", posts),
            ("audit, two workers", "all", "2", posts),
            ("audit of fewer, one process", "fewer", "1", fewer),
            ("audit of fewer, two workers", "fewer", "2", fewer),
        ):
            db = "sqlite:///fewer.db" if file == "fewer" else "sqlite:///all.db"
            options = ("--db", db, "--name", f"w{workers}", "--workers", workers)
            _tell(title, measure(folder, "audit", f"{file}.jsonl", "-j", "IT", *options), number)
        for by in _PROPERTIES:
            options = ("--by", by, "--db", "sqlite:///all.db")
            _tell(f"stats --by {by}", measure(folder, "stats", "w1", *options))
        _tell("compare", measure(folder, "compare", "w1", "w2", "--db", "sqlite:///all.db"))


if __name__ == "__main__":
    main()
