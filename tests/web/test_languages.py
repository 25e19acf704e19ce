"""English and Italian: nothing is left untranslated, and dates follow."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Container, Iterator
from html import unescape
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from checker.engine import Engine
from checker.importers.read import read_posts
from checker.importers.records import Problem
from checker.judge.messages import MESSAGES
from checker.model import Post, Segment
from checker.reports.wording import advice
from checker.storage.records import CrossFinding, InputProblem
from tests.web.conftest import Browser
from tools.messages import ROOT, template
from web.messages import across, advised, said, translatable
from web.messages import line as spoken
from web.sentences import ADVICE, ON_PAGES

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


CODED = {"label-language": "italiano, {fr}"}
"""Lists of codes are said in words, as far as they are known."""


def test_every_sentence_is_read_back_by_its_own_template(app: Flask) -> None:
    values = {"label": "“#a(d)*”", "name": "Italy", "detail": "it, {fr}"}
    with app.test_request_context(headers={"Accept-Language": "it"}):
        for code, sentence in MESSAGES.items():
            spoken = said(sentence.format(**values), f"it/{code}")
            assert spoken != sentence.format(**values), code
            for field in {name for _, name, _, _ in Formatter().parse(sentence) if name}:
                wanted = values[field].replace("Italy", "Italia")
                if code in CODED and field == "detail":
                    wanted = CODED[code]
                assert wanted in unescape(re.sub(r"</?span[^>]*>", "", spoken)), code
        for sentence in ADVICE:
            spoken = advised(sentence.format(old="a: “b”", where="overlay 2", new="#adv: x"))
            assert "#adv: x" in spoken or "{new}" not in sentence


def test_dates_and_numbers_follow_the_language(administrator: Browser) -> None:
    path = "/rules/jurisdictions/IT"
    assert "29 Apr 2019" in administrator.get(path, headers={"Accept-Language": "en"}).text
    assert "29 apr 2019" in administrator.get(path, headers={"Accept-Language": "it"}).text


def test_bad_lines_are_said_in_italian(app: Flask) -> None:
    lines = [
        b'{"text": "x", "likes": -4}', b'{"id": "a"}', b"[1]", b'{"text": NaN}', b"{broken",
        b'{"text": "x", "platform_label": "perhaps"}', b'{"text": "x", "segments": 5}',
        b'{"text": "\\ud83d"}', b"\xff", b"\x00", b"7", b'{"text": "x", "id": "b"}',
        b'{"text": "x", "id": "b"}', b'{"text": "x", "relation": {}}',
    ]  # fmt: skip
    found = list(read_posts("p.jsonl", io.BytesIO(b"\n".join(lines))))
    problems = [each for each in found if isinstance(each, Problem)]
    assert len(problems) >= 11
    with app.test_request_context(headers={"Accept-Language": "it"}):
        for each in problems:
            what, _ = spoken(_stored(each))
            assert what != each.what, what
        # One that an older program stored without its values is shown as it was written.
        plain = InputProblem(1, "the field 'likes' is -4, not a whole number of 0 or more")
        assert spoken(plain)[0] == plain.what
    with app.test_request_context(headers={"Accept-Language": "en"}):
        for each in problems:
            assert spoken(_stored(each)) == (each.what, each.remedy)


def _stored(problem: Problem) -> InputProblem:
    return InputProblem(problem.line, problem.what, problem.remedy, told=problem.told)


def test_findings_across_posts_are_said_in_italian(app: Flask) -> None:
    series = CrossFinding(
        "series", "series/unlabelled", "warning", "The author labels …",
        ((1, "labelled"), (2, "unlabelled"), (3, "unlabelled")), "Acme", {"gap_days": 1},
    )  # fmt: skip
    network = CrossFinding(
        "network", "network/same-text", "warning", "3 creators voice …",
        ((1, ""), (2, ""), (3, "")), "Acme",
        {"creators": 3, "hidden": 2, "first_day": "2026-03-01", "last_day": "2026-03-05"},
    )  # fmt: skip
    older = CrossFinding("network", "network/same-text", "info", "As it was", (), "Acme", {})
    with app.test_request_context(headers={"Accept-Language": "it"}):
        assert across(series) == (
            "L'autore segnala 1 post su Acme e ne lascia altri 2 senza etichetta, a 1 giorno di "
            "distanza nel caso più vicino: guarda se anche lì si tratta di pubblicità"
        )
        assert across(network) == (
            "3 creator pubblicano quasi lo stesso testo su Acme entro 5 giorni: 2 dei 3 post non "
            "sono segnalati come si deve"
        )
        assert across(older) == "As it was"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert across(series) == series.message


OUT_OF_REACH = {
    # Commands alone read these, or nobody: what they say reaches no page.
    "checker/importers/collaborations.py", "checker/importers/creators.py",
    "checker/importers/guess.py", "checker/importers/listing.py", "checker/importers/reviews.py",
    "web/config.py", "web/server.py",
}  # fmt: skip
ERRORS = {"ConflictError", "InputError", "PaleseError", "RemarkError", "UsageError", "_WrongError"}


def _unknown(file: Path, known: Container[str]) -> Iterator[str]:
    """Yield the sentences of errors in a module that no catalogue has, with their lines."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if called not in ERRORS:
            continue
        given = [*node.args, *(key.value for key in node.keywords if key.arg == "remedy")]
        for each in given:
            # A sentence with values put in cannot be read back: those go apart, as values.
            text = each.value if isinstance(each, ast.Constant) else None
            finished = isinstance(each, ast.JoinedStr)
            if finished or (isinstance(text, str) and text and text not in known):
                yield f"{file.relative_to(ROOT)}:{node.lineno}: {text or ast.unparse(each)}"


def test_what_pages_and_readers_say_is_in_the_catalogue() -> None:
    known = {*translatable(), *ON_PAGES}
    files = [*(ROOT / "web").rglob("*.py"), *(ROOT / "checker" / "importers").rglob("*.py")]
    missing = [
        each
        for file in sorted(files)
        if str(file.relative_to(ROOT)) not in OUT_OF_REACH
        for each in _unknown(file, known)
    ]
    assert missing == [], "add them to web/sentences.py or web/reading.py, and translate"
