"""Which of several labels at one place counts, and what is no label at all."""

from __future__ import annotations

import pytest

from checker.engine import Engine
from tests.conftest import caption


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Gente, a panela não gruda nada! link de afiliada nos stories", "pt/link-afiliado"),
        (
            "Chicas, la olla no se pega nada! link de afiliada en mis historias",
            "es/enlace-afiliado",
        ),
    ],
)
def test_of_equal_labels_the_one_in_the_language_of_the_text_counts(
    engine: Engine, text: str, rule: str
) -> None:
    found = [label.rule for label in engine.evidence(caption(text)).labels]
    assert found == [rule]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Anzeige – Im Flur steht jetzt die Bank von @holzwerk.example", ["de/anzeige"]),
        ("Werbung? Schön wär's, die Bank hab ich selbst gezahlt", []),
    ],
)
def test_a_dash_parts_a_label_from_its_text_and_a_question_is_none(
    engine: Engine, text: str, labels: list[str]
) -> None:
    found = [label.rule for label in engine.evidence(caption(text)).labels]
    assert [rule for rule in found if rule in ("de/anzeige", "de/werbung")] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("奇跡の安売りやめてもろて。#PR も付けんと。", []),
        ("かくれんぼか。#広告 は六行改行した先にいるし", []),
        ("誰に聞かれたの、鏡? #案件 のにおいがする", []),
        ("#PR つけ麺はぬるめが好き", ["any/pr"]),
        ("#PR はじめての足袋、指が広い", ["any/pr"]),
    ],
)
def test_what_stands_behind_a_label_may_speak_of_it(
    engine: Engine, text: str, labels: list[str]
) -> None:
    assert [label.rule for label in engine.evidence(caption(text)).labels] == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Tea time! Sponsored. Three weeks with the kettle and not one drip.", ["en/sponsored"]),
        ("The lid clips on for the car. Ad. More on the pour tomorrow.", ["en/ad"]),
        ("Telly tonight was Ad. Ad. Ad. Then forty seconds of snooker.", []),
        ("We went and sponsored a goat. Lovely goat, hates me.", []),
    ],
)
def test_a_label_may_be_a_sentence_of_its_own(engine: Engine, text: str, labels: list[str]) -> None:
    assert [label.rule for label in engine.evidence(caption(text)).labels] == labels
