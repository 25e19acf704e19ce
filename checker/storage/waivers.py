"""Decisions not to object, each with a reason and an end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.storage.audits import stored_finding
from checker.storage.errors import NotFoundError
from checker.storage.fields import optional, present, required
from checker.storage.keys import id_range
from checker.storage.records import StoredFinding, Waiver
from checker.storage.tables import (
    AccountRow,
    BrandRow,
    CreatorRow,
    FindingRow,
    PostBrandRow,
    PostRow,
    WaiverRow,
)


def may_be_waived(rule: str, unwaivable: Collection[str]) -> bool:
    """Return whether a rule may be waived.

    Args:
        rule: such as ``it/undisclosed``.
        unwaivable: rules that may not; ``*`` stands for anything, as in ``*/undisclosed``.
    """
    return not any(fnmatchcase(rule, entry) for entry in unwaivable)


def why_not(rule: str, unwaivable: Mapping[str, str]) -> str | None:
    """Return why a rule may not be waived, ``None`` where it may."""
    return next((why for entry, why in unwaivable.items() if fnmatchcase(rule, entry)), None)


def get_waiver(session: Session, waiver_id: int) -> Waiver:
    """Return a waiver.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = session.get(WaiverRow, waiver_id)
    if row is None:
        raise NotFoundError(f"there is no waiver number {waiver_id}")
    return _record(row)


def add_waiver(
    session: Session,
    *,
    reason: str,
    author: str,
    expires_on: date,
    today: date,
    unwaivable: Mapping[str, str] | None = None,
    fingerprint: str | None = None,
    rule: str | None = None,
    creator_id: int | None = None,
    brand_id: int | None = None,
    jurisdiction: str | None = None,
) -> Waiver:
    """Put a waiver on record.

    Args:
        session: of :meth:`Database.write`.
        reason: why; must not be empty.
        author: who decided.
        expires_on: the last day on which it holds, no earlier than today.
        today: the present day.
        unwaivable: rules that may not be waived, as for :func:`may_be_waived`, and why of each.
        fingerprint: of one finding.
        rule: findings of this rule.
        creator_id: findings on posts of this creator.
        brand_id: findings on posts that name this brand.
        jurisdiction: only under this one.

    Raises:
        UsageError: it has no scope, no reason or no author, it has expired already, or the rule
            (or that of the finding) may not be waived.
        NotFoundError: there is no such finding, creator or brand.
    """
    if fingerprint is None and rule is None and creator_id is None and brand_id is None:
        raise UsageError(
            "a waiver needs a scope",
            remedy="Name a finding, a rule, a creator or a brand",
            entry="rule",
        )
    if expires_on < today:
        raise UsageError(
            "the waiver would have expired on {day}",
            remedy="Give a day to come",
            values={"day": expires_on},
            entry="expires_on",
        )
    if creator_id is not None and session.get(CreatorRow, creator_id) is None:
        raise NotFoundError(f"there is no creator number {creator_id}")
    if brand_id is not None and session.get(BrandRow, brand_id) is None:
        raise NotFoundError(f"there is no brand number {brand_id}")
    rules = [rule] if rule is not None else []
    if fingerprint is not None:
        of_finding = session.scalars(
            select(FindingRow.rule).where(FindingRow.fingerprint == fingerprint).distinct()
        ).all()
        if not of_finding:
            raise NotFoundError(f"there is no finding {fingerprint!r}")
        rules += of_finding
    for name in rules:
        why = why_not(name, unwaivable or {})
        if why is not None:
            raise UsageError(
                "the rule {rule} may not be waived: {reason}",
                remedy="Have the post corrected instead",
                values={"rule": name, "reason": why},
                entry="rule",
            )
    row = WaiverRow(
        fingerprint=fingerprint,
        rule=optional(rule, "rule"),
        creator_id=creator_id,
        brand_id=brand_id,
        jurisdiction=optional(jurisdiction, "jurisdiction", 20),
        reason=required(reason, "reason of a waiver", 10_000),
        author=required(author, "author of a waiver", 200),
        expires_on=expires_on,
    )
    session.add(row)
    session.flush()
    return _record(row)


