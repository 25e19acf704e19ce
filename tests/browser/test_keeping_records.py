"""Waivers, creators, brands and campaigns, kept by an auditor at a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from checker.engine import Engine
from checker.storage import Database, audits, posts, users, waivers
from tests.browser.conftest import PASSWORD, Walker, serving
from tests.web.audited import two_audits
from web import passwords


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    """The database behind the server."""
    with Database.open(f"sqlite:///{tmp_path / 'records.db'}") as database:
        yield database


@pytest.fixture
def server(opened: Database, engine: Engine, tmp_path: Path) -> Iterator[str]:
    """A server with two audits, a creator and a brand."""
    stored = passwords.hashed(PASSWORD, "nobody")
    with opened.write() as session:
        users.add_user(session, "Auditor", "auditor", password_hash=stored)
    two_audits(opened, engine, tmp_path)
    with serving(opened, f"sqlite:///{tmp_path / 'records.db'}", engine) as address:
        yield address


def _waivable(opened: Database) -> int:
    """Return the number of a post with a finding that may be waived."""
    with opened.read() as session:
        for number in range(1, 61):
            found = audits.findings_of(session, [posts.post_id(1, number)])
            if found and all(f.rule.endswith("label-unlisted") for f in found):
                return number
    raise AssertionError("there is no such post")


def test_a_finding_is_waived_from_its_post_and_ended(walker: Walker, opened: Database) -> None:
    walker.sign_in("Auditor")
    page = walker.page
    walker.go("/waivers/")
    walker.accessible()
    walker.go(f"/posts/1/{_waivable(opened)}")
    walker.accessible()
    page.get_by_role("link", name="Waive uk").or_(page.get_by_role("link", name="Waive UK")).click()
    page.wait_for_url("**/waivers/new?**")
    walker.fits()
    walker.accessible()
    page.get_by_label("Reason").fill("Agreed with counsel")
    page.get_by_role("button", name="Add the waiver").click()
    page.wait_for_url("**/posts/1/**")
    expect(page.get_by_text("waived until")).to_be_visible()
    with opened.read() as session:
        (made,) = waivers.list_waivers(session)
    assert (made.reason, made.author) == ("Agreed with counsel", "Auditor")
    walker.go("/waivers/")
    walker.accessible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="End").click()
    expect(page.get_by_text("The waiver was ended.")).to_be_visible()


def test_what_may_not_be_waived_is_refused_beside_the_rule(walker: Walker) -> None:
    walker.sign_in("Auditor")
    page = walker.page
    walker.go("/waivers/new?rule=it/undisclosed")
    expect(page.get_by_role("alert")).to_contain_text("may not be waived")
    page.get_by_label("Reason").fill("please")
    page.get_by_role("button", name="Add the waiver").click()
    rule = page.get_by_label("Rule", exact=True)
    expect(rule).to_have_attribute("aria-invalid", "true")
    walker.fits()
    walker.accessible()
    _expect_refused(walker, "/waivers/new")


def _expect_refused(walker: Walker, path: str) -> None:
    """Take the one answer that was meant to be 400 off the list of what went wrong."""
    refused = [each for each in walker.wrong if each.startswith("400 ") and path in each]
    assert len(refused) == 1
    walker.wrong = [
        each for each in walker.wrong if each not in refused and "status of 400" not in each
    ]


def test_records_are_kept_by_hand(walker: Walker) -> None:
    walker.sign_in("Auditor")
    page = walker.page
    walker.go("/creators/")
    page.get_by_role("link", name="Add a creator").click()
    page.get_by_label("Name", exact=True).fill("Nora Bianchi")
    page.get_by_label("Topics").fill("food, travel")
    page.get_by_label("Handle 1").fill("@nora.b")
    walker.accessible()
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("heading", name="Nora Bianchi", level=1)).to_be_visible()
    expect(page.get_by_text("@nora.b")).to_be_visible()
    walker.fits()
    walker.accessible()
    walker.go("/brands/")
    page.get_by_role("link", name="Add a brand").click()
    page.get_by_label("Name", exact=True).fill("Rival")
    page.get_by_label("Handles").fill("@acme")
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_label("Handles")).to_have_attribute("aria-invalid", "true")
    walker.fits()
    walker.accessible()
    _expect_refused(walker, "/brands/new")
    page.get_by_label("Handles").fill("@rival")
    page.get_by_role("button", name="Store").click()
    page.get_by_role("link", name="Add a campaign").click()
    page.get_by_label("Name", exact=True).fill("Spring")
    page.get_by_label("Budget").fill("12,500.50")
    walker.accessible()
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_text("12,500.50 EUR")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.locator("#f-indicator").fill("Reach")
    page.get_by_role("button", name="Add the indicator").click()
    page.get_by_label("Value").fill("40000")
    page.get_by_role("button", name="Add the value").click()
    expect(page.get_by_role("cell", name="40,000")).to_be_visible()
    walker.fits()
    walker.accessible()


def test_the_form_finds_posts_by_tier_and_creator(walker: Walker) -> None:
    walker.sign_in("Auditor")
    page = walker.page
    walker.go("/posts/?a=1")
    page.get_by_text("More filters").click()
    page.get_by_label("Creator", exact=True).fill("Giulia Rossi")
    page.get_by_label("Tier").select_option("general/micro")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="micro")).to_be_visible()
    expect(page.get_by_role("link", name="Giulia Rossi")).to_be_visible()
    walker.fits()
    walker.accessible()


def test_records_are_removed_and_a_collaboration_is_kept(walker: Walker) -> None:
    walker.sign_in("Auditor")
    page = walker.page
    walker.go("/creators/1")
    page.get_by_role("link", name="Add a collaboration").click()
    expect(page.get_by_label("Creator", exact=True)).to_have_value("instagram:author2")
    page.get_by_label("Brand").fill("Acme")
    page.get_by_label("Kind").select_option("gift")
    page.get_by_label("First day").fill("2026-03-01")
    walker.fits()
    walker.accessible()
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_text(" is on record.")).to_be_visible()
    page.get_by_role("link", name="Edit Acme").click()
    page.get_by_label("Kind").select_option("loan")
    page.get_by_role("button", name="Store").click()
    expect(page.locator("#ties + ul .tag")).to_have_text("loan")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("link", name="Counts, removal").click()
    page.get_by_label("Followers").fill("12000")
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("cell", name="12,000")).to_be_visible()
    walker.fits()
    walker.accessible()
    page.get_by_role("link", name="Remove this account").click()
    expect(page.get_by_text("1 count of followers and the like")).to_be_visible()
    walker.fits()
    walker.accessible()
    page.get_by_role("link", name="Back").click()
    walker.go("/creators/1")
    page.get_by_role("link", name="Remove", exact=True).click()
    for said in ("1 account", "1 collaboration", "which lead to this record no longer"):
        expect(page.get_by_text(said)).to_be_visible()
    walker.fits()
    walker.accessible()
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("Giulia Rossi is off the record.")).to_be_visible()
    walker.go("/audits/1")
    expect(page.get_by_role("heading", name="By tier")).to_be_visible()


def test_a_table_is_uploaded_with_its_mapping(walker: Walker, tmp_path: Path) -> None:
    table, wrong, right = (tmp_path / name for name in ("t.csv", "wrong.yaml", "right.yaml"))
    table.write_text("Testo;Chi\nuna crema nuova #adv @acme;@mara\n", encoding="utf-8")
    wrong.write_text("fields:\n  text: Testo\n  colour: Chi\n", encoding="utf-8")
    right.write_text("fields:\n  text: Testo\n  author: Chi\n", encoding="utf-8")
    walker.sign_in("Auditor")
    page = walker.page
    for mapping in (wrong, right):
        walker.go("/audits/start")
        page.get_by_label("Files with posts").set_input_files(table)
        page.get_by_label("Mapping of columns").set_input_files(mapping)
        page.get_by_role("button", name="Start").click()
        if mapping is wrong:
            expect(page.get_by_role("alert")).to_contain_text("wrong.yaml:3: There is no field")
            walker.fits()
            walker.accessible()
            _expect_refused(walker, "/audits/start")
    expect(page.get_by_role("row", name="author Chi")).to_be_visible()
    walker.fits()
    walker.accessible()
