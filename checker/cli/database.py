"""What commands that use the database have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from checker.storage import DEFAULT_URL, Database, StorageError
from checker.storage.session import parse_url

F = TypeVar("F", bound=Callable[..., Any])


def db_option(function: F) -> F:
    """``--db URL``."""
    return click.option(
        "--db",
        "url",
        metavar="URL",
        default=DEFAULT_URL,
        show_default=True,
        help="The database: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
    )(function)


def open_database(url: str, *, existing: bool = False, lean: bool = False) -> Database:
    """Open the database of a command; a person is told when its tables are brought up to date.

    Args:
        url: as the user gave it.
        existing: refuse to make a new SQLite file, which would hold nothing to answer with.
        lean: for a run over many posts, whose memory must not grow with the database.

    Raises:
        StorageError: it cannot be opened, or is not there.
    """
    if existing:
        parsed = parse_url(url)
        name = parsed.database
        if (
            parsed.drivername == "sqlite"
            and name
            and name != ":memory:"
            and not Path(name).exists()
        ):
            raise StorageError(
                "there is no such database",
                where=parsed.render_as_string(hide_password=True),
                remedy="Name it with --db, or make one with palese audit",
            )
    return Database.open(
        url, on_message=lambda text: click.echo(f"palese: {text}", err=True), lean=lean
    )
