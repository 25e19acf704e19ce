"""What people decide: waivers, reviews and the samples drawn for review."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.storage.tables.base import Base, BigId, Data, UtcDateTime, utc_now


class WaiverRow(Base):
    """A decision not to object, with its reason and its last day."""

    __tablename__ = "waivers"
    __table_args__ = (
        CheckConstraint(
            "COALESCE(fingerprint, rule) IS NOT NULL OR COALESCE(creator_id, brand_id) IS NOT NULL",
            name="scope",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str | None] = mapped_column(String(32), index=True)
    rule: Mapped[str | None] = mapped_column(Text, index=True)
    creator_id: Mapped[int | None] = mapped_column(
        ForeignKey("creators.id", ondelete="CASCADE"), index=True
    )
    brand_id: Mapped[int | None] = mapped_column(
        ForeignKey("brands.id", ondelete="CASCADE"), index=True
    )
    jurisdiction: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_on: Mapped[date]
    """The last day on which it holds."""


class SamplingPlanRow(Base):
    """How a sample of an audit was drawn, so that it can be drawn again."""

    __tablename__ = "sampling_plans"
    __table_args__ = (Index("uq_sampling_plans_name", "audit_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    seed: Mapped[int]
    options: Mapped[Data] = mapped_column(JSON, default=dict)
    """Taxonomy, size, strata with their populations: whatever the drawing used."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class SamplingItemRow(Base):
    """A post of a sample, with the number of posts that it stands for."""

    __tablename__ = "sampling_items"
    __table_args__ = (
        Index("uq_sampling_items_post", "plan_id", "post_id", "jurisdiction", unique=True),
        Index(None, "post_id"),
    )

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("sampling_plans.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(BigId, ForeignKey("posts.id", ondelete="CASCADE"))
    jurisdiction: Mapped[str] = mapped_column(Text)
    stratum: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[float] = mapped_column(Float, default=1.0)


class ReviewRow(Base):
    """A person's view of a verdict; ``version`` grows by one with every change."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("decision IN ('agree', 'disagree', 'cannot-tell')", name="decision"),
        CheckConstraint("(decision = 'disagree') = (correct_verdict IS NOT NULL)", name="correct"),
        Index("uq_reviews_reviewer", "post_id", "jurisdiction", "reviewer", unique=True),
        Index(None, "audit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(BigId, ForeignKey("posts.id", ondelete="CASCADE"))
    jurisdiction: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(String(200))
    decision: Mapped[str] = mapped_column(String(20))
    correct_verdict: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("sampling_plans.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    version: Mapped[int] = mapped_column(default=1)
