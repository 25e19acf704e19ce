"""What a page says of a post: everything in it comes from the engine and the reports' parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from checker.engine import Engine
from checker.judge.fix import apply
from checker.model import Fix, Post, Verdict, VerdictName
from checker.reports.base import Judged
from checker.reports.excerpt import Mark, Piece, marks_of, pieces
from checker.reports.grouping import Group, groups
from checker.reports.wording import advice, gravest, segment_name

_HIDDEN_SHOWN = 300
_MOST_SHOWN = 20_000


class SegmentView(NamedTuple):
    """A stretch of a post's text, cut where its marks begin and end."""

    name: str
    kind: str
    pieces: list[Piece]


class Fixed(NamedTuple):
    """The smallest change that makes a post pass, and what is then said of it."""

    post: Post
    advice: tuple[str, ...]
    verdicts: tuple[Verdict, ...]


class FoldView(NamedTuple):
    """What a platform shows of a text before a reader opens the rest."""

    platform: str
    name: str
    shown: list[Piece]
    hidden: list[Piece]
    chars: int | None
    lines: int | None
    here: bool


class Result(NamedTuple):
    """What was found in one post, under the jurisdictions that were asked for."""

    post: Post
    verdicts: tuple[Verdict, ...]
    worst: VerdictName
    segments: tuple[SegmentView, ...]
    groups: tuple[Group, ...]
    fixed: Fixed | None
    not_assessed: tuple[str, ...]


def check(engine: Engine, post: Post, codes: Sequence[str]) -> Result:
    """Judge a post, with the change proposed and judged again."""
    post = engine.canonical(post)
    verdicts = engine.check(post, codes, fix=True)
    return show(post, verdicts, _fixed(engine, post, verdicts))


def show(post: Post, verdicts: tuple[Verdict, ...], fixed: Fixed | None = None) -> Result:
    """Return what is to be shown of verdicts that are at hand already."""
    marks = marks_by_segment(post, verdicts)
    return Result(
        post,
        verdicts,
        gravest(verdicts),
        tuple(
            SegmentView(
                segment_name(post, number),
                segment.kind,
                pieces(segment.text, marks.get(number, ()), whole=_MOST_SHOWN),
            )
            for number, segment in enumerate(post.segments)
        ),
        tuple(groups(Judged(post, "", 1, verdicts))),
        fixed,
        tuple(dict.fromkeys(medium for v in verdicts for medium in v.not_assessed)),
    )


def marks_by_segment(post: Post, verdicts: Sequence[Verdict]) -> dict[int, list[Mark]]:
    """Return every place that any verdict speaks of, in order."""
    found: dict[int, set[Mark]] = {}
    for verdict in verdicts:
        for number, marks in marks_of(verdict, post).items():
            found.setdefault(number, set()).update(marks)
    return {number: sorted(marks) for number, marks in found.items()}


def _fixed(engine: Engine, post: Post, verdicts: Sequence[Verdict]) -> Fixed | None:
    edits: dict[Fix, None] = {}
    for verdict in verdicts:
        for finding in verdict.findings:
            if finding.fix is not None:
                edits[finding.fix] = None
    if not edits:
        return None
    changed = apply(post, list(edits))
    codes = [verdict.jurisdiction for verdict in verdicts]
    return Fixed(changed, tuple(advice(edit, post) for edit in edits), engine.check(changed, codes))


def folds(engine: Engine, result: Result) -> list[FoldView]:
    """Return what each platform shows of the post's first segment, the chosen one first."""
    segment = result.post.segments[0]
    marks = marks_by_segment(result.post, result.verdicts).get(0, [])
    views = []
    for name, platform in engine.pack.platforms.items():
        fold = next((f for f in platform.folds if f.segment == segment.kind), None)
        here = name == result.post.platform
        if fold is None and not here:
            continue
        one = msgspec.structs.replace(result.post, platform=name, segments=(segment,))
        cut = engine.folds(one)[0]
        at = len(segment.text) if cut is None else cut
        views.append(
            FoldView(
                name,
                platform.name,
                _between(segment.text, marks, 0, min(at, _MOST_SHOWN)),
                _between(segment.text, marks, at, at + _HIDDEN_SHOWN),
                fold.chars if fold else None,
                fold.lines if fold else None,
                here,
            )
        )
    return sorted(views, key=lambda view: (not view.here, view.name.casefold()))


def _between(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Piece]:
    """Cut ``[start, end)`` of a text where its marks begin and end."""
    inside = [
        Mark(max(mark.start - start, 0), min(mark.end, end) - start, mark.kind)
        for mark in marks
        if mark.start < end and mark.end > start
    ]
    part = text[start:end]
    cut = pieces(part, inside, whole=len(part))
    return [*cut, Piece("…", "", gap=True)] if end < len(text) and start else cut
