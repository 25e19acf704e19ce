"""Saved views and links to reports in tables of their own; what a problem says, with its values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from checker.storage.keys import name_key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SETTINGS = sa.table("settings", sa.column("name", sa.String), sa.column("value", sa.JSON))
_VIEWS = sa.table(
    "saved_views",
    sa.column("id", sa.Integer),
    sa.column("user_id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("name_key", sa.String),
    sa.column("query", sa.Text),
)
_LINKS = sa.table(
    "report_links",
    sa.column("id", sa.Integer),
    sa.column("audit_id", sa.Integer),
    sa.column("word", sa.String),
    sa.column("user", sa.String),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("expires_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Make the tables, and carry over what stood among the settings."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("uq_saved_views_name", "saved_views", ["user_id", "name_key"], unique=True)
    op.create_table(
        "report_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audits.id"],
            name=op.f("fk_report_links_audit_id_audits"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_links")),
    )
    op.create_index("ix_report_links_audit_id", "report_links", ["audit_id"], unique=False)
    op.create_index("uq_report_links_word", "report_links", ["word"], unique=True)
    op.add_column("audit_problems", sa.Column("told", sa.Text(), nullable=True))
    _carry_over()


def _carry_over() -> None:
    bind = op.get_bind()
    users = set(bind.scalars(sa.text("SELECT id FROM users")))
    audits = set(bind.scalars(sa.text("SELECT id FROM audits")))
    for name, value in bind.execute(sa.select(_SETTINGS.c.name, _SETTINGS.c.value)).all():
        kind, _, number = name.partition("/")
        if kind not in ("views", "report-links") or not number.isdigit():
            continue
        entries = value if isinstance(value, list) else []
        if kind == "views" and int(number) in users:
            own = {name_key(each["name"]): each for each in entries}
            for key, each in own.items():
                bind.execute(
                    _VIEWS.insert().values(
                        user_id=int(number), name=each["name"], name_key=key, query=each["query"]
                    )
                )
        elif kind == "report-links" and int(number) in audits:
            for each in entries:
                bind.execute(
                    _LINKS.insert().values(
                        audit_id=int(number),
                        word=each["word"],
                        user=each["user"],
                        created_at=_moment(each["created_at"]),
                        expires_at=_moment(each["expires_at"]),
                    )
                )
        bind.execute(_SETTINGS.delete().where(_SETTINGS.c.name == name))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    # SQLite keeps moments as text in UTC, without a zone.
    return moment.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else moment


def _text(moment: datetime) -> str:
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def downgrade() -> None:
    """Put views and links back among the settings, and drop the tables."""
    bind = op.get_bind()
    kept: dict[str, list[dict[str, Any]]] = {}
    for row in bind.execute(sa.select(_VIEWS).order_by(_VIEWS.c.name_key)).all():
        kept.setdefault(f"views/{row.user_id}", []).append({"name": row.name, "query": row.query})
    for row in bind.execute(sa.select(_LINKS).order_by(_LINKS.c.id)).all():
        kept.setdefault(f"report-links/{row.audit_id}", []).append(
            {
                "word": row.word,
                "user": row.user,
                "created_at": _text(row.created_at),
                "expires_at": _text(row.expires_at),
            }
        )
    for name, value in kept.items():
        bind.execute(_SETTINGS.insert().values(name=name, value=value))
    op.drop_column("audit_problems", "told")
    op.drop_table("report_links")
    op.drop_table("saved_views")
