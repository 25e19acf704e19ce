"""Checking drafts: what is shown, what is kept, and texts that attack."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from checker.engine import Engine
from checker.model import Post, Segment
from checker.storage import Database, drafts
from checker.storage.users import User
from tests.web.conftest import Browser

TEXT = "Adoro questa crema! Con GIULIA10 avete il 10% su tutto @acme"
FORM = {"text": TEXT, "platform": "instagram", "j": ["IT", "UK"]}

HOSTILE = {
    "script": "<script>alert(1)</script> #adv @acme",
    "markup": "</textarea></bdi><img src=x onerror=alert(1)>\"' onfocus=alert(1) {{ 7*7 }} #ad",
    "address": "javascript:alert(1) data:text/html,<script>alert(1)</script> Con GIULIA10 sconto",
    "bidi": "Pubblicità \u202egp.exe\u2066 #adv \u2069@acme",
    "controls": "Con GIULIA10\x00\x1b[31m avete\x7f il 10% \ud83d",
    "emoji": "💖" * 100_000,
    "zalgo": "a" + "\u0301" * 3_000 + " #adv",
    "template": "{% raw %}{{ config }}${7*7}#{7*7}%(name)s {0}",
}


def _live(browser: Browser, **form: Any) -> dict[str, Any]:
    answer = browser.post("/drafts/live", {**FORM, **form}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json or {}
    return data


def test_the_page_says_what_the_engine_says(viewer: Browser, engine: Engine) -> None:
    data = _live(viewer)
    post = Post("draft", (Segment(TEXT),), platform="instagram")
    said = engine.check(post, ("IT", "UK"), fix=True)
    assert data["said"] == ", ".join(f"{v.jurisdiction}: {v.verdict}" for v in said)
    page = unescape(re.sub(r"</?span[^>]*>", "", data["html"]))  # which mark languages
    for verdict in said:
        for finding in verdict.findings:
            assert finding.message in page
            if finding.citation:
                assert finding.citation.title in page
                assert finding.citation.section in page
    assert data["fixed"] and data["fixed"].endswith(TEXT)
    again = engine.check(Post("x", (Segment(data["fixed"]),), platform="instagram"), ("IT", "UK"))
    assert [v.verdict for v in again] == ["disclosed", "disclosed"]


def test_marks_count_code_points(viewer: Browser) -> None:
    text = "💖💖 #adv @acme"
    marks = _live(viewer, text=text)["marks"]
    assert [text[start:end] for start, end, kind in marks if kind == "label"] == ["#adv"]


def test_line_breaks_of_forms_do_not_move_marks(viewer: Browser) -> None:
    text = "Ciao\n\n#adv @acme"
    marks = _live(viewer, text=text.replace("\n", "\r\n"))["marks"]
    assert [text[start:end] for start, end, kind in marks if kind == "label"] == ["#adv"]


def test_it_works_without_scripts(viewer: Browser) -> None:
    page = viewer.post("/drafts/", FORM)
    assert page.status_code == 200
    assert "The smallest change that puts it right" in page.text
    applied = viewer.post("/drafts/", {**FORM, "apply": "1"})
    assert "The smallest change that puts it right" not in applied.text
    assert 'class="chip disclosed"' in applied.text


def test_a_fold_is_shown_where_the_platform_cuts(viewer: Browser, engine: Engine) -> None:
    text = "parola " * 30 + "#adv @acme"
    html = _live(viewer, text=text)["html"]
    shown = re.search(r'<p class="phone"[^>]*><bdi>(.*?)</bdi><span class="more">', html, re.S)
    assert shown
    cut = engine.folds(Post("x", (Segment(text),), platform="instagram"))[0]
    assert cut == 125
    assert unescape(re.sub(r"<[^>]+>", "", shown[1])) == text[:cut]


def test_a_field_that_makes_no_sense_is_named(viewer: Browser) -> None:
    data = _live(viewer, followers="many")
    assert "followers" in data["html"]
    assert viewer.post("/drafts/", {**FORM, "published_at": "tomorrow"}).status_code == 400


def test_nothing_is_stored_unless_it_is_kept(
    viewer: Browser, database: Database, people: dict[str, User]
) -> None:
    _live(viewer)
    viewer.post("/drafts/", FORM)
    with database.read() as session:
        assert drafts.list_drafts(session, people["viewer"].id, datetime.now(UTC)) == []


def test_kept_shared_and_thrown_away(
    browsers: dict[str, Browser], app: Any, database: Database, people: dict[str, User]
) -> None:
    viewer = browsers["viewer"]
    shown = viewer.post("/drafts/keep", {**FORM, "title": "Spring"}).headers["Location"]
    assert "Spring" in viewer.get("/drafts/kept").text
    page = viewer.get(shown).text
    assert "GIULIA10" in page
    assert browsers["reviewer"].get(shown).status_code == 404
    assert browsers["administrator"].get(shown).status_code == 200
    viewer.post(f"{shown}/share", {"share": "yes"})
    link = re.search(r'value="http://localhost(/drafts/shared/[^"]+)"', viewer.get(shown).text)
    assert link
    stranger = Browser(app.test_client())
    assert "GIULIA10" in stranger.get(link[1]).text
    assert stranger.get(link[1][:-2] + "xx").status_code == 404
    viewer.post(f"{shown}/share", {"share": "no"})
    assert stranger.get(link[1]).status_code == 404
    viewer.post(f"{shown}/share", {"share": "yes"})
    assert stranger.get(link[1]).status_code == 404, "an older link stays closed"
    viewer.post(f"{shown}/delete")
    assert viewer.get(shown).status_code == 404
    with database.read() as session:
        assert drafts.list_drafts(session, people["viewer"].id, datetime.now(UTC)) == []


def test_kept_results_go_when_their_time_is_over(
    browsers: dict[str, Browser], database: Database
) -> None:
    browsers["administrator"].post("/admin/settings", {"keep_drafts_days": "7"})
    shown = browsers["viewer"].post("/drafts/keep", FORM).headers["Location"]
    number = int(shown.rsplit("/", 1)[1])
    now = datetime.now(UTC)
    with database.read() as session:
        kept = drafts.get_draft(session, number, now)
    assert timedelta(days=6, hours=23) < kept.expires_at - now <= timedelta(days=7)
    later = now + timedelta(days=8)
    with database.write() as session:
        assert drafts.throw_away_old(session, later) == 1


@pytest.mark.parametrize("days", ["0", "367", "-1", "many", ""])
def test_retention_is_checked(administrator: Browser, days: str) -> None:
    assert administrator.post("/admin/settings", {"keep_drafts_days": days}).status_code == 400


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_inert(viewer: Browser, name: str) -> None:
    text = HOSTILE[name]
    data = _live(viewer, text=text.encode("utf-8", "replace").decode())
    page = viewer.post("/drafts/", {**FORM, "text": text.encode("utf-8", "replace").decode()})
    assert page.status_code == 200
    for html in (data["html"], page.text):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert not re.search(r"<[^>]*\sonfocus=", html)
        assert 'href="javascript' not in html
        assert "{{ 49" not in html
        # In the editor a text stays as it was written; what is shown of it does not turn round.
        shown = re.sub(r"<textarea.*?</textarea>", "", html, flags=re.S)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", shown)


def test_hostile_fields_are_inert(viewer: Browser) -> None:
    attack = '"><script>alert(1)</script>'
    page = viewer.post(
        "/drafts/",
        {**FORM, "brand": attack, "author": attack, "platform": attack, "j": [attack, "IT"]},
    )
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    kept = viewer.post("/drafts/keep", {**FORM, "title": attack}).headers["Location"]
    assert "<script>alert" not in viewer.get(kept).text
    assert "<script>alert" not in viewer.get("/drafts/kept").text
    assert "<script>alert" not in viewer.get(f"/rules/list?q={attack}").text


def test_a_file_of_drafts(viewer: Browser) -> None:
    lines = [
        json.dumps({"id": "good", "text": "#adv @acme Ciao"}),
        "this is no JSON",
        json.dumps({"id": "bad<script>", "text": TEXT}),
    ]
    upload = {"file": (io.BytesIO("\n".join(lines).encode()), "../../etc/passwd.jsonl"), "j": "IT"}
    page = viewer.post("/drafts/file", upload)
    assert page.status_code == 200
    assert 'class="card draft-row disclosed"' in page.text
    assert 'class="card draft-row undisclosed"' in page.text
    assert "<b>Line 2:</b>" in page.text
    assert "bad&lt;script&gt;" in page.text


def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_page(viewer: Browser) -> None:
    sent = {"file": (io.BytesIO(b'{"id": "a", "text": "Ciao"}\n7'), "drafts.jsonl"), "j": "IT"}
    page = viewer.post("/drafts/file", sent, headers={"Accept-Language": "it"})
    assert "Contiene un numero, non un oggetto JSON" in page.text


def test_a_file_that_holds_nothing(viewer: Browser) -> None:
    page = viewer.post("/drafts/file", {"file": (io.BytesIO(b""), "empty.jsonl")})
    assert page.status_code == 200
    assert "What could not be read" in page.text
    assert viewer.post("/drafts/file").status_code == 400
