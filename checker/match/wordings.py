"""What rules with wording of their own find in a segment: phrases, token patterns, hashtags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from checker.match import labelling
from checker.match.brands import occurrences
from checker.match.hashtags import HashtagIndex
from checker.match.patterns import Expression, Expressions, Haystack, spans
from checker.match.prefilter import COMMON, Prefilter, Unit
from checker.match.tokens import TokenMatchers
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal
from checker.text.segment import SegmentText

Rule: TypeAlias = CompiledSignal | CompiledLabel | CompiledSector
Hit: TypeAlias = tuple[Rule, int, int, str, str]
"""A rule, the extent in the folded reading, the form (``hashtag`` or ``plain``), and what fills
the slot for a brand."""


Sought: TypeAlias = tuple[SegmentText, str | None, frozenset[str]]
"""A segment, its language where that can be told, and the brands that its post names."""


class _Search:
    """A segment while rules are tried on it."""

    __slots__ = ("_haystacks", "brands", "documents", "found", "lang", "parted", "segment", "texts")

    def __init__(self, segment: SegmentText, lang: str | None, brands: frozenset[str]) -> None:
        self.segment = segment
        self.lang = lang
        self.brands = brands
        leet = segment.norm.leet
        self.texts = (segment.folded,) if leet is None else (segment.folded, leet)
        self.found: list[Hit] = []
        self.parted: set[tuple[str, int, int]] = set()
        self.documents: dict[str, object] = {}
        self._haystacks: list[Haystack] | None = None

    @property
    def haystacks(self) -> list[Haystack]:
        """The readings as they are searched."""
        if self._haystacks is None:
            self._haystacks = [Haystack(reading) for reading in self.texts]
        return self._haystacks


class Wordings:
    """Rules with wording, ready for many texts.

    Args:
        rules: in the order in which their hits are told.
        tokens: where token patterns are looked for.
        prefilter: leave it on; the tests turn it off to prove that it loses nothing.
    """

    def __init__(
        self, rules: Sequence[Rule], tokens: TokenMatchers, *, prefilter: bool = True
    ) -> None:
        self._rules = rules
        self._tokens = tokens
        self._hashtags = HashtagIndex([rule.wording.hashtags for rule in self._rules])
        # "AcmePartner" is "#AcmePartner" to a reader, hash or no hash.
        self._roles = [
            (number, name[1:])
            for number, rule in enumerate(self._rules)
            if isinstance(rule, CompiledLabel) and rule.rule.brand_inside
            for name in rule.wording.hashtags
            if name.startswith("*") and not name.startswith("*_")
        ]
        self._expressions = Expressions()
        self._group_of = [group_of(rule) for rule in self._rules]
        # The parts of a post that a rule keeps to; none: all.
        self._kinds = [
            rule.rule.segments if isinstance(rule, CompiledSignal) else () for rule in self._rules
        ]
        units = [
            Unit(number, place, group_of(rule), phrase)
            for number, rule in enumerate(self._rules)
            for place, phrase in enumerate(rule.wording.phrases)
        ]
        self._prefilter = Prefilter(units, on=prefilter)

    def forget(self) -> None:
        """Drop what was compiled; it is compiled again when needed."""
        self._expressions.forget()
        self._prefilter.forget()

    def find(self, sought: Sequence[Sought]) -> list[list[Hit]]:
        """Return what stands in each of many segments.

        Rule after rule is tried on all segments, rather than segment after segment: a rule and
        its expressions are then fetched into the processor's cache once for all of them.
        """
        searches = [_Search(segment, lang, brands) for segment, lang, brands in sought]
        candidates = self._prefilter.candidates([(s.texts, s.lang) for s in searches])
        wanted: dict[int, list[tuple[_Search, list[int]]]] = {}
        for search, own in zip(searches, candidates, strict=True):
            for number, places in own.items():
                wanted.setdefault(number, []).append((search, sorted(places)))
        for number in sorted(wanted):
            for search, places in wanted[number]:
                self._try(number, places, search)
        return [self._rest(search) for search in searches]

    def _try(self, number: int, phrases: Sequence[int], search: _Search) -> None:
        """Look for some phrases of a rule in a segment."""
        rule = self._rules[number]
        kinds = self._kinds[number]
        segment = search.segment
        if kinds and segment.segment.kind not in kinds:
            return
        haystacks = search.haystacks
        extents: set[tuple[int, int]] = set()
        places = []
        patterns = []  # of tokens: they follow the phrases
        for place in phrases:
            if rule.wording.phrases[place].pattern:
                places.append(place)
            else:
                patterns.append(place - len(rule.wording.phrases))
        for haystack in haystacks if places else ():
            extents.update(self._first_of(number, places, haystack))
        own = rule.rule.tokens if patterns and isinstance(rule, CompiledSignal) else ()
        data = haystacks[0].data
        possible = [p for p in patterns if self._tokens.possible(rule.key, own, p, data)]
        if possible:
            doc = search.documents.get(rule.lang)
            if doc is None:
                doc = self._tokens.document(segment.folded, rule.lang)
                search.documents[rule.lang] = doc
            extents.update(self._tokens.spans(rule.key, own, possible, rule.lang, doc))
        if not extents:
            return
        if rule.wording.unless:
            exceptions = [
                extent
                for haystack in haystacks
                for extent in spans(self._exception(number, rule), haystack)
            ]
            if isinstance(rule, CompiledLabel) and rule.rule.plain:
                search.parted |= labelling.parted(rule.key, segment.folded, extents, exceptions)
            extents = {
                extent
                for extent in extents
                if (rule.key, *extent) in search.parted or not _touched(extent, exceptions)
            }
        search.found.extend((rule, s, e, "plain", "") for s, e in _longest(extents))

    def _rest(self, search: _Search) -> list[Hit]:
        """Return what was found in a segment, with hashtags and without parts of labels."""
        segment, lang, brands = search.segment, search.lang, search.brands
        found, parted = search.found, search.parted
        text = segment.folded
        if parted:
            # "Werbung | unbezahlt" is one label, not the first word and something else.
            longer = [(s, e) for r, s, e, *_ in found if isinstance(r, CompiledLabel)]
            found = [hit for hit in found if not labelling.is_part(hit, parted, longer)]
        for number, core in self._roles if brands else ():
            for brand in brands if core in text else ():
                for start in occurrences(text, brand + core):
                    end = start + len(brand) + len(core)
                    found.append((self._rules[number], start, end, "hashtag", brand))
        for tag in segment.hashtags:
            for number, filled in self._hashtags.find(tag.name):
                rule = self._rules[number]
                if tag.name in rule.wording.not_hashtags:
                    continue
                if applies(rule, self._group_of[number], segment, lang) and _names_brand(
                    rule, filled, brands
                ):
                    found.append((rule, tag.start, tag.end, "hashtag", filled))
        return found

    def _first_of(
        self, number: int, places: Sequence[int], haystack: Haystack
    ) -> Iterable[tuple[int, int]]:
        """Return the matches of some phrases of a rule: of those that overlap the leftmost.

        Of those that begin together, it is that of the phrase written first.
        """
        if len(places) == 1:
            return spans(self._expression(number, places[0]), haystack)
        found = [
            (start, place, end)
            for place in places
            for start, end in spans(self._expression(number, place), haystack)
        ]
        kept: list[tuple[int, int]] = []
        for start, _, end in sorted(found):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    def _expression(self, number: int, place: int) -> Expression:
        rule = self._rules[number]
        pattern = rule.wording.phrases[place].pattern
        return self._expressions.get((number, place), pattern, rule.key)

    def without_exceptions(
        self, rule: CompiledSignal, segment: SegmentText, extents: set[tuple[int, int]]
    ) -> set[tuple[int, int]]:
        """Drop what one of the ``unless`` of a rule without phrases touches."""
        if not extents or not rule.wording.unless:
            return extents
        expression = self._expressions.get(rule.key, rule.wording.unless, rule.key)
        exceptions = list(spans(expression, Haystack(segment.folded)))
        return {extent for extent in extents if not _touched(extent, exceptions)}

    def _exception(self, number: int, rule: Rule) -> Expression:
        return self._expressions.get(number, rule.wording.unless, rule.key)


def group_of(rule: Rule) -> str:
    """Return the language whose texts a rule is tried on, or ``COMMON`` for all.

    Labels are seen in any language, and so is wording that other languages borrow; the rest of
    a language's wording keeps to its own texts.
    """
    if rule.lang == "any":
        return COMMON
    if isinstance(rule, CompiledLabel):
        return rule.lang if rule.rule.only_lang else COMMON
    return COMMON if isinstance(rule, CompiledSignal) and rule.borrowed else rule.lang


def applies(rule: Rule, group: str, segment: SegmentText, lang: str | None) -> bool:
    if lang is not None and group not in (COMMON, lang):
        return False
    return (
        not isinstance(rule, CompiledSignal)
        or not rule.rule.segments
        or segment.segment.kind in rule.rule.segments
    )


def _touched(extent: tuple[int, int], exceptions: Iterable[tuple[int, int]]) -> bool:
    """True when one of the exceptions shares a letter with an extent."""
    start, end = extent
    return any(first < end and start < last for first, last in exceptions)


def _names_brand(rule: Rule, filled: str, brands: frozenset[str]) -> bool:
    """For a rule that asks for a known brand in a hashtag: is there one?"""
    if not isinstance(rule, CompiledLabel) or not rule.rule.brand_known:
        return True
    return "".join(char for char in filled if char.isalnum()) in brands


def _longest(extents: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop an extent that lies within another of the same rule."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(extents, key=lambda x: (x[0], -x[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
