"""How far the verdicts of an audit can be trusted, by what people said of a sample of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from checker.stats.agreement import krippendorff_alpha
from checker.stats.prevalence import Prevalence, corrected_prevalence
from checker.storage import Session, counts
from checker.storage.counts import Drawn, Opinion

CASES = ("undisclosed", "inadequate")
"""The verdicts that stand for non-compliance."""

_Key = tuple[int, str]


class MeasuredError(msgspec.Struct, frozen=True):
    """How often the verdicts were right about non-compliance, among reviewed ones.

    ``found`` of ``positives`` and ``cleared`` of ``negatives`` are numbers of verdicts, weighted
    back to the audit and scaled to the number of equally weighted reviews that would say as much
    (L. Kish, "Survey Sampling", 1965, section 11.7).

    Attributes:
        reviewed: verdicts that entered.
        left_out: verdicts that people looked at but that say nothing here: not drawn by a
            sampling plan, judged ``cannot-tell`` or ``review``, or disputed with no majority.
        agreement: Krippendorff's alpha of the reviewers, ``None`` when it cannot be told.
    """

    reviewed: int
    left_out: int
    agreement: float | None
    found: float
    positives: float
    cleared: float
    negatives: float

    @property
    def usable(self) -> bool:
        """True when a share can be corrected with it at all."""
        return (
            self.positives > 0
            and self.negatives > 0
            and self.found / self.positives + self.cleared / self.negatives > 1
        )

    def correct(self, reported: int, judged: int) -> Prevalence | None:
        """Return the share of non-compliance behind the one reported; ``None`` when not known."""
        if not judged or not self.usable:
            return None
        return corrected_prevalence(
            reported, judged, self.found, self.positives, self.cleared, self.negatives
        )


def measured_error(session: Session, audit_id: int) -> MeasuredError | None:
    """Return the measured error of an audit's verdicts; ``None`` when nobody reviewed any."""
    said = counts.opinions(session, audit_id)
    return error_of(said, counts.drawn(session, audit_id)) if said else None


def error_of(said: Iterable[Opinion], drawn: Sequence[Drawn]) -> MeasuredError:
    """Return the error that opinions on drawn verdicts show.

    A sample may be reviewed in part: within a stratum those that were reviewed stand for all
    that the stratum stands for. Samples of several plans count by the number of their reviews.
    """
    by_verdict: dict[_Key, list[Opinion]] = defaultdict(list)
    for opinion in said:
        by_verdict[opinion.post_id, opinion.jurisdiction].append(opinion)
    truth = {key: true for key, all_ in by_verdict.items() if (true := _truth(all_)) is not None}
    weights = _weights(drawn, truth)
    sums = {True: [0.0, 0.0, 0.0], False: [0.0, 0.0, 0.0]}
    for key, weight in weights.items():
        case = truth[key]
        right = (by_verdict[key][0].verdict in CASES) == case
        for place, value in enumerate((weight * right, weight, weight * weight)):
            sums[case][place] += value
    (found, positives), (cleared, negatives) = (_effective(*sums[case]) for case in (True, False))
    return MeasuredError(
        len(weights),
        len(by_verdict) - len(weights),
        krippendorff_alpha([_correct(o) for o in all_] for all_ in by_verdict.values()),
        found,
        positives,
        cleared,
        negatives,
    )


def _correct(opinion: Opinion) -> str | None:
    if opinion.decision == "cannot-tell":
        return None
    return opinion.correct or opinion.verdict


def _truth(said: Iterable[Opinion]) -> bool | None:
    """Return whether most reviewers see a case; ``None`` when they cannot tell or are split."""
    votes = Counter(
        verdict in CASES for o in said if (verdict := _correct(o)) not in (None, "review")
    )
    if votes[True] == votes[False]:
        return None
    return votes[True] > votes[False]


def _weights(drawn: Sequence[Drawn], truth: Mapping[_Key, bool]) -> dict[_Key, float]:
    """Return the weight of each reviewed verdict; those of a plan are 1 on average."""
    strata: dict[int, dict[str, list[Drawn]]] = defaultdict(lambda: defaultdict(list))
    for item in drawn:
        strata[item.plan_id][item.stratum].append(item)
    weights: dict[_Key, float] = defaultdict(float)
    for plan in strata.values():
        mine: dict[_Key, float] = {}
        for items in plan.values():
            reviewed = [k for i in items if (k := (i.post_id, i.jurisdiction)) in truth]
            population = sum(item.weight for item in items)
            mine.update((key, population / len(reviewed)) for key in reviewed)
        total = sum(mine.values())
        for key, weight in mine.items():
            weights[key] += weight * len(mine) / total
    return dict(weights)


def _effective(right: float, whole: float, squares: float) -> tuple[float, float]:
    """Return how many were right and how many there were, as equally weighted reviews."""
    if not whole:
        return 0.0, 0.0
    size = whole * whole / squares
    return size * right / whole, size
