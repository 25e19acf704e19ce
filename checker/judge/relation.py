"""Is there a commercial aim, and which relation stands behind it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from checker.model import Evidence, IntentLevel, Label, Post, Signal
from checker.rulepack.schema import ORDINARY, POINTS, STRONG_POINTS, WEAK_POINTS
from checker.text.names import name_forms, same_brand

DENIALS = frozenset({"not-sponsored", "no-tie"})
"""Signals by which an author denies any tie with the brand."""

PURCHASES = frozenset({"own-money"})
"""Signals by which an author says to have paid for the goods."""

CODES = frozenset({"promo-code", "personal-code", "referral", "affiliate-link", "referral-link"})
"""Signals of a tie of the author's own, which contradict a record of none."""

OPEN_TIE = "open-tie"
"""Signal of thanks or praise that leaves open whether anybody paid."""

_NAMED = frozenset({"brand-mention", "brand-on-record"})
_BESIDE_OPEN = frozenset(
    {OPEN_TIE, *_NAMED, "sales-talk", ORDINARY, "praise", "guest-treat", "trade-name"}
)
"""Signals that do not settle what ``OPEN_TIE`` leaves open."""

OPENING_WORDS = 3
"""Words of prose that may stand ahead of a label that opens its text."""


_AT_WORK = frozenset({"employment", "family"})
"""Relations that colour a whole life: a post that promotes nothing is not advertising."""


class Intent(msgspec.Struct, frozen=True):
    """How sure it is that the post is commercial.

    ``relation`` is the one on record, else the one that most points go to, else ``None``.
    ``text_points`` are those of the text alone, ``points`` count the platform's label too.
    """

    level: IntentLevel
    points: int
    text_points: int
    relation: str | None
    relations: tuple[str, ...]
    on_record: bool
    denied: bool
    bought: bool
    has_code: bool
    checked_none: bool


def intent_of(post: Post, evidence: Evidence) -> Intent:
    """Weigh the evidence of a commercial aim.

    The strongest rule of each signal counts once, the strongest label once; counter-signals
    against ``all`` lower the sum. A relation on record settles the matter.
    """
    best: dict[str, int] = {}
    for signal in evidence.signals:
        if signal.points < 0 and "all" not in signal.against:
            continue
        known = best.get(signal.signal, 0)
        if abs(signal.points) > abs(known):
            best[signal.signal] = signal.points
    record = post.relation
    on_record = record is not None and record.kind != "none"
    brand_named = any(mention.known for mention in evidence.brands_seen)
    sure_of_brand = on_record or any(mention.known for mention in evidence.brands_seen)
    label = max((label_points(x, sure_of_brand=sure_of_brand) for x in evidence.labels), default=0)
    points = sum(best.values()) + label
    if label >= STRONG_POINTS:
        # What is labelled outright is not unlabelled by the diary around it.
        points -= best.get(ORDINARY, 0)
    text_points = points
    if post.platform_label:
        points += STRONG_POINTS
    # Whoever praises an employer in the plainest of words praises an employer.
    told = points if label >= STRONG_POINTS else points - best.get(ORDINARY, 0)
    names = set(best)
    checked_none = record is not None and record.kind == "none"
    level: IntentLevel
    if (
        record is not None
        and on_record
        and (
            record.kind not in _AT_WORK
            or points >= POINTS["weak"]
            or (brand_named and told >= 0)
            or (told >= POINTS["weak"] and any(record.kind in x.tells for x in evidence.labels))
        )
    ):
        level = "certain"
    elif points >= STRONG_POINTS:
        level = "strong"
    elif points >= WEAK_POINTS:
        level = "weak"
    else:
        level = "none"
    if _is_open(best, evidence.labels) and (level == "strong" or _NAMED.intersection(best)):
        level = level if level == "certain" else "weak"
    inferred = _relations(evidence, post)
    relation = record.kind if record is not None and on_record else None
    all_names = {signal.signal for signal in evidence.signals}
    return Intent(
        level=level,
        points=points,
        text_points=text_points,
        relation=relation or (inferred[0] if inferred else None),
        relations=(relation, *(r for r in inferred if r != relation)) if relation else inferred,
        on_record=on_record,
        denied=bool(all_names & DENIALS),
        bought=bool(all_names & PURCHASES),
        has_code=bool(names & CODES),
        checked_none=checked_none,
    )


def _is_open(best: Mapping[str, int], labels: Sequence[Label]) -> bool:
    """True when all that was found is thanks or praise that leaves open whether anybody paid."""
    if OPEN_TIE not in best or not _BESIDE_OPEN.issuperset(best):
        return False
    return all(label.points <= POINTS["weak"] for label in labels)


def label_points(label: Label, *, sure_of_brand: bool = False) -> int:
    """What a label adds to the intent: more where it stands as labels do, ahead of the text.

    "Gifted 🐾 Reggie tried …" labels a post; "she is so gifted" was never one.
    """
    place = label.place
    if place is None or label.points < POINTS["weak"]:
        return label.points
    if label.points >= STRONG_POINTS:
        # "Sponsored by irony." in mid-text names no brand that anybody could know.
        named = label.brand is None or label.brand.startswith(("@", "#")) or sure_of_brand
        late = place.words_before > OPENING_WORDS and place.kind != "transcript"
        return label.points if named or not late else POINTS["weak"]
    if label.points >= WEAK_POINTS:
        return STRONG_POINTS if place.words_before <= OPENING_WORDS else label.points
    # "#collab" ahead of everything is meant as a label; "PR!!! 47:58" may be a runner's.
    leads = label.form == "hashtag" and place.words_before == 0
    return STRONG_POINTS if leads else label.points


def _relations(evidence: Evidence, post: Post) -> tuple[str, ...]:
    """Relations that the text points to, those with most points first."""
    weight: dict[str, int] = {}

    def add(kinds: tuple[str, ...], points: int) -> None:
        for rank, kind in enumerate(kinds):
            weight[kind] = weight.get(kind, 0) + max(points - rank, 1)

    seen: dict[str, Signal] = {}
    for signal in evidence.signals:
        if signal.points > 0 and signal.points > getattr(seen.get(signal.signal), "points", 0):
            seen[signal.signal] = signal
    for signal in seen.values():
        add(signal.relations, signal.points)
    for label in evidence.labels:
        add(label.tells, label.points)
    return tuple(sorted(weight, key=lambda kind: (-weight[kind], kind)))


def own_name(post: Post) -> bool:
    """True when the brand on record is the author's own name, so that nobody can be misled."""
    if post.relation is None or not post.relation.brand or not post.author:
        return False
    return same_brand(name_forms(post.relation.brand)[1], name_forms(post.author)[1])
