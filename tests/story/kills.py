"""Runs an audit in processes that are killed at random moments, until it is done.

Called as ``python -m tests.story.kills URL FILE NAME KILLS SEED``. The rules are loaded once;
each attempt is a process of its own, forked from this one, and is killed by SIGKILL at a moment
drawn beforehand: just before or just after any statement or transaction. Prints one line of JSON:
how many were killed, and how many posts were stored after each.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine as Sql
from sqlalchemy import event

from checker.batch import inputs, run
from checker.engine import Engine
from checker.importers.read import ReadPost, read_posts
from checker.storage import Database, NotFoundError, audits, writer
from checker.storage.bulk import add_rows

CHUNK = 5


def audit(url: str, file: str, name: str, engine: Engine) -> None:
    """Begin the audit or go on with it, to its end."""
    inputs.MOST_ITEMS = CHUNK
    found = inputs.look_at([file])
    with Database.open(url) as database:
        with database.write() as session:
            made = run.begin(session, name, found, engine, (), resume=True)
        run.run(
            database, made, found, engine, on_problem=lambda _: None, on_progress=lambda *_: None
        )


def _at_every_moment(act: Callable[[], None]) -> None:
    """Have something done before and after every statement, copy and transaction."""

    def hook(*_: Any) -> None:
        act()

    for name in ("before_cursor_execute", "after_cursor_execute", "begin", "commit", "rollback"):
        event.listen(Sql, name, hook)

    def rows(*given: Any) -> None:
        act()
        add_rows(*given)
        act()

    writer.add_rows = rows  # type: ignore[attr-defined]


def _attempt(moment: int, work: Callable[[], None]) -> int:
    """Do the work in a process that kills itself at a moment; return how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    passed = 0

    def act() -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    _at_every_moment(act)
    work()
    os._exit(0)


def _moments(url: str, file: str, engine: Engine) -> int:
    """Return how many moments a whole audit of the file has."""
    reader, sender = os.pipe()
    if not os.fork():
        passed = [0]
        _at_every_moment(lambda: passed.__setitem__(0, passed[0] + 1))
        audit(url, file, "counted", engine)
        os.write(sender, str(passed[0]).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reader, 20))


def main(url: str, file: str, name: str, kills: int, seed: int) -> None:
    """Kill so many attempts, then let one end."""
    engine = Engine()
    for item in read_posts(file):  # what the engine makes when first needed, all attempts share
        if isinstance(item, ReadPost):
            engine.check(item.post)
    Database.open(url).close()  # making the tables is another story
    total = _moments(url, file, engine)
    dice = random.Random(seed)
    stored: list[int] = []
    while len(stored) < kills:
        status = _attempt(dice.randint(1, total // 10), lambda: audit(url, file, name, engine))
        if not os.WIFSIGNALED(status):
            raise SystemExit(f"attempt {len(stored) + 1} ended before it was killed")
        with Database.open(url) as database, database.read() as session:
            try:
                stored.append(audits.get_audit(session, name).posts)
            except NotFoundError:
                stored.append(0)
    audit(url, file, name, engine)
    print(json.dumps({"killed": len(stored), "moments": total, "stored": stored}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
