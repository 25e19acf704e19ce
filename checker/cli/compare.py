"""``palese compare``: what is new, fixed and unchanged between two audits."""

from __future__ import annotations

import click
import msgspec

from checker.cli.database import db_option, open_database
from checker.cli.options import format_option
from checker.reports.base import json_bytes
from checker.reports.plain import visible
from checker.storage import audits
from checker.storage.compare import ChangeCount, Comparison, compare
from checker.storage.records import Audit


@click.command("compare")
@click.argument("before", metavar="AUDIT")
@click.argument("after", metavar="AUDIT")
@db_option
@format_option("text", "json")
def command(before: str, after: str, url: str, format_: str) -> None:
    """Compare two audits, the older one first: findings new, fixed and unchanged.

    A finding is the same when rule, jurisdiction, author, post and quoted words are, wherever
    in the input the post stands.
    """
    with open_database(url, existing=True) as database, database.read() as session:
        old, new = audits.get_audit(session, before), audits.get_audit(session, after)
        found = compare(session, old.id, new.id)
    for note in _notes(old, new):
        click.echo(f"palese: note: {note}", err=True)
    if format_ == "json":
        click.echo(json_bytes(_document(old, new, found)))
        return
    click.echo(f"From {old.name} (number {old.id}) to {new.name} (number {new.id})\n")
    click.echo(f"{'new':>9}{'fixed':>9}{'unchanged':>11}")
    click.echo(f"{_numbers(found.total)}  all findings")
    for title, rows in (("By rule", found.rules), ("By creator", found.creators)):
        if rows:
            click.echo(f"\n{title}")
            for name, counts in rows.items():
                click.echo(f"{_numbers(counts)}  {visible(name) or '(author not known)'}")


def _numbers(counts: ChangeCount) -> str:
    return f"{counts.new:>9,}{counts.fixed:>9,}{counts.unchanged:>11,}"


def _document(old: Audit, new: Audit, found: Comparison) -> dict[str, object]:
    return {
        "before": {"id": old.id, "name": old.name, "ruleset": old.ruleset},
        "after": {"id": new.id, "name": new.name, "ruleset": new.ruleset},
        **msgspec.structs.asdict(found),
    }


def _notes(old: Audit, new: Audit) -> list[str]:
    """Return what else than the posts may have made the difference."""
    notes = [
        f"the audit {audit.name!r} is {audit.state}, not done"
        for audit in (old, new)
        if audit.state != "done"
    ]
    if old.ruleset != new.ruleset or old.engine != new.engine:
        notes.append("the two audits were judged by different rules or versions")
    if old.jurisdictions != new.jurisdictions:
        notes.append("the two audits were judged under different jurisdictions")
    return notes
