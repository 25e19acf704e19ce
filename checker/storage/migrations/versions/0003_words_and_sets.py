"""Words to search, sets of verdicts to filter and count by, and answers that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from checker.storage.words import as_text, as_vector

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAGE = 2000


def upgrade() -> None:
    """Make the tables, and cut the posts that are there into words.

    Sets and answers of older audits are worked out when they are first wanted.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("audits", sa.Column("sets", sa.BigInteger(), nullable=False, server_default="0"))
    words = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "post_words",
        sa.Column("post_id", number, nullable=False, autoincrement=False),
        sa.Column("words", words, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_words_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_words")),
    )
    op.create_table(
        "verdict_sets",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audits.id"],
            name=op.f("fk_verdict_sets_audit_id_audits"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("audit_id", "field", "value", "chunk", name="pk_verdict_sets"),
    )
    op.create_table(
        "kept_answers",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audits.id"],
            name=op.f("fk_kept_answers_audit_id_audits"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("audit_id", "question", name=op.f("pk_kept_answers")),
    )
    _account_figures()
    if sqlite:
        _full_text()
    _cut()
    if not sqlite:
        op.create_index("ix_post_words_words", "post_words", ["words"], postgresql_using="gin")


def _account_figures() -> None:
    counts = ("posts", "likes", "likes_known", "both", "both_known", "seen", "views")
    op.create_table(
        "account_figures",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in (*counts, "commercial", "disclosed")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audits.id"],
            name=op.f("fk_account_figures_audit_id_audits"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_figures_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("audit_id", "account_id", name="pk_account_figures"),
    )
    op.create_index("ix_account_figures_account_id", "account_figures", ["account_id"])


def _full_text() -> None:
    """Make SQLite's index, and have it follow the table.

    All that is cut already needs no more than blanks told from the rest, which ``ascii`` does.
    """
    op.execute(
        "CREATE VIRTUAL TABLE post_fts USING fts5(words, content = 'post_words', "
        "content_rowid = 'post_id', columnsize = 0, "
        "tokenize = \"ascii tokenchars '#@_.'\")"
    )
    op.execute(
        "CREATE TRIGGER post_words_added AFTER INSERT ON post_words BEGIN "
        "INSERT INTO post_fts (rowid, words) VALUES (new.post_id, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER post_words_gone AFTER DELETE ON post_words BEGIN "
        "INSERT INTO post_fts (post_fts, rowid, words) "
        "VALUES ('delete', old.post_id, old.words); END"
    )


def _cut() -> None:
    """Store the words of every post, a page at a time."""
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    bodies = sa.table("post_bodies", sa.column("post_id"), sa.column("text"))
    value = ":words" if sqlite else "CAST(:words AS tsvector)"
    add = sa.text(f"INSERT INTO post_words (post_id, words) VALUES (:post_id, {value})")
    write = as_text if sqlite else (lambda text: as_vector(as_text(text)))
    page = sa.select(bodies.c.post_id, bodies.c.text).order_by(bodies.c.post_id).limit(_PAGE)
    after = -1
    while rows := connection.execute(page.where(bodies.c.post_id > after)).all():
        connection.execute(add, [{"post_id": row[0], "words": write(row[1])} for row in rows])
        after = rows[-1][0]


def downgrade() -> None:
    """Drop the tables; nothing is lost that cannot be worked out again."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER post_words_added")
        op.execute("DROP TRIGGER post_words_gone")
        op.execute("DROP TABLE post_fts")
    for table in ("account_figures", "kept_answers", "verdict_sets", "post_words"):
        op.drop_table(table)
    op.drop_column("audits", "sets")
