"""The same post in every audit that has it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from checker.storage import Session, posts
from checker.storage.posts import PostFacts


class Entry(NamedTuple):
    """What an audit said of the post."""

    audit_id: int
    audit: str
    at: datetime
    number: int
    same_text: bool
    verdicts: list[tuple[str, str]]
    here: bool


def of(session: Session, facts: PostFacts) -> list[Entry]:
    """Return what each audit said of a post, the newest first."""
    entries: dict[tuple[int, int], Entry] = {}
    for found in posts.appearances(session, facts):
        entry = entries.setdefault(
            (found.audit_id, found.number),
            Entry(
                found.audit_id,
                found.audit,
                found.created_at,
                found.number,
                found.same_text,
                [],
                (found.audit_id, found.number) == (facts.audit_id, facts.number),
            ),
        )
        entry.verdicts.append((found.jurisdiction, found.verdict))
    return list(entries.values())
