"""A real server and a real browser. Every page must come without script errors or failed requests."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from waitress import create_server

from checker.engine import Engine
from checker.storage import Database, users
from checker.storage.users import ROLES
from web import Config, create_app, passwords

PASSWORD = "four words make one"
WIDTHS = {"desktop": (1280, 900), "phone": (360, 740)}
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip


@contextmanager
def serving(database: Database, url: str, engine: Engine, **more: Any) -> Iterator[str]:
    """Serve the application on a database; gives the address.

    Args:
        database: open already.
        url: of that database.
        engine: checks the posts.
        more: other settings.
    """
    config = Config(
        secret_key="only-for-tests-only-for-tests-only-for-tests",
        database_url=url,
        production=False,
        **more,
    )
    app = create_app(config, database=database, engine=engine)
    running = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.effective_port}"
    running.close()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[str]:
    """The address of a server with a user of each role."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'web.db'}"
    with Database.open(url) as database:
        stored = passwords.hashed(PASSWORD, "nobody")
        with database.write() as session:
            for role in ROLES:
                users.add_user(session, role.title(), role, password_hash=stored)
        with serving(database, url, engine, login_limit="1000 per minute") as address:
            yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, the one that ``PALESE_TEST_CHROMIUM`` names, or Playwright's own."""
    named = os.environ.get("PALESE_TEST_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        found = found or playwright.chromium.executable_path
        assert Path(found).exists(), "no Chromium: run make browser, or set PALESE_TEST_CHROMIUM"
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()


class Walker:
    """A person at a browser of some width, and a witness of everything that goes wrong."""

    def __init__(self, page: Page, server: str, expected: tuple[int, ...] = ()) -> None:
        self.page = page
        self._server = server
        self.wrong: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script error: {error}"))
        page.on("requestfailed", lambda r: self._failed(r.url, r.failure))
        page.on("response", lambda r: r.status >= 400 and self.wrong.append(f"{r.status} {r.url}"))
        page.on("request", lambda r: self._foreign(r.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _failed(self, url: str, reason: str | None) -> None:
        # What the browser calls off itself: a check that a later one overtakes, or a picture of
        # a page that one leaves at once.
        if reason != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {url} ({reason})")

    def _foreign(self, url: str) -> None:
        if not url.startswith(self._server):
            self.wrong.append(f"foreign: {url}")

    def go(self, path: str) -> None:
        """Open a page; it must fit the window."""
        self.page.goto(self._server + path)
        self.fits()

    def fits(self) -> None:
        """Nothing may stick out of the window sideways."""
        # Waits for a page that is still on its way: a script run at once would find no document.
        self.page.locator("body").wait_for(state="attached")
        wide = self.page.locator("html").evaluate("root => root.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"

    def accessible(self) -> None:
        """axe-core finds nothing on the page as it stands."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()

    def sign_in(self, name: str) -> None:
        """Sign in."""
        self.go("/sign-in")
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/drafts/")


@pytest.fixture(params=WIDTHS)
def walker(
    request: pytest.FixtureRequest, chromium: Browser, server: str, tmp_path: Path
) -> Iterator[Walker]:
    """Somebody at a desktop, then somebody with a phone."""
    width, height = WIDTHS[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    walker = Walker(context.new_page(), server)
    yield walker
    context.close()
    assert walker.wrong == []
