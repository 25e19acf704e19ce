"""``palese tiers``: the follower taxonomies side by side."""

from __future__ import annotations

import json
from pathlib import Path

import click

from checker import settings
from checker.cli.options import format_option, rules_option
from checker.creators.tiers import classify_all
from checker.errors import UsageError
from checker.rulepack.cache import load_pack
from checker.rulepack.schema import TierFile


@click.group("tiers")
def command() -> None:
    """Follower tiers under every taxonomy."""


def _tiers(rules: tuple[Path, ...], taxonomy: str | None = None) -> dict[str, TierFile]:
    tiers = load_pack([settings.rules_dir(), *rules]).tiers
    if taxonomy is None:
        return tiers
    if taxonomy not in tiers:
        raise UsageError(
            f"there is no taxonomy {taxonomy!r}", remedy=f"There are {', '.join(tiers)}"
        )
    return {taxonomy: tiers[taxonomy]}


@command.command("list")
@format_option("text", "json")
@rules_option
def list_(format_: str, rules: tuple[Path, ...]) -> None:
    """Show every taxonomy with its tiers and its source."""
    tiers = _tiers(rules)
    if format_ == "json":
        rows = [
            {
                "taxonomy": name,
                "title": t.title,
                "source": t.source,
                "url": t.url,
                "needs": list(t.needs),
                "tiers": [{"name": x.name, "from": x.low, "to": x.high} for x in t.tiers],
            }
            for name, t in tiers.items()
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for name, taxonomy in tiers.items():
        click.echo(f"{name}: {taxonomy.title}")
        for tier in taxonomy.tiers:
            top = f"{tier.high:,}" if tier.high is not None else "and more"
            click.echo(f"  {tier.name:12} {tier.low:>11,} – {top}")
        if taxonomy.needs:
            click.echo(f"  needs more than followers: {', '.join(taxonomy.needs)}")
        click.echo(f"  source: {taxonomy.source}")


@command.command("classify")
@click.argument("followers", type=click.IntRange(min=0))
@click.option("--taxonomy", metavar="ID", help="Only this taxonomy.")
@format_option("text", "json")
@rules_option
def classify(followers: int, taxonomy: str | None, format_: str, rules: tuple[Path, ...]) -> None:
    """Say which tier FOLLOWERS falls in, under each taxonomy."""
    found = classify_all(followers, _tiers(rules, taxonomy))
    if format_ == "json":
        click.echo(json.dumps(found))
        return
    for name, tier in found.items():
        click.echo(f"{name:16} {tier or '–'}")
