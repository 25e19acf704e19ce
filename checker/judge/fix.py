"""The smallest change that makes a post pass, proven by judging the changed text again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, permutations

import msgspec

from checker.judge.law import Law
from checker.model import WHOLE_POST, Evidence, Finding, Fix, Post, Segment, Verdict
from checker.text.names import name_forms

MAX_TRIALS = 120
"""Most changed texts that are judged before giving up."""

MAX_JUDGED = 400_000
"""Most code points of changed texts that are judged before giving up, however few texts that is."""

FEWEST_TRIALS = 4
"""Changed texts that are judged of even the longest post."""

_PRIMARY = ("caption", "description", "title", "overlay", "transcript")
_FIXABLE = ("inadequate", "undisclosed")


class Plan(msgspec.Struct, frozen=True):
    """Edits that together make a post pass, the smallest such set that was found."""

    edits: tuple[Fix, ...]


def propose(
    post: Post,
    evidence: Evidence,
    verdicts: Sequence[Verdict],
    laws: Sequence[Law],
    judge_again: Callable[[Post], Sequence[Verdict]],
) -> Plan | None:
    """Return the smallest change after which every verdict is ``disclosed`` without an error.

    Args:
        post: the post as it is.
        evidence: what was found in it.
        verdicts: what was said of it under each of ``laws``.
        laws: the jurisdictions that the changed post must pass in.
        judge_again: judges a changed post under the same jurisdictions.

    Returns:
        The edits, or ``None`` when no wording helps (a banned product, contradicting signs).
    """
    if not any(v.verdict in _FIXABLE for v in verdicts):
        return None
    candidates = candidates_of(post, evidence, verdicts, laws)
    length = sum(len(segment.text) for segment in post.segments)
    trials = min(MAX_TRIALS, max(FEWEST_TRIALS, MAX_JUDGED // max(1, length)))
    for edits in candidates[:trials]:
        again = judge_again(apply(post, edits))
        if all(passes(v) for v in again):
            return Plan(edits)
    return None


def candidates_of(
    post: Post, evidence: Evidence, verdicts: Sequence[Verdict], laws: Sequence[Law]
) -> list[tuple[Fix, ...]]:
    """Return the changes worth trying, smallest first."""
    return sorted(_candidates(post, evidence, verdicts, laws), key=_size)


def _size(edits: tuple[Fix, ...]) -> tuple[int, int]:
    return len(edits), sum(len(edit.insert) + edit.end - edit.start for edit in edits)


def passes(verdict: Verdict) -> bool:
    """True when there is nothing to object to in a commercial post."""
    return verdict.verdict == "disclosed" and not any(
        finding.severity == "error" for finding in verdict.findings
    )


def apply(post: Post, edits: Sequence[Fix]) -> Post:
    """Return the post with the edits made."""
    segments = list(post.segments)
    for edit in sorted(edits, key=lambda e: (e.segment, -e.start)):
        segment = segments[edit.segment]
        text = segment.text[: edit.start] + edit.insert + segment.text[edit.end :]
        segments[edit.segment] = msgspec.structs.replace(segment, text=text)
    return msgspec.structs.replace(post, segments=tuple(segments))


def _candidates(
    post: Post, evidence: Evidence, verdicts: Sequence[Verdict], laws: Sequence[Law]
) -> Iterator[tuple[Fix, ...]]:
    brand = brand_text(post, evidence)
    if brand:
        # The wording may be right and only the name missing.
        for label in evidence.labels:
            joint = "" if label.text.endswith(" ") else " "
            yield (Fix(label.end, label.end, f"{joint}{brand}", label.segment),)
    wordings = list(_wordings(laws, evidence, brand))
    for targets in _targets(post):
        for wording in wordings:
            yield tuple(_insertion(post, number, wording) for number in targets)
    for label in evidence.labels:
        # A poor wording that already stands first is replaced rather than doubled.
        if label.place is not None and label.place.words_before <= 1 and len(label.text) <= 30:
            for wording in wordings:
                yield (Fix(label.start, label.end, wording.rstrip(" –:"), label.segment),)


def _wordings(laws: Sequence[Law], evidence: Evidence, brand: str) -> Iterator[str]:
    """Yield the packs' own wordings, then pairs and triples for posts meant for many markets."""
    single: list[str] = []
    for law in laws:
        for entry in law.fix_labels:
            if entry.lang and evidence.lang and entry.lang != evidence.lang:
                continue
            if "{brand}" in entry.text and not brand:
                text = entry.text.replace(" {brand}", "")
            else:
                text = entry.text.replace("{brand}", brand)
            if text not in single:
                single.append(text)
    yield from single
    for size in (2, 3):
        for group in islice(permutations(single, size), 40):
            yield " ".join(part.rstrip(" –") for part in group) + " – "


