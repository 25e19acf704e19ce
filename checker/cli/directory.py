"""What ``palese creators list`` and ``show`` say of a creator, as data and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from checker.creators.engagement import Definition
from checker.creators.tiers import classify_all
from checker.errors import UsageError
from checker.reports.plain import columns, visible
from checker.rulepack.schema import TierFile
from checker.storage import NotFoundError, Session, collaborations, creators
from checker.storage.authors import figures_of
from checker.storage.directory import CreatorQuery, CreatorSummary, search_creators
from checker.storage.records import Collaboration, Competition, Creator

IMPLAUSIBLE = 1.0
"""A rate above this is flagged: more likes a post than there are followers (or views)."""

_PAGE = 500
_UNKNOWN = "–"
_FORMULAS: dict[Definition, str] = {
    "likes-per-followers": "mean likes a post / followers",
    "likes-and-comments-per-followers": "mean likes and comments a post / followers",
    "by-views": "likes and comments / views",
}


def search(session: Session, wanted: CreatorQuery) -> Iterator[CreatorSummary]:
    """Yield every creator that fits, by number.

    Raises:
        NotFoundError: there is no such brand.
    """
    after = 0
    while page := search_creators(session, wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].creator.id


def find(session: Session, name: str) -> Creator:
    """Return the one creator of a name, a handle, or ``platform:handle``.

    Raises:
        NotFoundError: there is none.
        UsageError: there are several; it names them.
    """
    found = creators.find_creators(session, name)
    platform, colon, handle = name.partition(":")
    if not found and colon:
        account = creators.find_account(session, platform, handle)
        found = [creators.get_creator(session, account.creator_id)] if account else []
    if not found:
        raise NotFoundError(
            f"there is no creator called {name!r}",
            remedy="palese creators list shows those on record",
        )
    if len(found) > 1:
        listed = "; ".join(f"{visible(c.name)} ({_handles(c) or 'no account'})" for c in found)
        raise UsageError(
            f"{name!r} may be any of {len(found)} creators: {listed}",
            remedy="Name one by an account, as platform:handle",
        )
    return found[0]


def entry(summary: CreatorSummary, tiers: Mapping[str, TierFile]) -> dict[str, Any]:
    """Return what a list says of a creator, as JSON has it."""
    creator = summary.creator
    return {
        "id": creator.id,
        "name": creator.name,
        "country": creator.country,
        "area": creator.area,
        "language": creator.language,
        "topics": list(creator.topics),
        "accounts": [{"platform": a.platform, "handle": a.handle} for a in creator.accounts],
        "followers": summary.followers,
        "tiers": classify_all(summary.followers, tiers, figures_of(creator.facts)),
        "posts": summary.posts,
        "engagement": _engagement(summary),
        "compliance": {
            "share": summary.compliance,
            "disclosed": summary.disclosed,
            "commercial": summary.commercial,
        },
        "mentions": summary.mentions,
    }


def _engagement(summary: CreatorSummary) -> dict[str, Any]:
    rate = summary.engagement
    return {
        "definition": summary.definition,
        "rate": rate,
        "implausible": rate is not None and rate > IMPLAUSIBLE,
    }


def portrait(
    session: Session, creator: Creator, tiers: Mapping[str, TierFile], audit_id: int | None = None
) -> dict[str, Any]:
    """Return all that is on record of a creator, as JSON has it.

    Args:
        session: any.
        creator: whom.
        tiers: the taxonomies to classify under.
        audit_id: whose posts the figures are taken from; none: all.
    """
    by_definition = [
        search_creators(
            session,
            CreatorQuery(audit_id=audit_id, definition=definition),
            after=creator.id - 1,
            limit=1,
        )[0]
        for definition in get_args(Definition)
    ]
    found = entry(by_definition[0], tiers)
    del found["mentions"]
    found["engagement"] = [_engagement(summary) for summary in by_definition]
    found["accounts"] = [
        {
            "platform": account.platform,
            "handle": account.handle,
            "url": account.url,
            "snapshots": [
                {
                    "taken_at": f"{snapshot.taken_at:%Y-%m-%dT%H:%M:%SZ}",
                    "followers": snapshot.followers,
                    "likes": snapshot.likes,
                    "views": snapshot.views,
                    "source": snapshot.source,
                }
                for snapshot in creators.list_snapshots(session, account.id)
            ],
        }
        for account in creator.accounts
    ]
    names = {a.id: f"{a.platform}:{a.handle}" for a in creator.accounts}
    ties = collaborations.list_collaborations(session, creator_id=creator.id)
    found["collaborations"] = [_tie(tie, names) for tie in ties]
    found["competing"] = [
        _competing(rivals) for rivals in collaborations.competing(session, creator_id=creator.id)
    ]
    found["notes"] = creator.notes
    return found


def _tie(tie: Collaboration, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "brand": tie.brand,
        "relation": tie.relation,
        "account": None if tie.account_id is None else names.get(tie.account_id),
        "from": None if tie.starts_on is None else tie.starts_on.isoformat(),
        "until": None if tie.ends_on is None else tie.ends_on.isoformat(),
        "contract": tie.contract,
        "source": tie.source,
    }


def _competing(rivals: Competition) -> dict[str, Any]:
    return {
        "category": rivals.category,
        "brands": [rivals.first.brand, rivals.second.brand],
        "from": None if rivals.starts_on is None else rivals.starts_on.isoformat(),
        "until": None if rivals.ends_on is None else rivals.ends_on.isoformat(),
    }


def list_lines(
    found: Sequence[Mapping[str, Any]], taxonomy: str, definition: Definition, brand: str | None
) -> Iterator[str]:
    """Yield a table of :func:`entry` as lines of text.

    Args:
        found: the entries.
        taxonomy: whose tiers are shown.
        definition: of the engagement rate.
        brand: whose mentions are shown, if any.
    """
    header = ["name", "accounts", "country", "topics", "followers", "tier", "engagement", "labels"]
    rows = [[*header, "mentions"] if brand else header]
    for one in found:
        share = one["compliance"]
        labels = f"{share['disclosed']}/{share['commercial']}" if share["commercial"] else _UNKNOWN
        row = [
            one["name"],
            " ".join(f"{a['platform']}:{a['handle']}" for a in one["accounts"]),
            one["country"] or _UNKNOWN,
            ", ".join(one["topics"]),
            _number(one["followers"]),
            one["tiers"].get(taxonomy) or _UNKNOWN,
            _rate(one["engagement"]),
            labels,
        ]
        rows.append([*row, str(one["mentions"])] if brand else row)
    yield from _table(rows)
    yield ""
    yield f"{len(found)} creators. Tier: {taxonomy}, by the largest account."
    yield f"Engagement: {definition}, {_FORMULAS[definition]}."
    yield "Labels: commercial verdicts that are disclosed, of all that are commercial."
    if brand:
        yield f"Mentions: posts that name {visible(brand)} with no sign of a commercial tie."


def portrait_lines(found: Mapping[str, Any], tiers: Mapping[str, TierFile]) -> Iterator[str]:
    """Yield a :func:`portrait` as lines of text."""
    yield visible(found["name"])
    places = (found["country"], found["area"], found["language"], ", ".join(found["topics"]))
    if any(places):
        yield "  " + visible(" · ".join(part for part in places if part))
    yield ""
    yield "Accounts"
    for account in found["accounts"]:
        yield f"  {account['platform']}:{visible(account['handle'])}"
        for snapshot in account["snapshots"]:
            counts = ", ".join(
                f"{snapshot[name]:,} {name}"
                for name in ("followers", "likes", "views")
                if snapshot[name] is not None
            )
            yield f"    {snapshot['taken_at'][:10]}  {counts}"
    yield ""
    yield f"Tiers ({_number(found['followers'])} followers, the largest account)"
    for taxonomy, tier in found["tiers"].items():
        needs = tiers[taxonomy].needs
        yield f"  {taxonomy:16} " + (
            tier or (f"not known without {', '.join(needs)}" if needs else _UNKNOWN)
        )
    yield ""
    yield f"Engagement ({found['posts']:,} posts)"
    for one in found["engagement"]:
        yield f"  {one['definition']:34} {_rate(one):>8}  {_FORMULAS[one['definition']]}"
    if any(one["implausible"] for one in found["engagement"]):
        yield "  ! above 100 %: implausible; check the followers and the likes"
    share = found["compliance"]
    if share["commercial"]:
        yield f"Disclosed: {share['disclosed']} of {share['commercial']} commercial verdicts"
    yield ""
    yield "Collaborations" if found["collaborations"] else "No collaborations on record"
    for tie in found["collaborations"]:
        parts = (tie["relation"], _dates(tie), tie["account"], tie["contract"])
        yield "  " + visible(f"{tie['brand']}: " + ", ".join(part for part in parts if part))
    for rivals in found["competing"]:
        first, second = rivals["brands"]
        what = f"! {first} and {second} compete ({rivals['category']})"
        yield "  " + visible(f"{what}: both {_dates(rivals)}")


def _dates(of: Mapping[str, Any]) -> str:
    if of["from"] and of["until"]:
        return f"{of['from']} to {of['until']}"
    if of["from"]:
        return f"from {of['from']}"
    return f"until {of['until']}" if of["until"] else "at any time"


def _handles(creator: Creator) -> str:
    return " ".join(visible(f"{a.platform}:{a.handle}") for a in creator.accounts)


def _number(value: int | None) -> str:
    return _UNKNOWN if value is None else f"{value:,}"


def _rate(of: Mapping[str, Any]) -> str:
    if of["rate"] is None:
        return _UNKNOWN
    return f"{100 * of['rate']:.2f} %" + (" !" if of["implausible"] else "")


def _table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their columns lined up."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (w - columns(cell)) for cell, w in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
