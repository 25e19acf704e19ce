"""The findings of an audit, a page at a time."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from checker.storage.audits import stored_finding
from checker.storage.keys import id_range
from checker.storage.records import StoredFinding
from checker.storage.tables import FindingRow, PostRow


class ListedFinding(msgspec.Struct, frozen=True):
    """A finding with what tells its post."""

    finding: StoredFinding
    external_id: str
    platform: str | None
    author: str | None


def list_findings(
    session: Session,
    audit_id: int,
    *,
    rule: str | None = None,
    severity: str | None = None,
    jurisdiction: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[ListedFinding]:
    """Return findings in the order of the input, from the one behind ``after``.

    Args:
        session: any.
        audit_id: of which audit.
        rule: only those of this rule.
        severity: only those of this severity.
        jurisdiction: only those under this one.
        after: the number of the last finding seen.
        limit: how many at most.
    """
    low, high = id_range(audit_id)
    query = (
        select(FindingRow, PostRow.external_id, PostRow.platform, PostRow.author)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .where(FindingRow.id > max(low, after), FindingRow.id <= high)
        .order_by(FindingRow.id)
        .limit(limit)
    )
    if rule is not None:
        query = query.where(FindingRow.audit_id == audit_id, FindingRow.rule == rule)
    if severity is not None:
        query = query.where(FindingRow.severity == severity)
    if jurisdiction is not None:
        query = query.where(FindingRow.jurisdiction == jurisdiction)
    return [
        ListedFinding(stored_finding(row), external_id, platform, author)
        for row, external_id, platform, author in session.execute(query)
    ]
