"""Ordinary posts, written apart from the rules: none may be accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.engine import Engine
from tests.conftest import lines, post_of

CODES = {
    "da": ("DK",),
    "de": ("DE",),
    "en": ("UK", "US", "EU", "AU", "CA", "IN"),
    "es": ("ES",),
    "fr": ("FR", "BE"),
    "it": ("IT", "EU"),
    "ja": ("JP",),
    "nl": ("NL", "BE"),
    "no": ("NO",),
    "pl": ("PL",),
    "pt": ("PT", "BR"),
    "sv": ("SE",),
}
"""The jurisdictions that the posts of each language are judged under."""

MAX_REVIEW = 0.02
WRITTEN = sorted(path.stem for path in Path(__file__).parent.glob("*.jsonl"))


@pytest.mark.parametrize("lang", WRITTEN)
def test_no_ordinary_post_is_accused(engine: Engine, lang: str) -> None:
    cases = list(lines(f"quiet/{lang}.jsonl"))
    assert len(cases) >= 200
    accused = []
    reviewed = 0
    for case in cases:
        post = post_of(case["post"])
        for verdict in engine.check(post, CODES[lang]):
            if verdict.verdict in ("undisclosed", "inadequate"):
                accused.append((case["case"], verdict.jurisdiction, verdict.verdict))
            reviewed += verdict.verdict == "review"
    assert accused == []
    assert reviewed <= MAX_REVIEW * len(cases) * len(CODES[lang])
