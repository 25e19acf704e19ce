"""Judge chunks in worker processes; the answers come in the order of the chunks.

Each worker has a pipe of its own. A worker whose parent died, however it died, reads the end of
its pipe and leaves. Workers are spawned, so that they share nothing with the parent: no open
database, no threads.
"""

from __future__ import annotations

import gc
import multiprocessing
import queue
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from checker.batch.work import Chunk, Instructions, Judge, Task
from checker.errors import PaleseError
from checker.storage import PreparedPost

_AHEAD = 2
"""Chunks that a worker has at a time: one at work and one waiting."""

_PATIENCE_S = 5.0


class _Failure(msgspec.Struct, frozen=True):
    """What went wrong in a worker."""

    what: str


def judge_all(
    judge: Judge, chunks: Iterable[Chunk], workers: int
) -> Generator[tuple[Chunk, list[PreparedPost]], None, None]:
    """Yield each chunk with the rows of its posts, in order.

    No more than two chunks for each worker are in memory.

    Args:
        judge: does the work; each worker makes one that is equal.
        chunks: from any source; read in this process.
        workers: how many processes.

    Raises:
        PaleseError: a worker failed or ended.
    """
    processes = _Workers(judge.instructions(), workers)
    try:
        pending: deque[Chunk] = deque()
        received = 0
        for turn, chunk in enumerate(chunks):
            processes.send(turn, chunk.tasks)
            pending.append(chunk)
            if len(pending) >= _AHEAD * workers:
                yield pending.popleft(), processes.receive(received)
                received += 1
        while pending:
            yield pending.popleft(), processes.receive(received)
            received += 1
    finally:
        processes.close()


class _Workers:
    """Processes that take chunks in turn: the n-th goes to the n-th worker, and round again."""

    def __init__(self, instructions: Instructions, number: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection[Any, Any]] = []
        self._processes: list[multiprocessing.process.BaseProcess] = []
        try:
            for _ in range(number):
                ours, theirs = context.Pipe()
                self._pipes.append(ours)
                process = context.Process(target=_work, args=(theirs, instructions), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
        except BaseException:
            self.close()
            raise

    def send(self, turn: int, tasks: list[Task]) -> None:
        try:
            self._pipes[turn % len(self._pipes)].send(tasks)
        except OSError as error:
            raise _ended() from error

    def receive(self, turn: int) -> list[PreparedPost]:
        try:
            answer: list[PreparedPost] | _Failure = self._pipes[turn % len(self._pipes)].recv()
        except (EOFError, OSError) as error:
            raise _ended() from error
        if isinstance(answer, _Failure):
            raise PaleseError(
                "a worker process failed ({reason})",
                remedy="Go on with --resume --workers 1 to see whether it fails again",
                values={"reason": answer.what},
            )
        return answer

    def close(self) -> None:
        """Let the workers go; one that does not leave is stopped."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(_PATIENCE_S)
            if process.is_alive():
                process.terminate()
                process.join()


def _ended() -> PaleseError:
    return PaleseError(
        "a worker process ended before its work was done",
        remedy="Perhaps memory ran out: go on with --resume and fewer --workers",
    )


def _work(pipe: Connection[Any, Any], instructions: Instructions) -> None:
    """Be a worker: take chunks and answer each, until the parent has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    waiting: queue.SimpleQueue[list[Task] | None] = queue.SimpleQueue()
    # Chunks are taken in while another is judged or an answer is sent: a parent that sends
    # never waits for a worker that answers, which would be for ever.
    threading.Thread(target=_take_in, args=(pipe, waiting), daemon=True).start()
    judge: Judge | None = None
    while (tasks := waiting.get()) is not None:
        try:
            if judge is None:
                judge = instructions.judge()
                gc.freeze()  # the rules live as long as the process
            answer: list[PreparedPost] | _Failure = judge(tasks)
        except Exception as error:
            answer = _Failure(f"{type(error).__name__}: {error}")
        try:
            pipe.send(answer)
        except OSError:
            return


def _take_in(pipe: Connection[Any, Any], waiting: queue.SimpleQueue[list[Task] | None]) -> None:
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        waiting.put(None)
