"""Many jurisdictions at a glance: a row for each, those that agree together."""

from __future__ import annotations

from collections.abc import Sequence

from checker.model import Post, Verdict, Widest
from checker.reports.plain import columns, wrap
from checker.reports.wording import ORDER, advice

FROM = 4
"""Verdicts on one post from which a matrix is easier to read than paragraphs alone."""

_SEVERITIES = ("error", "warning", "info")


def rows(verdicts: Sequence[Verdict], width: int) -> list[tuple[str, str, str]]:
    """Return jurisdiction, verdict and the first reason of each, those that agree together.

    The worst verdicts come first; a reason is cut to the ``width`` that is left for it.
    """
    told = [(verdict.verdict, _reason(verdict), verdict.jurisdiction) for verdict in verdicts]
    rank = {name: place for place, name in enumerate(ORDER)}
    told.sort(key=lambda row: (rank[row[0]], row[1], row[2]))
    room = max(8, width - 22)
    return [(code, name, _cut(reason, room)) for name, reason, code in told]


def widest_lines(widest: Widest, post: Post, width: int) -> list[str]:
    """Return what to say of the one change that passes in the most jurisdictions."""
    total = len(widest.passing) + len(widest.failing)
    said = f"One wording passes in {len(widest.passing)} of {total} ({', '.join(widest.passing)}):"
    lines = wrap(said, width, first="  ", rest="    ")
    for edit in widest.edits:
        lines += wrap(advice(edit, post), width, first="    > ", rest="      ")
    if widest.failing:
        said = f"It does not pass in {', '.join(widest.failing)}."
        lines += wrap(said, width, first="  ", rest="    ")
    return lines


def _reason(verdict: Verdict) -> str:
    for severity in _SEVERITIES[:2]:
        for finding in verdict.findings:
            if finding.severity == severity:
                return finding.rule.split("/", 1)[-1].replace("-", " ")
    labels = [label.label for label in verdict.disclosure.labels if label.standing != "rejected"]
    return ", ".join(labels[:2]) if verdict.verdict == "disclosed" else ""


def _cut(text: str, room: int) -> str:
    if columns(text) <= room:
        return text
    while text and columns(text) > room - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
