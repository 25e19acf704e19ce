"""JSON Lines: one verdict a line, in input order."""

from __future__ import annotations

from checker.reports.base import Judged, Out, verdict_json


class JsonLinesWriter:
    """Writes each verdict as one line, its keys in the contract's order."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def begin(self) -> None:
        """Nothing stands before the first line."""

    def add(self, judged: Judged) -> None:
        """Write one line for each jurisdiction."""
        lines = [verdict_json(verdict) for verdict in judged.verdicts]
        if lines:
            lines.append(b"")
            self._out.write_bytes(b"\n".join(lines))

    def end(self) -> None:
        """Nothing stands after the last line."""
        self._out.flush()
