"""Compiled rules as plain records: made by ``build``, kept by ``cache``, used by everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from checker.rulepack.schema import (
    Examples,
    Instrument,
    JurisdictionFile,
    LabelRule,
    NamesFile,
    PlatformFile,
    SignalRule,
    TierFile,
)

FORMAT = 34
"""Raised whenever the layout of the compiled pack changes, so that old caches are ignored."""

_BETWEEN = "\0"


class Phrase(msgspec.Struct, frozen=True):
    """One expression of a rule (or one token pattern) and what tells that it may match."""

    pattern: str
    """For RE2, in shorthand; empty for a token pattern, which spaCy looks for."""

    words: tuple[str, ...] = ()
    """``needs``, the words of each set as one string: a fifth of the memory, and read in half the
    time."""

    course: tuple[int, ...] = ()
    """The order in which they follow one another in a match, by their places in ``needs``; those
    without a certain place are left out."""

    @classmethod
    def of(cls, pattern: str, needs: Iterable[Iterable[str]], course: Iterable[int] = ()) -> Phrase:
        """Make a phrase of its expression, the sets of words that it needs, and their order."""
        return cls(pattern, tuple(map(_BETWEEN.join, needs)), tuple(course))

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Sets of words of which every match has one each, the rarest first; none: not sure."""
        return tuple(map(apart, self.words))


def apart(words: str) -> tuple[str, ...]:
    """Return the words of a set of ``Phrase.words``."""
    return tuple(words.split(_BETWEEN))


class Wording(msgspec.Struct, frozen=True):
    """Compiled wording of a rule: what finds it and what the prefilter looks for."""

    phrases: tuple[Phrase, ...] = ()
    unless: str = ""
    hashtags: tuple[str, ...] = ()
    """Folded names; ``*`` at either end stands for anything."""
    not_hashtags: tuple[str, ...] = ()
    """Folded names that no hashtag of the rule may have."""


class CompiledSignal(msgspec.Struct, frozen=True):
    rule: SignalRule
    key: str
    lang: str
    points: int
    wording: Wording
    file: str
    borrowed: bool = False
    """Whether it is also tried on texts in other languages."""


class CompiledLabel(msgspec.Struct, frozen=True):
    rule: LabelRule
    key: str
    lang: str
    points: int
    wording: Wording
    file: str


class CompiledSector(msgspec.Struct, frozen=True):
    key: str
    lang: str
    sector: str
    subsector: str
    warning: bool
    wording: Wording
    examples: Examples
    file: str


class CompiledLexicon(msgspec.Struct, frozen=True):
    key: str
    lang: str
    signal: str
    bias: float
    weak: float
    moderate: float
    dense: float
    ordinary: float
    weights: dict[str, float]


class RulePack(msgspec.Struct, frozen=True):
    """Everything that palese knows, ready to match and to judge."""

    digest: str
    signals: tuple[CompiledSignal, ...]
    labels: tuple[CompiledLabel, ...]
    sectors: tuple[CompiledSector, ...]
    lexicons: dict[str, CompiledLexicon]
    jurisdictions: dict[str, JurisdictionFile]
    platforms: dict[str, PlatformFile]
    tiers: dict[str, TierFile]
    unwaivable: dict[str, str]
    """Rules that nobody may waive (``*`` stands for anything), and why of each."""
    languages: dict[str, Any]
    names: dict[str, NamesFile]
    """Language to what it says of names of businesses."""
    cues: dict[str, tuple[str, ...]]
    """Language to the words that, ahead of a label, show that it is being talked about."""
    talked_of: dict[str, str] = {}
    """Language to the expression of what shows it right behind a label."""

    def instrument(self, jurisdiction: str, identity: str) -> Instrument | None:
        """Return a source of a jurisdiction or of the one that it builds on."""
        pack = self.jurisdictions.get(jurisdiction)
        while pack is not None:
            for entry in pack.instruments:
                if entry.id == identity:
                    return entry
            pack = self.jurisdictions.get(pack.base) if pack.base else None
        return None
