"""The law of a day, from a small pack made for the test."""

from __future__ import annotations

import pytest

from checker.errors import UsageError
from checker.judge.law import LawBook
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import (
    Instrument,
    JurisdictionFile,
    LabelEntry,
    PlacementEntry,
    Provision,
)


def _instrument(identity: str, date: str, until: str | None = None) -> Instrument:
    return Instrument(
        id=identity, title=f"Act {identity}", kind="law", issuer="Parliament", date=date,
        status="in-force", url="https://law.example/", confirmed="stored-copy", until=until,
    )  # fmt: skip


BASE = JurisdictionFile(
    jurisdiction="BA",
    name="Base",
    languages=("en",),
    countries=("YY",),
    instruments=(_instrument("OLD", "2010", until="2020-06"), _instrument("NEW", "2020-06-01")),
    labels=(
        LabelEntry(label="en/ad", standing="accepted", source="OLD", section="1"),
        LabelEntry(label="en/ad", standing="insufficient", source="NEW", section="2"),
        LabelEntry(label="en/spon", standing="rejected", source="NEW", section="3"),
    ),
    provisions=(Provision(id="undisclosed", source="NEW", section="4"),),
    unlisted="plain-words",
)
MEMBER = JurisdictionFile(
    jurisdiction="ME",
    name="Member",
    base="BA",
    languages=("it",),
    instruments=(_instrument("OWN", "2015-01-01"),),
    labels=(LabelEntry(label="en/ad", standing="accepted-with-brand", source="OWN"),),
    placement=(PlacementEntry(id="p", rule="first", positions=("start",), source="OWN"),),
)


@pytest.fixture
def book() -> LawBook:
    pack = RulePack(
        digest="", signals=(), labels=(), sectors=(), platforms={}, tiers={}, languages={}, lexicons={},
        names={}, unwaivable={}, cues={}, jurisdictions={"BA": BASE, "ME": MEMBER},
    )  # fmt: skip
    return LawBook(pack)


@pytest.mark.parametrize(
    ("day", "standing"),
    [("2010-01-01", "accepted"), ("2020-05-31", "accepted"), ("2020-06-01", "insufficient"),
     ("2026-11-22", "insufficient"), (None, "insufficient")],
)  # fmt: skip
def test_the_day_chooses(book: LawBook, day: str | None, standing: str) -> None:
    assert [e.standing for e in book.law("BA", day).labels["en/ad"]] == [standing]


def test_before_any_law_there_is_none(book: LawBook) -> None:
    assert book.law("BA", "1999-12-31").labels == {}


def test_a_member_adds_to_its_base(book: LawBook) -> None:
    law = book.law("ME", None)
    assert [e.standing for e in law.labels["en/ad"]] == ["accepted-with-brand"]
    assert [e.standing for e in law.labels["en/spon"]] == ["rejected"]
    assert law.unlisted == "plain-words"
    citation = law.provision("undisclosed")
    assert citation is not None
    assert (citation.instrument, citation.section) == ("NEW", "4")


def test_a_source_without_a_date_applies_always() -> None:
    undated = _instrument("UND", "")
    country = JurisdictionFile(
        jurisdiction="UN",
        name="Undated",
        instruments=(undated, _instrument("NEW", "2024-11-08")),
        labels=(
            LabelEntry(label="en/ad", standing="accepted", source="UND", section="1"),
            LabelEntry(label="en/ad", standing="rejected", source="NEW", section="2"),
        ),
    )
    pack = RulePack(
        digest="", signals=(), labels=(), sectors=(), platforms={}, tiers={}, languages={}, lexicons={},
        names={}, unwaivable={}, cues={}, jurisdictions={"UN": country},
    )  # fmt: skip
    book = LawBook(pack)
    for day, standings in (("1999-01-01", ["accepted"]), ("2025-01-01", ["accepted", "rejected"])):
        law = book.law("UN", day)
        assert [e.standing for e in law.labels["en/ad"]] == standings
        assert law.cite(law.labels["en/ad"][0]).in_force_from is None


def test_a_citation_carries_its_dates(book: LawBook) -> None:
    law = book.law("BA", "2015-01-01")
    citation = law.cite(law.labels["en/ad"][0])
    assert (citation.in_force_from, citation.in_force_until) == ("2010", "2020-06")


def test_an_unknown_jurisdiction_is_named(book: LawBook) -> None:
    with pytest.raises(UsageError, match=r"'XX'.*BA, ME"):
        book.law("XX", None)


def test_countries_without_a_pack(book: LawBook) -> None:
    assert book.regime_of_country("YY") == "BA"
    assert book.regime_of_country("ME") == "ME"
    assert book.regime_of_country("ZZ") is None
