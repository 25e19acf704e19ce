"""Does a label stand where the jurisdiction wants it?"""

from __future__ import annotations

from collections.abc import Callable

from checker.judge.labels import Objection
from checker.judge.law import Law
from checker.judge.relation import DENIALS, PURCHASES
from checker.model import Evidence, Label, Place, Post, Severity
from checker.rulepack.schema import SALES_TALK, PlacementEntry
from checker.text.scripts import word_count

_TEXT = ("caption", "description", "title", "transcript")
START_WORDS = 3
"""Words that may stand ahead of a label that still opens the text ("Buongiorno a tutti, …")."""

END_WORDS = 12
"""From so many words of text ahead of it, a label that closes the text is missed."""

OPENING_WORDS = 30
"""Spoken words that may stand ahead of a label at the opening of a video or of its part."""

FIRST_BREATH = 12
"""Words of a transcript that open it, however short it is."""

GREETING_WORDS = 5
FAREWELL_WORDS = 8

EARLY_WORDS = 40
"""A reader has seen the label before so many words of text, whatever the platform shows."""

_CODES: dict[str, str] = {
    "start": "label-not-first",
    "before-fold": "label-below-fold",
    "first-n-hashtags": "label-not-in-first-hashtags",
    "not-among-hashtags": "label-among-hashtags",
    "not-at-end": "label-at-end",
    "same-screen": "label-in-first-comment",
    "every-frame": "label-not-on-every-frame",
    "first-and-last-frame": "label-not-on-first-and-last-frame",
    "last-hashtag": "label-among-hashtags",
    "in-video": "label-not-in-video",
    "written": "label-not-written",
    "early": "label-not-first",
    "opening-overlay": "label-not-in-opening",
    "start-of-video": "label-not-in-opening",
    "shown-for": "label-too-brief",
    "undenied": "label-contradicted",
}


def object_to_place(label: Label, law: Law, post: Post, evidence: Evidence) -> list[Objection]:
    """Return what the jurisdiction's rules of place have against a label where it stands.

    Of several rules that say the same, one that makes an error goes before one that warns.
    """
    place = label.place
    if place is None:
        return []
    found: dict[str, Objection] = {}
    for entry in law.placement:
        if not entry.positions or not _applies(entry, label, place, post):
            continue
        if any(_TESTS[name](place, entry, label, post, evidence) for name in entry.positions):
            continue
        code = _CODES[entry.positions[0] if _same_screen(place) else "same-screen"]
        severity: Severity = "warning" if entry.confirmed == "recollection" else entry.severity
        known = found.get(code)
        if known is None or (severity == "error" and known.severity != "error"):
            found[code] = Objection(code, law.cite(entry), entry.rule, severity)
    return list(found.values())


def _applies(entry: PlacementEntry, label: Label, place: Place, post: Post) -> bool:
    if entry.platforms and (post.platform or "") not in entry.platforms:
        return False
    if entry.segments and place.kind not in entry.segments:
        return False
    if entry.labels and label.label not in entry.labels:
        return False
    return entry.form in ("any", label.form)


def _start(place: Place, entry: PlacementEntry, *_: object) -> bool:
    if place.kind not in _TEXT:
        return True
    if place.kind == "transcript":
        return place.words_before <= OPENING_WORDS
    return place.words_before <= (entry.n or START_WORDS)


def _before_fold(place: Place, *_: object) -> bool:
    return place.before_fold and _same_screen(place)


def _first_hashtags(place: Place, entry: PlacementEntry, *_: object) -> bool:
    return place.hashtag == 0 or place.hashtag <= (entry.n or 3)


def _last_hashtag(place: Place, *_: object) -> bool:
    """A label that closes its string of hashtags."""
    return place.hashtag == 0 or place.run_place == place.run


def _not_among(place: Place, *_: object) -> bool:
    """A label that opens the text may be followed by tags; one in a string of them is lost."""
    if place.run <= 1 or (place.words_before == 0 and place.run_place == 1):
        return True
    return place.run == 2 and place.run_place == 1


def _not_at_end(place: Place, entry: PlacementEntry, *_: object) -> bool:
    return not (
        place.kind in _TEXT and place.at_end and place.words_before >= (entry.n or END_WORDS)
    )


