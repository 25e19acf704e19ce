"""Find the posts of an audit by what they say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnClause,
    Select,
    cast,
    column,
    literal,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from checker.storage.keys import id_range
from checker.storage.tables import PostBodyRow, PostWordsRow
from checker.storage.words import asked, for_postgresql, for_sqlite


def matching(
    session: Session, audit_id: int, query: str, *, within: tuple[int, int] | None = None
) -> Select[*tuple[Any, ...]]:
    """Return a selection of the numbers of the posts that say what is looked for.

    All words must stand in a post, each as a whole, in any order and without regard to case and
    accents. What has no letter, digit or sign, such as "%", is looked for as it is.

    Args:
        session: any.
        audit_id: of which audit.
        query: as :func:`checker.storage.words.asked` reads it.
        within: lowest and highest id of the posts that are looked at one by one, without an index
            of words; for PostgreSQL.
    """
    low, high = within or id_range(audit_id)
    wanted = asked(query)
    found: Select[*tuple[Any, ...]]
    if not wanted:
        found = select(PostBodyRow.post_id).where(
            PostBodyRow.post_id.between(low, high),
            PostBodyRow.text.icontains(query.strip(), autoescape=True),
        )
    elif session.get_bind().dialect.name == "sqlite":
        number: ColumnClause[int] = column("rowid", BigInteger)
        match = text("post_fts MATCH :wanted").bindparams(wanted=for_sqlite(wanted))
        found = (
            select(number.label("post_id"))
            .select_from(table("post_fts"))
            .where(match, number.between(low, high))
        )
    else:
        said = PostWordsRow.words.op("@@", return_type=Boolean())(
            cast(literal(for_postgresql(wanted)), TSQUERY)
        )
        found = select(PostWordsRow.post_id).where(
            PostWordsRow.post_id.between(low, high),
            said.is_(true()) if within else said,  # of a test for truth the index knows nothing
        )
    return found
