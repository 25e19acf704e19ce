"""Where a label stands, measured once; what it means is the law's business."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from checker.model import Place
from checker.text.segment import SegmentText


def place_of(segment: SegmentText, start: int, end: int) -> Place:
    """Return the place of a label at ``[start, end)`` of a segment's folded reading."""
    folded = segment.folded
    # Words come in order and do not overlap, so that both counts are a matter of bisecting.
    words_before = bisect_right(segment.words, start, key=lambda word: word[1])
    words_after = len(segment.words) - bisect_left(segment.words, end, key=lambda word: word[0])
    number, run, run_place = _hashtag_run(segment, start)
    return Place(
        kind=segment.segment.kind,
        words_before=words_before,
        line=folded.count("\n", 0, start),
        before_fold=segment.fold is None or end <= segment.fold,
        hashtag=number,
        run=run,
        run_place=run_place,
        at_end=words_before > 0 and words_after <= 1,
    )


def _hashtag_run(segment: SegmentText, start: int) -> tuple[int, int, int]:
    """Return a hashtag's number in its segment, the length of its run and its place there.

    A run is hashtags with nothing but separators between them. Handles and links neither
    break a run nor lengthen it.
    """
    tags = segment.hashtags
    number = next((i for i, tag in enumerate(tags, 1) if tag.start <= start < tag.end), 0)
    if not number:
        return 0, 0, 0
    text = segment.blanked
    first = last = number - 1
    while first and not text[tags[first - 1].end : tags[first].start].strip(" \n\t,;|/·•.-–—+&"):
        first -= 1
    while last + 1 < len(tags) and not text[tags[last].end : tags[last + 1].start].strip(
        " \n\t,;|/·•.-–—+&"
    ):
        last += 1
    return number, last - first + 1, number - first
