"""Answers that are worked out once from an audit that has ended, and kept with it.

What depends on more than the audit's own rows, such as records of brands, reviews or waivers, is
not kept, or its question names what it depends on.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from checker.storage.tables import KeptRow


def get(session: Session, audit_id: int, question: str) -> bytes | None:
    """Return the answer that is kept; ``None`` when there is none."""
    return session.scalar(
        select(KeptRow.answer).where(KeptRow.audit_id == audit_id, KeptRow.question == question)
    )


def has(session: Session, audit_id: int, question: str) -> bool:
    """Return whether an answer is kept."""
    own = (KeptRow.audit_id == audit_id, KeptRow.question == question)
    return session.scalar(select(KeptRow.audit_id).where(*own)) is not None


def put(session: Session, audit_id: int, question: str, answer: bytes) -> None:
    """Keep an answer, in place of the one that is there."""
    own = (KeptRow.audit_id == audit_id, KeptRow.question == question)
    session.execute(delete(KeptRow).where(*own).execution_options(synchronize_session=False))
    session.add(KeptRow(audit_id=audit_id, question=question, answer=answer))
    session.flush()
