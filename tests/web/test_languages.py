"""English and Italian: nothing is left untranslated, and dates follow."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from checker.engine import Engine
from checker.judge.messages import MESSAGES
from checker.model import Post, Segment
from checker.reports.wording import advice
from tests.web.conftest import Browser
from tools.messages import ROOT, template
from web.messages import ADVICE, advised, said

ITALIAN = ROOT / "web" / "translations" / "it" / "LC_MESSAGES" / "messages.po"


def test_everything_has_an_italian_text() -> None:
    with ITALIAN.open("rb") as file:
        catalogue = read_po(file, locale="it")
    missing = []
    for message in template():
        if not message.id:
            continue
        found = catalogue.get(message.id if isinstance(message.id, str) else message.id[0])
        texts = [] if found is None else [found.string]
        if found is not None and isinstance(found.string, tuple):
            texts = list(found.string)
        if not texts or not all(texts):
            missing.append(message.id)
    assert missing == [], "run python tools/messages.py and translate"


def test_no_placeholder_is_lost() -> None:
    with ITALIAN.open("rb") as file:
        catalogue = read_po(file, locale="it")
    for message in catalogue:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in texts:
            assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", ids[-1]))
        if "%(" not in ids[0]:
            fields = [
                {name for _, name, _, _ in Formatter().parse(t) if name} for t in (ids[0], texts[0])
            ]
            assert fields[0] == fields[1], ids[0]


@pytest.mark.parametrize(
    "path", ["/drafts/", "/rules/", "/rules/jurisdictions/IT", "/admin/", "/account"]
)
def test_pages_speak_the_language_that_is_asked_for(administrator: Browser, path: str) -> None:
    italian = administrator.get(path, headers={"Accept-Language": "it-IT,it;q=0.9,en;q=0.5"}).text
    assert '<html lang="it"' in italian
    assert "Controlla una bozza" in italian
    assert "Check a draft" not in italian
    assert '<html lang="en"' in administrator.get(path, headers={"Accept-Language": "fr"}).text


def test_the_choice_stays_with_the_user(app: Flask, administrator: Browser) -> None:
    administrator.post("/preferences", {"language": "it", "theme": "dark", "next": "/rules/"})
    page = administrator.get("/rules/", headers={"Accept-Language": "en"}).text
    assert '<html lang="it" data-theme="dark">' in page
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in("Administrator")
    assert '<html lang="it" data-theme="auto">' in elsewhere.get("/rules/").text


def test_findings_are_said_in_italian(app: Flask, engine: Engine) -> None:
    post = Post("x", (Segment("Con GIULIA10 avete il 10% su tutto @acme #collab"),))
    verdicts = engine.check(post, ("IT", "UK", "US"), fix=True)
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    assert findings
    with app.test_request_context(headers={"Accept-Language": "it"}):
        for finding in findings:
            spoken = said(finding.message, finding.rule)
            assert spoken != finding.message
            assert ("#collab" in spoken) == ("#collab" in finding.message)
            if finding.fix:
                assert advised(advice(finding.fix, post)) != advice(finding.fix, post).capitalize()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert [said(f.message, f.rule) for f in findings] == [f.message for f in findings]


def test_every_sentence_is_read_back_by_its_own_template(app: Flask) -> None:
    values = {"label": "“#a(d)*”", "name": "Italy", "detail": "it, {fr}"}
    with app.test_request_context(headers={"Accept-Language": "it"}):
        for code, sentence in MESSAGES.items():
            spoken = said(sentence.format(**values), f"it/{code}")
            assert spoken != sentence.format(**values), code
            for field in {name for _, name, _, _ in Formatter().parse(sentence) if name}:
                assert values[field].replace("Italy", "Italia") in spoken
        for sentence in ADVICE:
            spoken = advised(sentence.format(old="a: “b”", where="overlay 2", new="#adv: x"))
            assert "#adv: x" in spoken or "{new}" not in sentence


def test_dates_and_numbers_follow_the_language(administrator: Browser) -> None:
    path = "/rules/jurisdictions/IT"
    assert "29 Apr 2019" in administrator.get(path, headers={"Accept-Language": "en"}).text
    assert "29 apr 2019" in administrator.get(path, headers={"Accept-Language": "it"}).text
