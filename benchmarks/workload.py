"""What is measured of palese: JSON Lines in, verdict JSON Lines out, as ``palese check`` does."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence

from checker.cli.check import judge_all
from checker.engine import Engine
from checker.importers.read import read_posts
from checker.importers.records import Problem
from checker.reports.base import writer_for

JURISDICTION = "IT"


class Palese:
    """The engine with the rules that ship, judging under one jurisdiction."""

    def __init__(self) -> None:
        self.engine = Engine()
        self._codes = self.engine.jurisdictions(JURISDICTION)
        self.verdicts: Counter[str] = Counter()

    def __call__(self, lines: Sequence[bytes]) -> bytes:
        """Judge posts, each one line of JSON, and return the verdicts, each one line of JSON."""
        out = io.BytesIO()
        writer = writer_for("jsonl", out)
        writer.begin()
        self.verdicts.clear()
        read = read_posts("mix.jsonl", io.BytesIO(b"".join(lines)))
        for item in judge_all(self.engine, read, self._codes):
            if isinstance(item, Problem):
                raise ValueError(f"the mix is not in order: {item}")
            self.verdicts[item.verdicts[0].verdict] += 1
            writer.add(item)
        writer.end()
        return out.getvalue()
