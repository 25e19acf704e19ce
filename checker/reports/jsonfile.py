"""One JSON document, written as it grows."""

from __future__ import annotations

from collections.abc import Sequence

import checker
from checker.reports.base import Across, Judged, Out, Waived, json_bytes, verdict_json


class JsonWriter:
    """Writes ``{"engine", "ruleset", "verdicts": […]}``, one verdict a line.

    Engine and rule set are those of the first verdict; a document without verdicts names the
    running version and the rule set that the caller knows of, or ``null``. Where findings rest
    on several posts, ``"across"`` follows, and ``"waived"`` where a waiver covers any.
    """

    def __init__(self, out: Out, *, ruleset: str = "") -> None:
        self._out = out
        self._ruleset = ruleset
        self._started = False
        self._across: tuple[Across, ...] = ()
        self._waived: tuple[Waived, ...] = ()

    def begin(self) -> None:
        """The head waits for the first verdict, which knows its rule set."""

    def add(self, judged: Judged) -> None:
        """Write the verdicts of one post."""
        for verdict in judged.verdicts:
            if self._started:
                self._out.write_bytes(b",\n")
            else:
                self._head(verdict.engine, verdict.ruleset)
                self._out.write_bytes(b"\n")
            self._out.write_bytes(verdict_json(verdict))

    def across(self, findings: Sequence[Across]) -> None:
        """Write these as ``"across"``, behind the verdicts."""
        self._across = tuple(findings)

    def waived(self, waivers: Sequence[Waived]) -> None:
        """Write these as ``"waived"``, at the end."""
        self._waived = tuple(waivers)

    def end(self) -> None:
        """Close the document."""
        if self._started:
            self._out.write_bytes(b"\n]")
        else:
            self._head(checker.__version__, self._ruleset or None)
            self._out.write_bytes(b"]")
        if self._across:
            self._out.write_bytes(b',"across":' + json_bytes(self._across))
        if self._waived:
            self._out.write_bytes(b',"waived":' + json_bytes(self._waived))
        self._out.write_bytes(b"}\n")
        self._out.flush()

    def _head(self, engine: str, ruleset: str | None) -> None:
        self._started = True
        head = json_bytes({"engine": engine, "ruleset": ruleset})
        self._out.write_bytes(head[:-1] + b',"verdicts":[')
