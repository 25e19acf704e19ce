"""``palese review``: what people decided of a sample."""

from __future__ import annotations

import click

from checker.batch.sampling import store_reviews
from checker.cli.database import db_option, open_database
from checker.cli.onrecord import Reader, say
from checker.cli.options import format_option
from checker.importers.reviews import read_reviews
from checker.reports.base import json_bytes
from checker.reports.plain import visible
from checker.storage import audits, crossreads, reviews


@click.group("review")
def command() -> None:
    """What people decided of a sample."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--reviewer", metavar="NAME", help="Whose rows those are that name nobody.")
@db_option
def import_(files: tuple[str, ...], reviewer: str | None, url: str) -> int:
    """Read sheets of palese sample back, filled in. Rows left empty are passed over.

    palese stats then gives the share of non-compliance corrected for the error that the reviews
    show. A sheet read twice counts once; a changed row replaces the older one.

    Exit status: 0 all rows are stored, 2 some are not (the others are).
    """
    reader = Reader()
    with open_database(url, existing=True) as database:
        done = store_reviews(
            database,
            (line for file in files for line in reader.lines(read_reviews(file))),
            reviewer,
        )
    for problem in done.problems:
        reader.tell(problem)
    say(f"{done.stored} reviews are on record, {done.empty} rows were left empty")
    return 2 if reader.failed else 0


@command.command("list")
@click.argument("audit")
@format_option("text", "json")
@db_option
def list_(audit: str, format_: str, url: str) -> None:
    """List the reviews of AUDIT, oldest first."""
    with open_database(url, existing=True) as database, database.read() as session:
        found = audits.get_audit(session, audit)
        rows = reviews.list_reviews(session, found.id)
        posts = crossreads.identities(session, sorted({row.post_id for row in rows}))
    entries = [
        {
            "post": posts[row.post_id][0],
            "jurisdiction": row.jurisdiction,
            "reviewer": row.reviewer,
            "decision": row.decision,
            "correct_verdict": row.correct_verdict,
            "reason": row.reason,
            "changed_at": row.changed_at.isoformat(timespec="seconds"),
        }
        for row in rows
    ]
    if format_ == "json":
        click.echo(json_bytes(entries))
        return
    if not entries:
        say(f"nobody has reviewed {visible(found.name)} yet; see palese sample")
    for entry in entries:
        said = entry["correct_verdict"] or entry["decision"]
        reason = f" ({entry['reason']})" if entry["reason"] else ""
        line = f"{entry['post']} {entry['jurisdiction']}: {said}, {entry['reviewer']}{reason}"
        click.echo(visible(line))
