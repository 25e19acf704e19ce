"""``palese stats``: shares of verdicts and the rate of disclosure, with intervals."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import click

from checker import settings
from checker.batch.dependence import Dependence, tier_dependence
from checker.batch.figures import (
    PROPERTIES,
    VERDICTS,
    Figures,
    Property,
    Share,
    by_property,
    corrected,
    overall,
)
from checker.batch.reviewed import MeasuredError, measured_error
from checker.cli.database import db_option, open_database
from checker.cli.options import format_option, rules_option
from checker.errors import UsageError
from checker.reports.base import json_bytes
from checker.reports.plain import columns, cut
from checker.rulepack.cache import load_pack
from checker.rulepack.schema import TierFile
from checker.storage import audits

_WIDEST = 24
_COUNT = 9
_CELL = 15
_NARROW = 6


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

    Where people have reviewed a sample (palese sample), the share of non-compliance is also
    given corrected for the error that they found. By tier, Kendall's tau-b says how far the
    ranking of creators depends on the choice of taxonomy: 1 not at all, 0 altogether.
    """
    known = load_pack([settings.rules_dir(), *rules]).tiers if by == "tier" else {}
    tiers = _taxonomy(taxonomy, known) if by == "tier" else None
    with open_database(url, existing=True) as database, database.read() as session:
        found = audits.get_audit(session, audit)
        everything = overall(session, found.id)
        rows = by_property(session, found.id, cast(Property, by), tiers)
        error = measured_error(session, found.id)
        dependence = tier_dependence(session, found.id, tiers, known) if tiers else None
    everything, *rows = corrected([everything, *rows], error)
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
            "measured_error": error,
            "taxonomy_dependence": dependence,
        }
        click.echo(json_bytes(document))
        return
    title = f"tier ({tiers.taxonomy})" if tiers else by
    click.echo(f"Verdicts of {found.name} (number {found.id}) by {title}\n")
    _table([*rows, everything])
    if error is not None:
        _correction([*rows, everything], error)
    if dependence and tiers:
        _dependence(tiers.taxonomy, dependence)


def _taxonomy(name: str, known: dict[str, TierFile]) -> TierFile:
    if name not in known:
        raise UsageError(f"there is no taxonomy {name!r}", remedy=f"There are {', '.join(known)}")
    return known[name]


def _table(rows: list[Figures]) -> None:
    names = [cut(row.group or row.note, _WIDEST) for row in rows]
    width = max(map(columns, names))
    heads = (*VERDICTS, "disclosure")
    screen = shutil.get_terminal_size((80, 24)).columns
    if width + _COUNT + _CELL * len(heads) <= screen:
        click.echo(f"{'':{width}}{'verdicts':>{_COUNT}}" + "".join(f"{h:>{_CELL}}" for h in heads))
        for name, row in zip(names, rows, strict=True):
            cells = "".join(f"{_cell(share):>{_CELL}}" for share in _shares(row))
            click.echo(f"{name}{' ' * (width - columns(name))}{row.total:>{_COUNT},}{cells}")
        click.echo("\nShares in per cent, in brackets their 95 % Wilson intervals")
    else:
        _narrow_table(names, rows, heads, screen)
        click.echo("\nShares in per cent, below them their 95 % Wilson intervals")


def _narrow_table(
    names: list[str], rows: list[Figures], heads: tuple[str, ...], screen: int
) -> None:
    """Write intervals below shares, and a name that finds no room beside them above."""
    widths = [max(len(head), _NARROW) + 1 for head in heads]
    room = max(screen - _COUNT - sum(widths), 0)
    room = min(room, max(map(columns, names)))

    def line(first: str, count: str, cells: Iterable[str]) -> None:
        told = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        click.echo(f"{first}{' ' * (room - columns(first))}{count:>{_COUNT}}{told}".rstrip())

    line("", "verdicts", heads)
    for name, row in zip(names, rows, strict=True):
        if columns(name) > room:
            click.echo(name)
            name = ""
        shares = _shares(row)
        line(name, f"{row.total:,}", (_number(share.share) for share in shares))
        line("", "", (_interval(share) for share in shares))


def _shares(row: Figures) -> tuple[Share, ...]:
    return (*(row.verdicts[verdict] for verdict in VERDICTS), row.disclosure)


def _number(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _interval(share: Share) -> str:
    return "" if share.share is None else f"{100 * share.low:.0f}–{100 * share.high:.0f}"


def _cell(share: Share) -> str:
    if share.share is None:
        return "–"
    return _percent(share.share, share.low, share.high)


def _percent(share: float, low: float, high: float) -> str:
    return f"{100 * share:.1f} ({100 * low:.0f}–{100 * high:.0f})"


def _correction(rows: list[Figures], error: MeasuredError) -> None:
    """Show the shares of non-compliance as found and as corrected."""
    click.echo("\nNon-compliance: undisclosed or inadequate among all verdicts")
    if not error.usable:
        click.echo(
            f"  cannot be corrected: {error.reviewed} reviews of drawn verdicts do not show how "
            "often the verdicts are right (see palese sample)"
        )
        return
    names = [cut(row.group or row.note, _WIDEST) for row in rows]
    width = max(map(columns, names))
    click.echo(f"{'':{width}}{'found':>{_CELL}}{'corrected':>{_CELL}}")
    for name, row in zip(names, rows, strict=True):
        made = row.corrected
        cell = "–" if made is None else _percent(made.estimate, made.low, made.high)
        found = _cell(row.non_compliance)
        click.echo(f"{name}{' ' * (width - columns(name))}{found:>{_CELL}}{cell:>{_CELL}}")
    agreement = "not known" if error.agreement is None else f"{error.agreement:.2f}"
    click.echo(
        f"Corrected after Rogan and Gladen by {error.reviewed} reviews: sensitivity "
        f"{error.found / error.positives:.1%}, specificity {error.cleared / error.negatives:.1%}"
        f" over the whole audit; reviewers' agreement (alpha) {agreement}"
    )


def _dependence(chosen: str, rows: list[Dependence]) -> None:
    """Show how far the ranking of creators depends on the taxonomy."""
    click.echo(f"\nCreators ranked by their tier's non-compliance, {chosen} against")
    width = max(len(row.taxonomy) for row in rows)
    for row in rows:
        tau = "does not rank" if row.tau is None else f"tau-b {row.tau:+.2f}"
        more = f", {row.left_out:,} in no tier" if row.left_out else ""
        click.echo(f"  {row.taxonomy:{width}}  {tau:13}  {row.creators:,} creators{more}")
