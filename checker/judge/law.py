"""The law of one jurisdiction on one day, prepared for judging."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from checker.errors import UsageError
from checker.model import Citation
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import (
    FixLabel,
    Instrument,
    JurisdictionFile,
    LabelEntry,
    LanguageEntry,
    PlacementEntry,
    Provision,
    RelationEntry,
    SectorEntry,
    Sourced,
    ToolEntry,
)

E = TypeVar("E", bound=Sourced)


class Law(msgspec.Struct, frozen=True):
    """What is in force in ``code`` on the day that it was prepared for.

    ``told`` are the languages that the language stage can tell apart; ``listed`` the labels
    that the jurisdiction's own sources name.
    """

    code: str
    name: str
    languages: tuple[str, ...]
    unlisted: str
    brand_named: bool
    told: frozenset[str]
    listed: frozenset[str]
    labels: dict[str, tuple[LabelEntry, ...]]
    relations: dict[str, tuple[RelationEntry, ...]]
    placement: tuple[PlacementEntry, ...]
    tools: tuple[ToolEntry, ...]
    language: LanguageEntry | None
    sectors: tuple[SectorEntry, ...]
    provisions: dict[str, Provision]
    instruments: dict[str, Instrument]
    fix_labels: tuple[FixLabel, ...]

    def cite(self, entry: Sourced) -> Citation:
        """Return the citation of a legal entry."""
        source = self.instruments[entry.source]
        return Citation(
            instrument=entry.source,
            section=entry.section,
            title=source.title,
            url=source.url,
            in_force_from=entry.since or source.date or None,
            in_force_until=entry.until or source.until,
            confirmed=entry.confirmed,
        )

    def provision(self, *names: str) -> Citation | None:
        """Return the citation of the first of the provisions ``names`` that the pack has."""
        for name in names:
            found = self.provisions.get(name)
            if found is not None:
                return self.cite(found)
        return None


class LawBook:
    """Prepares and keeps the law of each jurisdiction for each stretch of time between changes."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._borders: dict[str, list[str]] = {}
        self._told = frozenset(pack.languages)
        self._laws: dict[tuple[str, int], Law] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The jurisdictions that a pack covers, sorted."""
        return tuple(self._pack.jurisdictions)

    def law(self, code: str, day: str | None) -> Law:
        """Return the law of ``code`` on ``day`` (``YYYY-MM-DD``; ``None``: the newest).

        Raises:
            UsageError: when no pack covers the jurisdiction.
        """
        chain = self._chain(code)
        borders = self._borders.get(code)
        if borders is None:
            borders = self._borders[code] = _borders(chain)
        place = len(borders) if day is None else bisect_right(borders, day)
        law = self._laws.get((code, place))
        if law is None:
            law = self._laws[code, place] = _prepare(
                chain, borders[place - 1] if place else "0000", self._told
            )
        return law

    def _chain(self, code: str) -> list[JurisdictionFile]:
        chain = []
        name = code
        while name:
            country = self._pack.jurisdictions.get(name)
            if country is None or country in chain:
                raise UsageError(
                    f"no pack covers the jurisdiction {code!r}",
                    remedy=f"There are {', '.join(self._pack.jurisdictions)} and 'all'",
                )
            chain.append(country)
            name = country.base
        return chain

    def regime_of_country(self, country: str) -> str | None:
        """Return the jurisdiction that judges posts of a country, or ``None``."""
        code = {"GB": "UK"}.get(country, country)
        if code in self._pack.jurisdictions:
            return code
        for name, pack in self._pack.jurisdictions.items():
            if code in pack.countries:
                return name
        return None


def _full(day: str) -> str:
    """Complete a year or a month to its first day, so that dates compare as text.

    What bears no date ("") is taken to have applied always.
    """
    if not day:
        return "0000-01-01"
    return day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day


def _sourced(country: JurisdictionFile) -> Iterable[Sourced]:
    yield from country.relations
    yield from country.labels
    yield from country.placement
    yield from country.platform_tools
    yield from country.language_of_label
    yield from country.sectors
    yield from country.provisions


def _borders(chain: Sequence[JurisdictionFile]) -> list[str]:
    """Days on which anything begins or ends to be in force."""
    days: set[str] = set()
    for country in chain:
        sources = {i.id: i for i in country.instruments}
        for entry in _sourced(country):
            begin, end = _period(entry, sources)
            days.add(begin)
            if end:
                days.add(end)
    return sorted(days)


def _period(entry: Sourced, sources: dict[str, Instrument]) -> tuple[str, str | None]:
    source = sources.get(entry.source)
    begin = entry.since or (source.date if source else "") or "0000"
    end = entry.until or (source.until if source else None)
    return _full(begin), _full(end) if end else None


def _prepare(chain: Sequence[JurisdictionFile], day: str, told: frozenset[str]) -> Law:
    own = chain[0]
    instruments: dict[str, Instrument] = {}
    for country in reversed(chain):
        instruments.update({i.id: i for i in country.instruments})

    def in_force(entries: Iterable[E]) -> list[E]:
        kept = []
        for entry in entries:
            begin, end = _period(entry, instruments)
            if begin <= day and (end is None or day < end):
                kept.append(entry)
        return kept

    labels: dict[str, tuple[LabelEntry, ...]] = {}
    relations: dict[str, tuple[RelationEntry, ...]] = {}
    provisions: dict[str, Provision] = {}
    for country in chain:
        for key, entries in _grouped(in_force(country.labels), "label").items():
            labels.setdefault(key, entries)
        for key, kinds in _grouped(in_force(country.relations), "kind").items():
            relations.setdefault(key, kinds)
        for provision in in_force(country.provisions):
            provisions.setdefault(provision.id, provision)

    def first(field: str) -> tuple[E, ...]:
        """The entries of the nearest pack of the chain that has any."""
        for country in chain:
            found = in_force(getattr(country, field))
            if found:
                return tuple(found)
        return ()

    language: tuple[LanguageEntry, ...] = first("language_of_label")
    return Law(
        code=own.jurisdiction,
        name=own.name,
        languages=own.languages,
        unlisted=next((c.unlisted for c in chain if c.unlisted), "insufficient"),
        brand_named=own.brand_named,
        told=told,
        listed=frozenset(entry.label for entry in in_force(own.labels)),
        labels=labels,
        relations=relations,
        placement=first("placement"),
        tools=first("platform_tools"),
        language=language[0] if language else None,
        sectors=tuple(entry for country in chain for entry in in_force(country.sectors)),
        provisions=provisions,
        instruments=instruments,
        fix_labels=next((c.fix_labels for c in chain if c.fix_labels), ()),
    )


def _grouped(entries: Iterable[E], field: str) -> dict[str, tuple[E, ...]]:
    groups: dict[str, list[E]] = {}
    for entry in entries:
        groups.setdefault(getattr(entry, field), []).append(entry)
    return {key: tuple(found) for key, found in groups.items()}
