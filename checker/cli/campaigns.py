"""``palese campaigns``: a brand's campaigns, what they aim at and what was measured."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from checker.batch.ties import campaign_of
from checker.cli.database import db_option, open_database
from checker.cli.onrecord import DAY, brand_called, day, say
from checker.cli.options import format_option
from checker.errors import UsageError
from checker.reports.base import json_bytes
from checker.reports.plain import visible
from checker.storage import Session, brands, campaigns, collaborations
from checker.storage.records import Campaign, Indicator


@click.group("campaigns")
def command() -> None:
    """Campaigns on record: target, budget, indicators."""


def _number(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Decimal | None:
    try:
        return None if value is None else Decimal(value.replace(",", ""))
    except InvalidOperation:
        raise click.BadParameter(f"{value!r} is not a number") from None


@command.command("add")
@click.argument("brand")
@click.argument("name")
@click.option("--from", "starts", type=DAY, help="First day.")
@click.option("--until", "ends", type=DAY, help="Last day.")
@click.option("--target-group", default="", help="Whom it is to reach.")
@click.option("--strategy", default="", help="How it is to reach them.")
@click.option("--tactic", "tactics", multiple=True, help="A measure; may be given several times.")
@click.option("--budget", callback=_number, metavar="AMOUNT", help="With --currency.")
@click.option("--currency", metavar="EUR")
@click.option("--notes", default="", help="Anything else.")
@db_option
def add(
    brand: str,
    name: str,
    starts: datetime | None,
    ends: datetime | None,
    target_group: str,
    strategy: str,
    tactics: tuple[str, ...],
    budget: Decimal | None,
    currency: str | None,
    notes: str,
    url: str,
) -> None:
    """Put a campaign of BRAND on record."""
    with open_database(url) as database, database.write() as session:
        made = campaigns.save_campaign(
            session,
            brand_called(session, brand).id,
            name,
            starts_on=day(starts),
            ends_on=day(ends),
            target_group=target_group,
            strategy=strategy,
            tactics=tactics,
            budget=budget,
            currency=currency,
            notes=notes,
        )
    say(f"the campaign {visible(made.name)} is on record (number {made.id})")


@command.command("indicator")
@click.argument("brand")
@click.argument("campaign")
@click.argument("name")
@click.option("--unit", default="", help="What it is counted in.")
@click.option("--target", callback=_number, metavar="NUMBER", help="The value aimed at.")
@db_option
def indicator(
    brand: str, campaign: str, name: str, unit: str, target: Decimal | None, url: str
) -> None:
    """Add the indicator NAME to a campaign, or change its unit and target."""
    with open_database(url, existing=True) as database, database.write() as session:
        made = campaigns.set_indicator(
            session, _campaign(session, brand, campaign), name, unit=unit, target=target
        )
    say(f"the indicator {visible(made.name)} is on record")


@command.command("monitor")
@click.argument("brand")
@click.argument("campaign")
@click.argument("name")
@click.argument("value", callback=_number)
@click.option(
    "--at",
    "moment",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="When it was observed, in UTC.  [default: now]",
)
@db_option
def monitor(
    brand: str, campaign: str, name: str, value: Decimal, moment: datetime | None, url: str
) -> None:
    """Put an observed VALUE of the indicator NAME on record."""
    when = moment.replace(tzinfo=UTC) if moment else datetime.now(UTC).replace(microsecond=0)
    with open_database(url, existing=True) as database, database.write() as session:
        found = campaigns.get_campaign(session, _campaign(session, brand, campaign))
        known = {one.name: one.id for one in found.indicators}
        if name not in known:
            raise UsageError(
                f"the campaign has no indicator {name!r}",
                remedy=f"It has {', '.join(known)}" if known else "Add it with indicator",
            )
        campaigns.monitor(session, known[name], when, value)
    say(f"{visible(name)} was {value} on {when:%Y-%m-%d}")


def _campaign(session: Session, brand: str, name: str) -> int:
    return campaign_of(session, brand_called(session, brand).id, name)


@command.command("list")
@click.option("--brand", help="Of this brand alone.")
@format_option("text", "json")
@db_option
def list_(brand: str | None, format_: str, url: str) -> None:
    """List campaigns with their indicators: the last value, and the one aimed at."""
    with open_database(url, existing=True) as database, database.read() as session:
        brand_id = brand_called(session, brand).id if brand else None
        rows = [
            (
                brands.get_brand(session, found.brand_id).name,
                found,
                len(collaborations.list_collaborations(session, campaign_id=found.id)),
            )
            for found in campaigns.list_campaigns(session, brand_id=brand_id)
        ]
    if format_ == "json":
        click.echo(json_bytes([_entry(*row) for row in rows]))
        return
    if not rows:
        say("no campaign is on record")
    for name, found, ties in rows:
        ends = " ".join(
            f"{word} {date}"
            for word, date in (("from", found.starts_on), ("until", found.ends_on))
            if date
        )
        number = "1 collaboration" if ties == 1 else f"{ties} collaborations"
        click.echo(visible(f"{name}: {found.name}{f', {ends}' if ends else ''}, {number}"))
        budget = f"{found.budget:,f} {found.currency}" if found.budget is not None else ""
        for title, text in (
            ("target group", found.target_group),
            ("strategy", found.strategy),
            ("tactics", "; ".join(found.tactics)),
            ("budget", budget),
        ):
            if text:
                click.echo(visible(f"  {title}: {text}"))
        for one in found.indicators:
            click.echo(visible(f"  {one.name}: {_progress(one)}"))


def _progress(of: Indicator) -> str:
    unit = f" {of.unit}" if of.unit else ""
    last = (
        f"{of.values[-1].value:,f}{unit} on {of.values[-1].observed_at:%Y-%m-%d}"
        if of.values
        else "not observed yet"
    )
    return last + (f" (target {of.target:,f}{unit})" if of.target is not None else "")


def _entry(brand: str, of: Campaign, ties: int) -> dict[str, Any]:
    return {
        "id": of.id,
        "brand": brand,
        "name": of.name,
        "from": of.starts_on,
        "until": of.ends_on,
        "target_group": of.target_group,
        "strategy": of.strategy,
        "tactics": list(of.tactics),
        "budget": of.budget,
        "currency": of.currency,
        "notes": of.notes,
        "collaborations": ties,
        "indicators": [
            {
                "name": one.name,
                "unit": one.unit,
                "target": one.target,
                "values": [{"at": value.observed_at, "value": value.value} for value in one.values],
            }
            for one in of.indicators
        ],
    }
