"""Which findings of an audit are waived, and which may never be."""

from __future__ import annotations

from datetime import date

import msgspec

from checker.reports.base import Waived, WaivedFinding
from checker.storage import Session, crossreads, waivers
from checker.storage.records import Audit

UNWAIVABLE = ("*/undisclosed", "*/denial-false", "*/sector-*")
"""Rules that no decision of the auditor sets aside: hidden advertising, a false denial, and goods
whose promotion the law bans or ties to words of its own."""


def waived(session: Session, audit: Audit, on: date) -> list[Waived]:
    """Return the waivers that hold on a day and cover a finding of an audit, oldest first."""
    found = [
        (waiver, findings)
        for waiver in waivers.list_waivers(session, on=on)
        if (findings := waivers.covered(session, audit.id, waiver, UNWAIVABLE))
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


def waived_counts(session: Session, audit: Audit, on: date) -> list[WaivedCount]:
    """Return what :func:`waived` does, the findings counted and not read."""
    return [
        WaivedCount(waiver.id, waiver.reason, waiver.author, waiver.expires_on.isoformat(), number)
        for waiver in waivers.list_waivers(session, on=on)
        if (number := waivers.count_covered(session, audit.id, waiver, UNWAIVABLE))
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
