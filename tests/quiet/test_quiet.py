"""Ordinary posts, written apart from the rules: none may be accused."""

from __future__ import annotations

import pytest

from checker.engine import Engine
from tests.conftest import lines, post_of

CODES = ("IT", "UK", "US", "EU")
MAX_REVIEW = 0.02


@pytest.mark.parametrize("lang", ["it", "en"])
def test_no_ordinary_post_is_accused(engine: Engine, lang: str) -> None:
    cases = list(lines(f"quiet/{lang}.jsonl"))
    assert len(cases) >= 200
    accused = []
    reviewed = 0
    for case in cases:
        post = post_of(case["post"])
        for verdict in engine.check(post, CODES):
            if verdict.verdict in ("undisclosed", "inadequate"):
                accused.append((case["case"], verdict.jurisdiction, verdict.verdict))
            reviewed += verdict.verdict == "review"
    assert accused == []
    assert reviewed <= MAX_REVIEW * len(cases) * len(CODES)
