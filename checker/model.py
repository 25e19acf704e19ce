"""One frozen record per stage, from the post as read to the verdict as written.

Offsets everywhere count Unicode code points of a segment's original text, ``end`` exclusive.
Segment ``-1`` stands for the post as a whole.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

SegmentKind = Literal[
    "caption",
    "title",
    "description",
    "overlay",
    "transcript",
    "first_comment",
    "story_frame",
    "alt_text",
]
RelationKind = Literal[
    "paid",
    "gift",
    "loan",
    "discount",
    "affiliate",
    "event-invite",
    "travel",
    "own-brand",
    "employment",
    "family",
    "ambassador",
    "barter",
    "giveaway",
    "none",
]
VerdictName = Literal["no-intent", "disclosed", "inadequate", "undisclosed", "review"]
IntentLevel = Literal["none", "weak", "strong", "certain"]
Standing = Literal[
    "accepted", "accepted-with-brand", "accepted-if-clear", "insufficient", "rejected"
]
Severity = Literal["error", "warning", "info"]
Confirmed = Literal["stored-copy", "secondary", "recollection"]

WHOLE_POST = -1


class Segment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One stretch of a post's text: a caption, a frame, what is said in a video."""

    text: str
    kind: SegmentKind = "caption"
    index: int | None = None
    start_s: float | None = None
    end_s: float | None = None


class Relation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the auditor knows of the tie between author and brand; ``none`` was checked."""

    kind: RelationKind
    brand: str | None = None


class Post(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post as read. ``platform_label`` is ``None`` when it was not observed."""

    id: str
    segments: tuple[Segment, ...]
    platform: str | None = None
    author: str | None = None
    country: str | None = None
    lang: str | None = None
    published_at: str | None = None
    url: str | None = None
    platform_label: bool | None = None
    relation: Relation | None = None
    brands: tuple[str, ...] = ()
    followers: int | None = None
    likes: int | None = None
    comments: int | None = None
    views: int | None = None
    shares: int | None = None
    extra: dict[str, Any] = {}

    @property
    def published_on(self) -> str | None:
        """The day of publication as ``YYYY-MM-DD``, or ``None`` when it is not known."""
        return self.published_at[:10] if self.published_at else None


class Span(msgspec.Struct, frozen=True):
    """A place in a segment's original text."""

    segment: int
    start: int
    end: int


class Signal(msgspec.Struct, frozen=True):
    """A sign of commercial intent, or one that speaks against it (``points`` below zero)."""

    signal: str
    rule: str
    segment: int
    start: int
    end: int
    text: str
    points: int
    relations: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Label(msgspec.Struct, frozen=True):
    """Wording that tells of a relation, wherever it stands and however poor it is.

    ``form`` is ``hashtag`` or ``plain``. ``plain`` wording says outright that the post is
    advertising or paid for; ``broken`` wording is held apart by signs ("#a_d_v"), so that a
    reader can miss it. ``langs`` are the languages it is a word of; none: of any.
    ``brand`` is the text that fills the label's own brand slot
    ("sponsored by ACME"), or ``None`` where the wording has no slot.
    """

    label: str
    rule: str
    lang: str
    form: str
    segment: int
    start: int
    end: int
    text: str
    points: int
    tells: tuple[str, ...] = ()
    plain: bool = False
    broken: bool = False
    langs: tuple[str, ...] = ()
    brand: str | None = None
    place: Place | None = None


class Place(msgspec.Struct, frozen=True):
    """Where a label stands, measured once so that every jurisdiction can read it.

    ``words_before`` counts words of prose ahead of it in its segment; ``hashtag`` is its
    place among the segment's hashtags from 1 (0 for plain wording); ``run`` and ``run_place``
    describe the string of hashtags it belongs to; ``at_end`` is true when no prose follows.
    """

    kind: str
    words_before: int
    line: int
    before_fold: bool
    hashtag: int
    run: int
    run_place: int
    at_end: bool


class Evidence(msgspec.Struct, frozen=True):
    """All that was found in a post, with no law in it."""

    signals: tuple[Signal, ...]
    labels: tuple[Label, ...]
    langs: tuple[str | None, ...]
    lang: str | None
    brands_seen: tuple[BrandMention, ...] = ()
    sectors: tuple[SectorHit, ...] = ()
    frames: tuple[int, ...] = ()


class BrandMention(msgspec.Struct, frozen=True):
    """A brand named in the text: a handle, a brand's hashtag or a name known from the record."""

    name: str
    segment: int
    start: int
    end: int
    before_fold: bool
    known: bool


class SectorHit(msgspec.Struct, frozen=True):
    """Goods of a regulated sector named in the text, or the words a law requires for them."""

    sector: str
    rule: str
    segment: int
    start: int
    end: int
    text: str
    warning: bool = False


class Citation(msgspec.Struct, frozen=True):
    """The source of a finding."""

    instrument: str
    section: str
    title: str
    url: str
    in_force_from: str | None = None
    in_force_until: str | None = None
    confirmed: str = "secondary"


class Fix(msgspec.Struct, frozen=True):
    """Replace ``[start, end)`` of ``segment`` by ``insert``."""

    start: int
    end: int
    insert: str
    segment: int = 0


class Widest(msgspec.Struct, frozen=True):
    """One change of a post, and the jurisdictions that it passes in and fails in."""

    edits: tuple[Fix, ...]
    passing: tuple[str, ...]
    failing: tuple[str, ...]


class Finding(msgspec.Struct, frozen=True):
    """One thing to say about a post under one jurisdiction."""

    rule: str
    severity: Severity
    message: str
    segment: int
    start: int
    end: int
    citation: Citation | None = None
    fix: Fix | None = None


class IntentSignal(msgspec.Struct, frozen=True):
    """A signal as it is written out."""

    signal: str
    segment: int
    start: int
    end: int
    text: str


class Intent(msgspec.Struct, frozen=True):
    """How sure it is that the post has a commercial aim, and which relations it points to."""

    level: IntentLevel
    relations: tuple[str, ...] = ()
    signals: tuple[IntentSignal, ...] = ()


class JudgedLabel(msgspec.Struct, frozen=True):
    """A label with its standing in the jurisdiction that judges it."""

    label: str
    standing: Standing
    segment: int
    start: int
    end: int


class Disclosure(msgspec.Struct, frozen=True):
    """What the post does to disclose."""

    labels: tuple[JudgedLabel, ...] = ()
    platform_label: bool | None = None


class CreatorFacts(msgspec.Struct, frozen=True):
    """The author's record as far as it bears on the post."""

    author: str | None = None
    followers: int | None = None
    tiers: dict[str, str | None] = {}
    engagement_rate: float | None = None


class Verdict(msgspec.Struct, frozen=True):
    """The answer for one post under one jurisdiction."""

    id: str
    jurisdiction: str
    lang: str | None
    verdict: VerdictName
    intent: Intent
    disclosure: Disclosure
    findings: tuple[Finding, ...]
    creator: CreatorFacts
    not_assessed: tuple[str, ...]
    ruleset: str
    engine: str
    extra: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
