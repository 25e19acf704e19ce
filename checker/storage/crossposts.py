"""Findings that rest on several posts: series of one creator, networks of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from checker.storage.errors import NotFoundError
from checker.storage.fields import present
from checker.storage.keys import digest
from checker.storage.records import CrossFinding, CrossKind
from checker.storage.tables import AuditRow, CrossFindingRow, CrossMemberRow, PostRow

_CHUNK = 500


def replace_cross_findings(
    session: Session, audit_id: int, kind: CrossKind, findings: Iterable[CrossFinding]
) -> int:
    """Put these findings of one kind in place of those that the audit has.

    A finding without a fingerprint gets one made of its kind, rule, brand and the authors, ids
    and texts of its posts, so that it is the same in an audit of the same posts.

    Returns:
        How many there are now.

    Raises:
        NotFoundError: there is no such audit, or no such post in it.
    """
    present(session, AuditRow, audit_id, "audit")
    session.execute(
        delete(CrossFindingRow).where(
            CrossFindingRow.audit_id == audit_id, CrossFindingRow.kind == kind
        )
    )
    given = list(findings)
    posts = _posts(session, audit_id, sorted({p for f in given for p, _ in f.members}))
    rows = []
    for ordinal, finding in enumerate(given):
        for post_id, _ in finding.members:
            if post_id not in posts:
                raise NotFoundError(f"the audit has no post number {post_id}")
        members = sorted(posts[post_id] for post_id, _ in finding.members)
        made = digest(kind, finding.rule, finding.brand or "", *members)
        rows.append(
            CrossFindingRow(
                audit_id=audit_id,
                kind=kind,
                ordinal=ordinal,
                rule=finding.rule,
                severity=finding.severity,
                message=finding.message,
                brand=finding.brand,
                fingerprint=finding.fingerprint or made,
                data=finding.data,
            )
        )
    session.add_all(rows)
    session.flush()
    resting = (
        {"finding_id": row.id, "post_id": post_id, "ordinal": n, "role": role}
        for row, finding in zip(rows, given, strict=True)
        for n, (post_id, role) in enumerate(finding.members)
    )
    while part := list(islice(resting, _CHUNK)):  # plain rows: an object for each is ten times that
        session.execute(insert(CrossMemberRow), part)
    return len(rows)


def _posts(session: Session, audit_id: int, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at in range(0, len(ids), _CHUNK):
        for post_id, platform, author, text in session.execute(
            select(PostRow.id, PostRow.platform, PostRow.author_key, PostRow.text_hash).where(
                PostRow.audit_id == audit_id, PostRow.id.in_(ids[at : at + _CHUNK])
            )
        ):
            found[post_id] = f"{platform or ''}\0{author or ''}\0{text}"
    return found


def count_cross_findings(session: Session, audit_id: int) -> int:
    """Return how many cross-post findings an audit has."""
    own = CrossFindingRow.audit_id == audit_id
    return session.scalar(select(func.count()).where(own)) or 0


def list_cross_findings(
    session: Session,
    audit_id: int,
    *,
    kind: CrossKind | None = None,
    post_id: int | None = None,
    limit: int | None = None,
) -> list[CrossFinding]:
    """Return the cross-post findings of an audit (of a kind; that rest on a post), in order."""
    query = (
        select(CrossFindingRow)
        .where(CrossFindingRow.audit_id == audit_id)
        .order_by(CrossFindingRow.kind, CrossFindingRow.ordinal)
    )
    if kind is not None:
        query = query.where(CrossFindingRow.kind == kind)
    if post_id is not None:
        query = query.where(
            CrossFindingRow.id.in_(
                select(CrossMemberRow.finding_id).where(CrossMemberRow.post_id == post_id)
            )
        )
    rows = session.scalars(query.limit(limit)).all()
    members: dict[int, list[tuple[int, str]]] = {row.id: [] for row in rows}
    ids = list(members)
    for at in range(0, len(ids), _CHUNK):
        for member in session.scalars(
            select(CrossMemberRow)
            .where(CrossMemberRow.finding_id.in_(ids[at : at + _CHUNK]))
            .order_by(CrossMemberRow.ordinal)
        ):
            members[member.finding_id].append((member.post_id, member.role))
    return [
        CrossFinding(
            row.kind,  # type: ignore[arg-type]
            row.rule,
            row.severity,  # type: ignore[arg-type]
            row.message,
            tuple(members[row.id]),
            row.brand,
            dict(row.data),
            row.fingerprint,
        )
        for row in rows
    ]
