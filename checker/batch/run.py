"""Run an audit from its files into the database, or go on with one that was stopped."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any

import msgspec

import checker
from checker.batch import processes, serial
from checker.batch.across import check_across
from checker.batch.inputs import InputFile, ReadChunk, read_chunks
from checker.batch.memory import give_back
from checker.batch.work import Chunk, Judge, Task
from checker.engine import Engine
from checker.importers.mapping import Mapping
from checker.importers.records import Problem
from checker.storage import (
    AuditWriter,
    ConflictError,
    Database,
    NotFoundError,
    Session,
    audits,
    authors,
    brands,
)
from checker.storage.compare import keep_latest_changes
from checker.storage.records import Audit

SMALL_BYTES = 4_000_000
"""Inputs smaller than this are judged before a second process would have started."""

_MOST_WORKERS = 8
_MAPPING = "mapping"


class ChangedError(ConflictError):
    """An audit cannot go on, because what it rests on is not what it was when it began."""


def default_workers(files: Sequence[InputFile]) -> int:
    """Return how many processes suit these files and this machine."""
    if sum(file.size or 0 for file in files) < SMALL_BYTES:
        return 1
    return max(1, min(os.cpu_count() or 1, _MOST_WORKERS))


def begin(
    session: Session,
    name: str,
    files: Sequence[InputFile],
    engine: Engine,
    codes: tuple[str, ...],
    *,
    mapping: Mapping | None = None,
    resume: bool = False,
    options: dict[str, Any] | None = None,
) -> Audit:
    """Begin an audit, or find the one to go on with.

    Args:
        session: of :meth:`Database.write`.
        name: of the audit.
        files: its inputs.
        engine: with the rules to judge by.
        codes: jurisdictions; none: each post under its own regime.
        mapping: how the columns of tables are to be read; its digest is kept with the audit.
        resume: go on with the audit of this name; when there is none, begin it.
        options: what else is kept with an audit that begins.

    Raises:
        ConflictError: there is one of this name and ``resume`` is not asked for.
        ChangedError: its inputs, mapping, rules, jurisdictions, version or records are not what
            they were.
        UsageError: the name cannot be used.
    """
    options = dict(options or {})
    if mapping is not None:
        options[_MAPPING] = sha256(msgspec.json.encode(mapping, order="sorted")).hexdigest()
    if resume:
        try:
            audit = audits.get_audit(session, name)
        except NotFoundError:
            pass
        else:
            _must_be_the_same(audit, files, engine, codes)
            _must_be_equal(
                audit,
                audit.options.get(_MAPPING),
                options.get(_MAPPING),
                "the audit {name} cannot go on: another mapping is given",
            )
            if audit.state == "running" and not any(given.lines for given in audit.inputs):
                # Nothing is judged yet, so nothing rests on the records as they were.
                return audits.take_records(session, audit.id)
            if audit.state == "running":
                _must_be_equal(
                    audit,
                    audit.creators_digest,
                    audits.creators_digest(session),
                    "the audit {name} cannot go on: the records of creators, brands and "
                    "collaborations have changed",
                )
            return audit
    return audits.create_audit(
        session,
        name,
        inputs=[file.as_input() for file in files],
        jurisdictions=codes,
        ruleset=engine.pack.digest,
        engine=checker.__version__,
        options=options,
    )


def _must_be_the_same(
    audit: Audit, files: Sequence[InputFile], engine: Engine, codes: tuple[str, ...]
) -> None:
    """Raise unless going on gives what one run would have given."""
    if audit.state == "cancelled":
        raise ConflictError(
            "the audit {name} was cancelled",
            remedy="Begin another under a new --name",
            values={"name": repr(audit.name)},
        )
    _must_be_equal(
        audit, len(audit.inputs), len(files),
        "the audit {name} cannot go on: it has {number} inputs, not {given}",
        number=len(audit.inputs), given=len(files),
    )  # fmt: skip
    for was, now in zip(audit.inputs, files, strict=True):
        _must_be_equal(
            audit, PurePath(was.path).name, PurePath(now.shown).name,
            "the audit {name} cannot go on: its input {number} is {file}, not {given}",
            number=was.ordinal + 1, file=was.path, given=now.shown,
        )  # fmt: skip
        _must_be_equal(
            audit, (was.size, was.sha256), (now.size, now.sha256),
            "the audit {name} cannot go on: {file} has changed", file=now.shown,
        )  # fmt: skip
    _must_be_equal(
        audit, audit.ruleset, engine.pack.digest,
        "the audit {name} cannot go on: the rules have changed",
    )  # fmt: skip
    if audit.jurisdictions:
        _must_be_equal(
            audit, audit.jurisdictions, codes,
            "the audit {name} cannot go on: it judges under {codes}",
            codes=", ".join(audit.jurisdictions),
        )  # fmt: skip
    else:
        _must_be_equal(
            audit, audit.jurisdictions, codes,
            "the audit {name} cannot go on: it judges under the regime of each post",
        )  # fmt: skip
    _must_be_equal(
        audit, audit.engine, checker.__version__,
        "the audit {name} cannot go on: it was begun by palese {engine}", engine=audit.engine,
    )  # fmt: skip


def _must_be_equal(audit: Audit, before: object, now: object, what: str, **values: object) -> None:
    if before != now:
        raise ChangedError(
            what,
            remedy="Put that back as it was, or begin another audit under a new --name",
            values={"name": repr(audit.name), **values},
        )


def run(
    database: Database,
    audit: Audit,
    files: Sequence[InputFile],
    engine: Engine,
    *,
    mapping: Mapping | None = None,
    workers: int = 1,
    on_problem: Callable[[Problem], None],
    on_progress: Callable[[int, int], None],
) -> Audit:
    """Judge what is left of an audit's inputs, store it, look across its posts, and close it.

    Args:
        database: this process is the only one to write to the audit.
        audit: as :func:`begin` returned it.
        files: its inputs.
        engine: with the same rules.
        mapping: as for :func:`begin`.
        workers: processes to judge in; 1: this one.
        on_problem: is told of each problem with an input that is not stored yet.
        on_progress: is told of the bytes read and the posts stored after each batch.

    Returns:
        The audit as it is stored.

    Raises:
        ConflictError: another program wrote to the audit.
        InputError: a file changed while it was read.
        StorageError: the database failed; the audit can be resumed.
        PaleseError: a worker failed; the audit can be resumed.
    """
    if audit.state != "running":
        return audit
    index = database.consult(brands.brand_index)
    judge = Judge(engine, audit.jurisdictions, index)
    writer = AuditWriter(database, audit.id)
    chunks = _chunks(database, audit, files, engine, mapping, on_problem)
    gc.freeze()  # the rules live as long as the process; the collector need not walk them
    judged = (
        serial.judge_all(judge, chunks)
        if workers == 1
        else processes.judge_all(judge, chunks, workers)
    )
    try:
        for chunk, prepared in judged:
            writer.add_batch(prepared, chunk.cursor, chunk.problems)
            on_progress(chunk.bytes_read, writer.posts)
    finally:
        judged.close()
        gc.unfreeze()
    engine.forget()  # the checks across posts take the room of the expressions
    give_back()
    check_across(database, audit.id)
    writer.finish()
    keep_latest_changes(database, audit.id)
    return database.consult(lambda session: audits.get_audit(session, audit.id))


def _chunks(
    database: Database,
    audit: Audit,
    files: Sequence[InputFile],
    engine: Engine,
    mapping: Mapping | None,
    on_problem: Callable[[Problem], None],
) -> Iterator[Chunk]:
    """Yield what is left to do, with what is on record of the authors."""
    before = 0
    for file, stored in zip(files, audit.inputs, strict=True):
        for read in read_chunks(file, stored, on_problem, mapping):
            tasks = _tasks(database, engine, read)
            yield Chunk(tasks, read.cursor, read.problems, before + read.bytes_read)
        before += file.size or 0


def _tasks(database: Database, engine: Engine, read: ReadChunk) -> list[Task]:
    posts = [engine.canonical(post) for post, _ in read.posts]
    if not posts:
        return []
    facts = database.consult(lambda session: authors.resolve(session, posts))
    return [
        Task(post, line, known)
        for post, (_, line), known in zip(posts, read.posts, facts, strict=True)
    ]
