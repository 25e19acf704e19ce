"""The findings of a post, and whether each is waived, may be waived, or may never be."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from checker.storage import Session, audits, waivers
from checker.storage.posts import PostFacts
from checker.storage.records import StoredFinding, Waiver
from web.services import services


class Standing(NamedTuple):
    """A finding; ``waiver`` covers it today, ``why_not`` says why none may."""

    finding: StoredFinding
    waiver: Waiver | None
    why_not: str | None


def of(session: Session, facts: PostFacts, today: date) -> list[Standing]:
    """Return the findings of a post that object to something, in order."""
    never = services().engine.pack.unwaivable
    holding = waivers.list_waivers(session, on=today)
    return [
        Standing(
            finding,
            waivers.waived_by(
                holding,
                fingerprint=finding.fingerprint,
                rule=finding.rule,
                jurisdiction=finding.jurisdiction,
                on=today,
                creator_id=facts.creator_id,
                brand_ids=[each for _, _, each in facts.brands if each is not None],
                unwaivable=never,
            ),
            waivers.why_not(finding.rule, never),
        )
        for finding in audits.findings_of(session, [facts.id])
        if finding.severity != "info"
    ]
