"""Palese's own texts on the law: in Italian for Italy and the Union, elsewhere marked as English."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from markupsafe import Markup

from checker.engine import Engine
from checker.judge.messages import MESSAGES
from tests.web.conftest import Browser
from tests.web.test_languages import ITALIAN
from web import lawtexts, messages, quotes

ITALIANO = {"Accept-Language": "it"}
ENGLISH = '<span lang="en">'
LINE = "Alcune note sulle norme, e ciò che segue i titoli di alcune fonti, sono in inglese."


def test_each_text_on_italy_and_the_union_has_an_italian_one(app: Flask, engine: Engine) -> None:
    with ITALIAN.open("rb") as file:
        catalogue = read_po(file, locale="it")
    texts = dict(lawtexts.gathered(engine.pack))
    assert {place.partition(":")[0] for place in texts.values()} >= {"IT", "EU"}
    missing = []
    for text in texts:
        found = catalogue.get(text)
        if found is None or not found.string or found.string == text:
            missing.append(text)
    assert missing == [], "run python tools/messages.py and translate"
    with app.test_request_context(headers=ITALIANO):
        for text in texts:
            assert not isinstance(quotes.note(text), Markup), text


@pytest.mark.parametrize("code", lawtexts.TRANSLATED)
def test_what_pages_show_of_italy_and_the_union_is_not_marked(
    app: Flask, engine: Engine, code: str
) -> None:
    law = engine.pack.jurisdictions[code]
    with app.test_request_context(headers=ITALIANO):
        for source in law.instruments:
            assert not quotes.english(quotes.title(source.title, source.id)), source.title
            assert not quotes.english(quotes.title(source.issuer, source.id)), source.issuer
        for body in law.regulators:
            assert not quotes.english(quotes.title(body.name, code)), body.name
        for entry in lawtexts.entries(law):
            assert not quotes.english(quotes.section(entry.section, entry.source)), entry.section
            for text in lawtexts.said_by(entry):
                assert not quotes.english(quotes.note(text)), text


NUMBER = re.compile(r"\d+")


def test_no_number_changes_in_translation(app: Flask, engine: Engine) -> None:
    """Articles, amounts, days and cases: what is cited in one language is cited in the other."""
    with app.test_request_context(headers=ITALIANO):
        for text in dict(lawtexts.gathered(engine.pack)):
            assert sorted(NUMBER.findall(quotes.translated(text))) == sorted(NUMBER.findall(text))


def test_a_per_cent_in_a_note_stands_for_itself(app: Flask, engine: Engine) -> None:
    law = engine.pack.jurisdictions["EU"]
    note = next(e.note for e in law.sanctions if "4 % of turnover" in e.note)
    with app.test_request_context(headers=ITALIANO):
        assert quotes.note(note).endswith("almeno il 4% del fatturato")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert quotes.note(note) == note


def test_notes_on_others_are_marked_as_english(app: Flask, engine: Engine) -> None:
    note = next(e.note for e in engine.pack.jurisdictions["UK"].relations if e.note)
    with app.test_request_context(headers=ITALIANO):
        assert quotes.note(note).startswith(ENGLISH)
        assert quotes.note("a note that nobody translated").startswith(ENGLISH)


@pytest.mark.parametrize("code", lawtexts.TRANSLATED)
def test_findings_quote_notes_in_italian(app: Flask, engine: Engine, code: str) -> None:
    bans = [e for e in engine.pack.jurisdictions[code].sectors if e.duty == "ban" and e.note]
    with app.test_request_context(headers=ITALIANO):
        for ban in bans:
            message = MESSAGES["sector-ban"].format(detail=ban.note)
            spoken = messages.said(message, f"{code.lower()}/sector-ban")
            assert quotes.translated(ban.note) in spoken and ban.note not in spoken
            assert ENGLISH not in spoken and "inglese" not in spoken
    assert bans


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/rules/jurisdictions/IT", False), ("/rules/jurisdictions/EU", False),
        ("/rules/jurisdictions/FR", True), ("/rules/compare?a=IT&b=EU", False),
        ("/rules/compare?a=IT&b=UK", True), ("/rules/findings/it/identifiable", False),
        ("/rules/findings/fr/identifiable", True),
        ("/rules/show/it/pubblicita?kind=label", False),
        ("/rules/show/en/ad?kind=label", True),
    ],
)  # fmt: skip
def test_a_page_says_that_notes_are_english_where_some_are(
    administrator: Browser, path: str, left: bool
) -> None:
    page = administrator.get(path, headers=ITALIANO).text
    page = re.sub(r'<span lang="en">This crypto-asset.*?</span>', "", page)  # words of a law
    assert (LINE in page) is left
    assert (ENGLISH in page) is left
    assert "in English" not in administrator.get(path, headers={"Accept-Language": "en"}).text
