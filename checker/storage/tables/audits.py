"""Audits: their inputs, the posts read, the verdicts on them and the findings.

What is filtered by and counted stands in narrow rows; texts and whole records stand apart, so
that counting 200,000 posts does not read them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.storage.tables.base import Base, BigId, Data, UtcDateTime, utc_now


class AuditRow(Base):
    """An audit, with what is needed to repeat it, and how many rows it has so far."""

    __tablename__ = "audits"
    __table_args__ = (CheckConstraint("state IN ('running', 'done', 'cancelled')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="running")
    jurisdictions: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Empty: each post under the regime of its country, author or language."""
    ruleset: Mapped[str] = mapped_column(String(80))
    engine: Mapped[str] = mapped_column(String(40))
    options: Mapped[Data] = mapped_column(JSON, default=dict)
    creators_digest: Mapped[str] = mapped_column(String(80), default="")
    """Of creators, accounts, snapshots, brands and collaborations when the audit began."""
    posts: Mapped[int] = mapped_column(BigInteger, default=0)
    verdicts: Mapped[int] = mapped_column(BigInteger, default=0)
    findings: Mapped[int] = mapped_column(BigInteger, default=0)
    problems: Mapped[int] = mapped_column(BigInteger, default=0)
    sets: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Verdicts that ``verdict_sets`` holds: all of them, or none yet."""


class InputRow(Base):
    """A file of an audit, and how far it has been read."""

    __tablename__ = "audit_inputs"

    audit_id: Mapped[int] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    lines: Mapped[int] = mapped_column(BigInteger, default=0)
    """Lines (rows) whose posts or problems are stored; reading resumes behind them."""
    position: Mapped[str] = mapped_column(Text, default="")
    """What else a reader needs to resume, in its own words."""
    done: Mapped[bool] = mapped_column(default=False)


class ProblemRow(Base):
    """Something in an input that could not be read, or not without a word."""

    __tablename__ = "audit_problems"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"), index=True)
    input: Mapped[int]
    line: Mapped[int | None] = mapped_column(BigInteger)
    level: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[str | None] = mapped_column(Text)
    """JSON: both sentences before their values were put in, and the values."""


class PostRow(Base):
    """A post as far as it is filtered by and counted."""

    __tablename__ = "posts"
    __table_args__ = (
        Index(None, "audit_id", "author_key"),
        Index(None, "audit_id", "external_id"),
        Index(None, "account_id", "published_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    input: Mapped[int]
    line: Mapped[int] = mapped_column(BigInteger)
    external_id: Mapped[str] = mapped_column(Text)
    """The post's own id, as read."""
    platform: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Text)
    author_key: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    country: Mapped[str | None] = mapped_column(Text)
    lang: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[str | None] = mapped_column(String(20))
    """``YYYY-MM-DDTHH:MM:SSZ``, or the day alone where no hour is known."""
    month: Mapped[str | None] = mapped_column(String(7))
    followers: Mapped[int | None] = mapped_column(BigInteger)
    followers_stale: Mapped[bool] = mapped_column(default=False)
    likes: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    views: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[int | None] = mapped_column(BigInteger)
    topic: Mapped[str | None] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(32))


class PostBodyRow(Base):
    """A post's text, stored once, and the rest of the post as JSON."""

    __tablename__ = "post_bodies"

    post_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("posts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    url: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)


class PostBrandRow(Base):
    """A brand that a post names or that is on record for it."""

    __tablename__ = "post_brands"
    __table_args__ = (Index(None, "audit_id", "brand_key"), Index(None, "brand_id", "post_id"))

    post_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    brand_key: Mapped[str] = mapped_column(Text, primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    brand: Mapped[str] = mapped_column(Text)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id", ondelete="SET NULL"))
    source: Mapped[str] = mapped_column(String(10))
    """``record`` (a relation or collaboration), ``stated`` (the input says so) or ``seen``."""


class VerdictRow(Base):
    """A verdict as far as it is filtered by and counted."""

    __tablename__ = "verdicts"
    __table_args__ = (
        Index("uq_verdicts_post_jurisdiction", "post_id", "jurisdiction", unique=True),
        Index(None, "audit_id", "jurisdiction", "verdict"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(BigId, ForeignKey("posts.id", ondelete="CASCADE"))
    jurisdiction: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(20))
    intent: Mapped[str] = mapped_column(String(10))
    relation: Mapped[str | None] = mapped_column(String(20))
    """The first relation that the signs point to."""
    severity: Mapped[str | None] = mapped_column(String(10))
    """The gravest among the findings."""


class VerdictBodyRow(Base):
    """A whole verdict as the JSON that ``palese check --format jsonl`` writes."""

    __tablename__ = "verdict_bodies"

    verdict_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("verdicts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    document: Mapped[str] = mapped_column(Text)


class FindingRow(Base):
    """One thing to say about a post; its fingerprint survives moved lines."""

    __tablename__ = "findings"
    __table_args__ = (
        Index(None, "verdict_id"),
        Index(None, "post_id"),
        Index(None, "audit_id", "rule"),
        Index(None, "audit_id", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    verdict_id: Mapped[int] = mapped_column(BigId, ForeignKey("verdicts.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(BigId, ForeignKey("posts.id", ondelete="CASCADE"))
    jurisdiction: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(10))
    segment: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]
    quote_hash: Mapped[str] = mapped_column(String(32))
    message: Mapped[str] = mapped_column(Text)
    instrument: Mapped[str | None] = mapped_column(Text)
    section: Mapped[str | None] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(32))


class CrossFindingRow(Base):
    """A finding that rests on several posts."""

    __tablename__ = "cross_findings"
    __table_args__ = (
        CheckConstraint("kind IN ('series', 'network')", name="kind"),
        Index("uq_cross_findings_ordinal", "audit_id", "kind", "ordinal", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    ordinal: Mapped[int]
    rule: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(10))
    message: Mapped[str] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(32), index=True)
    data: Mapped[Data] = mapped_column(JSON, default=dict)


class CrossMemberRow(Base):
    """A post on which a cross-post finding rests."""

    __tablename__ = "cross_finding_posts"

    finding_id: Mapped[int] = mapped_column(
        ForeignKey("cross_findings.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    ordinal: Mapped[int]
    role: Mapped[str] = mapped_column(String(20), default="")