def _record(row: WaiverRow) -> Waiver:
    return Waiver(
        row.id,
        row.reason,
        row.author,
        row.created_at,
        row.expires_on,
        row.fingerprint,
        row.rule,
        row.creator_id,
        row.brand_id,
        row.jurisdiction,
    )


def list_waivers(session: Session, *, on: date | None = None) -> list[Waiver]:
    """Return the waivers, oldest first; with ``on`` only those that hold on that day."""
    query = select(WaiverRow).order_by(WaiverRow.id)
    if on is not None:
        query = query.where(WaiverRow.expires_on >= on)
    return [_record(row) for row in session.scalars(query)]


def delete_waiver(session: Session, waiver_id: int) -> None:
    """Withdraw a waiver.

    Raises:
        NotFoundError: there is none of this number.
    """
    session.delete(present(session, WaiverRow, waiver_id, "waiver"))
    session.flush()


def covered(
    session: Session, audit_id: int, waiver: Waiver, unwaivable: Collection[str] = ()
) -> list[StoredFinding]:
    """Return the findings of an audit that a waiver covers, in order.

    Whether it still holds is the caller's to look at.
    """
    query = select(FindingRow).where(*_scope(audit_id, waiver)).order_by(FindingRow.id)
    return [
        stored_finding(row) for row in session.scalars(query) if may_be_waived(row.rule, unwaivable)
    ]


def count_covered(
    session: Session, audit_id: int, waiver: Waiver, unwaivable: Collection[str] = ()
) -> int:
    """Return how many findings :func:`covered` returns, without reading them."""
    query = (
        select(FindingRow.rule, func.count())
        .where(*_scope(audit_id, waiver))
        .group_by(FindingRow.rule)
    )
    return sum(number for rule, number in session.execute(query) if may_be_waived(rule, unwaivable))


def _scope(audit_id: int, waiver: Waiver) -> list[ColumnElement[bool]]:
    """Return what a waiver covers as conditions on findings."""
    found = [FindingRow.audit_id == audit_id]
    if waiver.fingerprint is not None:
        found.append(FindingRow.fingerprint == waiver.fingerprint)
    if waiver.rule is not None:
        found.append(FindingRow.rule == waiver.rule)
    if waiver.jurisdiction is not None:
        found.append(FindingRow.jurisdiction == waiver.jurisdiction)
    if waiver.creator_id is not None:
        mine = select(AccountRow.id).where(AccountRow.creator_id == waiver.creator_id)
        posts = select(PostRow.id).where(
            PostRow.account_id.in_(mine), PostRow.id.between(*id_range(audit_id))
        )
        found.append(FindingRow.post_id.in_(posts))
    if waiver.brand_id is not None:
        named = select(PostBrandRow.post_id).where(
            PostBrandRow.audit_id == audit_id, PostBrandRow.brand_id == waiver.brand_id
        )
        found.append(FindingRow.post_id.in_(named))
    return found


def waived_by(
    waivers: Iterable[Waiver],
    *,
    fingerprint: str,
    rule: str,
    jurisdiction: str,
    on: date,
    creator_id: int | None = None,
    brand_ids: Collection[int] = (),
    unwaivable: Collection[str] = (),
) -> Waiver | None:
    """Return the first waiver that covers a finding on a day, if there is one.

    A rule that may not be waived is covered by none, even if one was put on record while it
    still might be.
    """
    if not may_be_waived(rule, unwaivable):
        return None
    for waiver in waivers:
        if (
            waiver.expires_on >= on
            and waiver.fingerprint in (None, fingerprint)
            and waiver.rule in (None, rule)
            and waiver.jurisdiction in (None, jurisdiction)
            and waiver.creator_id in (None, creator_id)
            and (waiver.brand_id is None or waiver.brand_id in brand_ids)
        ):
            return waiver
    return None
