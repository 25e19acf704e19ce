"""Every page, wide and narrow, light and dark: it fits, and axe-core has nothing to object to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Walker

PAGES = (
    "/drafts/", "/drafts/file", "/drafts/kept", "/rules/", "/rules/jurisdictions/IT",
    "/rules/compare?a=IT&b=UK", "/rules/list?q=adv", "/rules/list?q=nothing+like+this",
    "/rules/show/it/pubblicita?kind=label", "/rules/findings/it/label-below-fold", "/admin/",
    "/admin/activity", "/admin/retention", "/account",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(walker: Walker, scheme: str) -> None:
    walker.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    walker.go("/sign-in")
    walker.accessible()
    walker.sign_in("Administrator")
    for path in PAGES:
        walker.go(path)
        walker.accessible()
    walker.go("/drafts/")
    with walker.page.expect_response("**/drafts/live"):
        walker.page.get_by_role("textbox", name="Caption").fill(
            "Con GIULIA10 il 10% su tutto @acme #collab"
        )
    expect(walker.page.locator("#apply")).to_be_visible()
    walker.accessible()


def test_rules_are_found_compared_and_tried(walker: Walker) -> None:
    walker.sign_in("Viewer")
    page = walker.page
    walker.go("/rules/")
    page.get_by_label("Search rules and labels").fill("pubblicità")
    page.get_by_role("button", name="Search").click()
    row = page.get_by_role("row").filter(has=page.get_by_text("it/pubblicita", exact=True))
    row.get_by_role("link").click()
    page.get_by_label("A text to try this rule on").fill("#pubblicità @acme la crema nuova")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status").locator("mark")).to_have_text("#pubblicità")
    walker.go("/rules/compare")
    page.get_by_label("One", exact=True).select_option("IT")
    page.get_by_label("Other", exact=True).select_option("US")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("columnheader", name="United States").first).to_be_visible()
    walker.fits()


def test_a_user_is_added_and_sets_a_password(
    walker: Walker, request: pytest.FixtureRequest
) -> None:
    name = f"Nora {request.node.callspec.id}"
    walker.sign_in("Administrator")
    page = walker.page
    walker.go("/admin/")
    page.get_by_label("Name of the new user").fill(name)
    page.get_by_role("button", name="Add").click()
    link = page.get_by_label("Link", exact=True).input_value()
    page.goto(link)
    page.get_by_label("Password", exact=True).fill("quite another password")
    page.get_by_label("The same password again").fill("quite another password")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/drafts/")
    walker.go("/account")
    expect(page.get_by_text(f"Signed in as {name}, viewer.")).to_be_visible()


def test_language_and_colours_are_switched(walker: Walker) -> None:
    walker.go("/sign-in")
    page = walker.page
    page.get_by_role("button", name="Italiano").click()
    expect(page.get_by_role("button", name="Accedi")).to_be_visible()
    page.get_by_role("button", name="scuro").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="chiaro").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark, light) == ("rgb(22, 23, 25)", "rgb(246, 245, 242)")


def test_the_menu_opens_on_a_phone(walker: Walker) -> None:
    walker.sign_in("Viewer")
    page = walker.page
    size = page.viewport_size
    if size is not None and size["width"] < 500:
        page.locator(".phone-head summary").click()
    page.get_by_role("link", name="Rules", exact=True).locator("visible=true").click()
    expect(page.get_by_role("heading", name="Rules", level=1)).to_be_visible()
