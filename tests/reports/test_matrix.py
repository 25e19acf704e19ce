"""Many jurisdictions at once: the matrix, and the wording that passes in the most of them."""

from __future__ import annotations

import io

import pytest

from checker.engine import Engine
from checker.judge.fix import apply, passes
from checker.model import Post, Segment
from checker.reports.base import Judged, writer_for

CODES = ("IT", "DE", "FR", "ES", "UK", "US", "NL", "JP")
TEXT = "Nuova crema @acme, la adoro! Codice GIULIA20 per il 20% di sconto"


def _post(text: str) -> Post:
    return Post(id="p", segments=(Segment(text=text, kind="caption"),), author="giulia")


def test_the_widest_wording_is_proven(engine: Engine) -> None:
    post = _post(TEXT)
    found = engine.widest(post, CODES)
    assert found is not None
    again = engine.check(apply(post, found.edits), CODES)
    assert tuple(v.jurisdiction for v in again if passes(v)) == found.passing
    assert set(found.passing) | set(found.failing) == set(CODES)
    assert "IT" in found.passing


def test_no_wording_is_proposed_where_nothing_is_wrong(engine: Engine) -> None:
    assert engine.widest(_post("Oggi piove e il gatto dorme sul termosifone"), CODES) is None


@pytest.mark.parametrize("width", [40, 80])
def test_one_row_for_each_jurisdiction_those_that_agree_together(
    engine: Engine, width: int
) -> None:
    post = _post(TEXT + " #gifted")
    verdicts = engine.check(post, CODES)
    out = io.BytesIO()
    writer = writer_for("text", out, width=width)
    writer.begin()
    writer.add(Judged(post, "draft.txt", 1, verdicts, engine.widest(post, CODES)))
    writer.end()
    lines = out.getvalue().decode().splitlines()
    assert max(map(len, lines)) <= width
    named = {verdict.jurisdiction: verdict.verdict for verdict in verdicts}
    table = [line.split() for line in lines[1 : 1 + len(CODES)]]
    assert {row[0]: row[1] for row in table} == named
    kinds = [row[1] for row in table]
    assert len([k for i, k in enumerate(kinds) if i == 0 or kinds[i - 1] != k]) == len(set(kinds))
    assert any("One wording passes in" in line for line in lines)
