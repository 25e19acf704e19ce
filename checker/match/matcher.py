"""Find evidence: signals, labels, brands and regulated goods, with no law in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checker.language import SIBLINGS, WRITTEN_FORMS, near_home
from checker.match import labelling
from checker.match.brands import BrandNames
from checker.match.codes import PersonalCodes, beginnings
from checker.match.combos import apply_counters, combine
from checker.match.japanese import JapaneseWords
from checker.match.lexicon import Lexicon
from checker.match.links import host_and_params, host_matches, param_matches
from checker.match.patterns import compile_expression
from checker.match.places import place_of
from checker.match.prefilter import COMMON
from checker.match.tokens import TokenMatchers
from checker.match.wordings import Hit, Wordings, applies, group_of
from checker.model import (
    WHOLE_POST,
    Evidence,
    Label,
    Post,
    SectorHit,
    Signal,
)
from checker.rulepack.pack import CompiledLabel, CompiledSector, CompiledSignal, RulePack
from checker.text.segment import SegmentText


class Matcher:
    """Finds the evidence in posts. Build it once for a pack and use it for every post.

    Args:
        pack: the compiled rules.
        identify: tells the language of a stretch of prose (lower case, accents kept), or
            ``None`` where it cannot be told.
        prefilter: leave it on; the tests turn it off to prove that it loses nothing.
    """

    def __init__(
        self,
        pack: RulePack,
        identify: Callable[[str], str | None],
        *,
        prefilter: bool = True,
    ) -> None:
        self._pack = pack
        self._identify = identify
        self._tokens = TokenMatchers()
        self._brands = BrandNames(pack.names)
        worded = [
            s for s in pack.signals if s.rule.kind in ("phrase", "hashtag", "tokens", "pattern")
        ]
        self._wordings = Wordings(
            [*worded, *pack.labels, *pack.sectors], self._tokens, prefilter=prefilter
        )
        self._links = [s for s in pack.signals if s.rule.kind == "link"]
        self._mentions = [s for s in pack.signals if s.rule.kind == "mention"]
        self._fields = [s for s in pack.signals if s.rule.kind == "field"]
        self._codes = [
            (s, group_of(s), PersonalCodes(s.rule.ways, s.rule.lead))
            for s in pack.signals
            if s.rule.kind == "personal-code"
        ]
        self._talked_of = {
            lang: compile_expression(source, f"talked_of of {lang}")
            for lang, source in pack.talked_of.items()
        }
        self._combos = [s for s in pack.signals if s.rule.kind == "combo"]
        self._combos_of: dict[str | None, list[CompiledSignal]] = {}
        japanese = JapaneseWords(lambda text: self._tokens.document(text, "ja"))
        self._lexicons = {
            lang: Lexicon(own, japanese.words_of, japanese.place_of)
            if lang == "ja"
            else Lexicon(own)
            for lang, own in pack.lexicons.items()
        }

    def forget(self) -> None:
        """Give the memory of what was compiled back; it is compiled again when needed.

        Not while another thread looks for evidence.
        """
        self._wordings.forget()
        self._tokens.forget()

    def evidence(self, post: Post) -> Evidence:
        """Return everything that the rules find in ``post``."""
        return self.evidence_of([post])[0]

    def evidence_of(self, posts: Sequence[Post]) -> list[Evidence]:
        """Return everything that the rules find in each of ``posts``.

        Each step is taken for all posts before the next: some hundred at once take two thirds
        of the time of one after another, because what a step works with stays in the
        processor's cache.
        """
        segments = [self.segments(post) for post in posts]
        langs = [
            [self._lang_of(segment, post) for segment in own]
            for post, own in zip(posts, segments, strict=True)
        ]
        brands = [self._brands.known(post, own) for post, own in zip(posts, segments, strict=True)]
        hits = iter(
            self._wordings.find(
                [
                    (segment, lang, named)
                    for own, said, named in zip(segments, langs, brands, strict=True)
                    for segment, lang in zip(own, said, strict=True)
                ]
            )
        )
        mains = [
            post.lang or _main_lang(own, said)
            for post, own, said in zip(posts, segments, langs, strict=True)
        ]
        talk = self._talk(segments, mains)
        return [
            self._gathered(post, own, said, main, named, [next(hits) for _ in own], words)
            for post, own, said, main, named, words in zip(
                posts, segments, langs, mains, brands, talk, strict=True
            )
        ]

    def _talk(
        self, posts: Sequence[Sequence[SegmentText]], langs: Sequence[str | None]
    ) -> list[Signal | None]:
        """Return what the word list of each post's language says of it."""
        found: list[Signal | None] = [None] * len(posts)
        by_lang: dict[str, list[int]] = {}
        for place, lang in enumerate(langs):
            by_lang.setdefault(WRITTEN_FORMS.get(lang, lang) if lang else "", []).append(place)
        for ruled, places in by_lang.items():
            lexicon = self._lexicons.get(ruled)
            if lexicon is not None:
                for place in places:
                    found[place] = lexicon.signal(posts[place])
        return found

    def _gathered(
        self,
        post: Post,
        segments: Sequence[SegmentText],
        langs: Sequence[str | None],
        lang: str | None,
        brands: frozenset[str],
        hits: Sequence[Sequence[Hit]],
        talk: Signal | None,
    ) -> Evidence:
        """Put together what was found in a post, with what is quick to find."""
        signals: list[Signal] = []
        labels: list[Label] = []
        sectors: list[SectorHit] = []
        on_record = post.relation is not None and post.relation.kind != "none"
        for segment, said, found in zip(segments, langs, hits, strict=True):
            for rule, start, end, form, filled in found:
                if isinstance(rule, CompiledLabel):
                    label = self._label(
                        rule,
                        segment,
                        start,
                        end,
                        form,
                        filled,
                        said,
                        on_record=on_record,
                        brands=brands,
                    )
                    if label is not None:
                        labels.append(label)
                elif isinstance(rule, CompiledSector):
                    sectors.append(_sector(rule, segment, start, end))
                else:
                    signals.append(_signal(rule, segment, start, end))
            signals.extend(self._link_hits(segment))
            signals.extend(self._mention_hits(segment))
            named = any(map(segment.blanked.__contains__, beginnings(post.author or "")))
            for rule, group, codes in self._codes if named else ():
                if applies(rule, group, segment, said):
                    extents = set(codes.find(segment, post.author))
                    extents = self._wordings.without_exceptions(rule, segment, extents)
                    for start, end in sorted(extents):
                        signals.append(_signal(rule, segment, start, end))
        labels = labelling.without_overlaps(labels, [own or post.lang for own in langs])
        if not on_record and not brands and labelling.is_lesson(labels):
            labels = []
        if talk is not None:
            signals.append(talk)
        signals.extend(self._field_hits(post))
        signals = _without_quoted(signals, segments)
        signals = apply_counters(signals, segments)
        ruled = WRITTEN_FORMS.get(lang, lang) if lang else None
        signals = combine(signals, self._combos_for(ruled), segments)
        return Evidence(
            signals=tuple(sorted(signals, key=lambda s: (s.segment, s.start, s.end, s.rule))),
            labels=tuple(labels),
            langs=tuple(langs),
            lang=lang,
            brands_seen=tuple(self._brands.find(post, segments, [x or lang for x in langs])),
            sectors=tuple(sorted(sectors, key=lambda s: (s.segment, s.start, s.rule))),
            frames=tuple(s.number for s in segments if s.segment.kind == "story_frame"),
        )

    def _lang_of(self, segment: SegmentText, post: Post) -> str | None:
        lang = self._identify(segment.prose)
        if lang in SIBLINGS.values():
            return near_home(lang, post.lang, post.country, len(segment.words))
        return lang

    def _combos_for(self, lang: str | None) -> Sequence[CompiledSignal]:
        """Return the combinations that are tried on a post in ``lang``."""
        found = self._combos_of.get(lang)
        if found is None:
            found = [c for c in self._combos if lang is None or group_of(c) in (COMMON, lang)]
            self._combos_of[lang] = found
        return found

    def segments(self, post: Post) -> list[SegmentText]:
        """Return the post's segments with their readings and the place where each is folded."""
        platform = self._pack.platforms.get(post.platform or "")
        out = []
        for number, segment in enumerate(post.segments):
            fold = next(
                (f for f in (platform.folds if platform else ()) if f.segment == segment.kind), None
            )
            out.append(
                SegmentText(
                    number,
                    segment,
                    fold_chars=fold.chars if fold else None,
                    fold_lines=fold.lines if fold else None,
                )
            )
        return out

    def _label(
        self,
        rule: CompiledLabel,
        segment: SegmentText,
        start: int,
        end: int,
        form: str,
        filled: str,
        lang: str | None,
        *,
        on_record: bool,
        brands: frozenset[str],
    ) -> Label | None:
        cues = self._pack.cues
        if form == "plain" and any(t.start <= start and end <= t.end for t in segment.tags):
            return None  # "https://ad.example" is no label
        if not labelling.is_used(rule, segment, start, end, form, cues, lang, on_record=on_record):
            return None
        plainly = form == "hashtag" or rule.rule.where == "standalone"
        if (
            plainly
            and not on_record
            and any(
                labelling.is_subject(segment, end, expression)
                for name, expression in self._talked_of.items()
                if lang in (None, name)
            )
        ):
            return None
        first, last = segment.original(start, end)
        brand: str | None = None
        if rule.rule.brand_after:
            brand = labelling.brand_of(segment, start, end)
            if rule.rule.brand_known and form == "plain" and not _begins_with(brand, brands):
                return None
        elif rule.rule.brand_inside and filled:
            brand = filled.strip("_")
        return Label(
            label=rule.key,
            rule=rule.key,
            lang=rule.lang,
            form=form,
            segment=segment.number,
            start=first,
            end=last,
            text=segment.segment.text[first:last],
            points=rule.points,
            tells=rule.rule.tells,
            plain=rule.rule.plain,
            langs=rule.rule.langs or (() if rule.lang == "any" else (rule.lang,)),
            broken=labelling.is_broken(segment.folded[start:end], segment.segment.text[first:last]),
            brand=brand,
            place=place_of(segment, start, end),
        )

    def _link_hits(self, segment: SegmentText) -> Iterator[Signal]:
        for tag in segment.links:
            host, params = host_and_params(tag.name)
            for rule in self._links:
                by_host = any(host_matches(host, name) for name in rule.rule.hosts)
                by_param = any(param_matches(params, name) for name in rule.rule.params)
                if rule.rule.hosts and rule.rule.params:
                    hit = by_host and by_param
                else:
                    hit = by_host or by_param
                if hit:
                    yield _signal(rule, segment, tag.start, tag.end)

    def _mention_hits(self, segment: SegmentText) -> Iterator[Signal]:
        for rule in self._mentions:
            names = {name.lstrip("@").casefold() for name in rule.rule.mentions}
            for tag in segment.mentions:
                if "*" in names or tag.name in names:
                    yield _signal(rule, segment, tag.start, tag.end)

    def _field_hits(self, post: Post) -> Iterator[Signal]:
        for rule in self._fields:
            value = getattr(post, rule.rule.field, None)
            wanted = rule.rule.equals
            hit = bool(value) if wanted is None else value == wanted
            if hit:
                yield Signal(
                    rule.rule.signal, rule.key, WHOLE_POST, 0, 0, "", rule.points,
                    rule.rule.relations, rule.rule.against,
                )  # fmt: skip


