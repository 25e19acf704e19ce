"""Judge chunk after chunk in this process."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from checker.batch.work import Chunk, Judge
from checker.storage import PreparedPost


def judge_all(
    judge: Judge, chunks: Iterable[Chunk]
) -> Generator[tuple[Chunk, list[PreparedPost]], None, None]:
    """Yield each chunk with the rows of its posts, in order."""
    for chunk in chunks:
        yield chunk, judge(chunk.tasks)
