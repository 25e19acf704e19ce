"""WebVTT subtitles to running text."""

from __future__ import annotations

import html
import re
from pathlib import Path

import msgspec

from checker import settings

MAX_BYTES = 20_000_000
"""Largest file of subtitles that is read."""

_TIMES = re.compile(
    r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})"
)
_TAG = re.compile(r"<[^>]*>")


class Transcript(msgspec.Struct, frozen=True):
    """What is said, with the seconds at which the first and the last of it are."""

    text: str
    start_s: float
    end_s: float


def read(path: Path) -> list[Transcript]:
    """Return the text of a file, in pieces no longer than a segment may be.

    Automatic subtitles repeat each line while the next one rolls in; it is kept once.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not UTF-8.
        ValueError: it is larger than :data:`MAX_BYTES`, or has no subtitles.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    found: list[Transcript] = []
    lines: list[str] = []
    size = 0
    first = last = 0.0
    times: re.Match[str] | None = None
    before = ""
    for raw in data.decode("utf-8-sig").splitlines():
        timed = _TIMES.match(raw.strip())
        if timed:
            times = timed
            continue
        line = " ".join(html.unescape(_TAG.sub("", raw)).split())
        if not raw:  # a line of one space, which automatic subtitles have, ends no cue
            times = None
        if times is None or not line or line == before:
            continue
        before = line
        if lines and size + len(line) + 1 > settings.MAX_TEXT:
            found.append(Transcript("\n".join(lines), first, last))
            lines, size = [], 0
        if not lines:
            first = _seconds(times, 1)
        last = _seconds(times, 5)
        lines.append(line[: settings.MAX_TEXT])
        size += len(line) + 1
    if lines:
        found.append(Transcript("\n".join(lines), first, last))
    if not found:
        raise ValueError("it holds no subtitles")
    return found


def _seconds(times: re.Match[str], group: int) -> float:
    hours, minutes, seconds, thousandths = (int(times[group + n] or 0) for n in range(4))
    return 3600 * hours + 60 * minutes + seconds + thousandths / 1000
