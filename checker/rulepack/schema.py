"""What a rule file may hold. Records only; reading is in ``loader``, compiling in ``build``."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from checker.model import Confirmed, RelationKind, SegmentKind, Standing

Strength = Literal["hint", "weak", "moderate", "strong", "certain"]

POINTS: dict[str, int] = {"hint": 1, "weak": 2, "moderate": 4, "strong": 6, "certain": 10}
"""What a rule of each strength adds to (or, for a counter-rule, takes from) the intent."""

STRONG_POINTS = 6
"""From here on a post counts as commercial."""

WEAK_POINTS = 4
"""From here on a person must look."""

SALES_TALK = "sales-talk"
"""The signal of a word list for the talk of those who sell."""

ORDINARY = "ordinary-talk"
"""The signal of a word list for everyday life, which lowers the score; combinations may name it."""

RuleKind = Literal[
    "phrase", "hashtag", "tokens", "pattern", "link", "mention", "field", "personal-code", "combo"
]


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts kept in the rule. ``[[`` and ``]]`` mark the exact span of the match."""

    match: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class SignalRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign of commercial intent, or (with ``against``) one that speaks against it.

    ``against`` names the signals that a match cancels; ``all`` lowers the whole post's score.
    """

    id: str
    signal: str
    strength: Strength
    kind: RuleKind = "phrase"
    relations: tuple[RelationKind, ...] = ()
    against: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    tokens: tuple[tuple[dict[str, Any], ...], ...] = ()
    anchors: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    field: str = ""
    equals: Any = None
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    within: int = 0
    segments: tuple[SegmentKind, ...] = ()
    only_lang: bool = False
    ways: tuple[Literal["digits", "joined", "grown", "name"], ...] = ("digits",)
    """For ``personal-code``: how the code is made of the author's name."""
    lead: tuple[str, ...] = ()
    """For ``personal-code``: words one of which must stand shortly ahead."""
    programme: str = ""
    note: str = ""
    references: tuple[str, ...] = ()
    status: Literal["stable", "experimental"] = "stable"
    examples: Examples = Examples()


class SignalFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/signals/<lang>/``.

    The rules of a ``borrowed`` file are also tried on texts in other languages, whose writers
    borrow such wording ("swipe up", "my code").
    """

    language: str
    borrowed: bool = False
    signals: tuple[SignalRule, ...] = ()
    lists: dict[str, tuple[str, ...]] = {}


class LexiconFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/lexicons/``: words with the weight each has for a commercial aim.

    A post's score is ``bias`` plus the weights of its words, pairs of words and endings
    (``*tevi``), each once. From ``weak`` and from ``moderate`` up it is a signal of that
    strength, from ``dense`` up a moderate one and a hint; down from ``ordinary`` it speaks
    against a commercial aim.
    """

    language: str
    signal: str
    lexicon: str
    bias: float
    weak: float
    moderate: float
    dense: float
    ordinary: float
    weights: dict[str, float]
    note: str = ""


class NamesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/names/``: how a language names businesses.

    ``names`` is the language. ``trades`` are first words of a name that say what a business is,
    not which: it is not called by them for short. Where a language declines names, ``endings``
    are those that a name takes, and ``changes`` maps the end of a word to the expression that it
    becomes ahead of them; both as texts are folded.
    """

    names: str
    trades: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    changes: dict[str, str] = {}


class LabelRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wording that tells of a relation: as hashtags, as plain words, or both.

    ``where`` says where plain words count as a label: ``standalone`` (opening the text or a
    line, bracketed, alone on a line, or closing the text behind a stop) or ``anywhere``.
    """

    id: str
    strength: Strength
    tells: tuple[RelationKind, ...] = ()
    hashtags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    where: Literal["standalone", "anywhere"] = "standalone"
    unless: tuple[str, ...] = ()
    plain: bool = False
    """True for words that say outright that the post is advertising or paid for."""
    brand_after: bool = False
    brand_inside: bool = False
    brand_known: bool = False
    """For ``*`` hashtags: what the ``*`` stands for must be a brand known from the post."""
    only_lang: bool = False
    langs: tuple[str, ...] = ()
    """Languages in which the wording is a word, where they are more than the file's own."""
    note: str = ""
    examples: Examples = Examples()


class LabelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/labels/<lang>/``.

    ``mention_cues`` are words that, just before a label, show that it is being talked about;
    ``talked_of`` are templates of what shows it right behind one ("#PR も付けんと").
    """

    language: str
    labels: tuple[LabelRule, ...] = ()
    lists: dict[str, tuple[str, ...]] = {}
    mention_cues: tuple[str, ...] = ()
    talked_of: tuple[str, ...] = ()


class SectorRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that show goods of a regulated sector (or the words the law wants with them)."""

    id: str
    sector: str
    phrases: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    warning: bool = False
    subsector: str = ""
    note: str = ""
    examples: Examples = Examples()


class SectorFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/sectors/``."""

    language: str
    sectors: tuple[SectorRule, ...] = ()
    lists: dict[str, tuple[str, ...]] = {}


class Instrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source: a law, a code, a letter, a decision.

    ``date`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty where the source carries none, as
    pages of authorities often do: then it is taken to have been there all along.
    """

    id: str
    title: str
    kind: str
    issuer: str
    status: str
    url: str
    confirmed: Confirmed
    date: str = ""
    until: str | None = None
    """Day from which it no longer applies, where it was superseded."""


class Regulator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    kind: str
    role: str


class Sourced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every legal entry carries."""

    source: str
    section: str = ""
    confirmed: Confirmed = "secondary"
    since: str | None = None
    until: str | None = None
    note: str = ""


class RelationEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether a relation must be disclosed.

    ``own_name_exempt`` is set where no notice is owed when the brand is the author's own name.
    """

    kind: RelationKind
    disclose: bool
    own_name_exempt: bool = False


class LabelEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the authority thinks of a label of ``rules/labels``.

    ``relations`` are those that it serves (empty: any). A wording for paid posts serves every
    relation; one for gifts or invitations serves no other.
    """

    label: str
    standing: Standing
    form: Literal["any", "hashtag", "plain"] = "any"
    relations: tuple[RelationKind, ...] = ()
    text: str = ""
    decides: bool = False
    """Where sources disagree, the entry that is applied; the others stay as information."""
    platforms: tuple[str, ...] = ()
    """Platforms that the entry is for (empty: any); there it goes before one for any."""
    outright: bool = False
    """In the jurisdiction's own languages the wording by itself says that a post is commercial.

    For wording that is weak evidence elsewhere: "PR" is a runner's record, save in Japan.
    """
    beside: tuple[str, ...] = ()
    """Labels (of any standing) one of which must stand in the post as well."""
    own_place: bool = False
    """True for a notice that belongs beside its link or code: no rule of place is applied."""
    segments: tuple[SegmentKind, ...] = ()
    """Kinds of segment in which a good standing holds; empty: all. Elsewhere it is too little."""


class PlacementEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a label must stand. ``positions`` are alternatives: one of them is enough.

    For ``shown-for``, ``n`` counts seconds or percent of the video's length (``unit``), and the
    entry concerns videos longer than ``longer_than_s`` and up to ``up_to_s`` seconds (0: any).
    """

    id: str
    rule: str
    positions: tuple[str, ...] = ()
    n: float = 0
    unit: Literal["", "seconds", "percent"] = ""
    longer_than_s: float = 0.0
    up_to_s: float = 0.0
    form: Literal["any", "hashtag", "plain"] = "any"
    platforms: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """Labels that the entry is for (empty: any)."""
    severity: Literal["error", "warning", "info"] = "error"


class ToolEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether the platform's own label is enough. ``decides`` marks the reading that is applied."""

    platform: str
    standing: Literal["sufficient", "insufficient-alone", "recommended", "required-as-well"]
    decides: bool = False


class LanguageEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which language a label must be in.

    ``accepts``: ``listed`` (the languages of the labels listed by the pack), ``content`` (the
    language the post is in), ``local`` (a language of the jurisdiction), ``understood`` (one of
    the jurisdiction, English or that of the post), ``any``.
    """

    rule: str
    accepts: Literal["listed", "content", "local", "understood", "any"] = "local"


class SectorEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ban or an extra duty for a sector."""

    sector: str
    duty: Literal["ban", "warning", "authorisation", "age-gate"]
    text: str = ""
    subsector: str = ""
    words: tuple[str, ...] = ()
    """Rules of ``rules/sectors`` that recognise the mandatory words."""
    severity: Literal["", "error", "warning", "info"] = ""
    """How a finding weighs; empty: an error for a ban or missing words, else information."""
    celebrity_followers: int | None = None
    in_label: bool = False
    """True where the required words are the label itself: without them no label is enough."""


class ThresholdEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number that changes duties."""

    id: str
    metric: str
    op: str
    value: float
    effect: str


class SanctionEntry(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a breach may cost; information only."""

    max_amount: float | None = None
    currency: str = ""


class Provision(Sourced, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The rule that a kind of finding rests on, with the sentence said to a person."""

    id: str
    message: str = ""


class FixLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wording to insert; ``{brand}`` stands for the brand. ``lang`` limits it to posts in it."""

    text: str
    lang: str = ""


class JurisdictionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/jurisdictions/<cc>/``; several files of one folder add up."""

    jurisdiction: str
    name: str = ""
    languages: tuple[str, ...] = ()
    base: str = ""
    countries: tuple[str, ...] = ()
    """Countries without a pack of their own whose posts this one judges."""
    default_for: tuple[str, ...] = ()
    """Languages whose posts this one judges when no country is known."""
    reviewed: str = ""
    regulators: tuple[Regulator, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    relations: tuple[RelationEntry, ...] = ()
    labels: tuple[LabelEntry, ...] = ()
    placement: tuple[PlacementEntry, ...] = ()
    platform_tools: tuple[ToolEntry, ...] = ()
    language_of_label: tuple[LanguageEntry, ...] = ()
    sectors: tuple[SectorEntry, ...] = ()
    thresholds: tuple[ThresholdEntry, ...] = ()
    sanctions: tuple[SanctionEntry, ...] = ()
    provisions: tuple[Provision, ...] = ()
    brand_named: bool = False
    """True where the law wants to know on whose behalf a post is made, whatever the label."""
    unlisted: Literal["", "insufficient", "plain-words"] = ""
    """A label on no list: ``insufficient``, or judged by whether its words are plain."""
    fix_labels: tuple[FixLabel, ...] = ()
    """Wordings that ``--fix`` may insert, best first."""


class Fold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a platform hides the rest of a text: after so many code points or lines."""

    segment: SegmentKind
    chars: int | None = None
    lines: int | None = None


class PlatformFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/platforms/``."""

    platform: str
    name: str
    video: bool = False
    folds: tuple[Fold, ...] = ()
    max_hashtags: int | None = None
    label_switch: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


class Unwaivable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules that nobody may waive (``*`` stands for anything), and why."""

    rule: str
    reason: str


class WaiverFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/waivers/``."""

    unwaivable: tuple[Unwaivable, ...] = ()


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A band of follower counts, both ends included; ``None`` leaves an end open."""

    name: str
    low: int
    high: int | None = None


class TierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file below ``rules/tiers/``.

    ``needs`` lists the figures beyond followers that the test requires; while any of them is
    unknown the taxonomy answers ``null``. ``least`` says how much of each is needed;
    ``instead_of_followers`` which other figures, from how much on, do as well as the followers of
    the first tier.
    """

    taxonomy: str
    title: str
    source: str
    url: str = ""
    confirmed: Confirmed = "secondary"
    metric: str = "followers"
    tiers: tuple[Tier, ...] = ()
    needs: tuple[str, ...] = ()
    least: dict[str, float] = {}
    instead_of_followers: dict[str, float] = {}
    note: str = ""
