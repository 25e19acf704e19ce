"""A reviewer works a sample from the keyboard; a creator's page is read wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from checker.batch.sampling import draw_plan
from checker.engine import Engine
from checker.storage import Database, brands, creators, reviews, users
from checker.storage.records import Snapshot
from tests.browser.conftest import PASSWORD, Walker, serving
from tests.web.audited import audited
from web import passwords


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    """The database behind the server."""
    with Database.open(f"sqlite:///{tmp_path / 'review.db'}") as database:
        yield database


@pytest.fixture
def server(opened: Database, engine: Engine, tmp_path: Path) -> Iterator[str]:
    """A server with an audit, a sample of it, and a creator."""
    stored = passwords.hashed(PASSWORD, "nobody")
    with opened.write() as session:
        users.add_user(session, "Reviewer", "reviewer", password_hash=stored)
        brands.add_brand(session, "Acme", handles=["acme"])
        creators.add_creator(session, "Giulia", accounts=[("instagram", "author1")])
        counts = [Snapshot(datetime(2026, 1 + m, 1, tzinfo=UTC), 9_000 + m) for m in range(3)]
        creators.add_snapshots(session, 1, counts)
    audit = audited(opened, engine, tmp_path, number=40)
    with opened.write() as session:
        taxonomy = engine.pack.tiers["general"]
        draw_plan(session, audit, "sample", size=5, seed=1, taxonomy=taxonomy)
    with serving(opened, f"sqlite:///{tmp_path / 'review.db'}", engine) as address:
        yield address


def test_a_sample_is_worked_from_the_keyboard(walker: Walker, opened: Database) -> None:
    walker.sign_in("Reviewer")
    page = walker.page
    walker.go("/review/")
    walker.accessible()
    page.get_by_role("link", name="Review sample").click()
    page.wait_for_url("**/review/1/**")
    for key in ("a", "c"):
        before = page.url
        expect(page.get_by_role("heading", name="Is this verdict right?")).to_be_visible()
        walker.fits()
        page.keyboard.press(key)
        page.wait_for_url(lambda url, before=before: url != before)
    before = page.url
    page.keyboard.press("d")
    page.keyboard.press("1")
    page.keyboard.type("a and c are letters here, not answers")
    walker.accessible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != before)
    before = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != before)
    with opened.read() as session:
        said = reviews.list_reviews(session, 1)
    assert [review.decision for review in said] == ["agree", "cannot-tell", "disagree"]
    assert said[-1].reason == "a and c are letters here, not answers"
    walker.go("/review/agreement/1")
    walker.accessible()


def test_creators_and_brands_fit_and_are_accessible(walker: Walker) -> None:
    walker.sign_in("Reviewer")
    for path in ("/creators/", "/creators/1", "/brands/", "/brands/1", "/campaigns/"):
        walker.go(path)
        walker.accessible()
    walker.go("/creators/?area=nowhere")
    expect(walker.page.get_by_role("heading", name="No creator fits")).to_be_visible()
