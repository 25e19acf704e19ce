"""Draw verdicts for people to review, hand them out, and take back what was decided."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from checker.batch.reviewed import CASES
from checker.creators.tiers import classify
from checker.errors import PaleseError, UsageError
from checker.importers.records import Problem
from checker.importers.reviews import ReviewLine
from checker.rulepack.schema import TierFile
from checker.stats.sampling import Allocation, draw
from checker.storage import (
    Database,
    NotFoundError,
    Session,
    audits,
    counts,
    crossreads,
    queue,
    reviews,
)
from checker.storage.records import Audit, Decision, SampleItem, SamplingPlan

NOT_KNOWN = "not known"
IN_NO_TIER = "in no tier"

_BATCH = 200


class SheetRow(msgspec.Struct, frozen=True):
    """A verdict as it is handed out; the last four columns are for the reviewer.

    The verdict itself is not among them: who knows it tends to agree.
    """

    audit: str
    plan: str
    number: int
    jurisdiction: str
    id: str
    author: str | None
    platform: str | None
    published_at: str | None
    url: str | None
    tier: str
    relation: str | None
    platform_label: str
    text: str
    correct_verdict: str = ""
    reason: str = ""
    reviewer: str = ""


def draw_plan(
    session: Session,
    audit: Audit,
    name: str,
    *,
    size: int,
    seed: int,
    taxonomy: TierFile,
    method: Allocation = "proportional",
    jurisdictions: Sequence[str] = (),
    blind: bool = True,
) -> SamplingPlan:
    """Draw a sample stratified by tier and store it; a plan drawn before is returned as it is.

    Args:
        session: of :meth:`Database.write`.
        audit: of which audit.
        name: of the plan, unique within the audit.
        size: verdicts to draw.
        seed: of the drawing.
        taxonomy: the tiers.
        method: how the sample is divided over them, see :mod:`checker.stats.sampling`.
        jurisdictions: verdicts under these; none: under all.
        blind: reviewers see what others said only once they have said something themselves.

    Raises:
        UsageError: the taxonomy takes more than followers, the audit is not done, there is
            nothing to draw from, or the plan was drawn otherwise before.
    """
    if audit.state != "done":
        raise UsageError(
            "the audit {name} is not finished",
            remedy="A sample drawn now would miss the rest: go on with --resume first",
            values={"name": repr(audit.name)},
        )
    if taxonomy.needs:
        raise UsageError(
            "the taxonomy {taxonomy} needs more than followers",
            remedy="Choose another --taxonomy; palese tiers list shows them",
            values={"taxonomy": repr(taxonomy.taxonomy)},
        )
    options: dict[str, Any] = {
        "size": size,
        "method": method,
        "taxonomy": taxonomy.taxonomy,
        "jurisdictions": list(jurisdictions),
    }
    try:
        known = reviews.get_plan(session, audit.id, name)
    except NotFoundError:
        known = None
    if known is not None:
        same = {key: known.options.get(key) for key in options} == options and known.seed == seed
        same = same and queue.is_blind(known.options) == blind
        if not same:
            raise UsageError(
                "the sample {name} was drawn with other options",
                remedy="Give another --name, or the options that it was drawn with",
                values={"name": repr(name)},
            )
        return known
    frames: dict[str, list[str]] = {}
    cases: dict[str, int] = {}
    for unit in counts.units(session, audit.id, jurisdictions):
        tier = _stratum(unit.followers, taxonomy)
        frames.setdefault(tier, []).append(f"{unit.post_id:020d}/{unit.jurisdiction}")
        cases[tier] = cases.get(tier, 0) + (unit.verdict in CASES)
    if not frames:
        raise UsageError("the audit has no such verdicts to draw from")
    deviations = {tier: _deviation(cases[tier], len(ids)) for tier, ids in frames.items()}
    ordered = {tier: frames[tier] for tier in sorted(frames)}
    found = draw(ordered, size, seed=seed, method=method, deviations=deviations)
    items = [
        SampleItem(int(post), code, tier, len(frames[tier]) / len(ids))
        for tier, ids in found.items()
        for post, _, code in (unit.partition("/") for unit in ids)
    ]
    options["blind"] = blind
    options["strata"] = {tier: [len(ids), len(found[tier])] for tier, ids in ordered.items()}
    return reviews.add_plan(session, audit.id, name, seed, items, options)


def _stratum(followers: int | None, taxonomy: TierFile) -> str:
    if followers is None:
        return NOT_KNOWN
    return classify(followers, taxonomy) or IN_NO_TIER


def _deviation(cases: int, number: int) -> float:
    share = (cases + 1) / (number + 2)  # a tier without a case may have one yet
    return math.sqrt(share * (1 - share))


def sheet(session: Session, audit: Audit, plan: SamplingPlan) -> Iterator[SheetRow]:
    """Yield the drawn verdicts in the order of the posts, whatever their tier."""
    items = sorted(plan.items, key=lambda item: (item.post_id, item.jurisdiction))
    ids = sorted({item.post_id for item in items})
    known = crossreads.identities(session, ids)
    for item in items:
        post = audits.read_post(session, item.post_id)
        external, author, platform, moment, url = known[item.post_id]
        yield SheetRow(
            audit.name,
            plan.name,
            item.post_id,
            item.jurisdiction,
            external,
            author,
            platform,
            moment,
            url,
            item.stratum,
            post.relation.kind if post.relation else None,
            {True: "yes", False: "no", None: "not observed"}[post.platform_label],
            "\n\n".join(segment.text for segment in post.segments),
        )


class Imported(msgspec.Struct):
    """What came of a list of reviews."""

    stored: int = 0
    empty: int = 0
    problems: list[Problem] = []


def store_reviews(
    database: Database, lines: Iterable[ReviewLine], reviewer: str | None = None
) -> Imported:
    """Store reviews that people filled in; a list imported twice counts once.

    Args:
        database: where to.
        lines: as :func:`checker.importers.reviews.read_reviews` yields them.
        reviewer: whose reviews those are that name nobody.

    Raises:
        StorageError: the database failed; the batches before are stored.
    """
    done = Imported()
    batch: list[ReviewLine] = []
    for line in lines:
        if line.correct_verdict is None:
            done.empty += 1
            continue
        batch.append(line)
        if len(batch) == _BATCH:
            _add(done, database.transact(lambda s, batch=batch: _stored(s, batch, reviewer)))  # type: ignore[misc]
            batch = []
    _add(done, database.transact(lambda session: _stored(session, batch, reviewer)))
    return done


def _add(done: Imported, problems: tuple[int, list[Problem]]) -> None:
    stored, found = problems
    done.stored += stored
    done.problems = [*done.problems, *found]


class _Plan(NamedTuple):
    """A sampling plan with the verdicts that it drew."""

    id: int
    name: str
    drawn: frozenset[tuple[int, str]]


def _stored(
    session: Session, batch: Sequence[ReviewLine], reviewer: str | None
) -> tuple[int, list[Problem]]:
    stored = 0
    problems: list[Problem] = []
    plans: dict[tuple[str, str], _Plan] = {}
    for line in batch:
        try:
            with session.begin_nested():
                _store(session, line, reviewer, plans)
        except PaleseError as error:
            problems.append(Problem(line.file, line.line, error.what, error.remedy))
        else:
            stored += 1
    return stored, problems


def _store(
    session: Session,
    line: ReviewLine,
    reviewer: str | None,
    plans: dict[tuple[str, str], _Plan],
) -> None:
    plan = plans.get((line.audit, line.plan))
    if plan is None:
        audit = audits.get_audit(session, line.audit)
        found = reviews.get_plan(session, audit.id, line.plan)
        items = frozenset((item.post_id, item.jurisdiction) for item in found.items)
        plan = plans[line.audit, line.plan] = _Plan(found.id, found.name, items)
    wanted = (line.number, line.jurisdiction)
    if wanted not in plan.drawn:
        raise NotFoundError(
            f"the sample {plan.name!r} has no post {line.number} under {line.jurisdiction}",
            remedy="Leave the columns audit, plan, number and jurisdiction as they were",
        )
    who = line.reviewer or reviewer
    if not who:
        raise UsageError("nobody is named as the reviewer", remedy="Give --reviewer NAME")
    decision: Decision = "cannot-tell"
    correct = None
    if line.correct_verdict != "cannot-tell":
        agrees = reviews.verdict_on(session, *wanted) == line.correct_verdict
        decision = "agree" if agrees else "disagree"
        correct = None if agrees else line.correct_verdict
    reviews.save_review(
        session,
        *wanted,
        who,
        decision,
        correct_verdict=correct,  # type: ignore[arg-type]
        reason=line.reason,
        plan_id=plan.id,
    )
