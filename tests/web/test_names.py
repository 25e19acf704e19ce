"""Every code of the rules and of the log has a name in words, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from checker.batch.across import NETWORK_RULE, SERIES_RULE
from checker.engine import Engine
from checker.judge.messages import MESSAGES
from checker.judge.placement import _CODES as PLACES
from checker.model import Post, Segment
from checker.rulepack.schema import ORDINARY, SALES_TALK
from checker.storage.retention import _NAMES as EXPIRED
from tests.web.conftest import Browser
from tools.messages import ROOT
from web import messages, names, quotes
from web.admin.deeds import DEEDS, DETAILS
from web.brands.edit import _FIELDS as BRAND
from web.campaigns.edit import _FIELDS as CAMPAIGN
from web.collaborations.edit import _FIELDS as COLLABORATION
from web.creators.edit import _FIELDS as CREATOR
from web.findings import FINDINGS
from web.sentences import ON_PAGES
from web.settings import Settings
from web.signs import SIGNS
from web.vocabulary import (
    GOODS,
    INSTRUMENT_STATES,
    LABEL_LANGUAGES,
    METRICS,
    PLATFORMS,
    POSITIONS,
    SIGNS_OF_ORDER,
    TIERS,
)

LANGUAGES = pytest.mark.parametrize("language", ["en", "it"])
CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def _signals(engine: Engine) -> set[str]:
    used = {rule.rule.signal for rule in engine.pack.signals}
    return used | {lexicon.signal for lexicon in engine.pack.lexicons.values()} | {
        ORDINARY, SALES_TALK,
    }  # fmt: skip


def _findings(engine: Engine) -> set[str]:
    laws = engine.pack.jurisdictions.values()
    return {*MESSAGES, "no-fix", *(each.id for law in laws for each in law.provisions)}


@LANGUAGES
def test_every_signal_has_a_name(app: Flask, engine: Engine, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        for code in sorted(_signals(engine)):
            name = names.sign(code)
            assert code in SIGNS, f"{code}: give it a name in web/signs.py"
            assert name and not CODE.fullmatch(name), code


@LANGUAGES
def test_every_finding_has_a_name(app: Flask, engine: Engine, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        for code in sorted(_findings(engine)):
            rule = f"it/{code}"
            assert code in FINDINGS, f"{code}: give it a name in web/findings.py"
            assert names.finding_in(rule) == f"{names.finding(rule)} (IT)"
            assert not CODE.fullmatch(names.finding(rule)), code
        for rule in (SERIES_RULE, NETWORK_RULE):
            assert names.finding_in(rule) == str(FINDINGS[rule])
        assert names.finding_in("it/of-my-own") == "it/of-my-own"


def test_no_two_codes_share_a_name(app: Flask) -> None:
    for language in ("en", "it"):
        with app.test_request_context(headers={"Accept-Language": language}):
            for words in (SIGNS, FINDINGS, GOODS, DEEDS, TIERS, POSITIONS):
                said = [str(name) for name in words.values()]
                assert len(said) == len(set(said)), sorted(x for x in said if said.count(x) > 1)


def test_the_fixed_codes_of_the_rules_have_names(engine: Engine) -> None:
    pack = engine.pack
    laws = list(pack.jurisdictions.values())
    goods = {f"{e.sector}/{e.subsector}".rstrip("/") for law in laws for e in law.sectors}
    goods |= {rule.sector for rule in pack.sectors}
    assert goods <= set(GOODS)
    assert {e.status for law in laws for e in law.instruments} <= set(INSTRUMENT_STATES)
    assert {e.accepts for law in laws for e in law.language_of_label} <= set(LABEL_LANGUAGES)
    assert {name for law in laws for e in law.placement for name in e.positions} <= set(POSITIONS)
    assert set(PLACES) <= set(POSITIONS)
    assert {e.op for law in laws for e in law.thresholds} <= set(SIGNS_OF_ORDER)
    platforms = {e.platform for law in laws for e in law.platform_tools}
    assert platforms <= {*PLATFORMS, *pack.platforms}
    metrics = {e.metric for law in laws for e in law.thresholds}
    metrics |= {name for file in pack.tiers.values() for name in file.needs}
    assert metrics <= set(METRICS)
    assert {tier.name for file in pack.tiers.values() for tier in file.tiers} <= set(TIERS)


def _logged() -> tuple[set[str], set[str]]:
    """Return the actions and the keys of details that the application logs, of its sources."""
    actions: set[str] = set()
    keys: set[str] = set()
    for file in (ROOT / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name == "log":
                keys |= {key.arg for key in node.keywords if key.arg}
            if name in ("log", "_begin"):
                actions |= {
                    each.value
                    for given in node.args
                    for each in ast.walk(given)
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and re.fullmatch(r"[a-z]+(-[a-z]+)+|reviewed", each.value)
                }
    for kind in ("brand", "campaign", "creator"):
        actions |= {f"{kind}-added", f"{kind}-changed", f"{kind}-removed"}
    return actions | {"account-removed", "collaboration-removed"}, keys


def test_everything_that_is_logged_has_a_name() -> None:
    actions, keys = _logged()
    assert len(actions) > 30
    assert actions <= set(DEEDS)
    keys |= {*BRAND, *CAMPAIGN, *COLLABORATION, *CREATOR, *Settings.__struct_fields__}
    keys |= {*EXPIRED.values(), "ended", "posts", "verdicts", "findings", "reviews"}
    assert keys <= set(DETAILS)


def test_the_log_is_in_words(browsers: dict[str, Browser]) -> None:
    browser = browsers["administrator"]
    browser.post("/admin/users", {"name": "Bea", "role": "reviewer"})
    browser.post("/admin/settings", {"keep_drafts_days": "45"})
    page = browser.get("/admin/activity", headers={"Accept-Language": "it"}).text
    assert "utente aggiunto" in page and "ruolo: <bdi>revisore</bdi>" in page
    assert "giorni per cui si conservano i risultati delle bozze: <bdi>45</bdi>" in page
    assert '<option value="user-added">utente aggiunto</option>' in page
    assert "user-added" not in re.sub(r"<option[^>]*>", "", page)


def test_details_of_findings_are_words(app: Flask) -> None:
    label = "“#ad”"
    cases = {
        "label-language": ("it, en", {"en": "Italian, English", "it": "italiano, inglese"}),
        "label-for-other-relation": ("gift, event-invite", {
            "en": "gift, invitation to an event", "it": "omaggio, invito a un evento",
        }),
        "label-other-medium": ("story_frame, title", {
            "en": "story frame, title", "it": "riquadro di una storia, titolo",
        }),
    }  # fmt: skip
    for code, (detail, wanted) in cases.items():
        message = MESSAGES[code].format(label=label, name="Italy", detail=detail)
        for language, said in wanted.items():
            with app.test_request_context(headers={"Accept-Language": language}):
                spoken = messages.said(message, f"it/{code}")
                assert f"({said})" in spoken and label in spoken


def test_what_a_finding_quotes_is_marked_with_its_language(app: Flask, engine: Engine) -> None:
    # Notes on Italy and the Union are translated: see test_lawtexts.py.
    ban = next(e for e in engine.pack.jurisdictions["FR"].sectors if e.duty == "ban" and e.note)
    message = MESSAGES["sector-ban"].format(detail=ban.note)
    with app.test_request_context(headers={"Accept-Language": "it"}):
        spoken = messages.said(message, "fr/sector-ban")
        assert '<span lang="en">' in spoken and "(nota in inglese)" in spoken
        hostile = MESSAGES["sector-ban"].format(detail="<b>one</b>")
        assert '<span lang="en">&lt;b&gt;one&lt;/b&gt;</span>' in messages.said(
            hostile, "it/sector-ban"
        )
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert messages.said(message, "fr/sector-ban") == message
        warning = next(e for e in engine.pack.jurisdictions["IT"].sectors if e.text)
        required = MESSAGES["sector-warning-missing"].format(detail=warning.text)
        assert '“<span lang="it">' in messages.said(required, "it/sector-warning-missing")


def test_titles_of_instruments_are_marked_with_their_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "it"}):
        title = quotes.title("Codice del consumo (d.lgs. 206/2005): misleading actions", "IT-CDC")
        assert title.startswith('Codice del consumo<span lang="en">')
        law = quotes.title("Gesetz gegen den unlauteren Wettbewerb (UWG)", "DE-UWG")
        assert law.startswith('<span lang="de">Gesetz gegen den unlauteren Wettbewerb</span>')
        assert quotes.title("Guidance of the Commission", "EU-X").startswith('<span lang="en">')
        assert quotes.title("Something", "nowhere") == "Something"


NEVER_ON_PAGES = {
    # Rules and their folders are read before there is a page, or by commands alone.
    "checker/rulepack/files.py", "checker/importers/guess.py", "checker/importers/columns.py",
}  # fmt: skip


def test_no_page_speaks_of_options_of_the_command_line() -> None:
    """What the engine says with options in it is said anew for pages."""
    found = []
    for file in sorted((ROOT / "checker").rglob("*.py")):
        place = str(file.relative_to(ROOT))
        if place.startswith("checker/cli/") or place in NEVER_ON_PAGES:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            f"{place}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in notes
            and re.search(r"(^|\s)--[a-z]", node.value) and node.value not in ON_PAGES
        ]  # fmt: skip
    assert found == []
    assert not any("--" in said for said in ON_PAGES.values())


@LANGUAGES
def test_signs_are_named_where_they_are_shown(
    app: Flask, engine: Engine, language: str, tmp_path: Path
) -> None:
    post = Post("x", (Segment("Con GIULIA10 avete il 10% su tutto"),))
    (verdict,) = engine.check(post, ("IT",))
    with app.test_request_context(headers={"Accept-Language": language}):
        for signal in verdict.intent.signals:
            assert names.sign(signal.signal) != signal.signal
