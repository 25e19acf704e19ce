"""``palese collaborations``: who works for whom, on record."""

from __future__ import annotations

from typing import Any

import click

from checker.batch import ties
from checker.cli import directory
from checker.cli.database import db_option, open_database
from checker.cli.onrecord import Reader, brand_called, platforms_of, say
from checker.cli.options import format_option
from checker.importers.collaborations import read_collaborations
from checker.reports.base import json_bytes
from checker.reports.plain import visible
from checker.storage import campaigns, collaborations, creators


@click.group("collaborations")
def command() -> None:
    """Collaborations on record: relation, dates, contract."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@db_option
def import_(files: tuple[str, ...], url: str) -> int:
    """Put the collaborations listed in FILES (CSV or JSON Lines) on record.

    Columns: handle (or author), platform, brand, relation (paid, gift, loan, …), from (or date),
    until, contract, campaign. The creator must be on record, and so must a campaign; a brand
    that is new is put there. What is on record already counts once.

    Exit status: 0 all lines are on record, 2 some are not (the others are).
    """
    reader = Reader()
    lines = [line for file in files for line in reader.lines(read_collaborations(file))]
    with open_database(url) as database:
        done = ties.import_collaborations(database, lines, platforms_of())
    for problem in done.problems:
        reader.tell(problem)
    say(f"{done.new} new collaborations, {done.known} on record already")
    return 2 if reader.failed else 0


@command.command("list")
@click.option("--creator", metavar="NAME|HANDLE", help="Of this creator alone.")
@click.option("--brand", help="With this brand alone.")
@format_option("text", "json")
@db_option
def list_(creator: str | None, brand: str | None, format_: str, url: str) -> None:
    """List the collaborations on record, by their beginning."""
    with open_database(url, existing=True) as database, database.read() as session:
        found = collaborations.list_collaborations(
            session,
            creator_id=directory.find(session, creator).id if creator else None,
            brand_id=brand_called(session, brand).id if brand else None,
        )
        ids = sorted({tie.creator_id for tie in found})
        names = {one.id: one.name for one in creators.creators_by_id(session, ids)}
        titles = {one.id: one.name for one in campaigns.list_campaigns(session)}
    rows: list[dict[str, Any]] = [
        {
            "id": tie.id,
            "creator": names[tie.creator_id],
            "brand": tie.brand,
            "relation": tie.relation,
            "from": tie.starts_on,
            "until": tie.ends_on,
            "campaign": titles.get(tie.campaign_id or 0),
            "contract": tie.contract,
            "source": tie.source,
        }
        for tie in found
    ]
    if format_ == "json":
        click.echo(json_bytes(rows))
        return
    if not rows:
        say("no such collaboration is on record")
    for row in rows:
        ends = f"{row['from'] or '…'} to {row['until'] or '…'}"
        more = "".join(f", {row[name]}" for name in ("campaign", "contract") if row[name])
        who = f"{row['creator']} – {row['brand']}: {row['relation']}"
        click.echo(visible(f"{row['id']:>5}  {who}, {ends}{more}"))


@command.command("remove")
@click.argument("number", type=click.IntRange(1))
@db_option
def remove(number: int, url: str) -> None:
    """Take the collaboration of this NUMBER off the record."""
    with open_database(url, existing=True) as database, database.write() as session:
        collaborations.delete_collaboration(session, number)
    say(f"the collaboration {number} is off the record")
