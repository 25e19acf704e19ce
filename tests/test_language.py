"""The language stage: right on labelled captions, the same from run to run, quiet on no prose."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.language import LanguageGuess, LanguageIdentifier, near_home, prose_of

ROOT = Path(__file__).resolve().parent.parent
CAPTIONS = ROOT / "tests" / "language" / "captions.jsonl"
OVERALL = 0.97
AT_LEAST = {"da": 0.93, "no": 0.93, "sv": 0.93, "it": 0.98, "en": 0.98}
OTHERS = 0.95


def load_data() -> dict[str, dict[str, Any]]:
    return {
        path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for path in sorted((ROOT / "rules" / "languages").glob("*.yaml"))
    }


def load_captions() -> list[tuple[str | None, str]]:
    rows = [json.loads(line) for line in CAPTIONS.read_text(encoding="utf-8").splitlines() if line]
    return [(None if row["lang"] == "xx" else row["lang"], row["text"]) for row in rows]


IDENTIFIER = LanguageIdentifier(load_data())


def identify(text: str) -> LanguageGuess:
    return IDENTIFIER.identify(prose_of(text))


def test_captions_of_every_language() -> None:
    right: Counter[str | None] = Counter()
    total: Counter[str | None] = Counter()
    for lang, text in load_captions():
        total[lang] += 1
        right[lang] += identify(text).lang == lang
    assert {str(code) for code in total} - {"None"} == set(IDENTIFIER.languages)
    shares = {code: right[code] / total[code] for code in total}
    poor = {code: s for code, s in shares.items() if s < AT_LEAST.get(str(code), OTHERS)}
    assert not poor, poor
    assert right.total() / total.total() >= OVERALL


def test_few_captions_reach_langdetect() -> None:
    methods = Counter(identify(text).method for _, text in load_captions())
    assert methods["langdetect"] / methods.total() < 0.05


@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase])
def test_case_does_not_matter(change: Any) -> None:
    for _, text in load_captions():
        # Letters whose case is no round trip (German sharp s) are another text once changed.
        prose = prose_of(text)
        if change(prose).lower() == prose.lower():
            assert IDENTIFIER.identify(change(prose)) == IDENTIFIER.identify(prose)


SCRIPT = """
import json, sys
sys.path[:0] = [{root!r}, {tests!r}]
import test_language as t
guesses = [t.identify(caption) for _, caption in t.load_captions()]
print(json.dumps([(g.lang, g.confidence, g.method) for g in guesses]))
"""


def test_same_answers_whatever_the_hash_seed() -> None:
    outputs = []
    for seed in ("1", "4242"):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(root=str(ROOT), tests=str(ROOT / "tests"))],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(run.stdout)
    assert outputs[0] == outputs[1]
    assert "langdetect" in outputs[0]


def test_langdetect_is_not_loaded_by_import_or_by_plain_captions() -> None:
    code = SCRIPT.split("guesses", maxsplit=1)[0] + (
        "assert t.identify('Questa mattina non ho voglia di fare niente').method == 'words'\n"
        "assert 'langdetect' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-c", code.format(root=str(ROOT), tests=str(ROOT / "tests"))], check=True
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "🔥🔥",
        "#ad #sponsored",
        "@nobody @noone",
        "https://example.com/the-and-of",
        "24.12.2025",
        "name@example.com",
        "SAVE20",
        "Sponsored",
        "link in bio",
        "привет как дела у вас",
        "今天天气很好，我们一起去公园吧",
    ],
)
def test_no_prose_no_language(text: str) -> None:
    assert identify(text).lang is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Ad - sponsored. Questa crema mi ha cambiato la pelle, link in bio", "it"),
        ("ADV link in bio swipe up! Meine Haut war noch nie so weich", "de"),
        (
            "Paid partnership with. Good vibes only. Min hud har aldrig haft det bedre, link in bio",
            "da",
        ),
        ("perche non e cosi facile, ma e piu bello", "it"),
        ("voce nao vai acreditar no que eu comprei", "pt"),
        ("fuer euch habe ich das schoenste Kleid gefunden", "de"),
        ("新商品発売中", "ja"),
        ("今日はとても寒いですね", "ja"),
        ("Ikkje noko er betre enn å vere heime", "no"),
    ],
)
def test_labels_and_sloppy_spelling_do_not_sway(text: str, lang: str) -> None:
    assert identify(text).lang == lang


def test_a_text_in_two_languages_has_none() -> None:
    text = (
        "Questa sera siamo qui con tutti voi e non vediamo l'ora di cominciare. "
        "Tonight we are here with all of you and we can not wait to get started."
    )
    assert identify(text).lang is None


def test_every_listed_word_can_be_met() -> None:
    for code, data in load_data().items():
        for key in ("words", "distinct", "endings"):
            listed = data.get(key, [])
            dead = [word for word in listed if not re.fullmatch(r"[^\W\d_]+'?", word)]
            assert not dead, (code, key, dead)
            assert len(listed) == len(set(listed)), (code, key)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "1.", "a@", "a-", "#", "@a", "www.", "'", "か", "🙂 "]
)
def test_long_input_takes_no_longer_than_its_length(piece: str) -> None:
    start = time.perf_counter()
    identify(piece * 50_000)
    assert time.perf_counter() - start < 2.0


def test_only_the_languages_asked_for() -> None:
    few = LanguageIdentifier(load_data(), ["it", "en"])
    assert few.languages == ("en", "it")
    for _, text in load_captions():
        assert few.identify(prose_of(text)).lang in (None, "it", "en")


def test_prose_keeps_words_and_loses_the_rest() -> None:
    text = (
        "Ciao @anna.b 👋🏽 guarda qui: https://x.example/a?b=1 #bello "
        "scrivi a io@posta.it, 20€ 全身GU"
    )
    assert prose_of(text).split() == ["Ciao", "guarda", "qui:", "scrivi", "a", ",", "€", "全身GU"]
    assert prose_of("OK Kappa, på kvällen") == "OK Kappa, på kvällen"


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_string_works(text: str) -> None:
    for prose in (text, prose_of(text)):
        guess = IDENTIFIER.identify(prose)
        assert guess.lang is None or guess.lang in IDENTIFIER.languages
        assert 0.0 <= guess.confidence <= 1.0
        assert (guess.lang is None) == (guess.method == "abstain")


def test_short_scandinavian_captions_are_taken_for_their_country_s() -> None:
    assert near_home("da", None, "NO", 9) == "no"
    assert near_home("sv", None, "NO", 4) == "no"
    assert near_home("no", None, "DK", 9) == "da"
    assert near_home("da", "nn", "DK", 9) == "no"
    # A long text says for itself what it is, and so does any language farther off.
    assert near_home("da", None, "NO", 80) == "da"
    assert near_home("nl", None, "NO", 4) == "nl"
    assert near_home(None, None, "NO", 4) is None
    assert near_home("da", None, "IT", 4) == "da"
    assert near_home("da", "en", "NO", 4) == "da"
