"""What the posts of accounts add up to, kept for each audit that has ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from checker.storage.keys import id_range
from checker.storage.tables import (
    AccountFiguresRow,
    AuditRow,
    PostRow,
    VerdictRow,
)

FIGURES = (
    "posts", "likes", "likes_known", "both", "both_known", "seen", "views", "commercial",
    "disclosed",
)  # fmt: skip


def store(session: Session, audit_id: int) -> None:
    """Keep the figures of an audit; there must be none yet."""
    low, high = id_range(audit_id)
    own = _counted(PostRow.id.between(low, high), VerdictRow.id.between(low, high)).subquery()
    columns = ["account_id", *FIGURES]
    query = select(literal(audit_id), *(own.c[name] for name in columns))
    session.execute(
        insert(AccountFiguresRow)
        .from_select(["audit_id", *columns], query)
        .execution_options(synchronize_session=False)
    )


def figures(session: Session, audit_id: int | None, mine: Select[int] | None = None) -> Any:
    """Return a selection of what posts add up to by account, over one audit or all of them.

    Audits that are running, or whose figures are not kept yet, are counted as they are.

    Args:
        session: any; it is asked which audits these are, so that otherwise no query counts posts.
        audit_id: of which audit; ``None``: all.
        mine: selects the accounts that are wanted; ``None``: all.
    """
    kept = (AuditRow.state != "running") & (AuditRow.sets == AuditRow.verdicts)
    own = [] if audit_id is None else [AuditRow.id == audit_id]
    row = AccountFiguresRow
    stored: Any = select(row.account_id, *(getattr(row, name) for name in FIGURES)).where(
        row.audit_id.in_(select(AuditRow.id).where(kept, *own))
    )
    if mine is not None:
        stored = stored.where(row.account_id.in_(mine))
    if live := session.scalars(select(AuditRow.id).where(~kept, *own)).all():
        among = [] if mine is None else [PostRow.account_id.in_(mine)]
        posts = and_(PostRow.audit_id.in_(live), *among)
        verdicts = and_(VerdictRow.audit_id.in_(live), *among)
        stored = union_all(stored, _counted(posts, verdicts))
    both = stored.subquery()
    return (
        select(both.c.account_id, *(func.sum(both.c[name]).label(name) for name in FIGURES))
        .group_by(both.c.account_id)
        .subquery()
    )


def _counted(posts: ColumnElement[bool], verdicts: ColumnElement[bool]) -> Any:
    """Return a selection that counts posts and their verdicts by account."""
    both = PostRow.likes + PostRow.comments
    viewed = both.is_not(None) & (PostRow.views > 0)
    commercial = VerdictRow.verdict.in_(("disclosed", "inadequate", "undisclosed"))
    judged = (
        select(
            PostRow.account_id,
            func.sum(case((commercial, 1), else_=0)).label("commercial"),
            func.sum(case((VerdictRow.verdict == "disclosed", 1), else_=0)).label("disclosed"),
        )
        .join(VerdictRow, VerdictRow.post_id == PostRow.id)
        .where(verdicts, PostRow.account_id.is_not(None))
        .group_by(PostRow.account_id)
        .subquery()
    )
    written = (
        select(
            PostRow.account_id,
            func.count().label("posts"),
            func.coalesce(func.sum(PostRow.likes), 0).label("likes"),
            func.count(PostRow.likes).label("likes_known"),
            func.coalesce(func.sum(both), 0).label("both"),
            func.count(both).label("both_known"),
            func.coalesce(func.sum(case((viewed, both), else_=null())), 0).label("seen"),
            func.coalesce(func.sum(case((viewed, PostRow.views), else_=null())), 0).label("views"),
        )
        .where(posts, PostRow.account_id.is_not(None))
        .group_by(PostRow.account_id)
        .subquery()
    )
    return select(
        written.c.account_id,
        *(written.c[name] for name in FIGURES[:-2]),
        func.coalesce(judged.c.commercial, 0).label("commercial"),
        func.coalesce(judged.c.disclosed, 0).label("disclosed"),
    ).outerjoin(judged, judged.c.account_id == written.c.account_id)
