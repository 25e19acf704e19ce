"""The table of posts, its filters, views and exports, and the page of a post."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask import Flask

from checker.engine import Engine
from checker.storage import Database, posts, reviews, verdicts
from checker.storage.records import Audit, SampleItem
from checker.storage.reviews import add_plan
from tests.web.audited import audit, row, two_audits
from tests.web.conftest import Browser
from web.posts import filters


@pytest.fixture
def pair(database: Database, engine: Engine, tmp_path: Path) -> tuple[Audit, Audit]:
    """Two audits of the same creators."""
    return two_audits(database, engine, tmp_path)


def _numbers(page: str, audit_id: int) -> list[int]:
    return [int(n) for n in re.findall(rf'class="words"><a href="/posts/{audit_id}/(\d+)"', page)]


def _walk(viewer: Browser, query: str, audit_id: int) -> list[int]:
    """Return the posts of all pages of the table."""
    found: list[int] = []
    path = f"/posts/?a={audit_id}{query}"
    while True:
        page = viewer.get(path).text
        found += _numbers(page, audit_id)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if further is None:
            return found
        path = further[1].replace("&amp;", "&")


def test_pages_hold_every_post_once_and_in_order(
    viewer: Browser, pair: tuple[Audit, Audit]
) -> None:
    assert _walk(viewer, "", pair[0].id) == list(range(1, 61))


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("&verdict=undisclosed", {"verdicts": ("undisclosed",)}),
        ("&verdict=undisclosed&verdict=disclosed", {"verdicts": ("undisclosed", "disclosed")}),
        ("&j=UK&verdict=inadequate", {"jurisdictions": ("UK",), "verdicts": ("inadequate",)}),
        ("&platform=tiktok", {"platforms": ("tiktok",)}),
        ("&month=2026-03", {"months": ("2026-03",)}),
        ("&rule=it/undisclosed", {"rules": ("it/undisclosed",)}),
        ("&author=@Author3", {"author": "author3"}),
        ("&creator=1", {"creator_id": 1}),
        ("&creator=giulia+rossi", {"creator_id": 1}),
        ("&creator=instagram:author2", {"creator_id": 1}),
        ("&tier=general/micro", {"followers": (1_000, 100_000)}),
        ("&q=GNOCCHI", {"text": "Gnocchi"}),
        ("&tier=micro&taxonomy=general", {"followers": (1000, 100000)}),
        ("&tier=-", {"followers_unknown": True}),
        ("&brand=Acme", {"brand_names": ("acme",)}),
        ("&lang=it", {"langs": ("it",)}),
        ("&severity=error", {"severities": ("error",)}),
        ("&verdict=nonsense&severity=x&creator=999&tier=none&reviewed=perhaps", {}),
    ],
)
def test_filters_stand_in_the_address(
    viewer: Browser,
    pair: tuple[Audit, Audit],
    database: Database,
    query: str,
    chosen: dict[str, object],
) -> None:
    wanted = verdicts.Filter(**chosen)  # type: ignore[arg-type]
    with database.read() as session:
        items = verdicts.list_verdicts(session, pair[0].id, wanted, limit=500)
    expected = list(dict.fromkeys(posts.number_of(item.post_id) for item in items))
    assert expected
    assert _walk(viewer, query, pair[0].id) == expected


def test_reviewed_or_not(viewer: Browser, pair: tuple[Audit, Audit], database: Database) -> None:
    with database.write() as session:
        reviews.save_review(session, posts.post_id(pair[0].id, 5), "IT", "Nora", "agree")
    assert _walk(viewer, "&reviewed=yes", pair[0].id) == [5]
    assert _walk(viewer, "&reviewed=no&j=IT", pair[0].id) == [n for n in range(1, 61) if n != 5]


def test_an_unfiltered_page_says_when_nothing_fits(
    viewer: Browser, pair: tuple[Audit, Audit]
) -> None:
    page = viewer.get(f"/posts/?a={pair[0].id}&q=nothing+like+this").text
    assert "No post fits" in page


def test_exports_hold_what_is_shown(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    query = f"?a={pair[0].id}&verdict=undisclosed&j=IT"
    shown = _walk(viewer, "&verdict=undisclosed&j=IT", pair[0].id)
    lines = viewer.get(f"/posts/export/jsonl{query}").text.splitlines()
    assert len(lines) == len(shown)
    rows = list(csv.DictReader(io.StringIO(viewer.get(f"/posts/export/csv{query}").text)))
    assert {own["verdict"] for own in rows} == {"undisclosed"}
    document = viewer.get(f"/posts/export/json{query}").json
    assert document is not None
    assert viewer.get(f"/posts/export/exe{query}").status_code == 404


def test_views_are_saved_for_oneself(
    browsers: dict[str, Browser], pair: tuple[Audit, Audit]
) -> None:
    viewer, reviewer = browsers["viewer"], browsers["reviewer"]
    query = f"a={pair[0].id}&verdict=undisclosed&verdict=review&after=7&next=//evil.example"
    answer = viewer.post("/posts/views", {"name": "  Hidden   ones ", "query": query})
    assert answer.headers["Location"] == (
        f"/posts/?a={pair[0].id}&verdict=undisclosed&verdict=review"
    )
    viewer.post("/posts/views", {"name": "hidden ones", "query": f"a={pair[0].id}&j=IT"})
    page = viewer.get("/posts/").text
    assert page.count("hidden ones") >= 1
    assert "Hidden ones" not in page
    assert "hidden ones" not in reviewer.get("/posts/").text
    viewer.post("/posts/views/remove", {"name": "hidden ones"})
    assert "Remove hidden ones" not in viewer.get("/posts/").text
    assert viewer.post("/posts/views", {"name": " ", "query": query}).status_code == 400


def test_the_page_of_a_post(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    page = viewer.get(f"/posts/{pair[0].id}/2").text
    assert '<mark class="finding">' in page
    assert "Codice del consumo" in page
    assert "promotional code" in page
    assert "Three accounts say the same" in page
    assert f'href="/posts/{pair[0].id}/7"' in page
    assert f'href="/posts/{pair[1].id}/2"' in page  # the same post in the other audit
    assert "with another text" in page
    assert viewer.get(f"/posts/{pair[0].id}/61").status_code == 404
    assert viewer.get(f"/posts/{pair[0].id}/0").status_code == 404


def test_reviews_of_a_sample_stay_hidden_until_ones_own(
    browsers: dict[str, Browser], pair: tuple[Audit, Audit], database: Database
) -> None:
    post = posts.post_id(pair[0].id, 5)
    with database.write() as session:
        plan = add_plan(session, pair[0].id, "first", 1, [SampleItem(post, "IT")])
        reviews.save_review(
            session, post, "IT", "Nora", "cannot-tell", reason="too short", plan_id=plan.id
        )
    path = f"/posts/{pair[0].id}/5"
    assert "too short" in browsers["viewer"].get(path).text  # who does not review sees it
    assert "too short" not in browsers["reviewer"].get(path).text
    with database.write() as session:
        reviews.save_review(session, post, "IT", "Reviewer", "agree", plan_id=plan.id)
    assert "too short" in browsers["reviewer"].get(path).text


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} \u202egnirts\u202c "
    "\"'><svg onload=alert(1)> code ACME20 for 20% off"
)


def test_hostile_posts_are_inert(
    app: Flask, viewer: Browser, database: Database, engine: Engine, tmp_path: Path
) -> None:
    made = audit(
        database,
        engine,
        tmp_path,
        "hostile",
        row(1, text=HOSTILE, author=HOSTILE, id=HOSTILE, url="javascript:alert(1)"),
        row(2, text="😀" * 199_000),
    )
    for path in (
        f"/posts/?a={made.id}",
        f"/posts/{made.id}/1",
        f"/posts/{made.id}/2",
        f"/audits/{made.id}",
        f"/audits/{made.id}/by/brand",
        f"/reports/{made.id}",
    ):
        page = viewer.get(path)
        assert page.status_code == 200
        for bad in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:', "\u202e"):
            assert bad not in page.text, (path, bad)
        assert len(page.data) < 600_000
    quoted = viewer.get("/posts/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&a=" + str(made.id)).text
    assert "<script>alert" not in quoted


def test_every_filter_has_a_field(viewer: Browser, pair: tuple[Audit, Audit]) -> None:
    query = "tier=general/micro&creator=1&severity=error&reviewed=no&j=IT&platform=tiktok"
    page = viewer.get(f"/posts/?a={pair[0].id}&{query}").text
    form = page.split('<form class="card stack filters"')[1].split("</form>")[0]
    for name in filters.KEYS:
        if name != "taxonomy":  # it is sent along with the tier
            assert f'name="{name}"' in form, name
    assert 'type="hidden"' not in form
    for chosen in ('value="general/micro" selected', 'value="error" selected'):
        assert chosen in form
    assert 'value="instagram:author2"' in form
    # What the form sends shows the same posts as the links of charts.
    one = viewer.get(f"/posts/?a={pair[0].id}&tier=general/micro").text
    other = viewer.get(f"/posts/?a={pair[0].id}&taxonomy=general&tier=micro").text
    assert _numbers(one, pair[0].id) == _numbers(other, pair[0].id)
    unknown = viewer.get(f"/posts/?a={pair[0].id}&tier=-").text
    assert '<option value="-" selected>' in unknown


def test_a_creator_who_is_not_on_record_is_not_passed_over(
    viewer: Browser, pair: tuple[Audit, Audit]
) -> None:
    page = viewer.get(f"/posts/?a={pair[0].id}&creator=nobody")
    assert "No creator on record is called nobody" in page.text
    assert 'value="nobody"' in page.text
    assert viewer.get(f"/posts/export/csv?a={pair[0].id}&creator=nobody").status_code == 404


def test_a_post_leads_to_its_review(
    browsers: dict[str, Browser], pair: tuple[Audit, Audit]
) -> None:
    path = f"/posts/{pair[0].id}/2"
    links = re.findall(r'href="(/review/[^"]+)"', browsers["reviewer"].get(path).text)
    assert links == [f"/review/{pair[0].id}/2/IT", f"/review/{pair[0].id}/2/UK"]
    assert browsers["reviewer"].get(links[0]).status_code == 200
    assert "/review/" not in browsers["viewer"].get(path).text
