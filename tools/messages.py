"""Bring the catalogues of the web application up to date with its pages.

``python tools/messages.py`` adds what is new to ``web/translations/*/LC_MESSAGES/messages.po`` and
drops what is gone; translations stay. A test fails while one is missing.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from checker.rulepack.cache import load_pack
from checker.settings import rules_dir
from web import lawtexts
from web.messages import translatable

ROOT = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "encoding": "utf-8"}}
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
}  # fmt: skip


def template() -> Catalog:
    """Return every text of the pages, every sentence of the engine, and texts on the law.

    Those on the law carry a comment that says where they come from.
    """
    catalog = Catalog(project="palese", charset="utf-8")
    found = extract_from_dir(
        ROOT / "web", method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    )
    for file, _line, message, _comments, _context in found:
        catalog.add(message, locations=[(f"web/{file}", 1)])
    for sentence in translatable():
        catalog.add(sentence, locations=[("checker", 1)])
    for text, place in lawtexts.gathered(load_pack([rules_dir()])):
        catalog.add(text, locations=[("rules", 1)], auto_comments=[place])
    return catalog


def main() -> None:
    """Update every catalogue in place."""
    fresh = template()
    for file in sorted((ROOT / "web" / "translations").glob("*/LC_MESSAGES/messages.po")):
        with file.open("rb") as opened:
            catalog = read_po(opened, locale=file.parts[-3])
        catalog.update(fresh, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with file.open("wb") as opened:
            write_po(
                opened, catalog, width=100, omit_header=False, no_location=True, sort_output=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
