"""Which findings of an audit are waived, and which may never be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from checker import settings
from checker.reports.base import Waived, WaivedFinding
from checker.rulepack.cache import load_pack
from checker.storage import Session, brands, creators, crossreads, waivers
from checker.storage.records import Audit, Waiver


def unwaivable() -> Mapping[str, str]:
    """Return the rules that no decision of an auditor sets aside, and why: those that ship."""
    return load_pack([settings.rules_dir()]).unwaivable


def waived(
    session: Session, audit: Audit, on: date, never: Mapping[str, str] | None = None
) -> list[Waived]:
    """Return the waivers that hold on a day and cover a finding of an audit, oldest first.

    Args:
        session: any.
        audit: whose findings.
        on: the day.
        never: rules that may not be waived; those that ship unless told.
    """
    holding = waivers.list_waivers(session, on=on)
    if not holding:
        return []
    never = unwaivable() if never is None else never
    found = [
        (waiver, findings)
        for waiver in holding
        if (findings := waivers.covered(session, audit.id, waiver, never))
    ]
    ids = sorted({finding.post_id for _, findings in found for finding in findings})
    posts = crossreads.identities(session, ids)
    return [
        Waived(
            waiver.id,
            waiver.reason,
            waiver.author,
            waiver.expires_on.isoformat(),
            tuple(
                WaivedFinding(posts[f.post_id][0], f.jurisdiction, f.rule, f.fingerprint)
                for f in findings
            ),
        )
        for waiver, findings in found
    ]


class WaivedCount(msgspec.Struct, frozen=True):
    """A waiver that holds, and how many findings it covers."""

    waiver: int
    reason: str
    author: str
    until: str
    findings: int


def waived_counts(
    session: Session, audit: Audit, on: date, never: Mapping[str, str]
) -> list[WaivedCount]:
    """Return what :func:`waived` does, the findings counted and not read."""
    return [
        WaivedCount(waiver.id, waiver.reason, waiver.author, waiver.expires_on.isoformat(), number)
        for waiver in waivers.list_waivers(session, on=on)
        if (number := waivers.count_covered(session, audit.id, waiver, never))
    ]


class WaiverView(msgspec.Struct, frozen=True):
    """A waiver as it is listed, with the names of what it is about."""

    id: int
    reason: str
    author: str
    created_at: str
    expires_on: str
    expired: bool
    fingerprint: str | None
    rule: str | None
    creator: str | None
    brand: str | None
    jurisdiction: str | None


def view(session: Session, of: Waiver, today: date) -> WaiverView:
    """Return a waiver with the names of what it is about."""
    return WaiverView(
        of.id,
        of.reason,
        of.author,
        of.created_at.isoformat(timespec="seconds"),
        of.expires_on.isoformat(),
        of.expires_on < today,
        of.fingerprint,
        of.rule,
        None if of.creator_id is None else creators.get_creator(session, of.creator_id).name,
        None if of.brand_id is None else brands.get_brand(session, of.brand_id).name,
        of.jurisdiction,
    )
