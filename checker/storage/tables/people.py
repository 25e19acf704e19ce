"""Creators and their accounts, brands, campaigns, and who has worked for whom."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.storage.tables.base import Base, Data, Exact, UtcDateTime, utc_now


class CreatorRow(Base):
    """A person or a team behind one or more accounts."""

    __tablename__ = "creators"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), index=True)
    country: Mapped[str | None] = mapped_column(String(8), index=True)
    area: Mapped[str | None] = mapped_column(String(200), index=True)
    language: Mapped[str | None] = mapped_column(String(35))
    notes: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[Data] = mapped_column(JSON, default=dict)
    """Figures that a tier's test may need beyond followers, such as yearly income."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class CreatorTopicRow(Base):
    """A topic (niche) that a creator speaks of."""

    __tablename__ = "creator_topics"
    __table_args__ = (Index(None, "topic", "creator_id"),)

    creator_id: Mapped[int] = mapped_column(
        ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(100), primary_key=True)


class AccountRow(Base):
    """An account on a platform; a handle belongs to one creator on each."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("uq_accounts_platform_handle_key", "platform", "handle_key", unique=True),
        Index(None, "handle_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(
        ForeignKey("creators.id", ondelete="CASCADE"), index=True
    )
    platform: Mapped[str] = mapped_column(String(50))
    handle: Mapped[str] = mapped_column(String(300))
    handle_key: Mapped[str] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(Text)


class SnapshotRow(Base):
    """What an account counted at one moment."""

    __tablename__ = "snapshots"
    __table_args__ = (
        CheckConstraint("followers >= 0 AND likes >= 0 AND views >= 0", name="counts"),
    )

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    followers: Mapped[int | None] = mapped_column(BigInteger)
    likes: Mapped[int | None] = mapped_column(BigInteger)
    views: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(300), default="")


class BrandRow(Base):
    """A brand; those of one category compete with one another."""

    __tablename__ = "brands"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), unique=True)
    category: Mapped[str | None] = mapped_column(String(100), index=True)
    notes: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class BrandNameRow(Base):
    """A handle, another name or a domain by which a brand is known."""

    __tablename__ = "brand_names"
    __table_args__ = (
        CheckConstraint("kind IN ('handle', 'alias', 'domain')", name="kind"),
        Index("uq_brand_names_kind_key", "kind", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(300))


class CampaignRow(Base):
    """A brand's campaign; its dates include the first and the last day."""

    __tablename__ = "campaigns"
    __table_args__ = (
        Index("uq_campaigns_brand_name", "brand_id", "name_key", unique=True),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        CheckConstraint("budget IS NULL OR currency IS NOT NULL", name="currency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    target_group: Mapped[str] = mapped_column(Text, default="")
    strategy: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[Decimal | None] = mapped_column(Exact)
    currency: Mapped[str | None] = mapped_column(String(3))
    tactics: Mapped[list[str]] = mapped_column(JSON, default=list)
    notes: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class IndicatorRow(Base):
    """What a campaign is measured by, and the value it aims at."""

    __tablename__ = "campaign_indicators"
    __table_args__ = (Index("uq_campaign_indicators_name", "campaign_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(50), default="")
    target: Mapped[Decimal | None] = mapped_column(Exact)


class IndicatorValueRow(Base):
    """A monitored value of an indicator."""

    __tablename__ = "campaign_indicator_values"

    indicator_id: Mapped[int] = mapped_column(
        ForeignKey("campaign_indicators.id", ondelete="CASCADE"), primary_key=True
    )
    observed_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    value: Mapped[Decimal] = mapped_column(Exact)


class CollaborationRow(Base):
    """A tie between a creator (or one account) and a brand; its dates include both ends."""

    __tablename__ = "collaborations"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        Index("ix_collaborations_creator", "creator_id", "brand_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(ForeignKey("creators.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaigns.id", ondelete="SET NULL"), index=True
    )
    relation: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    contract: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Stands for all of the above that matters, so that a list imported twice counts once."""
