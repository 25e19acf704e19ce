"""``palese stats``: shares of verdicts and the rate of disclosure, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from checker import settings
from checker.batch.figures import (
    PROPERTIES,
    VERDICTS,
    Figures,
    Property,
    Share,
    by_property,
    overall,
)
from checker.cli.database import db_option, open_database
from checker.cli.options import format_option, rules_option
from checker.errors import UsageError
from checker.reports.base import json_bytes
from checker.reports.plain import columns, cut
from checker.rulepack.cache import load_pack
from checker.rulepack.schema import TierFile
from checker.storage import audits

_WIDEST = 24
_CELL = 15


@click.command("stats")
@click.argument("audit")
@click.option("--by", "by", type=click.Choice(PROPERTIES), default="tier", show_default=True)
@click.option(
    "--taxonomy", metavar="ID", default="general", show_default=True, help="The tiers of --by tier."
)
@db_option
@format_option("text", "json")
@rules_option
def command(
    audit: str, by: str, taxonomy: str, url: str, format_: str, rules: tuple[Path, ...]
) -> None:
    """Count the verdicts of AUDIT by a property of their posts.

    Disclosure is the share of disclosed among disclosed, inadequate and undisclosed. Every
    share comes with its 95 % Wilson interval. Without followers on record a post's tier is not
    known.
    """
    tiers = _taxonomy(taxonomy, rules) if by == "tier" else None
    with open_database(url, existing=True) as database, database.read() as session:
        found = audits.get_audit(session, audit)
        everything = overall(session, found.id)
        rows = by_property(session, found.id, cast(Property, by), tiers)
    if found.state != "done":
        click.echo(f"palese: note: the audit {found.name!r} is {found.state}, not done", err=True)
    if format_ == "json":
        document = {
            "audit": {"id": found.id, "name": found.name, "ruleset": found.ruleset},
            "by": by,
            "taxonomy": tiers.taxonomy if tiers else None,
            "unit": "verdicts",
            "interval": "Wilson, 95 %",
            "all": everything,
            "groups": rows,
        }
        click.echo(json_bytes(document))
        return
    title = f"tier ({tiers.taxonomy})" if tiers else by
    click.echo(f"Verdicts of {found.name} (number {found.id}) by {title}\n")
    _table([*rows, everything])


def _taxonomy(name: str, rules: tuple[Path, ...]) -> TierFile:
    known = load_pack([settings.rules_dir(), *rules]).tiers
    if name not in known:
        raise UsageError(f"there is no taxonomy {name!r}", remedy=f"There are {', '.join(known)}")
    return known[name]


def _table(rows: list[Figures]) -> None:
    names = [cut(row.group or row.note, _WIDEST) for row in rows]
    width = max(map(columns, names))
    heads = "".join(f"{name:>{_CELL}}" for name in (*VERDICTS, "disclosure"))
    click.echo(f"{'':{width}}{'verdicts':>10}{heads}")
    for name, row in zip(names, rows, strict=True):
        shares = (*(row.verdicts[verdict] for verdict in VERDICTS), row.disclosure)
        cells = "".join(f"{_cell(each):>{_CELL}}" for each in shares)
        click.echo(f"{name}{' ' * (width - columns(name))}{row.total:>10,}{cells}")
    click.echo("\nShares in per cent, in brackets their 95 % Wilson intervals")


def _cell(share: Share) -> str:
    if share.share is None:
        return "–"
    return f"{share.share:.1%} ({100 * share.low:.0f}–{100 * share.high:.0f})".replace("%", "")
