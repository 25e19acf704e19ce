"""How far what is said of tiers depends on the taxonomy that defines them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from checker.batch.reviewed import CASES
from checker.creators.tiers import classify_all
from checker.rulepack.schema import TierFile
from checker.stats.ranking import CreatorCount, ranking_dependence
from checker.storage import Session, counts


class Dependence(msgspec.Struct, frozen=True):
    """How alike the taxonomy that was asked for and another rank the same creators.

    ``tau`` is Kendall's tau-b, from -1 to 1; ``None`` when one of them does not rank at all.
    ``creators`` entered; ``left_out`` are in no tier of the one or the other. ``ranking`` and
    ``other_ranking`` are the tiers' shares of non-compliance, highest first.
    """

    taxonomy: str
    tau: float | None
    creators: int
    left_out: int
    ranking: dict[str, float]
    other_ranking: dict[str, float]


def tier_dependence(
    session: Session, audit_id: int, chosen: TierFile, tiers: Mapping[str, TierFile]
) -> list[Dependence]:
    """Compare how a taxonomy and each other one rank creators by non-compliance.

    Counted are the verdicts of ``undisclosed`` and ``inadequate`` among those found commercial.
    A creator is in the tier of the largest number of followers that a post had. Taxonomies with
    fewer than two tiers, or whose test takes more than followers, rank nobody and are left out.

    Args:
        session: any.
        audit_id: of which audit.
        chosen: the taxonomy to compare with.
        tiers: all taxonomies by name.
    """
    ranking = {
        name: taxonomy
        for name, taxonomy in tiers.items()
        if not taxonomy.needs and len(taxonomy.tiers) > 1
    }
    creators = [
        CreatorCount(one.cases, one.verdicts, classify_all(one.followers, ranking))
        for one in counts.author_counts(session, audit_id, CASES, (*CASES, "disclosed"))
    ]
    if chosen.taxonomy not in ranking:
        return []
    rows = []
    for other in classify_all(None, ranking):
        if other != chosen.taxonomy:
            found = ranking_dependence(creators, chosen.taxonomy, other)
            rows.append(
                Dependence(
                    other,
                    None if found.tau is None else round(found.tau, 4),
                    found.creators,
                    found.left_out,
                    _rounded(found.shares_one),
                    _rounded(found.shares_two),
                )
            )
    return rows


def _rounded(shares: Mapping[str, float]) -> dict[str, float]:
    return {tier: round(share, 6) for tier, share in shares.items()}
