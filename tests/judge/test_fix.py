"""The search for a fix ends, however long the post."""

from __future__ import annotations

import pytest

from checker.engine import Engine
from checker.judge.fix import FEWEST_TRIALS, MAX_JUDGED, MAX_TRIALS, propose
from checker.model import Post, Verdict
from tests.conftest import caption


@pytest.mark.parametrize(
    ("length", "most"),
    [(100, MAX_TRIALS), (20_000, MAX_JUDGED // 20_000), (190_000, FEWEST_TRIALS)],
)
def test_long_posts_are_judged_again_less_often(engine: Engine, length: int, most: int) -> None:
    post = caption("Con GIULIA10 avete il 10% da @acme ".ljust(length, "."), platform="instagram")
    codes = ("IT", "UK", "US")
    evidence = engine.evidence(post)
    verdicts = engine.judge(post, evidence, codes)
    laws = [engine.laws.law(code, None) for code in codes]
    judged = 0

    def never_good(changed: Post) -> tuple[Verdict, ...]:
        nonlocal judged
        judged += 1
        return verdicts

    assert propose(post, evidence, verdicts, laws, never_good) is None
    assert 0 < judged <= most
