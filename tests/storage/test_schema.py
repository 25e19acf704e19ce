"""The tables come up, go down, and are refused when they are not ours."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from checker.storage import Database, SchemaError, audits, creators, migrate, schema
from checker.storage.session import make_engine, parse_url
from checker.storage.tables import Base
from tests.storage import made

NEXT = '''
"""One column more."""

import sqlalchemy as sa
from alembic import op

revision = "AHEAD"
down_revision = "NOW"
branch_labels = None
depends_on = None


def HOW():  # SQLite must build the table anew, which is what could lose what refers to it
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def upgrade():
    with op.batch_alter_table("creators", recreate=HOW()) as table:
        table.add_column(sa.Column("pronouns", sa.Text(), nullable=False, server_default="?"))


def downgrade():
    with op.batch_alter_table("creators", recreate=HOW()) as table:
        table.drop_column("pronouns")
'''
NOW = schema.head()
AHEAD = f"{int(NOW) + 1:04}"
NEXT = NEXT.replace("AHEAD", AHEAD).replace("NOW", NOW)


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of a program one version ahead of this one."""
    folder = tmp_path / "migrations 100% ahead"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{AHEAD}_next.py").write_text(NEXT, encoding="utf-8")
    return folder


def _fill(url: str) -> str:
    with Database.open(url) as database:
        with database.write() as session:
            creators.add_creator(
                session, "Giulia", topics=["sun"], accounts=[("instagram", "@giulia")]
            )
        audit = made.stored(database, [made.audited(n) for n in range(1, 60)])
        with database.read() as session:
            return audits.digest_of(session, audit.id)


def test_revisions_and_tables_agree(url: str) -> None:
    Database.open(url).close()
    engine = make_engine(parse_url(url))
    with engine.connect() as connection:
        theirs = {"ix_post_words_words"} if url.startswith("sqlite") else set()

        def ours(_: object, name: str | None, *__: object) -> bool:
            # Words are indexed by PostgreSQL's index, or by SQLite's own tables.
            return name not in theirs and not str(name).startswith("post_fts")

        opts = {"compare_type": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_down_and_up_with_data(url: str) -> None:
    _fill(url)
    said: list[str] = []
    assert migrate(url, "base", said.append) == "base"
    engine = create_engine(parse_url(url))
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    assert migrate(url, "head", said.append) == schema.head()
    assert migrate(url, "head", said.append) == schema.head()
    assert len(said) == 2
    assert f"from version {NOW} to base" in said[0]
    _fill(url)


def test_unknown_revision(url: str) -> None:
    with pytest.raises(SchemaError, match="no version '0099'"):
        migrate(url, "0099")


def test_an_older_database_is_brought_up_and_back_with_its_data(
    url: str, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _fill(url)
    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", newer)
        with Database.open(url, on_message=said.append) as database:
            assert len(said) == 1
            assert f"from version {NOW} to {AHEAD}" in said[0]
            with database.read() as session:
                assert audits.digest_of(session, 1) == before
                assert session.execute(text("SELECT pronouns FROM creators")).scalar() == "?"
                # SQLite rebuilds the table; what refers to it must have stayed.
                assert [a.handle for a in creators.get_creator(session, 1).accounts] == ["giulia"]
    with pytest.raises(SchemaError) as caught:
        Database.open(url)
    assert f"version {AHEAD}" in caught.value.what
    assert f"knows them up to {NOW}" in caught.value.what
    assert caught.value.where
    assert "newer palese" in caught.value.remedy
    with pytest.raises(SchemaError):
        migrate(url, "base")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", newer)
        migrate(url, NOW)
    with Database.open(url) as database, database.read() as session:
        assert audits.digest_of(session, 1) == before
        assert creators.get_creator(session, 1).topics == ("sun",)


def test_a_migration_that_fails_changes_nothing(
    url: str, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _fill(url)
    revision = newer / "versions" / f"{AHEAD}_next.py"
    revision.write_text(
        NEXT.replace("def downgrade", "    raise RuntimeError('half-way')\n\n\ndef downgrade"),
        encoding="utf-8",
    )
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", newer)
        with pytest.raises(RuntimeError, match="half-way"):
            Database.open(url)
    with Database.open(url) as database, database.read() as session:
        assert audits.digest_of(session, 1) == before


def test_another_programs_database_is_refused(url: str) -> None:
    engine = create_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE shopping (item TEXT)"))
    engine.dispose()
    with pytest.raises(SchemaError, match="another program: it has a table 'shopping'"):
        Database.open(url)


def test_two_may_make_the_tables_at_once(url: str) -> None:
    errors: list[BaseException] = []

    def open_it() -> None:
        try:
            Database.open(url).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_sqlite_is_set_up(sqlite_url: str, on_sqlite: Database) -> None:
    with on_sqlite.read() as session:
        values = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert values == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 1000,
    }
    path = sqlite_url.removeprefix("sqlite:///")
    plain = sqlite3.connect(path)
    assert plain.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.head(),)
    plain.close()


def test_in_memory() -> None:
    with Database.open("sqlite://") as database:
        audit = made.stored(database, [made.audited(1)])
    assert audit.posts == 1
