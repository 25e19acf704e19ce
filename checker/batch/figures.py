"""Counts of an audit's verdicts by one property, with shares and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

import msgspec

from checker.batch.reviewed import CASES, MeasuredError
from checker.batch.sampling import IN_NO_TIER, NOT_KNOWN
from checker.errors import UsageError
from checker.rulepack.schema import TierFile
from checker.stats.intervals import wilson
from checker.stats.prevalence import Prevalence
from checker.storage import Session, brands, campaigns, verdicts

Property = Literal[
    "tier", "jurisdiction", "platform", "brand", "campaign", "topic", "month", "rule"
]
PROPERTIES: tuple[Property, ...] = get_args(Property)

VERDICTS = ("undisclosed", "inadequate", "review", "disclosed", "no-intent")
_COMMERCIAL = ("undisclosed", "inadequate", "disclosed")


class Share(msgspec.Struct, frozen=True):
    """A number of cases out of all, as a fraction with its 95 % Wilson interval.

    Without a case there is no share, and the interval is all there can be.
    """

    count: int
    of: int
    share: float | None
    low: float
    high: float


class Figures(msgspec.Struct, frozen=True):
    """The verdicts of a group.

    Attributes:
        group: the value of the property; ``None`` when it has none, as ``note`` says.
        note: "not known" or "in no tier", else empty.
        total: verdicts in the group; a post has one for each jurisdiction.
        verdicts: the share of each verdict among them.
        disclosure: the disclosed among those found commercial (disclosed, inadequate and
            undisclosed; a verdict left to a person is neither).
        non_compliance: the undisclosed and inadequate among all verdicts.
        corrected: the same share corrected for the error that reviews of the whole audit
            show; ``None`` without reviews that show it.
    """

    group: str | None
    note: str
    total: int
    verdicts: dict[str, Share]
    disclosure: Share
    non_compliance: Share
    corrected: Prevalence | None = None


def share(count: int, of: int) -> Share:
    """Return a share with its interval, to six places."""
    low, high = wilson(count, of)
    return Share(count, of, round(count / of, 6) if of else None, round(low, 6), round(high, 6))


def figures(group: str | None, counts: Mapping[str, int], note: str = "") -> Figures:
    """Return the figures of a group from its number of each verdict."""
    total = sum(counts.values())
    commercial = sum(counts.get(name, 0) for name in _COMMERCIAL)
    return Figures(
        group,
        note,
        total,
        {name: share(counts.get(name, 0), total) for name in VERDICTS},
        share(counts.get("disclosed", 0), commercial),
        share(sum(counts.get(name, 0) for name in CASES), total),
    )


def corrected(rows: Iterable[Figures], error: MeasuredError | None) -> list[Figures]:
    """Return the rows with their share of non-compliance corrected, to six places.

    What corrects nothing leaves them as they are: no error (nobody reviewed a sample), or one
    that is not :attr:`~MeasuredError.usable`.
    """
    if error is None:
        return list(rows)
    return [
        msgspec.structs.replace(row, corrected=found and _rounded(found))
        for row in rows
        for found in [error.correct(row.non_compliance.count, row.total)]
    ]


def _rounded(found: Prevalence) -> Prevalence:
    return Prevalence(*(round(value, 6) for value in msgspec.structs.astuple(found)))


def overall(
    session: Session, audit_id: int, chosen: verdicts.Filter = verdicts.EVERYTHING
) -> Figures:
    """Return the figures of all verdicts of an audit that a filter lets through."""
    counted = verdicts.tally(session, audit_id, ["verdict"], chosen)
    return figures("all", {str(key[0]): number for key, number in counted.items()})


def by_property(
    session: Session,
    audit_id: int,
    wanted: Property,
    taxonomy: TierFile | None = None,
    chosen: verdicts.Filter = verdicts.EVERYTHING,
) -> list[Figures]:
    """Return the figures of each group of an audit.

    By rule, brand or campaign a verdict counts in each group that it belongs to; else the groups
    add up to the whole.

    Args:
        session: any.
        audit_id: of which audit.
        wanted: the property.
        taxonomy: the tiers, for ``tier``.
        chosen: which verdicts.

    Raises:
        UsageError: the taxonomy is missing, or takes more than followers.
    """
    if wanted == "tier":
        return _by_tier(session, audit_id, taxonomy, chosen)
    if wanted == "campaign":
        return _by_campaign(session, audit_id, chosen)
    return [
        figures(group, counts, "" if group is not None else NOT_KNOWN)
        for group, counts in _last(_counted(session, audit_id, wanted, chosen))
    ]


def _counted(
    session: Session,
    audit_id: int,
    by: verdicts.Dimension,
    chosen: verdicts.Filter,
    **more: Any,
) -> dict[Any, dict[str, int]]:
    found: dict[Any, dict[str, int]] = {}
    for (group, verdict), number in verdicts.tally(
        session, audit_id, [by, "verdict"], chosen, **more
    ).items():
        found.setdefault(group, {})[verdict] = number
    return found


def _last(found: dict[str | None, dict[str, int]]) -> list[tuple[str | None, dict[str, int]]]:
    """Put the group without a value last."""
    return sorted(found.items(), key=lambda item: (item[0] is None, item[0] or ""))


def _by_tier(
    session: Session, audit_id: int, taxonomy: TierFile | None, chosen: verdicts.Filter
) -> list[Figures]:
    if taxonomy is None:
        raise UsageError("tiers need a taxonomy")
    if taxonomy.needs:
        raise UsageError(
            f"the taxonomy {taxonomy.taxonomy!r} needs more than followers "
            f"({', '.join(taxonomy.needs)})",
            remedy="Choose another --taxonomy; palese tiers list shows them",
        )
    bands = [(tier.low, tier.high) for tier in taxonomy.tiers]
    found = _counted(session, audit_id, "band", chosen, bands=bands)
    rows = [
        figures(tier.name, found[place])
        for place, tier in enumerate(taxonomy.tiers)
        if place in found
    ]
    rows += [
        figures(None, found[place], note)
        for place, note in ((None, IN_NO_TIER), (-1, NOT_KNOWN))
        if place in found
    ]
    return rows


def _by_campaign(session: Session, audit_id: int, chosen: verdicts.Filter) -> list[Figures]:
    counted = verdicts.tally_campaigns(session, audit_id, chosen)
    names = {brand.id: brand.name for brand in brands.list_brands(session)}
    return [
        figures(f"{names[campaign.brand_id]}: {campaign.name}", counted[campaign.id])
        for campaign in campaigns.list_campaigns(session)
        if campaign.id in counted
    ]