def _same_screen(place: Place, *_: object) -> bool:
    return place.kind not in ("first_comment", "alt_text")


def _every_frame(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    """Every frame that carries the advertising is labelled.

    A few words of greeting ahead of the first labelled frame, or of farewell behind the last,
    are let off while nothing in them is commercial.
    """
    frames = evidence.frames
    if place.kind != "story_frame" or len(frames) < 2:
        return True
    labelled = {other.segment for other in evidence.labels}.intersection(frames)
    # A word list weighs the whole post: where its heaviest word stands says nothing of a frame.
    signals = (s for s in evidence.signals if s.points > 0 and s.signal != SALES_TALK)
    commercial = {s.segment for s in signals}
    commercial |= {b.segment for b in evidence.brands_seen}
    for frame in frames:
        if frame in labelled:
            continue
        words = word_count(post.segments[frame].text)
        ahead = frame < min(labelled) and words <= GREETING_WORDS
        behind = frame > max(labelled) and words <= FAREWELL_WORDS
        if frame in commercial or not (ahead or behind):
            return False
    return True


def _first_and_last_frame(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    """A series of frames is labelled where it begins and where it ends."""
    frames = evidence.frames
    if place.kind != "story_frame" or len(frames) < 2:
        return True
    return {frames[0], frames[-1]} <= {other.segment for other in evidence.labels}


def _in_video(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    """What is said or shown in a video is labelled there, not only in the text beside it."""
    inside = [i for i, s in enumerate(post.segments) if s.kind in ("transcript", "overlay")]
    if not inside:
        return True
    return any(other.segment in inside for other in evidence.labels)


def _written(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    """A spoken label counts where there is no text beside the video, or the text has one too."""
    if place.kind != "transcript":
        return True
    return not any(s.kind in ("caption", "description") for s in post.segments)


def _early(place: Place, entry: PlacementEntry, *_: object) -> bool:
    return place.kind not in _TEXT or place.words_before <= (entry.n or EARLY_WORDS)


def _opening_overlay(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    overlays = [i for i, s in enumerate(post.segments) if s.kind == "overlay"]
    if not overlays:
        return True
    return any(other.segment in overlays for other in evidence.labels)


def _start_of_video(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    if place.kind != "transcript":
        return True
    # Of a short clip thirty words may be all: what stands in its second half opens nothing.
    early = place.words_before <= FIRST_BREATH
    half = label.start * 2 <= len(post.segments[label.segment].text)
    return early or (half and place.words_before <= OPENING_WORDS)


def _shown_for(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    """A label laid over a video stays for ``n`` seconds, or that share of the video's length.

    Frames without times are let off: how long they show is not known.
    """
    segment = post.segments[label.segment]
    if place.kind != "overlay" or segment.start_s is None or segment.end_s is None:
        return True
    length = max(s.end_s for s in post.segments if s.end_s is not None)
    if length <= entry.longer_than_s or (entry.up_to_s and length > entry.up_to_s):
        return True
    shown = 0.0
    for number in {other.segment for other in evidence.labels}:
        other = post.segments[number]
        if other.kind == "overlay" and other.start_s is not None and other.end_s is not None:
            shown += other.end_s - other.start_s
    return shown >= (length * entry.n / 100 if entry.unit == "percent" else entry.n)


def _undenied(
    place: Place, entry: PlacementEntry, label: Label, post: Post, evidence: Evidence
) -> bool:
    """Nothing else in the post says that there is no tie, or that the goods were bought."""
    return not any(s.signal in DENIALS or s.signal in PURCHASES for s in evidence.signals)


_TESTS: dict[str, Callable[..., bool]] = {
    "start": _start,
    "before-fold": _before_fold,
    "first-n-hashtags": _first_hashtags,
    "not-among-hashtags": _not_among,
    "not-at-end": _not_at_end,
    "same-screen": _same_screen,
    "every-frame": _every_frame,
    "first-and-last-frame": _first_and_last_frame,
    "last-hashtag": _last_hashtag,
    "in-video": _in_video,
    "written": _written,
    "early": _early,
    "opening-overlay": _opening_overlay,
    "start-of-video": _start_of_video,
    "shown-for": _shown_for,
    "undenied": _undenied,
}
POSITIONS = frozenset(_TESTS)
"""Positions that a pack may ask for."""
