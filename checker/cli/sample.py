"""``palese sample``: draw verdicts of an audit for a person to review."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import BinaryIO, get_args

import click
import msgspec

from checker import settings
from checker.batch.sampling import SheetRow, draw_plan, sheet
from checker.batch.stored import replace_file
from checker.cli.database import db_option, open_database
from checker.cli.onrecord import say
from checker.cli.options import format_option, rules_option
from checker.errors import UsageError
from checker.importers.reviews import CHOICES
from checker.reports.base import json_bytes
from checker.reports.table import cell
from checker.rulepack.cache import load_pack
from checker.stats.sampling import Allocation
from checker.storage import audits


@click.command("sample")
@click.argument("audit")
@click.option("--size", type=click.IntRange(1), default=200, show_default=True)
@click.option("--name", default="sample", show_default=True, help="The sample's name.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the drawing.")
@click.option("--taxonomy", metavar="ID", default="general", show_default=True)
@click.option(
    "--method",
    type=click.Choice(get_args(Allocation)),
    default="proportional",
    show_default=True,
    help="How it is divided over tiers: by size, equally, or by size and spread.",
)
@click.option("-j", "--jurisdictions", metavar="IT,UK,…", default="", help="Under these alone.")
@format_option("csv", "jsonl", default="csv")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write it, instead of standard output.",
)
@rules_option
@db_option
def command(
    audit: str,
    size: int,
    name: str,
    seed: int,
    taxonomy: str,
    method: Allocation,
    jurisdictions: str,
    format_: str,
    output: Path | None,
    rules: tuple[Path, ...],
    url: str,
) -> None:
    """Draw verdicts of AUDIT, stratified by tier, and write a sheet for a person to fill in.

    A row holds a post and a jurisdiction. The reviewer writes into correct_verdict what the
    verdict should be (or cannot-tell), and perhaps a reason; the verdict itself is not shown.
    palese review import reads the sheet back. The same name and options give the same sheet.
    """
    tiers = load_pack([settings.rules_dir(), *rules]).tiers
    if taxonomy not in tiers:
        raise UsageError(
            f"there is no taxonomy {taxonomy!r}", remedy=f"There are {', '.join(tiers)}"
        )
    codes = sorted({code.strip().upper() for code in jurisdictions.split(",") if code.strip()})
    with open_database(url, existing=True) as database:
        with database.write() as session:
            found = audits.get_audit(session, audit)
            plan = draw_plan(
                session,
                found,
                name,
                size=size,
                seed=seed,
                taxonomy=tiers[taxonomy],
                method=method,
                jurisdictions=["UK" if code == "GB" else code for code in codes],
            )
        with database.read() as session:
            rows = list(sheet(session, found, plan))
    data = _csv(rows) if format_ == "csv" else b"".join(json_bytes(r) + b"\n" for r in rows)
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        replace_file(output, lambda file: _write(file, data))
        say(f"{len(rows)} verdicts to review are in {output}")
    for tier, (number, drawn) in plan.options["strata"].items():
        say(f"  {tier}: {drawn:,} of {number:,}")
    say(f"into correct_verdict goes one of {', '.join(CHOICES)}")


def _write(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def _csv(rows: list[SheetRow]) -> bytes:
    """Return the sheet as CSV that no spreadsheet runs as formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SheetRow.__struct_fields__)
    for row in rows:
        # A row is a line: where the post breaks, a sign says so.
        values = msgspec.structs.astuple(
            msgspec.structs.replace(row, text=" ⏎ ".join(row.text.splitlines()))
        )
        writer.writerow([cell(v) if isinstance(v, str) else "" if v is None else v for v in values])
    return out.getvalue().encode("utf-8", "replace")
