"""What the web application keeps: users, tokens, who did what, settings, drafts, views, links."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.storage.tables.base import Base, Data, UtcDateTime, utc_now


class UserRow(Base):
    """A person who may sign in; without a password hash nobody can yet."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('viewer', 'reviewer', 'auditor', 'administrator')", name="role"),
        Index("uq_users_name_key", "name_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(8))
    epoch: Mapped[int] = mapped_column(default=1)
    """Grows when the password, the role or the access changes, which ends open sessions."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TokenRow(Base):
    """A token of the JSON API; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (Index("uq_api_tokens_digest", "digest", unique=True), Index(None, "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    hint: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_on: Mapped[date | None]
    """The last day on which it is taken; ``None``: until it is revoked."""
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ActivityRow(Base):
    """Who did what and when. Triggers refuse every change; there is no foreign key on purpose."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "actor"), Index(None, "action"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[Data] = mapped_column(JSON, default=dict)


class SettingRow(Base):
    """A setting that administrators change in the browser."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class DraftRow(Base):
    """The result of a draft check that its owner chose to keep."""

    __tablename__ = "kept_drafts"
    __table_args__ = (Index(None, "owner_id"), Index(None, "expires_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    share: Mapped[str | None] = mapped_column(String(64))
    """A random word that a shared link must carry; ``None`` while it is not shared."""
    document: Mapped[Data] = mapped_column(JSON)


class SavedViewRow(Base):
    """Filters of the posts that a user gave a name."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("uq_saved_views_name", "user_id", "name_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(300))
    query: Mapped[str] = mapped_column(Text)


class ReportLinkRow(Base):
    """A link that shows an audit's report until it is over."""

    __tablename__ = "report_links"
    __table_args__ = (Index(None, "audit_id"), Index("uq_report_links_word", "word", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(String(64))
    user: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
