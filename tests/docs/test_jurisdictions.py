"""The pages on jurisdictions say what the packs say."""

from __future__ import annotations

from checker.engine import Engine
from tools.jurisdictions import FOLDER, pages


def test_the_pages_are_those_of_the_packs(engine: Engine) -> None:
    expected = pages(engine.pack)
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written.keys() == expected.keys()
    stale = [name for name, text in expected.items() if written[name] != text]
    assert stale == [], "run: python -m tools.jurisdictions"


def test_every_label_and_source_is_on_its_page(engine: Engine) -> None:
    for code, law in engine.pack.jurisdictions.items():
        page = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
        for entry in law.labels:
            assert f"| {entry.source}, " in page
