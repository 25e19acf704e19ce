"""Audits: begin, find, list and remove them, and read back what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.model import Post
from checker.storage.crossposts import list_cross_findings
from checker.storage.documents import join
from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.fields import present, required
from checker.storage.keys import id_range
from checker.storage.records import Audit, AuditInput, InputProblem, StoredFinding
from checker.storage.tables import (
    AccountRow,
    AuditRow,
    Base,
    BrandNameRow,
    BrandRow,
    CampaignRow,
    CollaborationRow,
    CreatorRow,
    CreatorTopicRow,
    FindingRow,
    InputRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    PostWordsRow,
    ProblemRow,
    SnapshotRow,
    VerdictBodyRow,
    VerdictRow,
)

_PAGE = 2000
_told = msgspec.json.Decoder(tuple[str, str, dict[str, str]]).decode


def create_audit(
    session: Session,
    name: str,
    *,
    inputs: Sequence[AuditInput],
    ruleset: str,
    engine: str,
    jurisdictions: Sequence[str] = (),
    options: dict[str, Any] | None = None,
) -> Audit:
    """Begin an audit, and note the state of the creators on record.

    Args:
        session: of :meth:`Database.write`.
        name: unique, and no number, since audits are also called by theirs.
        inputs: the files, ordinals from 0.
        ruleset: digest of the rules.
        engine: version of the program.
        jurisdictions: codes; none: each post under its own regime.
        options: whatever else the run was started with.

    Raises:
        ConflictError: there is an audit of this name.
        UsageError: the name is empty, too long or a number.
    """
    name = required(name, "name of an audit", 200)
    if name.isdigit():
        raise UsageError(
            "an audit cannot be called {name}",
            remedy="Put a word into its name",
            values={"name": repr(name)},
        )
    if session.scalar(select(AuditRow.id).where(AuditRow.name == name)) is not None:
        raise ConflictError(
            "there is an audit called {name} already",
            remedy="Give another --name, or go on with --resume",
            values={"name": repr(name)},
        )
    row = AuditRow(
        name=name,
        state="running",
        jurisdictions=list(jurisdictions),
        ruleset=ruleset,
        engine=engine,
        options=dict(options or {}),
        creators_digest=creators_digest(session),
        posts=0,
        verdicts=0,
        findings=0,
        problems=0,
    )
    session.add(row)
    session.flush()
    for given in inputs:
        session.add(InputRow(audit_id=row.id, **msgspec.structs.asdict(given)))
    session.flush()
    return get_audit(session, row.id)


def take_records(session: Session, audit_id: int) -> Audit:
    """Let an audit that has judged nothing yet rest on the records as they are now.

    Raises:
        NotFoundError: there is no such audit.
    """
    row = present(session, AuditRow, audit_id, "audit")
    row.creators_digest = creators_digest(session)
    session.flush()
    return get_audit(session, audit_id)


def creators_digest(session: Session) -> str:
    """Return the SHA-256 of what is on record of creators, brands and collaborations.

    The same records give the same digest in any database, whatever order they came in, provided
    that they have the same numbers.
    """
    total = hashlib.sha256()
    for table in (
        CreatorRow,
        CreatorTopicRow,
        AccountRow,
        SnapshotRow,
        BrandRow,
        BrandNameRow,
        CampaignRow,
        CollaborationRow,
    ):
        target = table.__table__
        assert isinstance(target, Table)
        columns = [c for c in target.columns if c.name not in ("created_at", "version")]
        total.update(f"{target.name}\n".encode())
        for row in session.execute(select(*columns).order_by(*target.primary_key.columns)):
            values = [
                sorted(value.items()) if isinstance(value, dict) else value for value in tuple(row)
            ]
            total.update(msgspec.json.encode(values) + b"\n")
    return f"sha256:{total.hexdigest()}"


def get_audit(session: Session, audit: int | str) -> Audit:
    """Return an audit by its number or its name (a name of digits is a number).

    Raises:
        NotFoundError: there is no such audit.
    """
    row: AuditRow | None
    if isinstance(audit, int) or audit.isdecimal():
        number = int(audit)
        row = session.get(AuditRow, number) if number < 2**31 else None
    else:
        row = session.scalar(select(AuditRow).where(AuditRow.name == audit.strip()))
    if row is None:
        raise NotFoundError(f"there is no audit {audit!r}", remedy="Give its name or its number")
    return _record(session, row)


def list_audits(session: Session) -> list[Audit]:
    """Return every audit, newest first."""
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).all()
    return [_record(session, row) for row in rows]


def _record(session: Session, row: AuditRow) -> Audit:
    inputs = session.scalars(
        select(InputRow).where(InputRow.audit_id == row.id).order_by(InputRow.ordinal)
    )
    return Audit(
        row.id,
        row.name,
        row.created_at,
        row.finished_at,
        row.state,  # type: ignore[arg-type]
        tuple(row.jurisdictions),
        row.ruleset,
        row.engine,
        dict(row.options),
        row.creators_digest,
        row.posts,
        row.verdicts,
        row.findings,
        row.problems,
        tuple(
            AuditInput(i.ordinal, i.path, i.size, i.sha256, i.lines, i.position, i.done)
            for i in inputs
        ),
    )


def delete_audit(session: Session, audit_id: int) -> None:
    """Remove an audit with everything in it; waivers stay.

    Raises:
        NotFoundError: there is no such audit.
    """
    row = present(session, AuditRow, audit_id, "audit")
    low, high = id_range(audit_id)
    # The large tables go first and by range; what is left falls with the audit.
    ranges: tuple[tuple[type[Base], Any], ...] = (
        (FindingRow, FindingRow.id),
        (VerdictBodyRow, VerdictBodyRow.verdict_id),
        (VerdictRow, VerdictRow.id),
        (PostBrandRow, PostBrandRow.post_id),
        (PostWordsRow, PostWordsRow.post_id),
        (PostBodyRow, PostBodyRow.post_id),
        (PostRow, PostRow.id),
    )
    for table, key in ranges:
        session.execute(
            delete(table).where(key.between(low, high)),
            execution_options={"synchronize_session": False},
        )
    session.delete(row)
    session.flush()


def problems(session: Session, audit_id: int) -> list[InputProblem]:
    """Return what was wrong with the inputs, in order."""
    rows = session.scalars(
        select(ProblemRow).where(ProblemRow.audit_id == audit_id).order_by(ProblemRow.id)
    )
    return [
        InputProblem(
            r.line,
            r.what,
            r.remedy,
            r.level,  # type: ignore[arg-type]
            r.input,
            None if r.told is None else _told(r.told),
        )
        for r in rows
    ]


def read_post(session: Session, post_id: int) -> Post:
    """Return a post as it was audited.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = present(session, PostBodyRow, post_id, "post")
    return join(row.text, row.document, row.url)


