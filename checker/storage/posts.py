"""Posts of an audit as lists and pages show them: texts, verdicts, and where else they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checker.model import Post
from checker.storage import kept
from checker.storage.documents import join
from checker.storage.errors import NotFoundError
from checker.storage.fields import present
from checker.storage.keys import id_range, number_of, row_id
from checker.storage.tables import (
    AccountRow,
    AuditRow,
    CreatorRow,
    FindingRow,
    PostBodyRow,
    PostBrandRow,
    PostRow,
    VerdictBodyRow,
    VerdictRow,
)

CITED = "cited"
"""The question under which the answer is kept."""

_MOST_AUDITS = 200
"""Audits, the newest first, in which a post is looked for."""


class PostLine(msgspec.Struct, frozen=True):
    """What a list says of a post beside its verdicts: the beginning of its text, and rules."""

    text: str
    rules: tuple[str, ...] = ()


class PostFacts(msgspec.Struct, frozen=True):
    """What is stored of a post beside its text.

    Attributes:
        audit_id, number: of which audit, and its place there from 1.
        input, line: the ordinal of the file, and where it stood.
        creator_id, creator: who wrote it, where that is on record.
        followers: at the time of the post; ``stale`` when counted more than 90 days before.
        brands: names and how each is known (``record``, ``stated``, ``seen``).
    """

    id: int
    audit_id: int
    number: int
    external_id: str
    input: int
    line: int
    platform: str | None
    author: str | None
    creator_id: int | None
    creator: str | None
    country: str | None
    lang: str | None
    published_at: str | None
    followers: int | None
    stale: bool
    topic: str | None
    brands: tuple[tuple[str, str, int | None], ...]


class Appearance(msgspec.Struct, frozen=True):
    """A verdict on the same post in some audit."""

    audit_id: int
    audit: str
    created_at: datetime
    number: int
    jurisdiction: str
    verdict: str
    same_text: bool


class Cited(msgspec.Struct, frozen=True):
    """A rule that found fault, what it cites, and how many findings there are of it."""

    rule: str
    jurisdiction: str
    severity: str
    instrument: str | None
    section: str | None
    number: int


def post_id(audit_id: int, number: int) -> int:
    """Return the id of the post that is the ``number``-th of its audit."""
    return row_id(audit_id, number)


__all__ = [
    "Appearance",
    "Cited",
    "PostFacts",
    "PostLine",
    "appearances",
    "cited",
    "documents",
    "documents_of",
    "get_facts",
    "lines_of",
    "neighbours",
    "number_of",
    "post_id",
    "read_posts",
]


def lines_of(
    session: Session, ids: Sequence[int], most: int = 200, under: Sequence[str] = ()
) -> dict[int, PostLine]:
    """Return the beginning of each post's text, and the rules that found fault.

    Args:
        session: any.
        ids: of posts.
        most: code points of the text.
        under: only rules of these jurisdictions; none: of all.
    """
    rules: dict[int, dict[str, None]] = {}
    narrowed = [FindingRow.jurisdiction.in_(under)] if under else []
    for post, rule in session.execute(
        select(FindingRow.post_id, FindingRow.rule)
        .where(FindingRow.post_id.in_(ids), FindingRow.severity != "info", *narrowed)
        .order_by(FindingRow.id)
    ):
        rules.setdefault(post, {})[rule] = None
    texts = session.execute(
        select(PostBodyRow.post_id, func.substr(PostBodyRow.text, 1, most)).where(
            PostBodyRow.post_id.in_(ids)
        )
    )
    return {post: PostLine(text, tuple(rules.get(post, ()))) for post, text in texts}


def get_facts(session: Session, identity: int) -> PostFacts:
    """Return what is stored of a post.

    Raises:
        NotFoundError: there is none of this number.
    """
    found = session.execute(
        select(PostRow, AccountRow.creator_id, CreatorRow.name)
        .outerjoin(AccountRow, AccountRow.id == PostRow.account_id)
        .outerjoin(CreatorRow, CreatorRow.id == AccountRow.creator_id)
        .where(PostRow.id == identity)
    ).first()
    if found is None:
        raise NotFoundError(f"there is no post number {identity}")
    row, creator_id, creator = found
    brands = session.execute(
        select(PostBrandRow.brand, PostBrandRow.source, PostBrandRow.brand_id)
        .where(PostBrandRow.post_id == identity)
        .order_by(PostBrandRow.brand_key)
    )
    return PostFacts(
        row.id,
        row.audit_id,
        number_of(row.id),
        row.external_id,
        row.input,
        row.line,
        row.platform,
        row.author,
        creator_id,
        creator,
        row.country,
        row.lang,
        row.published_at,
        row.followers,
        row.followers_stale,
        row.topic,
        tuple((name, source, brand) for name, source, brand in brands),
    )


def documents_of(session: Session, identity: int) -> list[str]:
    """Return the verdicts on a post: the lines that ``check --format jsonl`` writes."""
    return list(
        session.scalars(
            select(VerdictBodyRow.document)
            .join(VerdictRow, VerdictRow.id == VerdictBodyRow.verdict_id)
            .where(VerdictRow.post_id == identity)
            .order_by(VerdictRow.id)
        )
    )


def documents(session: Session, verdict_ids: Sequence[int]) -> dict[int, str]:
    """Return verdicts by number: the lines that ``check --format jsonl`` writes."""
    rows = session.execute(
        select(VerdictBodyRow.verdict_id, VerdictBodyRow.document).where(
            VerdictBodyRow.verdict_id.in_(verdict_ids)
        )
    )
    return {int(row[0]): str(row[1]) for row in rows}


def read_posts(session: Session, ids: Sequence[int]) -> dict[int, Post]:
    """Return posts by number, as they were audited; those that are not there are left out."""
    rows = session.execute(
        select(PostBodyRow.post_id, PostBodyRow.text, PostBodyRow.document, PostBodyRow.url).where(
            PostBodyRow.post_id.in_(ids)
        )
    )
    return {identity: join(text, document, url) for identity, text, document, url in rows}


def cited(session: Session, audit_id: int) -> list[Cited]:
    """Return the rules that found fault with what each cites, the most frequent first."""
    answer = kept.get(session, audit_id, CITED)
    return (
        msgspec.json.decode(answer, type=list[Cited]) if answer else count_cited(session, audit_id)
    )


def count_cited(session: Session, audit_id: int) -> list[Cited]:
    """Count what :func:`cited` returns."""
    columns = (
        FindingRow.rule,
        FindingRow.jurisdiction,
        FindingRow.severity,
        FindingRow.instrument,
        FindingRow.section,
    )
    number = func.count()
    rows = session.execute(
        select(*columns, number)
        .where(FindingRow.audit_id == audit_id, FindingRow.severity != "info")
        .group_by(*columns)
        .order_by(number.desc(), *columns)
    )
    return [Cited(*row) for row in rows]


def appearances(session: Session, facts: PostFacts) -> list[Appearance]:
    """Return the verdicts on the post of the same platform, author and id in every audit.

    The newest audit comes first; older ones than the newest 200 are not looked at.
    """
    newest = select(AuditRow.id).order_by(AuditRow.id.desc()).limit(_MOST_AUDITS)
    own = present(session, PostRow, facts.id, "post")
    rows = session.execute(
        select(
            AuditRow.id,
            AuditRow.name,
            AuditRow.created_at,
            PostRow.id,
            VerdictRow.jurisdiction,
            VerdictRow.verdict,
            PostRow.text_hash,
        )
        .select_from(PostRow)
        .join(AuditRow, AuditRow.id == PostRow.audit_id)
        .join(VerdictRow, VerdictRow.post_id == PostRow.id)
        .where(
            PostRow.audit_id.in_(session.scalars(newest).all()),
            PostRow.external_id == own.external_id,
            PostRow.platform == own.platform if own.platform else PostRow.platform.is_(None),
            PostRow.author_key == own.author_key
            if own.author_key
            else PostRow.author_key.is_(None),
        )
        .order_by(AuditRow.id.desc(), VerdictRow.id)
    )
    return [
        Appearance(audit, name, at, number_of(post), code, verdict, digest == own.text_hash)
        for audit, name, at, post, code, verdict, digest in rows
    ]


def neighbours(session: Session, facts: PostFacts) -> tuple[int | None, int | None]:
    """Return the numbers of the posts before and behind this one in its audit."""
    low, high = id_range(facts.audit_id)
    last = session.scalar(select(func.max(PostRow.id)).where(PostRow.id.between(low, high)))
    before = facts.number - 1 if facts.number > 1 else None
    return before, facts.number + 1 if last is not None and facts.id < last else None
