"""An administrator sets how long audits are kept, sees what would go, and lets it go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from checker.engine import Engine
from checker.storage import Database, audits, users
from checker.storage.tables import AuditRow
from tests.browser.conftest import PASSWORD, Walker, serving
from tests.web.audited import two_audits
from web import passwords


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    """The database behind the server."""
    with Database.open(f"sqlite:///{tmp_path / 'kept.db'}") as database:
        yield database


@pytest.fixture
def server(opened: Database, engine: Engine, tmp_path: Path) -> Iterator[str]:
    """A server with two audits, of which one ended 40 days ago."""
    old, _ = two_audits(opened, engine, tmp_path)
    with opened.write() as session:
        session.get_one(AuditRow, old.id).finished_at = datetime.now(UTC) - timedelta(days=40)
        users.add_user(
            session,
            "Administrator",
            "administrator",
            password_hash=passwords.hashed(PASSWORD, "nobody"),
        )
    with serving(opened, f"sqlite:///{tmp_path / 'kept.db'}", engine) as address:
        yield address


def test_an_audit_past_its_time_goes_once_it_was_seen(walker: Walker, opened: Database) -> None:
    walker.sign_in("Administrator")
    page = walker.page
    walker.go("/admin/")
    page.get_by_label("Audits are past their time").fill("30")
    page.locator("section", has=page.locator("#retention")).get_by_role(
        "button", name="Store"
    ).click()
    expect(page.get_by_text("Past their time: 1 audit")).to_be_visible()
    page.get_by_role("link", name="Show what would go").click()
    page.wait_for_url("**/admin/retention")
    walker.fits()
    walker.accessible()
    with opened.read() as session:
        kept, old = audits.list_audits(session)
    expect(page.get_by_role("link", name=old.name)).to_be_visible()

    # Who thinks better of it keeps everything.
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_role("link", name=old.name)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_role("link", name=old.name)).to_have_count(0)
    walker.fits()
    with opened.read() as session:
        assert [audit.id for audit in audits.list_audits(session)] == [kept.id]
    walker.go("/admin/activity")
    expect(page.get_by_text(old.name).first).to_be_visible()
