"""The one wording that passes in the most jurisdictions, proven by judging again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checker.judge.fix import apply, candidates_of, passes
from checker.judge.law import Law
from checker.model import Evidence, Fix, Post, Verdict, Widest

MAX_TRIALS = 60
"""Most changed texts that are judged."""


def widest(
    post: Post,
    evidence: Evidence,
    verdicts: Sequence[Verdict],
    laws: Sequence[Law],
    judge_again: Callable[[Post], Sequence[Verdict]],
) -> Widest | None:
    """Return the change after which the most verdicts are ``disclosed`` without an error.

    Args:
        post: the post as it is.
        evidence: what was found in it.
        verdicts: what was said of it under each of ``laws``.
        laws: the jurisdictions that were asked for.
        judge_again: judges a changed post under the same jurisdictions.

    Returns:
        Of equally wide changes the smallest; ``None`` where nothing needs a change or no
        change makes more of them pass than pass already.
    """
    passing = tuple(v.jurisdiction for v in verdicts if passes(v))
    if not any(v.verdict in ("inadequate", "undisclosed") for v in verdicts):
        return None
    best: tuple[Fix, ...] | None = None
    for edits in candidates_of(post, evidence, verdicts, laws)[:MAX_TRIALS]:
        again = judge_again(apply(post, edits))
        now = tuple(v.jurisdiction for v in again if passes(v))
        if len(now) > len(passing):
            best, passing = edits, now
            if len(passing) == len(laws):
                break
    if best is None:
        return None
    failing = tuple(v.jurisdiction for v in verdicts if v.jurisdiction not in passing)
    return Widest(best, passing, failing)
