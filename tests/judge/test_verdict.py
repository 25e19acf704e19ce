"""Verdicts from hand-made evidence: no text is read, no rule is matched."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from checker.engine import Engine
from checker.judge.law import Law
from checker.judge.verdict import judge
from checker.model import CreatorFacts, Evidence, Label, Place, Post, Relation, Segment, Signal
from checker.rulepack.schema import ORDINARY

TEXT = "x" * 400


def law(engine: Engine, code: str, day: str | None = "2026-06-01") -> Law:
    return engine.laws.law(code, day)


def place(**known: Any) -> Place:
    values: dict[str, Any] = {
        "kind": "caption",
        "words_before": 0,
        "line": 0,
        "before_fold": True,
        "hashtag": 0,
        "run": 0,
        "run_place": 0,
        "at_end": False,
    }
    return Place(**{**values, **known})


def label(key: str, *, form: str = "plain", points: int = 6, **known: Any) -> Label:
    lang = key.partition("/")[0]
    where = known.pop("place", place())
    return Label(key, key, lang, form, 0, 0, 5, "label", points, ("paid",), place=where, **known)


def signal(points: int, name: str = "promo-code", **known: Any) -> Signal:
    return Signal(name, f"en/{name}", 0, 0, 4, "text", points, **known)


def verdict(
    engine: Engine,
    code: str,
    *,
    signals: tuple[Signal, ...] = (),
    labels: tuple[Label, ...] = (),
    day: str | None = "2026-06-01",
    lang: str = "en",
    **known: Any,
) -> tuple[str, list[str]]:
    post = Post(id="p", segments=(Segment(text=TEXT),), published_at=day, **known)
    evidence = Evidence(signals, labels, (lang,), lang)
    found = judge(post, evidence, law(engine, code, day), creator=CreatorFacts(), ruleset="")
    return found.verdict, [f.rule for f in found.findings]


@pytest.mark.parametrize(
    ("points", "expected"), [(0, "no-intent"), (3, "no-intent"), (4, "review"), (6, "undisclosed")]
)
def test_points_decide_intent(engine: Engine, points: int, expected: str) -> None:
    assert verdict(engine, "UK", signals=(signal(points),) if points else ())[0] == expected


def test_the_strongest_rule_of_a_signal_counts_once(engine: Engine) -> None:
    twice = (signal(2), signal(2), signal(4))
    assert verdict(engine, "UK", signals=twice)[0] == "review"
    assert verdict(engine, "UK", signals=(signal(2, "price"), *twice))[0] == "undisclosed"


def test_a_counter_signal_lowers_the_sum(engine: Engine) -> None:
    own = signal(-4, "own-money", against=("all",))
    assert verdict(engine, "UK", signals=(signal(6), own))[0] == "no-intent"


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ((), "no-intent"),
        ((signal(1, "brand-mention"),), "review"),
        ((signal(1, "brand-mention"), signal(5, "sales-talk")), "review"),
        ((signal(1, "brand-mention"), signal(-2, ORDINARY, against=("all",))), "review"),
        ((signal(1, "brand-mention"), signal(4, "praise")), "review"),
        ((signal(1, "brand-mention"), signal(6)), "undisclosed"),
        ((signal(1, "brand-mention"), signal(-4, "own-money", against=("all",))), "no-intent"),
    ],
)
def test_thanks_that_leave_open_who_paid(
    engine: Engine, beside: tuple[Signal, ...], expected: str
) -> None:
    thanks = signal(2, "open-tie")
    assert verdict(engine, "NL", signals=(thanks, *beside))[0] == expected


def test_a_relation_on_record_settles_it(engine: Engine) -> None:
    paid = Relation(kind="paid", brand="Acme")
    assert verdict(engine, "IT", relation=paid) == ("undisclosed", ["it/undisclosed"])


def test_staff_who_say_so_in_everyday_words_have_said_so(engine: Engine) -> None:
    staff = Relation(kind="employment", brand="Acme")
    everyday = signal(-2, ORDINARY, against=("all",))
    said = msgspec.structs.replace(label("ja/nakanohito", points=2), tells=("employment",))
    got = verdict(engine, "JP", relation=staff, signals=(everyday,), labels=(said,))[0]
    assert got == "inadequate"
    assert verdict(engine, "JP", relation=staff, signals=(everyday,))[0] == "no-intent"


def test_a_diary_does_not_unsettle_what_is_labelled_outright(engine: Engine) -> None:
    everyday = signal(-2, ORDINARY, against=("all",))
    told = label("de/tausch-erzaehlt", points=6)
    assert verdict(engine, "DE", signals=(everyday,), labels=(told,))[0] == "inadequate"
    bought = signal(-4, "own-money", against=("all",))
    assert verdict(engine, "DE", signals=(everyday, bought), labels=(told,))[0] == "no-intent"


def test_an_accepted_label_discloses(engine: Engine) -> None:
    assert verdict(engine, "UK", labels=(label("en/ad"),)) == ("disclosed", [])


@pytest.mark.parametrize(
    ("where", "rule"),
    [
        ({"before_fold": False}, "uk/label-below-fold"),
        ({"words_before": 30}, "uk/label-not-first"),
        ({"kind": "first_comment"}, "uk/label-in-first-comment"),
    ],
)
def test_a_label_in_the_wrong_place(engine: Engine, where: dict[str, Any], rule: str) -> None:
    found = verdict(engine, "UK", labels=(label("en/ad", place=place(**where)),))
    assert found[0] == "inadequate"
    assert rule in found[1]


def test_a_label_lost_among_hashtags(engine: Engine) -> None:
    lost = place(words_before=10, hashtag=5, run=9, run_place=5, at_end=True)
    tag = label("en/ad", form="hashtag", place=lost)
    assert "us/label-among-hashtags" in verdict(engine, "US", labels=(tag,))[1]
    assert "it/label-not-in-first-hashtags" in verdict(engine, "IT", labels=(tag,), lang="it")[1]


def test_words_stand_differently_in_each_country(engine: Engine) -> None:
    sponsored = (label("en/sponsored", plain=True),)
    assert verdict(engine, "US", labels=sponsored)[0] == "disclosed"
    assert verdict(engine, "UK", labels=sponsored) == ("inadequate", ["uk/label-wording"])


@pytest.mark.parametrize(
    ("day", "expected"), [("2020-05-01", "disclosed"), ("2025-05-01", "inadequate")]
)
def test_the_law_of_the_day(engine: Engine, day: str, expected: str) -> None:
    old = (label("it/in-collaborazione-con", brand="@acme"),)
    assert verdict(engine, "IT", labels=old, day=day, lang="it")[0] == expected


@pytest.mark.parametrize(
    ("code", "key", "day", "expected"),
    [
        ("FR", "fr/partenariat", "2022-05-01", "disclosed"),
        ("FR", "fr/partenariat", "2024-01-01", "inadequate"),
        ("FR", "fr/partenariat", "2024-11-08", "disclosed"),
        ("ES", "es/regalo-de", "2025-09-30", "disclosed"),
        ("ES", "es/regalo-de", "2025-10-01", "inadequate"),
        ("NL", "en/collab", "2022-06-30", "disclosed"),
        ("NL", "en/collab", "2022-07-01", "inadequate"),
        ("BE", "fr/sponsoring", "2022-04-24", "disclosed"),
        ("BE", "fr/sponsoring", "2022-04-25", "inadequate"),
    ],
)
def test_wordings_that_changed_their_standing(
    engine: Engine, code: str, key: str, day: str, expected: str
) -> None:
    found = verdict(engine, code, labels=(label(key),), day=day, lang=key[:2])
    assert found[0] == expected


def test_gift_wording_on_a_paid_post(engine: Engine) -> None:
    gift = (label("it/prodotto-inviato-da", brand="@acme"),)
    paid = Relation(kind="paid", brand="Acme")
    found = verdict(engine, "IT", labels=gift, relation=paid, lang="it")
    assert found == ("inadequate", ["it/label-for-other-relation"])


def test_a_label_under_a_text_in_another_language(engine: Engine) -> None:
    danish = label("any/reklame", plain=True, langs=("da", "no"))
    assert verdict(engine, "IT", labels=(danish,), lang="it") == (
        "inadequate",
        ["it/label-language"],
    )
    assert verdict(engine, "EU", labels=(danish,), lang="da")[0] == "disclosed"


def test_a_denial_beside_a_label_is_for_a_person(engine: Engine) -> None:
    denial = signal(-4, "not-sponsored", against=("all",))
    found = verdict(engine, "UK", signals=(denial,), labels=(label("en/ad"),))
    assert found == ("review", ["uk/denial-with-label"])


def test_a_record_of_none(engine: Engine) -> None:
    none = Relation(kind="none")
    assert verdict(engine, "US", relation=none, signals=(signal(6, "price"),))[0] == "no-intent"
    assert verdict(engine, "US", relation=none, signals=(signal(6),))[0] == "review"
    assert verdict(engine, "US", relation=none, labels=(label("en/ad"),))[0] == "review"


@pytest.mark.parametrize(("code", "expected"), [("US", "inadequate"), ("IT", "inadequate")])
def test_the_platforms_label_alone(engine: Engine, code: str, expected: str) -> None:
    found = verdict(engine, code, signals=(signal(6),), platform_label=True, platform="instagram")
    assert found == (expected, [f"{code.lower()}/platform-label-alone"])


def test_not_observed_is_not_absent(engine: Engine) -> None:
    post = Post(id="p", segments=(Segment(text=TEXT),))
    evidence = Evidence((), (), ("en",), "en")
    found = judge(post, evidence, law(engine, "UK"), creator=CreatorFacts(), ruleset="")
    assert found.disclosure.platform_label is None
    assert found.not_assessed == ("image", "audio")


def test_a_label_for_videos_is_too_little_elsewhere(engine: Engine) -> None:
    placed = "de/unterstuetzt-durch-produktplatzierung"
    spoken = label(placed, place=place(kind="transcript"))
    assert verdict(engine, "DE", labels=(spoken,), lang="de")[0] == "disclosed"
    assert verdict(engine, "DE", labels=(label(placed),), lang="de") == (
        "inadequate",
        ["de/label-other-medium"],
    )


def test_a_notice_beside_its_link_need_not_come_first(engine: Engine) -> None:
    far = place(words_before=60, before_fold=False)
    notice = label("de/affiliate-link", place=far)
    assert verdict(engine, "DE", signals=(signal(6),), labels=(notice,), lang="de") == (
        "disclosed",
        [],
    )


@pytest.mark.parametrize(
    ("run_place", "expected"), [(1, "disclosed"), (4, "inadequate"), (9, "disclosed")]
)
def test_first_or_last_of_the_hashtags(engine: Engine, run_place: int, expected: str) -> None:
    where = place(words_before=10, hashtag=run_place, run=9, run_place=run_place)
    tag = label("nl/advertentie", form="hashtag", place=where)
    assert verdict(engine, "NL", labels=(tag,), lang="nl")[0] == expected


@pytest.mark.parametrize(
    ("labelled", "expected"),
    [((0, 2), "disclosed"), ((0, 1), "inadequate"), ((1, 2), "inadequate")],
)
def test_first_and_last_frame(engine: Engine, labelled: tuple[int, ...], expected: str) -> None:
    frames = tuple(Segment(text=TEXT, kind="story_frame", index=i) for i in range(3))
    post = Post(id="p", segments=frames, published_at="2026-06-01")
    tags = tuple(
        msgspec.structs.replace(
            label("nl/advertentie", form="hashtag", place=place(kind="story_frame", hashtag=1)),
            segment=frame,
        )
        for frame in labelled
    )
    evidence = Evidence((), tags, ("nl",) * 3, "nl", frames=(0, 1, 2))
    found = judge(post, evidence, law(engine, "NL"), creator=CreatorFacts(), ruleset="")
    assert found.verdict == expected


def test_what_rests_on_recollection_does_not_condemn(engine: Engine) -> None:
    nameless = label("pl/sponsorowany-przez", place=place())
    paid = Relation(kind="paid", brand="Acme")
    evidence = Evidence((), (nameless,), ("pl",), "pl")
    post = Post(id="p", segments=(Segment(text=TEXT),), relation=paid, published_at="2026-06-01")
    found = judge(post, evidence, law(engine, "PL"), creator=CreatorFacts(), ruleset="")
    assert [(f.rule, f.severity) for f in found.findings] == [("pl/brand-missing", "warning")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patrocinado por. Silla nueva", "inadequate"),
        ("Patrocinado por 🤐 ya os contaré", "inadequate"),
        ("Patrocinado por", "inadequate"),
        ("Patrocinado por Ruedalia, que gira", "disclosed"),
        ("Patrocinado por «Ruedalia»", "disclosed"),
    ],
)
def test_a_label_that_breaks_off_names_no_brand(engine: Engine, text: str, expected: str) -> None:
    key = "any/patrocinado-por"
    brand = "ruedalia" if "Ruedalia," in text else ""
    tag = Label(key, key, "es", "plain", 0, 0, 15, text[:15], 6, ("paid",), place=place(),
                langs=("es",), brand=brand)  # fmt: skip
    post = Post(id="p", segments=(Segment(text=text),), published_at="2026-06-01")
    evidence = Evidence((), (tag,), ("es",), "es")
    found = judge(post, evidence, law(engine, "ES"), creator=CreatorFacts(), ruleset="")
    assert found.verdict == expected
