"""Put a number of followers into the tiers of a taxonomy."""

from __future__ import annotations

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


def classify(followers: int | None, taxonomy: TierFile) -> str | None:
    """Return the tier that a number of followers falls into.

    Args:
        followers: the number, or ``None`` when it is not known.
        taxonomy: the tiers to choose from.

    Returns:
        The name of the tier; ``None`` when the number is not known, when the taxonomy has no
        tier for it, or when the taxonomy's test needs figures other than followers.
    """
    if followers is None or taxonomy.needs:
        return None
    for tier in taxonomy.tiers:
        if tier.low <= followers and (tier.high is None or followers <= tier.high):
            return tier.name
    return None


def classify_all(followers: int | None, tiers: Mapping[str, TierFile]) -> dict[str, str | None]:
    """Return the tier in each taxonomy.

    Args:
        followers: the number, or ``None`` when it is not known.
        tiers: name of each taxonomy to its tiers.

    Returns:
        Name of the taxonomy to name of the tier or ``None``: first the taxonomies of
        ``ORDER``, then any others by name.
    """
    known = [name for name in ORDER if name in tiers]
    others = sorted(name for name in tiers if name not in ORDER)
    return {name: classify(followers, tiers[name]) for name in (*known, *others)}
