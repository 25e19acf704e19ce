"""A small audit in the database of the application, for pages that show one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from checker.batch import inputs, run
from checker.engine import Engine
from checker.storage import Database
from checker.storage.records import Audit
from tests.batch.made import post, write


def audited(
    database: Database,
    engine: Engine,
    folder: Path,
    *,
    name: str = "Spring",
    number: int = 30,
    codes: tuple[str, ...] = ("IT",),
    **known: Any,
) -> Audit:
    """Run an audit of so many posts and return it."""
    file = write(folder / f"{name}.jsonl", *[post(i, **known) for i in range(number)])
    files = inputs.look_at([file])
    with database.write() as session:
        audit = run.begin(session, name, files, engine, codes)
    return run.run(
        database, audit, files, engine, on_problem=lambda _: None, on_progress=lambda *_: None
    )
