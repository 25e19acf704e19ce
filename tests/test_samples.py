"""The sample posts that a newcomer sees first."""

from __future__ import annotations

import json
from collections import Counter

from checker import settings
from checker.engine import Engine
from checker.importers.read import read_posts
from checker.importers.records import ReadPost

FOLDER = settings.data_dir("sample_posts")


def _samples() -> list[tuple[ReadPost, dict[str, str]]]:
    expected = [
        json.loads(line) for line in (FOLDER / "expected.jsonl").read_text("utf-8").splitlines()
    ]
    posts = [item for item in read_posts(FOLDER / "posts.jsonl") if isinstance(item, ReadPost)]
    assert [p.post.id for p in posts] == [row["id"] for row in expected]
    return [(p, row["expect"]) for p, row in zip(posts, expected, strict=True)]


def test_there_is_enough_to_see() -> None:
    samples = _samples()
    assert len(samples) >= 60
    assert len({p.post.platform for p, _ in samples}) >= 6
    verdicts = Counter(v for _, expect in samples for v in expect.values())
    assert set(verdicts) == {"no-intent", "disclosed", "inadequate", "undisclosed", "review"}


def test_they_come_out_as_their_notes_say(engine: Engine) -> None:
    wrong = []
    total = 0
    for item, expect in _samples():
        for code, wanted in expect.items():
            got = engine.check(item.post, [code])[0].verdict
            total += 1
            if got != wanted:
                wrong.append((item.post.id, code, wanted, got))
    assert len(wrong) <= 0.05 * total, wrong
