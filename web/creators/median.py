"""A creator's engagement beside the median of the tier."""

from __future__ import annotations

from statistics import median
from typing import NamedTuple

from checker.creators.engagement import Definition
from checker.creators.tiers import classify
from checker.rulepack.schema import TierFile
from checker.storage import Session, directory
from checker.storage.directory import CreatorSummary
from web import figures


class Beside(NamedTuple):
    """A rate under one definition, and the median of the tier; ``None`` where it is not known.

    ``creators`` is how many creators the median rests on, the creator's own rate among them.
    """

    definition: Definition
    rate: float | None
    median: float | None
    creators: int


def beside(
    session: Session, rates: list[CreatorSummary], taxonomy: TierFile
) -> tuple[str | None, list[Beside]]:
    """Return the creator's tier, and the rate under each definition beside the tier's median.

    Args:
        session: of :meth:`Database.read`.
        rates: the creator's figures, once for each definition.
        taxonomy: one that followers alone decide.
    """
    tier = classify(rates[0].followers, taxonomy)
    band = next((each for each in taxonomy.tiers if each.name == tier), None)
    stamp = directory.stamp(session)
    made = []
    for summary in rates:
        definition = summary.definition
        known: list[float] = []
        if band is not None:
            limits = (band.low, band.high)
            known = figures.remembered_of_all(
                stamp,
                ("engagement", definition, limits),
                lambda: directory.rates_within(session, limits, definition),  # noqa: B023
            )
        made.append(
            Beside(definition, summary.engagement, median(known) if known else None, len(known))
        )
    return tier, made
