"""The agencies' story: write, see, mend, keep, share; and texts that attack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import WIDTHS, Walker

TEXT = "Adoro questa crema! 💖\nCon il codice GIULIA10 avete il 10% su tutto da @acme\n#collab"


def _write(walker: Walker, text: str) -> None:
    page = walker.page
    with page.expect_response("**/drafts/live"):
        page.get_by_role("textbox", name="Caption").fill(text)
    expect(page.locator("#result")).to_have_attribute("aria-busy", "false")


def test_from_draft_to_shared_result(walker: Walker, chromium: Browser, server: str) -> None:
    walker.sign_in("Viewer")
    page = walker.page
    expect(page.get_by_role("heading", name="Nothing to judge yet")).to_be_visible()
    for code in ("EU European Union", "US United States"):
        page.get_by_role("checkbox", name=code).uncheck()
    page.get_by_role("checkbox", name="IT Italy").check()
    _write(walker, TEXT)
    verdicts = page.get_by_role("table")
    expect(verdicts.first.get_by_role("row")).to_have_count(3)
    expect(verdicts.first).to_contain_text("inadequate")
    marks = page.locator("#backdrop mark").all_inner_texts()
    assert "#collab" in marks
    assert page.locator("#backdrop").inner_text().startswith("Adoro questa crema! 💖\nCon il")
    walker.fits()
    with page.expect_response("**/drafts/live"):
        page.get_by_role("button", name="Apply fix").click()
    expect(page.locator("#result .matrix")).not_to_contain_text("inadequate")
    expect(page.locator("#result .matrix .disclosed")).to_have_count(2)
    assert page.get_by_role("textbox", name="Caption").input_value().endswith(TEXT)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("textbox", name="Caption")).to_have_value(TEXT)
    expect(page.locator("#result .matrix")).to_contain_text("inadequate")
    page.get_by_label("Title").fill("For the client")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/drafts/kept/*")
    walker.fits()
    page.get_by_role("button", name="Share by a link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    context = chromium.new_context()
    guest = Walker(context.new_page(), server)
    guest.page.goto(link)
    expect(guest.page.get_by_role("heading", name="For the client")).to_be_visible()
    context.close()
    assert guest.wrong == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Throw away").click()
    page.wait_for_url("**/drafts/kept")
    expect(page.get_by_role("heading", name="Nothing is kept yet")).to_be_visible()


def test_by_keyboard_alone(walker: Walker) -> None:
    walker.sign_in("Reviewer")
    page = walker.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Caption")).to_be_focused()
    with page.expect_response("**/drafts/live"):
        page.keyboard.type("Gifted by @acme, such a lovely bag! Use ANNA20 for 20% off", delay=2)
    expect(page.locator("#apply")).to_be_visible()
    before = page.get_by_role("textbox", name="Caption").input_value()
    with page.expect_response("**/drafts/live"):
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("textbox", name="Caption")).not_to_have_value(before)
    expect(page.locator("#apply")).to_have_count(0)


def test_several_drafts_from_a_file(walker: Walker, tmp_path: Path) -> None:
    file = tmp_path / "drafts.jsonl"
    rows = [
        {"id": f"draft-{n}", "text": text} for n, text in enumerate(["#ad @acme", TEXT, "Ciao"])
    ]
    file.write_text("\n".join(json.dumps(row) for row in [*rows, 7]), encoding="utf-8")
    walker.sign_in("Auditor")
    walker.go("/drafts/file")
    page = walker.page
    page.get_by_label("File with drafts").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="3 drafts")).to_be_visible()
    expect(page.get_by_text("Line 4:")).to_be_visible()
    page.locator("summary").filter(has_text="draft-1").click()
    expect(page.get_by_role("heading", name="The smallest change").first).to_be_visible()
    walker.fits()


ATTACKS = {
    "markup": "</textarea><img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script> #ad",
    "bidi": "\u202e#adv \u2066@acme\u2069 sconto GIULIA10",
    "emoji": "💖" * 20_000 + " #adv",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_hostile_texts_do_nothing(walker: Walker, name: str) -> None:
    walker.sign_in("Viewer")
    _write(walker, ATTACKS[name])
    page = walker.page
    expect(page.locator("#result .matrix")).to_be_visible()
    assert "hit" not in page.title()
    assert page.locator("#result img, #backdrop img, #result script").count() == 0
    assert page.get_by_role("textbox", name="Caption").input_value() == ATTACKS[name]
    walker.fits()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_works_without_scripts(chromium: Browser, server: str, width: str) -> None:
    size = WIDTHS[width]
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": size[0], "height": size[1]}, locale="en-GB"
    )
    walker = Walker(context.new_page(), server)
    page = walker.page
    page.goto(f"{server}/sign-in")
    page.get_by_label("Name", exact=True).fill("Viewer")
    page.get_by_label("Password", exact=True).fill("four words make one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("textbox", name="Caption").fill(TEXT)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Apply fix").click()
    expect(page.get_by_role("button", name="Apply fix")).to_have_count(0)
    assert page.get_by_role("textbox", name="Caption").input_value().endswith(TEXT)
    context.close()
    assert walker.wrong == []


def test_a_server_that_is_gone_loses_no_text(walker: Walker) -> None:
    walker.sign_in("Viewer")
    page = walker.page
    page.route("**/drafts/live", lambda route: route.abort())
    page.get_by_role("textbox", name="Caption").fill(TEXT)
    expect(page.get_by_text("The server does not answer")).to_be_visible()
    assert page.get_by_role("textbox", name="Caption").input_value() == TEXT
    page.unroute("**/drafts/live")
    with page.expect_response("**/drafts/live"):
        page.get_by_role("textbox", name="Caption").press_sequentially("!")
    expect(page.locator("#result .matrix")).to_be_visible()
    walker.wrong = [line for line in walker.wrong if "ERR_FAILED" not in line]
