"""How far reviewers agree with each other and with the verdicts, by rule and by reviewer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from checker.batch.figures import Share, share
from checker.stats.agreement import krippendorff_alpha
from checker.storage import Session, counts, queue
from checker.storage.counts import Opinion

_Key = tuple[int, str]


class RuleAgreement(msgspec.Struct, frozen=True):
    """What reviewers said of verdicts with findings of one rule.

    Attributes:
        rule: such as ``it/undisclosed``; empty for all verdicts together.
        reviewed: verdicts that somebody reviewed.
        upheld: how many of those that a majority could decide were upheld, with its interval.
        pairs: verdicts that two people or more decided.
        alpha: Krippendorff's alpha (nominal) of the verdicts that reviewers hold right; ``None``
            when it cannot be told.
    """

    rule: str
    reviewed: int
    upheld: Share
    pairs: int
    alpha: float | None


class ReviewerAgreement(msgspec.Struct, frozen=True):
    """What one reviewer said; ``alpha`` is over the verdicts that others reviewed as well."""

    reviewer: str
    agree: int
    disagree: int
    cannot_tell: int
    pairs: int
    alpha: float | None


class Agreement(msgspec.Struct, frozen=True):
    """Agreement on an audit's verdicts."""

    overall: RuleAgreement
    by_rule: tuple[RuleAgreement, ...]
    by_reviewer: tuple[ReviewerAgreement, ...]


def agreement(session: Session, audit_id: int) -> Agreement | None:
    """Return how far reviewers of an audit agree; ``None`` when nobody reviewed anything."""
    said = counts.opinions(session, audit_id)
    if not said:
        return None
    units = _units(said)
    by_rule: dict[str, list[_Key]] = defaultdict(list)
    for rule, post, jurisdiction in queue.reviewed_rules(session, audit_id):
        by_rule[rule].append((post, jurisdiction))
    people = sorted({opinion.reviewer for opinion in said})
    return Agreement(
        _of_rule("", list(units), units),
        tuple(_of_rule(rule, keys, units) for rule, keys in sorted(by_rule.items())),
        tuple(_of_reviewer(name, units) for name in people),
    )


def precision(session: Session, rule: str) -> RuleAgreement | None:
    """Return what reviewers of all audits said of a rule; ``None`` when they said nothing."""
    keys = [(post, code) for _, post, code in queue.reviewed_rules(session, rule=rule)]
    if not keys:
        return None
    wanted = set(keys)
    said = [
        opinion
        for audit in sorted({post >> 32 for post, _ in keys})
        for opinion in counts.opinions(session, audit)
        if (opinion.post_id, opinion.jurisdiction) in wanted
    ]
    return _of_rule(rule, keys, _units(said))


def _units(said: Iterable[Opinion]) -> dict[_Key, list[Opinion]]:
    found: dict[_Key, list[Opinion]] = defaultdict(list)
    for opinion in said:
        found[opinion.post_id, opinion.jurisdiction].append(opinion)
    return dict(found)


def _held(opinion: Opinion) -> str | None:
    """Return the verdict that a reviewer holds right; ``None`` for who cannot tell."""
    return None if opinion.decision == "cannot-tell" else opinion.correct or opinion.verdict


def _of_rule(
    rule: str, keys: Sequence[_Key], units: Mapping[_Key, Sequence[Opinion]]
) -> RuleAgreement:
    upheld = decided = 0
    values = []
    for key in keys:
        opinions = units.get(key, ())
        values.append([held for o in opinions if (held := _held(o)) is not None])
        votes = Counter(held == opinions[0].verdict for held in values[-1])
        if votes[True] != votes[False]:
            decided += 1
            upheld += votes[True] > votes[False]
    return RuleAgreement(
        rule,
        len(keys),
        share(upheld, decided),
        sum(len(given) > 1 for given in values),
        krippendorff_alpha(values),
    )


def _of_reviewer(name: str, units: Mapping[_Key, Sequence[Opinion]]) -> ReviewerAgreement:
    own = [o for opinions in units.values() for o in opinions if o.reviewer == name]
    decisions = Counter(opinion.decision for opinion in own)
    shared = [
        [held for o in opinions if (held := _held(o)) is not None]
        for opinions in units.values()
        if any(o.reviewer == name and _held(o) is not None for o in opinions)
    ]
    return ReviewerAgreement(
        name,
        decisions["agree"],
        decisions["disagree"],
        decisions["cannot-tell"],
        sum(len(values) > 1 for values in shared),
        krippendorff_alpha(shared),
    )
