"""What changed between two audits, by the fingerprints of their findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from sqlalchemy import Select, case, func, literal_column, select, union_all
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


def compare(session: Session, before: int, after: int) -> Comparison:
    """Count what changed from the audit ``before`` to the audit ``after``.

    Where the very same post stands several times in an audit, its findings share their
    fingerprint; as many as both audits have are unchanged.

    Raises:
        NotFoundError: there is no such audit.
    """
    _known(session, before, after)
    # Rule and author are part of what a fingerprint is made of, so any of its rows will do.
    both = union_all(_side(before, 1, 0), _side(after, 0, 1)).subquery()
    old, new = func.sum(both.c.old), func.sum(both.c.new)
    each = (
        select(
            func.max(both.c.rule).label("rule"),
            func.max(both.c.post_id).label("post_id"),
            case((new > old, new - old), else_=0).label("new"),
            case((old > new, old - new), else_=0).label("fixed"),
            case((old > new, new), else_=old).label("unchanged"),
        )
        .group_by(both.c.fingerprint)
        .subquery()
    )
    changes = (func.sum(each.c.new), func.sum(each.c.fixed), func.sum(each.c.unchanged))
    author = (PostRow.platform, PostRow.author_key, PostRow.account_id)
    rows = session.execute(
        select(each.c.rule, *author, *changes)
        .join(PostRow, PostRow.id == each.c.post_id)
        .group_by(each.c.rule, *author)
    )
    names = _authors(session)
    total, rules, creators = [0, 0, 0], dict[str, list[int]](), dict[str, list[int]]()
    for rule, platform, author_key, account_id, *numbers in rows:
        name = names(platform, author_key, account_id)
        for counts in (
            total,
            rules.setdefault(rule, [0, 0, 0]),
            creators.setdefault(name, [0, 0, 0]),
        ):
            for place, number in enumerate(numbers):
                counts[place] += int(number)
    return Comparison(
        ChangeCount(*total),
        {rule: ChangeCount(*counts) for rule, counts in sorted(rules.items())},
        {creator: ChangeCount(*counts) for creator, counts in sorted(creators.items())},
    )


def _side(audit_id: int, old: int, new: int) -> Select[*tuple[Any, ...]]:
    """Return the findings of an audit, each counted as old or as new."""
    query: Select[*tuple[Any, ...]] = select(
        FindingRow.id,
        FindingRow.fingerprint,
        FindingRow.rule,
        FindingRow.post_id,
        literal_column(str(old)).label("old"),
        literal_column(str(new)).label("new"),
    ).where(FindingRow.audit_id == audit_id)
    return query


def changed_findings(
    session: Session,
    before: int,
    after: int,
    change: Change,
    *,
    after_id: int = 0,
    limit: int = 100,
) -> list[ChangedFinding]:
    """Return findings of one kind of change by number, from the one behind ``after_id``.

    Of findings that share their fingerprint the last ones are those that changed.

    Raises:
        NotFoundError: there is no such audit.
    """
    _known(session, before, after)
    both = union_all(_side(before, 1, 0), _side(after, 0, 1)).subquery()
    mine, theirs = (both.c.old, both.c.new) if change == "fixed" else (both.c.new, both.c.old)
    numbered = select(
        both.c.id,
        mine.label("mine"),
        func.row_number()
        .over(partition_by=(both.c.fingerprint, mine), order_by=both.c.id)
        .label("copy"),
        func.sum(theirs).over(partition_by=both.c.fingerprint).label("others"),
    ).subquery()
    matched = numbered.c.copy <= numbered.c.others
    rows = session.execute(
        select(FindingRow, PostRow.platform, PostRow.author)
        .select_from(numbered)
        .join(FindingRow, FindingRow.id == numbered.c.id)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .where(numbered.c.mine == 1, matched if change == "unchanged" else ~matched)
        .where(numbered.c.id > after_id)
        .order_by(numbered.c.id)
        .limit(limit)
    )
    return [
        ChangedFinding(
            change,
            row.id,
            row.post_id,
            row.jurisdiction,
            row.rule,
            row.message,
            platform,
            author,
            row.fingerprint,
        )
        for row, platform, author in rows
    ]


def _known(session: Session, *audits: int) -> None:
    for audit in audits:
        if session.get(AuditRow, audit) is None:
            raise NotFoundError(f"there is no audit number {audit}")


def _authors(session: Session) -> Callable[[str | None, str | None, int | None], str]:
    """Return what calls an author by the name on record, else by platform and handle."""
    names: dict[int, str] = {}
    for account, called in session.execute(
        select(AccountRow.id, CreatorRow.name).join(
            CreatorRow, CreatorRow.id == AccountRow.creator_id
        )
    ):
        names[account] = called

    def name(platform: str | None, author_key: str | None, account_id: int | None) -> str:
        if account_id in names:
            return names[account_id]
        handle = f"@{author_key}" if author_key else ""
        return f"{platform}:{handle}" if platform and handle else handle

    return name
