"""What changed between two audits, by the fingerprints of their findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from checker.storage.errors import NotFoundError
from checker.storage.tables import AccountRow, AuditRow, CreatorRow, FindingRow, PostRow

Change = Literal["new", "fixed", "unchanged"]
CHANGES: tuple[Change, ...] = ("new", "fixed", "unchanged")


class ChangeCount(msgspec.Struct, frozen=True):
    """How many findings are new, fixed and unchanged."""

    new: int = 0
    fixed: int = 0
    unchanged: int = 0


class Comparison(msgspec.Struct, frozen=True):
    """Two audits compared: in all, for each rule, and for each author.

    An author is called by the name on record, else by platform and handle.
    """

    total: ChangeCount
    rules: dict[str, ChangeCount]
    creators: dict[str, ChangeCount]


class ChangedFinding(msgspec.Struct, frozen=True):
    """A finding with what became of it; a fixed one is that of the older audit."""

    change: Change
    finding_id: int
    post_id: int
    jurisdiction: str
    rule: str
    message: str
    platform: str | None
    author: str | None
    fingerprint: str


def _findings(audit_id: int, other_id: int) -> Select[*tuple[Any, ...]]:
    """Return the findings of an audit, and whether the other has the same one.

    Where the very same post stands several times in an audit, its findings share their
    fingerprint; the second matches only a second one of the other audit, and so on.
    """

    def numbered(audit: int) -> Any:
        return select(
            FindingRow.id,
            FindingRow.fingerprint,
            func.row_number()
            .over(partition_by=FindingRow.fingerprint, order_by=FindingRow.id)
            .label("copy"),
        ).where(FindingRow.audit_id == audit)

    mine, theirs = numbered(audit_id).subquery(), numbered(other_id).subquery()
    author = func.coalesce(
        CreatorRow.name,
        func.coalesce(PostRow.platform, "") + ":@" + PostRow.author_key,
        "",
    )
    return (
        select(
            FindingRow.id.label("finding_id"),
            FindingRow.post_id,
            FindingRow.jurisdiction,
            FindingRow.rule,
            FindingRow.message,
            FindingRow.fingerprint,
            PostRow.platform,
            PostRow.author,
            author.label("creator"),
            case((theirs.c.id.is_(None), 0), else_=1).label("matched"),
        )
        .select_from(mine)
        .outerjoin(
            theirs,
            (theirs.c.fingerprint == mine.c.fingerprint) & (theirs.c.copy == mine.c.copy),
        )
        .join(FindingRow, FindingRow.id == mine.c.id)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
        .outerjoin(CreatorRow, CreatorRow.id == AccountRow.creator_id)
    )


def compare(session: Session, before: int, after: int) -> Comparison:
    """Count what changed from the audit ``before`` to the audit ``after``.

    Raises:
        NotFoundError: there is no such audit.
    """
    _known(session, before, after)
    rules: dict[str, dict[str, int]] = {}
    creators: dict[str, dict[str, int]] = {}
    total: dict[str, int] = {}
    for audit, other, change in ((after, before, "new"), (before, after, "fixed")):
        found = _findings(audit, other).subquery()
        for rule, creator, matched, count in session.execute(
            select(found.c.rule, found.c.creator, found.c.matched, func.count()).group_by(
                found.c.rule, found.c.creator, found.c.matched
            )
        ):
            if matched and change == "fixed":
                continue  # counted among the unchanged of the newer audit
            name = "unchanged" if matched else change
            for counts in (
                total,
                rules.setdefault(rule, {}),
                creators.setdefault(creator, {}),
            ):
                counts[name] = counts.get(name, 0) + count
    return Comparison(
        ChangeCount(**total),
        {rule: ChangeCount(**counts) for rule, counts in sorted(rules.items())},
        {creator: ChangeCount(**counts) for creator, counts in sorted(creators.items())},
    )


def changed_findings(
    session: Session,
    before: int,
    after: int,
    change: Change,
    *,
    after_id: int = 0,
    limit: int = 100,
) -> Iterator[ChangedFinding]:
    """Yield findings of one kind of change by number, from the one behind ``after_id``.

    Raises:
        NotFoundError: there is no such audit.
    """
    _known(session, before, after)
    audit, other = (before, after) if change == "fixed" else (after, before)
    found = _findings(audit, other).subquery()
    for row in session.execute(
        select(found)
        .where(found.c.matched == (1 if change == "unchanged" else 0))
        .where(found.c.finding_id > after_id)
        .order_by(found.c.finding_id)
        .limit(limit)
    ):
        yield ChangedFinding(
            change,
            row.finding_id,
            row.post_id,
            row.jurisdiction,
            row.rule,
            row.message,
            row.platform,
            row.author,
            row.fingerprint,
        )


def _known(session: Session, *audits: int) -> None:
    for audit in audits:
        if session.get(AuditRow, audit) is None:
            raise NotFoundError(f"there is no audit number {audit}")
