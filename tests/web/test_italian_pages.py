"""Every page in Italian: nothing of the English catalogue is left on it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from checker.batch.sampling import draw_plan
from checker.engine import Engine
from checker.storage import (
    Database,
    brands,
    campaigns,
    collaborations,
    creators,
    reviews,
    users,
    waivers,
)
from checker.storage import posts as stored_posts
from checker.storage.records import Snapshot
from tests.web.audited import two_audits
from tests.web.conftest import Browser
from tests.web.test_access import TABLE
from tests.web.test_languages import ITALIAN
from web.admin.deeds import DEEDS, DETAILS
from web.findings import FINDINGS
from web.signs import SIGNS
from web.vocabulary import (
    GOODS,
    INSTRUMENT_STATES,
    LABEL_LANGUAGES,
    METRICS,
    POSITIONS,
    ROLES_IN_FINDINGS,
    TIERS,
)
from web.words import DECISIONS, RELATIONS, STANDINGS, VERDICTS

ITALIANO = {"Accept-Language": "it"}
ENGLISH = {"Accept-Language": "en"}
SILENT = {"script", "style"}
DATA = {"bdi", "code", "mark", "textarea", "kbd"}
"""What stands in these was written by people, files or laws, not by us."""
VOID = {"input", "meta", "link", "br", "img", "hr", "line", "rect", "circle", "wbr"}
OPTION = re.compile(r"(^|\s)--[a-z]")
"""Of the command line; a page says what to do on it. A command stands in <code>."""
LANGUAGE_CODES = re.compile(r"\((?:[a-z]{2})(?:, [a-z]{2})*\)")
ISO_DATE = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b")
POINTED = re.compile(r"(?<![\d.])\d+\.\d{1,2}(?![\d.])|\d,\d{3}[.,]")
"""Numbers as English writes them: 0.5, 1,234.5."""
PLAIN = re.compile(
    r"\b(the|of|and|is|are|with|for|not|this|that|which|was|were|from|needs?|than|more|no)\b"
)
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-label")
PEOPLE = {"Administrator", "Auditor", "Reviewer", "Viewer"}
"""Users of the tests, who are called so in any language."""
ALIKE = {"name", "day", "target"}
VALUES = {
    "role": "viewer", "relation": "event-invite", "decision": "cannot-tell",
    "correct": "no-intent", "country": "UK", "language": "de", "budget": "12500.50",
    "at": "2026-03-01T10:00:00+00:00", "reason": "così", "name": "reach", "notes": "nota", "sweep": True,
}  # fmt: skip
"""What the log of deeds holds under some keys."""

PAGES = (
    "/", "/drafts/", "/drafts/file", "/drafts/kept", "/review/", "/review/1/2/IT",
    "/review/1/2/IT?plan=1", "/review/agreement/1", "/waivers/", "/waivers/new",
    "/waivers/new?rule=it/undisclosed", "/creators/", "/creators/?q=none", "/creators/1",
    "/creators/1?taxonomy=niche", "/creators/new", "/creators/1/edit", "/creators/1/remove",
    "/creators/1/accounts/1", "/creators/1/accounts/1/remove", "/brands/", "/brands/1",
    "/brands/2", "/brands/new", "/brands/1/edit", "/brands/1/remove", "/campaigns/",
    "/campaigns/1", "/campaigns/new", "/campaigns/1/edit", "/campaigns/1/remove",
    "/collaborations/new", "/collaborations/1/edit", "/collaborations/1/remove", "/audits/",
    "/audits/1", "/audits/1?taxonomy=harvard-media&measure=disclosed", "/audits/1/by/rule",
    "/audits/1/by/tier", "/audits/1/problems", "/audits/1/progress", "/audits/start",
    "/audits/compare", "/audits/compare?a=1&b=2", "/posts/", "/posts/?a=1&verdict=undisclosed",
    "/posts/?a=1&q=nothing", "/posts/1/2", "/posts/1/3", "/reports/1", "/reports/2", "/rules/",
    "/rules/list", "/rules/list?q=adv", "/rules/show/en/code-use", "/rules/show/it/prezzo",
    "/rules/show/it/pubblicita?kind=label", "/rules/findings/it/undisclosed",
    "/rules/findings/it/label-below-fold", "/rules/findings/it/no-fix", "/rules/jurisdictions/IT",
    "/rules/jurisdictions/FR", "/rules/jurisdictions/EU", "/rules/jurisdictions/JP",
    "/rules/compare?a=IT&b=UK", "/rules/compare?a=DE&b=NO&only=all",
    "/admin/", "/admin/retention", "/admin/activity", "/admin/activity?actor=none", "/account", "/nothing",
)  # fmt: skip

SENT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/audits/start", {}), ("/creators/new", {"name": ""}), ("/brands/new", {"name": "x" * 400}),
    ("/brands/new", {"name": "Acme"}), ("/campaigns/new", {"name": "a"}),
    ("/campaigns/new", {"name": "a", "brand": "1", "budget": "x", "starts_on": "y"}),
    ("/campaigns/new", {"name": "a", "brand": "1", "budget": "5"}),
    ("/collaborations/new", {"creator": "", "brand": "", "relation": "paid"}),
    ("/collaborations/new", {"creator": "nobody", "brand": "none", "relation": "paid"}),
    ("/collaborations/new", {"creator": "Giulia Rossi", "brand": "Acme", "relation": "love"}),
    ("/collaborations/new", {
        "creator": "Giulia Rossi", "brand": "Acme", "relation": "gift", "campaign": "1",
    }),
    ("/creators/1/remove", {}), ("/creators/1/accounts/1/counts", {"followers": "x"}),
    ("/review/1/2/IT", {"decision": "agree"}),
    ("/review/1/2/IT", {"decision": "no", "version": "0"}),
    ("/review/1/2/IT", {"decision": "disagree", "version": "0"}),
    ("/review/1/2/IT", {"decision": "disagree", "version": "0", "reason": "x"}),
    ("/review/samples", {"audit": "1", "size": "none"}), ("/waivers/new", {}),
    ("/waivers/new", {"rule": "it/undisclosed", "reason": "x", "until": "2999-01-01"}),
    ("/account/password", {"present": "x", "password": "y", "again": "z"}),
    ("/admin/users", {"name": "", "role": "viewer"}), ("/admin/users", {"name": "Viewer"}),
    ("/admin/settings", {"keep_drafts_days": "x"}),
    ("/admin/settings", {"keep_drafts_days": "9", "keep_audits_days": "0"}),
    ("/admin/retention", {"seen": "nothing"}), ("/admin/users/1", {"deed": "dance"}),
    ("/posts/views", {"a": "1"}), ("/reports/1/share", {"days": "x"}),
    ("/drafts/live", {"text": "Con GIULIA10 avete il 10% @acme #collab", "j": ["IT", "UK", "US"]}),
    ("/drafts/live", {"text": "#anzeige Con GIULIA10 avete il 10% @acme", "j": ["IT", "FR"]}),
    ("/drafts/live", {"text": "Scommesse: con GIULIA10 bonus di 10 euro @acme", "j": ["IT", "ES"]}),
    ("/drafts/live", {"text": "#gifted le scarpe @acme", "j": ["IT", "UK"], "relation": "paid"}),
    ("/review/samples", {
        "audit": "1", "size": "5", "name": "sample", "taxonomy": "general", "seed": "7",
        "method": "equal",
    }),
    ("/review/samples", {"audit": "1", "size": "5", "name": "s", "taxonomy": "agcom-2024",
                         "seed": "7", "method": "equal"}),
)  # fmt: skip


class _Texts(HTMLParser):
    """Gathers what a person reads on a page: texts and what stands in attributes that are read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        foreign = tag != "html" and known.get("lang") not in (None, "it")
        if not set(self._open) & DATA and not foreign:
            self.found += [str(known[name]) for name in SHOWN if known.get(name)]
        if tag not in VOID:
            self._open.append("bdi" if foreign else tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not set(self._open) & (SILENT | DATA):
            self.found.append(text)


def _read(page: str) -> list[str]:
    parser = _Texts()
    parser.feed(page)
    return parser.found


@pytest.fixture(scope="module")
def english() -> tuple[set[str], list[tuple[re.Pattern[str], str]]]:
    """What is to be said otherwise in Italian: whole texts, and patterns of those with values."""
    with ITALIAN.open("rb") as file:
        catalogue = read_po(file, locale="it")
    whole: set[str] = set()
    also: set[str] = set()
    patterns = []
    for message in catalogue:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        also |= {text.lower() for text in texts}
        for each in ids:
            if not each or each in texts:
                continue
            parts = re.split(r"%\(\w+\)s|%\(\w+\)d|\{\w+\}", each)
            if len(parts) == 1:
                whole.add(" ".join(each.replace("%%", "%").split()))
            elif sum(len(part) for part in parts) >= 8:
                made = ".*?".join(re.escape(part.replace("%%", "%")) for part in parts)
                patterns.append((re.compile(made + r"\.?", re.DOTALL), each))
    # Some words are Italian too: "Note", which is no leftover of "note".
    return {text for text in whole if text.lower() not in also}, patterns


def _codes() -> tuple[set[str], re.Pattern[str]]:
    """The codes that pages must say in words: as a whole text, and those that hold a hyphen."""
    words: list[dict[str, Any]] = [SIGNS, FINDINGS, DEEDS, DETAILS, RELATIONS, STANDINGS, VERDICTS]
    words += [DECISIONS, GOODS, METRICS, POSITIONS, TIERS, INSTRUMENT_STATES, ROLES_IN_FINDINGS]
    words += [LABEL_LANGUAGES]
    codes = {code: str(name) for each in words for code, name in each.items()}
    with ITALIAN.open("rb") as file:
        catalogue = read_po(file, locale="it")
    said = {str(catalogue[name].string).lower() for name in codes.values() if name in catalogue}
    said |= ALIKE
    hyphened = sorted((code for code in codes if "-" in code), key=len, reverse=True)
    made = "|".join(re.escape(code) for code in hyphened if code not in said)
    return {code for code in codes if code not in said}, re.compile(rf"(?<![\w-])({made})(?![\w-])")


CODES, HYPHENED = _codes()


def _coded(text: str) -> bool:
    """Tell whether a text is left as the machine has it: a code, an option, a date, a number."""
    return bool(
        text in CODES
        or HYPHENED.search(text)
        or re.search(r"\b[a-z]{2}/[a-z]+(-[a-z]+)*\b", text)
        or OPTION.search(text)
        or LANGUAGE_CODES.search(text)
        or ISO_DATE.search(text)
        or POINTED.search(text)
    )


def _left(page: str, english: tuple[set[str], list[tuple[re.Pattern[str], str]]]) -> set[str]:
    """Return what of the English catalogue stands on a page."""
    whole, patterns = english
    found = set()
    for text in _read(page):
        plain = text.rstrip(".:, ")
        lower = plain[:1].lower() + plain[1:]
        if text in PEOPLE:
            continue
        if (
            _coded(text)
            or {text, plain, lower, lower + "."} & whole
            or (
                PLAIN.search(text)
                and any(
                    pattern.fullmatch(each) for pattern, _ in patterns for each in (text, lower)
                )
            )
        ):
            found.add(text)
    return found


@pytest.fixture
def stocked(database: Database, engine: Engine, tmp_path: Path) -> Database:
    """Something of everything."""
    first, _ = two_audits(database, engine, tmp_path)
    today = date.today()
    with database.write() as session:
        for number, action in enumerate(DEEDS):
            key = list(DETAILS)[number % len(DETAILS)]
            users.log(session, "Ada", action, "1: Acme", {key: VALUES.get(key, "2026-03-01")})
        for key in DETAILS:
            users.log(session, "Ada", "brand-changed", "1: Acme", {key: VALUES.get(key, 1_234)})
        draw_plan(session, first, "sample", size=5, seed=1, taxonomy=engine.pack.tiers["general"])
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        creators.add_snapshots(session, 1, [Snapshot(moment, 5_000)])
        brands.add_brand(session, "Altra")
        campaigns.save_campaign(session, 1, "Primavera")
        campaigns.set_indicator(session, 1, "reach")
        collaborations.add_collaboration(session, 1, "gift", creator_id=1, campaign_id=1)
        waivers.add_waiver(
            session, reason="d'accordo", author="Ada", expires_on=today, today=today, creator_id=1
        )
        post = stored_posts.post_id(1, 3)
        reviews.save_review(session, post, "IT", "Ada", "agree")
    return database


def test_no_english_is_left_on_italian_pages(
    browsers: dict[str, Browser],
    stocked: Database,
    english: tuple[set[str], list[tuple[re.Pattern[str], str]]],
) -> None:
    browser = browsers["administrator"]
    left: dict[str, set[str]] = {}
    for path in PAGES:
        page = browser.get(path, headers=ITALIANO, follow_redirects=True)
        assert page.status_code in (200, 404), path
        found = _left(page.text, english)
        # What reads the same in both languages, and reads like English, nobody translated.
        other = browser.get(path, headers=ENGLISH, follow_redirects=True).text
        same = set(_read(page.text)) & set(_read(other))
        found |= {text for text in same if PLAIN.search(text)}
        found |= {text for text in _read(other) if OPTION.search(text)}
        if found:
            left[path] = found
    for path, data in SENT:
        page = browser.post(path, data, headers=ITALIANO)
        assert page.status_code < 500, path
        found = _left(page.json["html"] if page.json else page.text, english)
        if found:
            left[f"{path} {data}"] = found
    assert left == {}, "\n".join(f"{page}: {sorted(said)}" for page, said in left.items())


def test_no_page_is_forgotten() -> None:
    """Each route that shows a page is among those that are looked at."""
    walked = [re.sub(r"\d+", "999", path.partition("?")[0]) for path in PAGES]
    walked += [re.sub(r"\d+", "999", path) for path, _ in SENT]
    other = {
        "home.health", "auth.first", "auth.by_link", "auth.sign_in", "draft.show", "draft.shared",
        "posts.export", "reports.export", "reports.shared", "reports.shared_export",
        "review.following",
    }  # fmt: skip
    for endpoint, (method, path, least) in TABLE.items():
        if method == "GET" and not least.startswith("token") and endpoint not in other:
            shape = re.sub(r"\d+", "999", path.partition("?")[0])
            assert endpoint == "api.openapi" or shape in walked, endpoint