def _begins_with(text: str, brands: frozenset[str]) -> bool:
    joined = "".join(char for char in text if char.isalnum())
    return any(joined.startswith(brand) for brand in brands if len(brand) >= 3)


def _signal(rule: CompiledSignal, segment: SegmentText, start: int, end: int) -> Signal:
    first, last = segment.original(start, end)
    return Signal(
        rule.rule.signal,
        rule.key,
        segment.number,
        first,
        last,
        segment.segment.text[first:last],
        rule.points,
        rule.rule.relations,
        rule.rule.against,
    )


def _sector(rule: CompiledSector, segment: SegmentText, start: int, end: int) -> SectorHit:
    first, last = segment.original(start, end)
    return SectorHit(
        f"{rule.sector}/{rule.subsector}".rstrip("/"), rule.key, segment.number, first, last,
        segment.segment.text[first:last], rule.warning,
    )  # fmt: skip


def _without_quoted(signals: list[Signal], segments: Sequence[SegmentText]) -> list[Signal]:
    """Drop what stands in quoted speech when the post says something of its own as well.

    Quoting another's sales talk (to mock it, to report it) is not selling.
    """
    spoken: dict[int, list[tuple[int, int]]] = {}
    for segment in segments:
        quotes = segment.quotes
        if quotes:
            inside = sum(e - s for s, e in quotes)
            if inside < 0.9 * len(segment.folded):
                spoken[segment.number] = [segment.original(s, e) for s, e in quotes]
    if not spoken:
        return signals
    return [
        s
        for s in signals
        if s.points < 0
        or not any(a <= s.start and s.end <= b for a, b in spoken.get(s.segment, ()))
    ]


def _main_lang(segments: Sequence[SegmentText], langs: Sequence[str | None]) -> str | None:
    """The language of most of the prose."""
    if len(langs) == 1:
        return langs[0]
    weight: dict[str, int] = {}
    for segment, lang in zip(segments, langs, strict=True):
        if lang is not None:
            weight[lang] = weight.get(lang, 0) + len(segment.words)
    return max(sorted(weight), key=lambda name: weight[name]) if weight else None
