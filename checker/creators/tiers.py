"""Put creators into the tiers of a taxonomy, by their followers and what else it asks for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from checker.rulepack.schema import TierFile

ORDER: tuple[str, ...] = (
    "general",
    "niche",
    "narrow",
    "four-level",
    "harvard-media",
    "arpp",
    "agcom-2024",
    "agcom-2025",
    "es-rd444",
)
"""The taxonomies that ship with palese, in the order in which they are listed."""


FACTS: dict[str, str] = {
    "total-followers": "followers of all accounts together",
    "posts-per-year": "posts (for Spain: videos) in the year before",
    "engagement-rate": "average over six months as a fraction, on the account where it is highest",
    "monthly-views": "average over six months, on the account where they are highest",
    "gross-revenue": "EUR in the year before, from all video-sharing activity",
}
"""Figures beyond an account's followers that a taxonomy may ask for."""


def classify(
    followers: int | None, taxonomy: TierFile, facts: Mapping[str, float] | None = None
) -> str | None:
    """Return the tier that an account falls into.

    Args:
        followers: of the account, or ``None`` when not known.
        taxonomy: the tiers to choose from.
        facts: what else is known of the creator, by the names of ``FACTS``.

    Returns:
        The name of the tier; ``None`` when the followers are not known, when the taxonomy has no
        tier for them, or when a figure that its test needs is not known or too small.
    """
    known = facts or {}
    if any(name not in known for name in taxonomy.needs):
        return None
    if any(known[name] < least for name, least in taxonomy.least.items()):
        return None
    for name, least in taxonomy.instead_of_followers.items():
        if known.get(name, 0) >= least:
            return taxonomy.tiers[0].name
    counted = followers if taxonomy.metric == "followers" else known.get(taxonomy.metric)
    if counted is None:
        return None
    for tier in taxonomy.tiers:
        if tier.low <= counted and (tier.high is None or counted <= tier.high):
            return tier.name
    return None


def classify_all(
    followers: int | None,
    tiers: Mapping[str, TierFile],
    facts: Mapping[str, float] | None = None,
) -> dict[str, str | None]:
    """Return the tier in each taxonomy.

    Args:
        followers: of the account, or ``None`` when not known.
        tiers: name of each taxonomy to its tiers.
        facts: as for :func:`classify`.

    Returns:
        Name of the taxonomy to name of the tier or ``None``: first the taxonomies of
        ``ORDER``, then any others by name.
    """
    known = [name for name in ORDER if name in tiers]
    others = sorted(name for name in tiers if name not in ORDER)
    return {name: classify(followers, tiers[name], facts) for name in (*known, *others)}


class TierTable:
    """What :func:`classify_all` says of followers alone, worked out once for each step.

    An audit asks it for every post. Between two neighbouring limits of all the taxonomies
    together the answer is the same.

    Args:
        tiers: name of each taxonomy to its tiers.
    """

    def __init__(self, tiers: Mapping[str, TierFile]) -> None:
        self._tiers = tiers
        limits = {
            limit
            for file in tiers.values()
            for tier in file.tiers
            for limit in (tier.low, None if tier.high is None else tier.high + 1)
            if limit is not None
        }
        self._limits = sorted(limits)
        self._known: dict[int, dict[str, str | None]] = {}
        self._unknown = classify_all(None, tiers)

    def classify(
        self, followers: int | None, facts: Mapping[str, float] | None = None
    ) -> dict[str, str | None]:
        """Return the tier in each taxonomy, as :func:`classify_all` does."""
        if facts:
            return classify_all(followers, self._tiers, facts)
        if followers is None:
            return dict(self._unknown)
        step = bisect_right(self._limits, followers)
        found = self._known.get(step)
        if found is None:
            found = self._known[step] = classify_all(followers, self._tiers)
        return dict(found)
