"""The directory of creators, filtered by what stands in the address, and a page for each."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, get_args

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from checker.batch.figures import Share, share
from checker.creators.engagement import Definition
from checker.creators.tiers import classify_all
from checker.reports.bars import stacked
from checker.rulepack.schema import TierFile
from checker.storage import Session, collaborations, creators, portraits
from checker.storage.authors import figures_of
from checker.storage.directory import CreatorQuery, CreatorSummary, Range, search_creators
from checker.storage.records import Creator, Snapshot
from web import known
from web.access import needs
from web.charts import over_time
from web.creators.median import beside
from web.messages import of_pack
from web.names import tier as tier_name
from web.records import found
from web.services import services

_PAGE = 40
_POSTS = 20
_LONGEST = 100
_FIELDS = (
    "q", "topic", "area", "country", "platform", "tier", "from", "to", "engaged", "engaged_to",
    "definition", "share", "share_to",
)  # fmt: skip
_COMMERCIAL = ("disclosed", "inadequate", "undisclosed")


class Row(NamedTuple):
    """A creator in the directory."""

    summary: CreatorSummary
    tier: str | None
    disclosed: Share


def _text(name: str) -> str:
    return request.args.get(name, "").strip()[:_LONGEST]


def _number(name: str, scale: float = 1.0) -> float | None:
    """Return a number of the address; what is no number does not narrow."""
    try:
        value = float(_text(name).replace(",", "."))
    except ValueError:
        return None
    return value * scale if math.isfinite(value) and 0 <= value < 1e12 else None


def _range(low: float | None, high: float | None) -> Range | None:
    return None if low is None and high is None else (low, high)


def _simple(tiers: dict[str, TierFile]) -> list[tuple[str, str, TierFile]]:
    """Return the taxonomies that followers alone decide, with the title of each."""
    return [
        (key, of_pack(file.title), file)
        for key, file in tiers.items()
        if not file.needs and not file.instead_of_followers and file.metric == "followers"
    ]


def _wanted(taxonomy: TierFile) -> CreatorQuery:
    low, high = _number("from"), _number("to")
    for band in taxonomy.tiers:
        if band.name == _text("tier"):
            low = max(band.low, low or 0)
            high = min(high if high is not None else math.inf, band.high or math.inf)
            high = None if high == math.inf else high
    given = _text("definition")
    definitions: tuple[Definition, ...] = get_args(Definition)
    country = _text("country").upper()
    return CreatorQuery(
        name=_text("q") or None,
        topics=[_text("topic")] if _text("topic") else (),
        area=_text("area") or None,
        countries=[{"GB": "UK"}.get(country, country)] if country else (),
        platforms=[_text("platform")] if _text("platform") else (),
        followers=_range(low, high),
        engagement=_range(_number("engaged", 0.01), _number("engaged_to", 0.01)),
        definition=next((d for d in definitions if d == given), definitions[0]),
        compliance=_range(_number("share", 0.01), _number("share_to", 0.01)),
    )


@needs("viewer")
def index() -> ResponseReturnValue:
    """Show the creators that fit, a page at a time."""
    pack = services().engine.pack
    simple = _simple(pack.tiers)
    chosen = next(
        (file for key, _, file in simple if key == _text("taxonomy")), pack.tiers["general"]
    )
    wanted = _wanted(chosen)
    after = max(0, request.args.get("after", 0, type=int))
    if after >= 1 << 31:
        abort(404)
    with services().database.read() as session:
        found = search_creators(session, wanted, after=after, limit=_PAGE + 1)
        total = creators.count_creators(session)
    return render_template(
        "creators/index.html",
        rows=[
            Row(one, _tier(one, chosen), share(one.disclosed, one.commercial))
            for one in found[:_PAGE]
        ],
        further=found[_PAGE - 1].creator.id if len(found) > _PAGE else None,
        after=after,
        total=total,
        filtered=any(_text(name) for name in _FIELDS if name != "definition"),
        taxonomies=[(key, title) for key, title, _ in simple],
        taxonomy=chosen,
        tier_options=[
            (name, tier_name(name)) for name in dict.fromkeys(t.name for t in chosen.tiers)
        ],
        definition=wanted.definition,
        definitions=get_args(Definition),
        platforms=pack.platforms,
        given={name: _text(name) for name in _FIELDS},
    )


def _tier(one: CreatorSummary, taxonomy: TierFile) -> str | None:
    found = classify_all(
        one.followers, {taxonomy.taxonomy: taxonomy}, figures_of(one.creator.facts)
    )
    return found[taxonomy.taxonomy]


class History(NamedTuple):
    """What an account counted over time, newest last."""

    name: str
    platform: str
    handle: str
    url: str | None
    counts: list[Snapshot]


def _histories(session: Session, creator: Creator) -> list[History]:
    names = {key: each.name for key, each in services().engine.pack.platforms.items()}
    return [
        History(
            f"{names.get(account.platform, account.platform)} @{account.handle}",
            account.platform,
            account.handle,
            account.url,
            creators.list_snapshots(session, account.id),
        )
        for account in creator.accounts
    ]


@needs("viewer")
def show(creator_id: int) -> ResponseReturnValue:
    """Show a creator: followers, tiers, disclosure, brands and posts."""
    pack = services().engine.pack
    with services().database.read() as session:
        creator = found(creators.get_creator, session, creator_id)
        rates: list[CreatorSummary] = []
        for definition in get_args(Definition):
            wanted = CreatorQuery(among=[creator_id], definition=definition)
            rates += search_creators(session, wanted, limit=1)
        histories = _histories(session, creator)
        mine = portraits.of_creator(creator_id)
        seen = portraits.portrait(session, mine, limit=_POSTS)
        simple = _simple(pack.tiers)
        chosen = next(
            (file for key, _, file in simple if key == _text("taxonomy")), pack.tiers["general"]
        )
        tier, medians = beside(session, rates, chosen)
        values: dict[str, Any] = {
            "taxonomies": [(key, title) for key, title, _ in simple],
            "taxonomy": chosen,
            "tier": tier,
            "medians": medians,
            "ties": collaborations.list_collaborations(session, creator_id=creator_id),
            "competing": collaborations.competing(session, creator_id=creator_id),
            "posts": portraits.glances(session, seen.newest),
        }
    return render_template(
        "creators/show.html",
        creator=creator,
        called=known.called(creator),
        followers=rates[0].followers,
        histories=histories,
        chart=over_time(
            [
                (h.name, [(s.taken_at, s.followers) for s in h.counts if s.followers is not None])
                for h in histories
            ]
        ),
        tiers=[
            (pack.tiers[key], tier)
            for key, tier in classify_all(
                rates[0].followers, pack.tiers, figures_of(creator.facts)
            ).items()
        ],
        record=record_of(seen.counts),
        bars=[(code, None, stacked(counts)) for code, counts in seen.counts.items()],
        platforms=pack.platforms,
        **values,
    )


def record_of(counted: dict[str, dict[str, int]]) -> list[tuple[str, Share]]:
    """Return for each jurisdiction the share of commercial posts that are disclosed."""
    return [
        (code, share(c.get("disclosed", 0), sum(c.get(name, 0) for name in _COMMERCIAL)))
        for code, c in counted.items()
    ]
