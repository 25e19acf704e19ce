"""``palese creators``: the people behind the posts, on record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, get_args

import click

from checker import settings
from checker.batch import roster, ties
from checker.cli import directory
from checker.cli.database import db_option, open_database
from checker.cli.onrecord import Reader, brand_called, platforms_of, say
from checker.cli.options import format_option, rules_option
from checker.creators.engagement import Definition
from checker.creators.tiers import classify
from checker.errors import UsageError
from checker.importers.creators import read_creators, read_gifts
from checker.model import RelationKind
from checker.rulepack.cache import load_pack
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import TierFile
from checker.storage import audits, collaborations
from checker.storage.directory import CreatorQuery, Range

T = TypeVar("T")
_RANGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)?\s*[-–]\s*(\d[\d,]*(?:\.\d+)?)?")


@click.group("creators")
def command() -> None:
    """Creators on record: import, search and show them."""


def _pack(rules: tuple[Path, ...] = ()) -> RulePack:
    return load_pack([settings.rules_dir(), *rules])


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which counts without a date were taken.  [default: today]",
)
@db_option
def import_(files: tuple[str, ...], as_of: datetime | None, url: str) -> int:
    """Put the creators listed in FILES (CSV or JSON Lines) on record.

    Columns: handle (or author), platform, name, creator, country, area, language, topics (with |
    between them), url, followers, likes, views, taken_at (or date). Lines of one name, or of one
    entry under creator, are one creator; each adds an account or a dated snapshot of its counts.
    For tiers that need more than followers: total-followers, posts-per-year, engagement-rate (as
    a fraction), monthly-views, gross-revenue (EUR).
    What is on record already counts once.

    Exit status: 0 all lines are on record, 2 some are not (the others are).
    """
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = as_of.replace(tzinfo=UTC) if as_of else today
    reader = Reader()
    with open_database(url) as database:
        done = roster.import_creators(
            database,
            (line for file in files for line in reader.lines(read_creators(file))),
            as_of=moment,
            platforms=platforms_of(_pack()),
        )
    for problem in done.problems:
        reader.tell(problem)
    if done.undated and not as_of:
        say(f"{done.undated} counts without a date are on record as of today; see --as-of")
    say(
        f"{done.creators} creators ({done.new_creators} new), {done.new_accounts} new accounts,"
        f" {done.new_snapshots} new snapshots"
    )
    return 2 if reader.failed else 0


def _range(
    scale: float = 1.0,
) -> Callable[[click.Context, click.Parameter, str | None], Range | None]:
    """Read ``MIN-MAX``, either of which may be left out, in parts of ``scale``."""

    def read(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Range | None:
        if value is None:
            return None
        match = _RANGE.fullmatch(value.strip())
        ends = match.groups() if match else (None, None)
        if ends == (None, None):
            raise click.BadParameter(f"{value!r} is not a range such as 1000-5000, 1000- or -5000")
        low, high = (None if end is None else float(end.replace(",", "")) / scale for end in ends)
        if low is not None and high is not None and high < low:
            raise click.BadParameter(f"{value!r} ends below its beginning")
        return low, high

    return read


@command.command("list")
@click.option("--name", metavar="TEXT", help="Part of the name.")
@click.option("--topic", "topics", multiple=True, help="Any of these topics.")
@click.option("--country", "countries", multiple=True, metavar="IT", help="Any of these.")
@click.option("--area", help="Part of the area.")
@click.option("--language", "languages", multiple=True, metavar="it", help="Any of these.")
@click.option("--platform", "platforms", multiple=True, help="With an account on any of these.")
@click.option("--tier", help="Tier of the largest account, under --taxonomy.")
@click.option("--taxonomy", metavar="ID", default="general", show_default=True)
@click.option("--followers", callback=_range(), metavar="MIN-MAX", help="Of the largest account.")
@click.option("--engagement", callback=_range(100), metavar="MIN-MAX", help="In per cent.")
@click.option(
    "--definition",
    type=click.Choice(get_args(Definition)),
    default=get_args(Definition)[0],
    show_default=True,
    help="How the engagement rate is worked out.",
)
@click.option(
    "--compliance",
    callback=_range(100),
    metavar="MIN-MAX",
    help="Share of the commercial verdicts that are disclosed, in per cent.",
)
@click.option("--brand", help="With a collaboration with this brand on record.")
@click.option(
    "--own-accord",
    is_flag=True,
    help="Instead: who speaks of --brand with no sign of a commercial tie.",
)
@click.option("--audit", help="Take the figures from this audit's posts alone.")
@format_option("text", "json")
@rules_option
@db_option
def list_(
    name: str | None,
    topics: tuple[str, ...],
    countries: tuple[str, ...],
    area: str | None,
    languages: tuple[str, ...],
    platforms: tuple[str, ...],
    tier: str | None,
    taxonomy: str,
    followers: Range | None,
    engagement: Range | None,
    definition: Definition,
    compliance: Range | None,
    brand: str | None,
    own_accord: bool,
    audit: str | None,
    format_: str,
    rules: tuple[Path, ...],
    url: str,
) -> None:
    """List the creators on record that fit all that is asked for."""
    if own_accord and not brand:
        raise UsageError("--own-accord needs a brand", remedy="Name it with --brand")
    pack = _pack(rules)
    known = _taxonomy(pack.tiers, taxonomy)
    if tier is not None:
        followers = _within(_band(known, tier), followers)
    others = platforms_of(pack)
    with open_database(url, existing=True) as database, database.read() as session:
        brand_id = brand_called(session, brand).id if brand else None
        wanted = CreatorQuery(
            audit_id=audits.get_audit(session, audit).id if audit else None,
            name=name,
            topics=topics,
            countries=["UK" if code.upper() == "GB" else code for code in countries],
            languages=languages,
            platforms=[others.get(p.strip().lower(), p.strip().lower()) for p in platforms],
            area=area,
            followers=followers,
            engagement=engagement,
            definition=definition,
            compliance=compliance,
            speaks_of=brand_id if own_accord else None,
        )
        tied = None
        if brand_id is not None and not own_accord:
            ties = collaborations.list_collaborations(session, brand_id=brand_id)
            tied = {tie.creator_id for tie in ties if tie.relation != "none"}
        found = [
            directory.entry(one, pack.tiers)
            for one in directory.search(session, wanted)
            if (tied is None or one.creator.id in tied)
            and (tier is None or classify(one.followers, known) == tier)
        ]
    if format_ == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if not found:
        say("no creator on record fits")
        return
    speaks_of = brand if own_accord else None
    for line in directory.list_lines(found, taxonomy, definition, speaks_of):
        click.echo(line)


def _taxonomy(tiers: dict[str, TierFile], name: str) -> TierFile:
    if name not in tiers:
        raise UsageError(f"there is no taxonomy {name!r}", remedy=f"There are {', '.join(tiers)}")
    return tiers[name]


def _band(taxonomy: TierFile, name: str) -> Range:
    """Return the lowest and the highest number of followers of a tier."""
    if taxonomy.needs:
        raise UsageError(
            f"followers alone do not tell a tier of {taxonomy.taxonomy!r}",
            remedy=f"It needs {', '.join(taxonomy.needs)} as well; choose another taxonomy",
        )
    bands = [tier for tier in taxonomy.tiers if tier.name == name]
    if not bands:
        raise UsageError(
            f"there is no tier {name!r} in the taxonomy {taxonomy.taxonomy!r}",
            remedy=f"There are {', '.join(dict.fromkeys(t.name for t in taxonomy.tiers))}",
        )
    highs = [band.high for band in bands if band.high is not None]
    return min(band.low for band in bands), max(highs) if len(highs) == len(bands) else None


def _within(first: Range, second: Range | None) -> Range:
    """Return what two ranges have in common."""
    low, high = zip(first, second or (None, None), strict=True)
    lows, highs = [x for x in low if x is not None], [x for x in high if x is not None]
    return max(lows) if lows else None, min(highs) if highs else None


@command.command("show")
@click.argument("name", metavar="NAME|HANDLE")
@click.option("--audit", help="Take the figures from this audit's posts alone.")
@format_option("text", "json")
@rules_option
@db_option
def show(name: str, audit: str | None, format_: str, rules: tuple[Path, ...], url: str) -> None:
    """Show all that is on record of a creator: by name, handle or platform:handle."""
    tiers = _pack(rules).tiers
    with open_database(url, existing=True) as database, database.read() as session:
        audit_id = audits.get_audit(session, audit).id if audit else None
        found = directory.portrait(session, directory.find(session, name), tiers, audit_id)
    if format_ == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for line in directory.portrait_lines(found, tiers):
        click.echo(line)


@command.command("gifts")
@click.argument("file", metavar="FILE")
@click.option("--brand", required=True, metavar="NAME", help="Whose gifts: a name or a handle.")
@click.option(
    "--relation",
    type=click.Choice(get_args(RelationKind)),
    default="gift",
    show_default=True,
    help="What the list is a list of.",
)
@click.option("--category", help="What the brand sells; brands of one category compete.")
@db_option
def gifts(file: str, brand: str, relation: RelationKind, category: str | None, url: str) -> int:
    """Put the gifts of a brand, listed in FILE (CSV or JSON Lines), on record.

    Columns: handle (or author), platform, from (or date), until, contract. Each line is a
    collaboration with the creator who has the account, from the first day to the last; an absent
    date leaves that end open. What is on record already counts once.

    Exit status: 0 all lines are on record, 2 some are not (the others are).
    """
    reader = Reader()
    lines = list(reader.lines(read_gifts(file)))
    with open_database(url) as database:
        done = ties.import_gifts(
            database,
            lines,
            brand,
            relation=relation,
            category=category,
            platforms=platforms_of(_pack()),
        )
    for problem in done.problems:
        reader.tell(problem)
    say(f"{done.new} new collaborations with {brand}, {done.known} on record already")
    return 2 if reader.failed else 0
