"""What is worked out from audits and kept, so that pages need not work it out again.

Everything here can be made anew from the other tables.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from checker.storage.tables.base import Base, BigId


class PostWordsRow(Base):
    """The words of a post, as :mod:`checker.storage.words` cuts them.

    SQLite keeps an FTS5 index beside it, ``post_fts``, which triggers hold to this table.
    """

    __tablename__ = "post_words"
    __table_args__ = (Index(None, "words", postgresql_using="gin").ddl_if(dialect="postgresql"),)

    post_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class VerdictSetRow(Base):
    """Which verdicts of an audit have some value, in chunks; see :mod:`checker.storage.sets`."""

    __tablename__ = "verdict_sets"

    audit_id: Mapped[int] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    chunk: Mapped[int] = mapped_column(primary_key=True)
    bits: Mapped[bytes] = mapped_column(LargeBinary)


class KeptRow(Base):
    """An answer that is worked out from an audit whose verdicts change no more."""

    __tablename__ = "kept_answers"

    audit_id: Mapped[int] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    question: Mapped[str] = mapped_column(String(60), primary_key=True)
    answer: Mapped[bytes] = mapped_column(LargeBinary)


class AccountFiguresRow(Base):
    """What an audit's posts of an account add up to; ``…_known``: posts where that is known."""

    __tablename__ = "account_figures"
    __table_args__ = (Index(None, "account_id"),)

    audit_id: Mapped[int] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    posts: Mapped[int] = mapped_column(BigInteger)
    likes: Mapped[int] = mapped_column(BigInteger)
    likes_known: Mapped[int] = mapped_column(BigInteger)
    both: Mapped[int] = mapped_column(BigInteger)
    """Likes and comments."""
    both_known: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int] = mapped_column(BigInteger)
    """Likes and comments of the posts whose views are known."""
    views: Mapped[int] = mapped_column(BigInteger)
    commercial: Mapped[int] = mapped_column(BigInteger)
    """Verdicts of ``disclosed``, ``inadequate`` and ``undisclosed``."""
    disclosed: Mapped[int] = mapped_column(BigInteger)
