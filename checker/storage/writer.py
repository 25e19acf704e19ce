"""Write an audit, batch by batch, so that stopping at any instant loses or doubles nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.orm import Session

from checker.storage import sets
from checker.storage.bulk import add_rows
from checker.storage.errors import ConflictError, NotFoundError, StorageError
from checker.storage.keys import row_id
from checker.storage.records import AuditState, Cursor, InputProblem
from checker.storage.rows import AuditedPost, PreparedPost, prepare_all
from checker.storage.session import Database
from checker.storage.tables import (
    AuditRow,
    FindingRow,
    InputRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    PostWordsRow,
    ProblemRow,
    VerdictBodyRow,
    VerdictRow,
    utc_now,
)
from checker.storage.words import as_vector

_encode = msgspec.json.encode

Rows = dict[Any, list[dict[str, Any]]]

_ORDER = (
    PostRow,
    PostBodyRow,
    PostWordsRow,
    PostBrandRow,
    VerdictRow,
    VerdictBodyRow,
    FindingRow,
    ProblemRow,
)
_COUNTED = ("posts", "verdicts", "findings", "problems")


class AuditWriter:
    """The only writer of a running audit.

    Args:
        database: where to write.
        audit_id: an audit whose state is ``running``.

    Raises:
        NotFoundError: there is no such audit.
        StorageError: it is not running, or the database failed.
    """

    def __init__(self, database: Database, audit_id: int) -> None:
        self._database = database
        self.audit_id = audit_id
        with database.read() as session:
            audit = _audit(session, audit_id)
            if audit.state != "running":
                raise StorageError(
                    f"the audit {audit.name!r} is {audit.state}",
                    where=database.where,
                    remedy="Give the new audit a name of its own",
                )
            self._name = audit.name
            self._counts = {name: int(getattr(audit, name)) for name in _COUNTED}

    @property
    def posts(self) -> int:
        """Posts stored so far."""
        return self._counts["posts"]

    def add_batch(
        self,
        posts: Sequence[AuditedPost | PreparedPost],
        cursor: Cursor,
        problems: Sequence[InputProblem] = (),
    ) -> None:
        """Store posts of one input with their verdicts, and how far it has been read.

        All of it is stored in one transaction, or nothing. A batch whose connection broke is
        sent once more, unless it had arrived.

        Args:
            posts: of the input that the cursor names, in the order of its lines; prepared by
                :func:`checker.storage.rows.prepare` in a worker, or not yet.
            cursor: how far the input has been read with this batch.
            problems: what was wrong with lines of this input.

        Raises:
            ConflictError: somebody else has written to this audit meanwhile.
            LockedError, FullError, LostConnectionError, StorageError: the database failed;
                nothing of the batch was written.
        """
        before = self._counts
        rows, after = self._rows(prepare_all(posts), cursor, problems)

        def step(session: Session) -> None:
            if self._advance(session, before, after, cursor):
                for table in _ORDER:
                    if rows[table]:
                        add_rows(session.connection(), table, rows[table])

        self._database.transact(step)
        self._counts = after

    def _advance(
        self, session: Session, before: dict[str, int], after: dict[str, int], cursor: Cursor
    ) -> bool:
        """Claim the numbers of the batch's rows; false when the batch is stored already."""
        audit = session.connection().execute(
            update(AuditRow.__table__)  # type: ignore[arg-type]
            .where(
                AuditRow.id == self.audit_id,
                AuditRow.state == "running",
                *(getattr(AuditRow, name) == before[name] for name in _COUNTED),
            )
            .values(**after)
        )
        values = {"lines": cursor.lines, "position": cursor.position, "done": cursor.done}
        mine = (InputRow.audit_id == self.audit_id, InputRow.ordinal == cursor.input)
        if audit.rowcount == 1:
            moved = session.connection().execute(
                update(InputRow.__table__)  # type: ignore[arg-type]
                .where(*mine, InputRow.lines <= cursor.lines)
                .values(**values)
            )
            if moved.rowcount == 1:
                return True
        else:
            now = _audit(session, self.audit_id)
            there = session.get(InputRow, (self.audit_id, cursor.input))
            if (
                there is not None
                and all(getattr(now, name) == after[name] for name in _COUNTED)
                and all(getattr(there, name) == value for name, value in values.items())
            ):
                return False
        raise ConflictError(
            "another program is writing to the audit {name}, or has ended it",
            where=self._database.where,
            remedy="Let only one run write to an audit, then go on with --resume",
            values={"name": repr(self._name)},
        )

    def _rows(
        self, posts: Sequence[PreparedPost], cursor: Cursor, problems: Sequence[InputProblem]
    ) -> tuple[Rows, dict[str, int]]:
        """Number the rows of a batch and sort them by table."""
        audit = self.audit_id
        rows: Rows = {table: [] for table in _ORDER}
        post_rows, body_rows, brand_rows = rows[PostRow], rows[PostBodyRow], rows[PostBrandRow]
        word_rows, sqlite = rows[PostWordsRow], self._database.is_sqlite
        verdict_rows, finding_rows = rows[VerdictRow], rows[FindingRow]
        verdict_bodies = rows[VerdictBodyRow]
        post_id, verdict_id, finding_id, problem_id = (
            row_id(audit, self._counts[name]) for name in _COUNTED
        )
        for prepared in posts:
            post_id += 1
            post_rows.append(
                {"id": post_id, "audit_id": audit, "input": cursor.input, **prepared.post}
            )
            url, text, document, words = prepared.body
            body_rows.append({"post_id": post_id, "url": url, "text": text, "document": document})
            word_rows.append({"post_id": post_id, "words": words if sqlite else as_vector(words)})
            for key, name, brand_id, source in prepared.brands:
                brand_rows.append(
                    {
                        "post_id": post_id,
                        "brand_key": key,
                        "audit_id": audit,
                        "brand": name,
                        "brand_id": brand_id,
                        "source": source,
                    }
                )
            for verdict, body, findings in prepared.verdicts:
                verdict_id += 1
                mine = {"id": verdict_id, "audit_id": audit, "post_id": post_id}
                verdict_rows.append({**mine, **verdict})
                verdict_bodies.append({"verdict_id": verdict_id, "document": body})
                for finding in findings:
                    finding_id += 1
                    finding_rows.append(
                        {
                            "id": finding_id,
                            "audit_id": audit,
                            "verdict_id": verdict_id,
                            "post_id": post_id,
                            **finding,
                        }
                    )
        for problem in problems:
            problem_id += 1
            rows[ProblemRow].append(
                {
                    "id": problem_id,
                    "audit_id": audit,
                    "input": cursor.input,
                    "line": problem.line,
                    "level": problem.level,
                    "what": problem.what,
                    "remedy": problem.remedy,
                    "told": None if problem.told is None else _encode(problem.told).decode(),
                }
            )
        ends = (post_id, verdict_id, finding_id, problem_id)
        start = row_id(audit, 0)
        return rows, {name: end - start for name, end in zip(_COUNTED, ends, strict=True)}

    def finish(self, state: AuditState = "done") -> None:
        """Close the audit as ``done`` or ``cancelled``.

        Raises:
            ConflictError: somebody else has closed it meanwhile.
            StorageError: the database failed.
        """
        if state == "done":
            sets.build(self._database, self.audit_id)

        def step(session: Session) -> None:
            audit = _audit(session, self.audit_id)
            if audit.state == "running":
                audit.state = state
                audit.finished_at = utc_now()
            elif audit.state != state:
                raise ConflictError(
                    f"the audit {self._name!r} is {audit.state} already",
                    where=self._database.where,
                )

        self._database.transact(step)


def _audit(session: Session, audit_id: int) -> AuditRow:
    audit = session.get(AuditRow, audit_id)
    if audit is None:
        raise NotFoundError(f"there is no audit number {audit_id}", remedy="See palese audits")
    return audit
