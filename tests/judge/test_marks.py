"""What single countries ask of a label beyond its wording, from hand-made evidence."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from checker.judge.law import Law, LawBook
from checker.judge.verdict import judge
from checker.model import (
    CreatorFacts,
    Evidence,
    Label,
    Place,
    Post,
    Relation,
    SectorHit,
    Segment,
    Signal,
    Verdict,
)
from checker.rulepack.pack import RulePack
from checker.rulepack.schema import (
    Instrument,
    JurisdictionFile,
    LabelEntry,
    PlacementEntry,
    SectorEntry,
)

SOURCE = Instrument(
    id="ACT", title="Act", kind="law", issuer="Parliament", status="in-force",
    url="https://law.example/", confirmed="stored-copy",
)  # fmt: skip


def _law(**known: Any) -> Law:
    country = JurisdictionFile(
        jurisdiction="ZZ", name="Zed", languages=("ja",), instruments=(SOURCE,), **known
    )
    pack = RulePack(
        digest="", signals=(), labels=(), sectors=(), lexicons={}, jurisdictions={"ZZ": country},
        platforms={}, tiers={}, unwaivable={}, languages={"ja": {}}, names={}, cues={},
    )  # fmt: skip
    return LawBook(pack).law("ZZ", "1999-01-01")


def _label(*, kind: str = "caption", points: int = 6, **known: Any) -> Label:
    place = Place(kind, 0, 0, True, 0, 0, 0, False)
    return Label(
        "any/x", "any/x", "any", "plain", 0, 0, 1, "x", points, ("paid",), place=place, **known
    )


def _verdict(
    law: Law,
    label: Label,
    *,
    segments: tuple[Segment, ...] = (Segment(text="x" * 9),),
    signals: tuple[Signal, ...] = (),
    sectors: tuple[SectorHit, ...] = (),
    relation: Relation | None = None,
    platform: str | None = None,
    lang: str = "ja",
) -> Verdict:
    post = Post(id="p", segments=segments, relation=relation, platform=platform)
    evidence = Evidence(signals, (label,), (lang,) * len(segments), lang, sectors=sectors)
    return judge(post, evidence, law, creator=CreatorFacts(), ruleset="")


PAID = Relation(kind="paid")
ENTRY = LabelEntry(label="any/x", standing="accepted", source="ACT")


def test_a_source_without_a_date_was_there_all_along() -> None:
    law = _law(labels=(ENTRY,))
    assert law.labels["any/x"] == (ENTRY,)
    assert law.cite(ENTRY).in_force_from is None


@pytest.mark.parametrize(
    ("end", "length", "expected"),
    [(1.0, 14.0, "inadequate"), (3.0, 14.0, "disclosed"), (1.0, 60.0, "disclosed")],
)
def test_a_label_shows_for_so_long(end: float, length: float, expected: str) -> None:
    entry = PlacementEntry(
        id="t", rule="three seconds", positions=("shown-for",), n=3, unit="seconds", up_to_s=15,
        source="ACT",
    )  # fmt: skip
    segments = (
        Segment(text="x", kind="overlay", start_s=0.0, end_s=end),
        Segment(text="talk", kind="transcript", start_s=0.0, end_s=length),
    )
    law = _law(labels=(ENTRY,), placement=(entry,))
    found = _verdict(law, _label(kind="overlay"), segments=segments, relation=PAID)
    assert found.verdict == expected


@pytest.mark.parametrize(("end", "expected"), [(10.0, "inadequate"), (25.0, "disclosed")])
def test_a_label_shows_for_a_share_of_the_video(end: float, expected: str) -> None:
    entry = PlacementEntry(
        id="t", rule="a third", positions=("shown-for",), n=33, unit="percent", longer_than_s=15,
        source="ACT",
    )  # fmt: skip
    segments = (
        Segment(text="x", kind="overlay", start_s=0.0, end_s=end),
        Segment(text="talk", kind="transcript", start_s=0.0, end_s=60.0),
    )
    law = _law(labels=(ENTRY,), placement=(entry,))
    found = _verdict(law, _label(kind="overlay"), segments=segments, relation=PAID)
    assert found.verdict == expected


def test_a_label_that_the_post_contradicts() -> None:
    entry = PlacementEntry(id="c", rule="no denial", positions=("undenied",), source="ACT")
    denial = Signal("no-tie", "ja/no", 0, 1, 2, "x", -4, against=("all",))
    strict, plain = _law(labels=(ENTRY,), placement=(entry,)), _law(labels=(ENTRY,))
    found = _verdict(strict, _label(), signals=(denial,), relation=PAID)
    assert found.verdict == "inadequate"
    assert "zz/label-contradicted" in [f.rule for f in found.findings]
    assert _verdict(plain, _label(), signals=(denial,), relation=PAID).verdict == "disclosed"


def test_an_error_goes_before_a_warning_that_says_the_same() -> None:
    soft = PlacementEntry(
        id="a", rule="r", positions=("before-fold",), source="ACT", confirmed="recollection"
    )
    hard = msgspec.structs.replace(soft, id="b", confirmed="secondary")
    hidden = msgspec.structs.replace(_label(), place=Place("caption", 0, 0, False, 0, 0, 0, False))
    assert _verdict(_law(labels=(ENTRY,), placement=(soft,)), hidden).verdict == "disclosed"
    assert _verdict(_law(labels=(ENTRY,), placement=(soft, hard)), hidden).verdict == "inadequate"


@pytest.mark.parametrize(("lang", "expected"), [("ja", "disclosed"), ("en", "no-intent")])
def test_wording_that_says_outright_in_the_countrys_own_language(lang: str, expected: str) -> None:
    law = _law(labels=(msgspec.structs.replace(ENTRY, outright=True),))
    assert _verdict(law, _label(points=2), lang=lang).verdict == expected


def test_a_poor_place_does_not_unsay_what_is_said_outright() -> None:
    entry = PlacementEntry(id="f", rule="r", positions=("same-screen",), source="ACT")
    law = _law(labels=(msgspec.structs.replace(ENTRY, outright=True),), placement=(entry,))
    assert _verdict(law, _label(points=2, kind="first_comment")).verdict == "inadequate"


@pytest.mark.parametrize(
    ("platform", "expected"), [("youtube", "disclosed"), ("instagram", "inadequate")]
)
def test_an_entry_for_one_platform(platform: str, expected: str) -> None:
    video = msgspec.structs.replace(ENTRY, platforms=("youtube",))
    rejected = msgspec.structs.replace(ENTRY, standing="rejected")
    law = _law(labels=(rejected, video))
    assert _verdict(law, _label(), relation=PAID, platform=platform).verdict == expected


@pytest.mark.parametrize(("name", "expected"), [("any/x", "inadequate"), ("any/y", "disclosed")])
def test_a_place_for_one_label(name: str, expected: str) -> None:
    entry = PlacementEntry(
        id="f", rule="r", positions=("same-screen",), labels=(name,), source="ACT"
    )
    law = _law(labels=(ENTRY,), placement=(entry,))
    assert _verdict(law, _label(kind="first_comment"), relation=PAID).verdict == expected


def test_a_mark_that_is_the_label_itself() -> None:
    duty = SectorEntry(
        sector="body", duty="warning", text="MARK", in_label=True, words=("no/mark",), source="ACT"
    )
    law = _law(labels=(ENTRY,), sectors=(duty,))
    goods = SectorHit("body", "no/goods", 0, 0, 1, "x")
    mark = SectorHit("body", "no/mark", 0, 1, 2, "x", warning=True)
    without = _verdict(law, _label(), sectors=(goods,), relation=PAID)
    assert without.verdict == "inadequate"
    assert "zz/sector-body-mark-missing" in [f.rule for f in without.findings]
    assert _verdict(law, _label(), sectors=(goods, mark), relation=PAID).verdict == "disclosed"


@pytest.mark.parametrize(("words", "expected"), [(8, "disclosed"), (28, "inadequate")])
def test_the_second_half_of_a_short_clip_opens_nothing(words: int, expected: str) -> None:
    entry = PlacementEntry(id="t", rule="first", positions=("start-of-video",), source="ACT")
    law = _law(labels=(ENTRY,), placement=(entry,))
    text = "so " * words + "x and so on"
    label = msgspec.structs.replace(
        _label(kind="transcript"), start=words * 3, end=words * 3 + 1,
        place=Place("transcript", words, 0, True, 0, 0, 0, False),
    )  # fmt: skip
    segments = (Segment(text=text, kind="transcript"),)
    assert _verdict(law, label, segments=segments, relation=PAID).verdict == expected


@pytest.mark.parametrize(
    ("author", "expected"), [("acme.forge", "disclosed"), ("ann", "inadequate")]
)
def test_a_trader_who_posts_under_its_own_name_is_named(author: str, expected: str) -> None:
    law = _law(labels=(ENTRY,), brand_named=True, provisions=())
    post = Post(
        id="p", author=author, segments=(Segment(text="x" * 9),),
        relation=Relation(kind="own-brand", brand="Acme Forge"),
    )  # fmt: skip
    evidence = Evidence((), (_label(),), ("ja",), "ja")
    assert judge(post, evidence, law, creator=CreatorFacts(), ruleset="").verdict == expected
