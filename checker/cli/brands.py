"""``palese brands``: the brands that posts speak of, on record with all of their names."""

from __future__ import annotations

from typing import Any, get_args

import click

from checker.cli.database import db_option, open_database
from checker.cli.onrecord import brand_called, say
from checker.cli.options import format_option
from checker.reports.base import json_bytes
from checker.reports.plain import visible
from checker.storage import brands
from checker.storage.records import Brand, BrandNameKind


@click.group("brands")
def command() -> None:
    """Brands on record: names, handles, domains."""


@command.command("add")
@click.argument("name")
@click.option("--handle", "handles", multiple=True, metavar="@NAME", help="On any platform.")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Another name.")
@click.option("--domain", "domains", multiple=True, metavar="HOST", help="A web address.")
@click.option("--category", help="What it sells; brands of one category compete.")
@click.option("--notes", default="", help="Anything else.")
@db_option
def add(
    name: str,
    handles: tuple[str, ...],
    aliases: tuple[str, ...],
    domains: tuple[str, ...],
    category: str | None,
    notes: str,
    url: str,
) -> None:
    """Put a brand on record, or add to the one called NAME.

    --handle, --alias and --domain may be given several times. Statistics count a brand once,
    whichever of these a post has.
    """
    with open_database(url) as database, database.write() as session:
        brand = brands.add_brand(
            session,
            name,
            category=category,
            handles=handles,
            aliases=aliases,
            domains=domains,
            notes=notes,
        )
    say(f"{visible(brand.name)} is on record (number {brand.id})")


@command.command("list")
@format_option("text", "json")
@db_option
def list_(format_: str, url: str) -> None:
    """List the brands on record, by name."""
    with open_database(url, existing=True) as database, database.read() as session:
        found = brands.list_brands(session)
    if format_ == "json":
        click.echo(json_bytes([_entry(brand) for brand in found]))
        return
    if not found:
        say("no brand is on record")
    for brand in found:
        names = (
            *(f"@{handle.lstrip('@')}" for handle in brand.handles),
            *brand.aliases,
            *brand.domains,
        )
        category = f" ({brand.category})" if brand.category else ""
        click.echo(visible(f"{brand.name}{category}" + (f": {', '.join(names)}" if names else "")))


def _entry(brand: Brand) -> dict[str, Any]:
    return {
        "id": brand.id,
        "name": brand.name,
        "category": brand.category,
        "handles": list(brand.handles),
        "aliases": list(brand.aliases),
        "domains": list(brand.domains),
        "notes": brand.notes,
    }


@command.command("drop")
@click.argument("name")
@click.argument("kind", type=click.Choice(get_args(BrandNameKind)))
@click.argument("value")
@db_option
def drop(name: str, kind: BrandNameKind, value: str, url: str) -> None:
    """Take a handle, alias or domain from the brand called NAME."""
    with open_database(url, existing=True) as database, database.write() as session:
        brand = brand_called(session, name)
        brands.remove_name(session, brand.id, kind, value)
        left = brands.get_brand(session, brand.id)
    gone = len(left.handles + left.aliases + left.domains) < len(
        brand.handles + brand.aliases + brand.domains
    )
    say(f"{visible(brand.name)} {'has no longer' if gone else 'never had'} the {kind} {value!r}")


@command.command("remove")
@click.argument("name")
@db_option
def remove(name: str, url: str) -> None:
    """Take the brand called NAME off the record, with its campaigns and collaborations."""
    with open_database(url, existing=True) as database, database.write() as session:
        brand = brand_called(session, name)
        brands.delete_brand(session, brand.id)
    say(f"{visible(brand.name)} is off the record; audits keep what posts call it")
