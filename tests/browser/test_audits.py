"""From an upload to a report that somebody else reads, by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.batch.made import write
from tests.browser.conftest import Walker
from tests.web.audited import row


def _upload(walker: Walker, folder: Path, name: str) -> str:
    """Start an audit, wait until it has ended, and return the address of what it found."""
    page = walker.page
    file = write(folder / "posts.jsonl", *map(row, range(90)), '{"broken')
    walker.go("/audits/")
    page.get_by_role("link", name="Start an audit").first.click()
    page.wait_for_url("**/audits/start")
    walker.fits()
    page.get_by_label("Files with posts").set_input_files(file)
    page.get_by_label("Name of the audit").fill(name)
    page.get_by_role("checkbox", name="IT", exact=False).first.check()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/audits/*")
    expect(page.get_by_role("heading", name="Verdicts over time")).to_be_visible(timeout=60_000)
    return page.url.split("/audits/")[1].split("?")[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_an_upload_to_a_shared_report(
    walker: Walker, scheme: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = walker.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    walker.sign_in("Auditor")
    number = _upload(walker, tmp_path, f"Spring {request.node.callspec.id}")
    walker.fits()
    walker.accessible()
    expect(page.get_by_text("the JSON is broken")).to_be_visible()

    page.get_by_label("Tiers by").select_option("narrow")  # sent as soon as it is chosen
    page.wait_for_url("**taxonomy=narrow**")
    page.get_by_label("Share of").select_option("disclosure")
    page.wait_for_url("**measure=disclosure**")
    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("columnheader", name="Month")).to_be_visible()

    page.locator(".tile.undisclosed a").click()
    page.wait_for_url("**/posts/?**")
    walker.fits()
    walker.accessible()
    shown = page.locator("table.posts tbody tr")
    before = shown.count()
    page.keyboard.press("/")
    page.keyboard.type("GIULIA10")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=GIULIA10**")
    assert 0 < shown.count() <= before
    page.get_by_label("Name for the filters above").fill("Codes")
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_role("status")).to_contain_text("Codes")

    shown.first.locator("td.words a").first.click()
    expect(page.get_by_role("heading", name="Evidence")).to_be_visible()
    expect(page.locator("mark.finding").first).to_be_visible()
    walker.fits()
    walker.accessible()

    walker.go(f"/reports/{number}")
    walker.accessible()
    page.emulate_media(media="print")
    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"  # paper, on a dark screen too
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.locator("summary", has_text="Export").click()
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    page.context.clear_cookies()
    page.goto(link)
    walker.fits()
    expect(page.get_by_role("heading", name="Summary")).to_be_visible()
    walker.accessible()


def test_pages_of_audits_are_accessible(
    walker: Walker, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    walker.sign_in("Auditor")
    walker.go("/audits/start")
    walker.accessible()
    for turn in ("one", "two"):
        number = _upload(walker, tmp_path, f"{turn} {request.node.callspec.id}")
    for path in (
        "/audits/",
        f"/audits/compare?b={number}&change=unchanged",
        f"/audits/{number}/problems",
        f"/audits/{number}/by/rule",
        f"/posts/?a={number}&q=nothing+like+this&platform=tiktok",
    ):
        walker.go(path)
        walker.accessible()