def _targets(post: Post) -> Iterator[tuple[int, ...]]:
    """Yield the segments to label: the main one, then more where one is not enough."""
    kinds = [segment.kind for segment in post.segments]
    frames = tuple(i for i, kind in enumerate(kinds) if kind == "story_frame")
    main = next((kinds.index(kind) for kind in _PRIMARY if kind in kinds), None)
    if main is not None:
        yield (main,)
        inside = [i for i, kind in enumerate(kinds) if kind in ("transcript", "overlay")]
        if inside and main not in inside:
            yield (main, inside[0])
            if len({kinds[i] for i in inside}) > 1:
                other = next(i for i in inside if kinds[i] != kinds[inside[0]])
                yield (main, inside[0], other)
    if frames:
        yield frames
    elif main is None and post.segments:
        yield (0,)


def _insertion(post: Post, number: int, wording: str) -> Fix:
    segment: Segment = post.segments[number]
    if segment.kind in ("story_frame", "overlay"):
        return Fix(0, 0, wording.rstrip(" –:") + "\n", number)
    return Fix(0, 0, wording, number)


def brand_text(post: Post, evidence: Evidence) -> str:
    """Return how the brand is best named: its handle, else its name, else nothing."""
    for name in post.brands:
        return name
    if post.relation is not None and post.relation.brand:
        own = name_forms(post.relation.brand)[1]
        for mention in evidence.brands_seen:
            if mention.known and name_forms(mention.name)[1] == own and mention.segment >= 0:
                text = post.segments[mention.segment].text[mention.start : mention.end]
                if text.startswith("@"):
                    return text
        return post.relation.brand
    for mention in evidence.brands_seen:
        text = post.segments[mention.segment].text[mention.start : mention.end]
        if text.startswith("@"):
            return text
    return ""


NO_FIX = "No change of wording makes this post pass"


def with_fix(verdict: Verdict, plan: Plan | None) -> Verdict:
    """Return the verdict with the plan's edits on its findings.

    Each edit goes to the first error of its segment; one that has none gets a finding of its
    own. Without a plan a remark says that no wording helps.
    """
    if verdict.verdict not in _FIXABLE and not any(f.severity == "error" for f in verdict.findings):
        return verdict
    code = verdict.jurisdiction.lower()
    findings = list(verdict.findings)
    if plan is None:
        findings.append(Finding(f"{code}/no-fix", "info", NO_FIX, WHOLE_POST, 0, 0))
        return msgspec.structs.replace(verdict, findings=tuple(findings))
    for edit in plan.edits:
        place = next(
            (
                i
                for i, f in enumerate(findings)
                if f.fix is None
                and f.severity == "error"
                and f.segment in (edit.segment, WHOLE_POST)
            ),
            None,
        )
        if place is None:
            findings.append(
                Finding(
                    f"{code}/label-here-too", "info", "The label belongs here too",
                    edit.segment, edit.start, edit.end, None, edit,
                )
            )  # fmt: skip
        else:
            findings[place] = msgspec.structs.replace(findings[place], fix=edit)
    return msgspec.structs.replace(verdict, findings=tuple(findings))
