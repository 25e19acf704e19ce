"""``palese report``: a report on an audit that is stored."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from checker.batch import stored
from checker.cli.database import db_option, open_database
from checker.cli.options import format_option
from checker.storage import audits


@click.command("report")
@click.argument("audit")
@db_option
@format_option("html", "csv", "json", default="html")
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write it, instead of standard output.",
)
def command(audit: str, url: str, format_: str, output: Path | None) -> None:
    """Write a report on AUDIT: a page to read and print, a table, or everything as JSON.

    All of them also hold what was found across posts: labels that a creator gives to one post
    and not to the next, and creators who voice nearly the same text; and which findings are
    waived. In the table these are rows of their own: the column "row" says verdict, across or
    waiver.
    """
    with open_database(url, existing=True) as database, database.read() as session:
        found = audits.get_audit(session, audit)
        if found.state != "done":
            click.echo(
                f"palese: note: the audit {found.name!r} is {found.state}, not done", err=True
            )
        if output is None:
            stored.write_report(session, found, format_, sys.stdout.buffer)
            return
        stored.replace_file(output, lambda file: stored.write_report(session, found, format_, file))
    click.echo(f"Report: {output}", err=True)
