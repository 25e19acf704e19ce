"""Each format against a document that was read and found right.

After a wanted change: ``PALESE_UPDATE_GOLDEN=1 pytest tests/reports``, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.reports.base import FORMATS
from tests.reports.made import RULES, examples, written

GOLDEN = Path(__file__).parent / "golden"
OPTIONS: dict[str, dict[str, object]] = {
    "sarif": {"rules": RULES},
    "html": {"name": "Spring <audit>"},
    "text-colour": {"colour": True},
    "text-narrow": {"width": 40},
}


@pytest.mark.parametrize("name", [*FORMATS, "text-colour", "text-narrow"])
def test_the_document_is_the_one_that_was_read(name: str) -> None:
    format = name.partition("-")[0]
    document = written(format, examples(), **OPTIONS.get(name, {}))
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("PALESE_UPDATE_GOLDEN"):
        file.write_bytes(document.encode())
    assert document == file.read_bytes().decode()


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_input_gives_the_same_bytes(format: str) -> None:
    assert written(format, examples()) == written(format, examples())
