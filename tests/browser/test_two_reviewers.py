"""Two browsers review the same post: neither overwrites the other unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from checker.engine import Engine
from checker.storage import Database, reviews, users
from tests.browser.conftest import PASSWORD, WIDTHS, Walker, serving
from tests.web.audited import audited
from web import passwords

POST = "/review/1/2/IT"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    """The database behind the server."""
    with Database.open(f"sqlite:///{tmp_path / 'two.db'}") as database:
        yield database


@pytest.fixture
def server(opened: Database, engine: Engine, tmp_path: Path) -> Iterator[str]:
    """A server with an audit and two reviewers."""
    stored = passwords.hashed(PASSWORD, "nobody")
    with opened.write() as session:
        for name in ("Ada", "Bea"):
            users.add_user(session, name, "reviewer", password_hash=stored)
    audited(opened, engine, tmp_path, number=4)
    with serving(opened, f"sqlite:///{tmp_path / 'two.db'}", engine) as address:
        yield address


@pytest.fixture
def two(chromium: Browser, server: str) -> Iterator[tuple[Walker, Walker]]:
    """Two browsers that know nothing of each other: a desktop and a phone."""
    contexts = [
        chromium.new_context(viewport={"width": w, "height": h}, locale="en-GB")
        for w, h in WIDTHS.values()
    ]
    for context in contexts:
        context.set_default_timeout(30_000)
    first, second = (Walker(context.new_page(), server) for context in contexts)
    yield first, second
    for context in contexts:
        context.close()
    assert first.wrong == []
    assert [each for each in second.wrong if "409" not in each] == []


def _said(opened: Database) -> list[tuple[str, str, str, int]]:
    with opened.read() as session:
        found = reviews.list_reviews(session, 1)
    return sorted((r.reviewer, r.decision, r.reason, r.version) for r in found)


def test_one_person_in_two_browsers_is_told(two: tuple[Walker, Walker], opened: Database) -> None:
    first, second = two
    for walker in two:
        walker.sign_in("Ada")
        walker.go(POST)  # both see that nothing is said yet
    first.page.get_by_role("button", name="Agree", exact=False).first.click()
    first.page.wait_for_url(lambda url: POST not in url)
    page = second.page
    page.get_by_text("Disagree", exact=False).first.click()
    page.get_by_text("no intent", exact=False).last.click()
    page.get_by_label("Reason").fill("seen on the phone")
    page.locator("button[value=disagree]").click()
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("Nothing was overwritten")
    expect(warning).to_contain_text("Ada agrees")
    expect(page.get_by_label("Reason")).to_have_value("seen on the phone")
    second.fits()
    second.accessible()
    assert _said(opened) == [("Ada", "agree", "", 1)]
    page.locator("button[value=disagree]").click()  # now that it was seen
    page.wait_for_url(lambda url: POST not in url)
    assert _said(opened) == [("Ada", "disagree", "seen on the phone", 2)]


def test_two_people_each_keep_their_own(two: tuple[Walker, Walker], opened: Database) -> None:
    first, second = two
    for walker, name in zip(two, ("Ada", "Bea"), strict=True):
        walker.sign_in(name)
        walker.go(POST)
    for walker, decision in zip(two, ("agree", "cannot-tell"), strict=True):
        walker.page.locator(f"button[value={decision}]").click()
        walker.page.wait_for_url(lambda url: POST not in url)
    assert _said(opened) == [("Ada", "agree", "", 1), ("Bea", "cannot-tell", "", 1)]
    first.go(POST)
    expect(first.page.get_by_role("region", name="What others say")).to_contain_text("Bea")
    second.go(POST)
    expect(second.page.get_by_role("region", name="What others say")).to_contain_text("Ada")
