"""Brand names in languages that decline them."""

from __future__ import annotations

import pytest

from checker.engine import Engine
from tests.conftest import post_of


@pytest.fixture(scope="module")
def engine() -> Engine:
    """One engine for all names."""
    return Engine()


def _known(engine: Engine, brand: str, text: str) -> bool:
    post = post_of(
        {
            "id": "b-1",
            "platform": "instagram",
            "author": "ola.i.loki",
            "country": "PL",
            "text": text,
            "relation": {"kind": "paid", "brand": brand},
        }
    )
    return any(mention.known for mention in engine.evidence(post).brands_seen)


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        ("Kuźnia Zielona", "Sekatory z Kuźni Zielonej przyszły wczoraj w skrzynce po jabłkach."),
        ("Lakierek", "Ten śliwkowy to numer czternaście od Lakierka, kryje od pierwszej warstwy."),
        ("Chłonka", "W Chłonce zakochała się nawet moja babcia, a ona nie kocha niczego nowego."),
        (
            "Parówka i Para",
            "Nastawiam czajnik, ten od Parówki i Pary, on nie gwiżdże, tylko mruczy.",
        ),
    ],
)
def test_a_polish_brand_is_known_in_every_case(engine: Engine, brand: str, text: str) -> None:
    assert _known(engine, brand, text)


def test_another_word_with_the_same_beginning_is_no_brand(engine: Engine) -> None:
    assert not _known(engine, "Lakierek", "Lakiernik zamknął wczoraj warsztat i poszedł na ryby.")


def test_other_languages_do_not_decline(engine: Engine) -> None:
    assert not _known(engine, "Forcella", "Le forcelle della bici erano da cambiare da due anni.")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Vi har eldat i Glödkällarens kamin hela vintern och glaset sotar inte igen.", True),
        ("Vi har eldat med kaminen från Glödkällaren hela vintern, utan sot på glaset.", True),
        ("Vi har eldat i glödkällarnas kamin hela vintern och glaset sotar inte igen.", False),
    ],
)
def test_a_swedish_brand_is_known_in_the_genitive(engine: Engine, text: str, seen: bool) -> None:
    assert _known(engine, "Glödkällaren", text) is seen


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Mainos. Kolme viikkoa Nordwellin vedenkeittimen kanssa eikä se tipu koskaan.", True),
        ("Reklaam: käisime eile Nordwelli uues poes ja ostsime lastele kummikud.", True),
        ("Mainos. Kolme viikkoa vedenkeittimen kanssa eikä se tipu koskaan.", False),
    ],
)
def test_names_with_unknown_endings_in_languages_without_rules(
    engine: Engine, text: str, known: bool
) -> None:
    assert _known(engine, "Nordwell", text) is known