def iter_posts(session: Session, audit_id: int, after: int = 0) -> Iterator[tuple[int, Post]]:
    """Yield every post of an audit with its number, in the order of the input.

    Memory stays flat; ``after`` is the number of the post to go on behind.
    """
    query = select(
        PostBodyRow.post_id, PostBodyRow.text, PostBodyRow.document, PostBodyRow.url
    ).order_by(PostBodyRow.post_id)
    low, high = id_range(audit_id)
    at = max(low, after)
    while rows := session.execute(
        query.where(PostBodyRow.post_id > at, PostBodyRow.post_id <= high).limit(_PAGE)
    ).all():
        for post_id, text, document, url in rows:
            yield post_id, join(text, document, url)
        at = rows[-1][0]


def iter_verdicts(session: Session, audit_id: int) -> Iterator[tuple[int, str]]:
    """Yield every verdict with its number: the line that ``check --format jsonl`` writes."""
    query = select(VerdictBodyRow.verdict_id, VerdictBodyRow.document).order_by(
        VerdictBodyRow.verdict_id
    )
    at, high = id_range(audit_id)
    while rows := session.execute(
        query.where(VerdictBodyRow.verdict_id > at, VerdictBodyRow.verdict_id <= high).limit(_PAGE)
    ).all():
        yield from ((int(row[0]), str(row[1])) for row in rows)
        at = rows[-1][0]


def findings_of(session: Session, post_ids: Sequence[int]) -> list[StoredFinding]:
    """Return the findings on these posts, in order."""
    rows = session.scalars(
        select(FindingRow).where(FindingRow.post_id.in_(post_ids)).order_by(FindingRow.id)
    )
    return [stored_finding(row) for row in rows]


def stored_finding(row: FindingRow) -> StoredFinding:
    """Return the record of a row."""
    return StoredFinding(
        row.id,
        row.verdict_id,
        row.post_id,
        row.jurisdiction,
        row.rule,
        row.severity,  # type: ignore[arg-type]
        row.segment,
        row.starts,
        row.ends,
        row.quote_hash,
        row.message,
        row.instrument,
        row.section,
        row.fingerprint,
    )


def findings_on(
    session: Session, audit_id: int, external_id: str, rule: str, jurisdiction: str | None = None
) -> list[StoredFinding]:
    """Return the findings of a rule on the posts that the input calls ``external_id``."""
    query = (
        select(FindingRow)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .where(
            PostRow.audit_id == audit_id,
            PostRow.external_id == external_id,
            FindingRow.rule == rule,
        )
        .order_by(FindingRow.id)
    )
    if jurisdiction is not None:
        query = query.where(FindingRow.jurisdiction == jurisdiction)
    return [stored_finding(row) for row in session.scalars(query)]


def digest_of(session: Session, audit_id: int) -> str:
    """Return the SHA-256 of an audit's content: posts, brands, verdicts and all findings.

    Two audits of the same inputs under the same rules and records give the same digest, however
    often they were stopped and resumed, in whichever database.
    """
    low, high = id_range(audit_id)
    total = hashlib.sha256()
    tables: tuple[tuple[type[Base], Any], ...] = (
        (PostRow, PostRow.id),
        (PostBodyRow, PostBodyRow.post_id),
        (PostBrandRow, PostBrandRow.post_id),
        (VerdictRow, VerdictRow.id),
        (VerdictBodyRow, VerdictBodyRow.verdict_id),
        (FindingRow, FindingRow.id),
        (ProblemRow, ProblemRow.id),
    )
    for table, key in tables:
        target = table.__table__
        assert isinstance(target, Table)
        total.update(f"{target.name}\n".encode())
        ids = {"id", "post_id", "verdict_id"}
        columns = [c for c in target.columns if c.name not in ids | {"audit_id"}]
        numbers = [c - low for c in target.columns if c.name in ids]
        last = [PostBrandRow.brand_key] if table is PostBrandRow else []
        for row in session.execute(
            select(*numbers, *columns)
            .where(key.between(low, high))
            .order_by(key, *last)
            .execution_options(yield_per=_PAGE)
        ):
            total.update(msgspec.json.encode(tuple(row)) + b"\n")
    for finding in list_cross_findings(session, audit_id):
        members = [(post_id - low, role) for post_id, role in finding.members]
        total.update(msgspec.json.encode(msgspec.structs.replace(finding, members=members)) + b"\n")
    return f"sha256:{total.hexdigest()}"
