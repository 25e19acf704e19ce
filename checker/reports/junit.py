"""JUnit XML, for build servers."""

from __future__ import annotations

import tempfile
from collections import Counter
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from checker.model import Post, Verdict
from checker.reports.base import Judged, Out
from checker.reports.plain import for_markup
from checker.reports.wording import MEANING, OBJECTIONS, advice, brief, cited, quoted

_IN_MEMORY = 4_000_000


class JUnitWriter:
    """Writes one test suite for each input file and one case for each post and jurisdiction.

    ``undisclosed`` and ``inadequate`` fail, ``review`` is skipped, anything else passes (what
    there is to say of it stands in ``system-out``). A suite's counts stand before its cases,
    so the cases wait in a temporary file, and memory stays bounded.
    """

    def __init__(self, out: Out) -> None:
        self._out = out
        self._file: str | None = None
        self._cases: IO[bytes] | None = None
        self._counts: Counter[str] = Counter()

    def begin(self) -> None:
        """Write the head."""
        self._out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="palese">\n')

    def add(self, judged: Judged) -> None:
        """Write one case for each jurisdiction; another input file begins another suite."""
        if self._cases is None or judged.file != self._file:
            self._close()
            self._file = judged.file
            self._cases = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - _close
        for verdict in judged.verdicts:
            self._cases.write(self._case(judged, verdict).encode("utf-8", "replace"))

    def end(self) -> None:
        """Close the last suite and the document."""
        self._close()
        self._out.write("</testsuites>\n")
        self._out.flush()

    def _close(self) -> None:
        if self._cases is None:
            return
        counts = self._counts
        self._out.write(
            f"<testsuite name={_attribute(self._file or '')} tests={_attribute(counts['tests'])}"
            f" failures={_attribute(counts['failures'])} errors={_attribute(0)}"
            f" skipped={_attribute(counts['skipped'])}>\n"
        )
        self._cases.seek(0)
        while chunk := self._cases.read(65536):
            self._out.write_bytes(chunk)
        self._cases.close()
        self._out.write("</testsuite>\n")
        self._cases = None
        self._counts = Counter()

    def _case(self, judged: Judged, verdict: Verdict) -> str:
        self._counts["tests"] += 1
        post = judged.post
        where = f"{verdict.jurisdiction}.{post.platform or 'unknown'}"
        head = f"<testcase classname={_attribute(where)} name={_attribute(verdict.id)}"
        head += f" file={_attribute(judged.file)}"
        if judged.line > 0:
            head += f" line={_attribute(judged.line)}"
        first = verdict.findings[0] if verdict.findings else None
        why = first.message if first else MEANING[verdict.verdict]
        message = _attribute(f"{verdict.verdict}: {why}")
        told = escape(for_markup(_told(verdict, post)))
        if verdict.verdict in OBJECTIONS:
            self._counts["failures"] += 1
            rule = _attribute(first.rule if first else f"palese/{verdict.verdict}")
            body = f"<failure message={message} type={rule}>{told}</failure>"
        elif verdict.verdict == "review":
            self._counts["skipped"] += 1
            body = f"<skipped message={message}/>"
        elif told:
            body = f"<system-out>{told}</system-out>"
        else:
            return f"{head}/>\n"
        return f"{head}>\n{body}\n</testcase>\n"


def _attribute(value: object) -> str:
    return quoteattr(for_markup(str(value)))


def _told(verdict: Verdict, post: Post) -> str:
    """Say all that was found: why, the words concerned, the source and the remedy."""
    lines = []
    for finding in verdict.findings:
        lines.append(f"{finding.severity} {finding.rule}: {finding.message}")
        words = quoted(post, finding)
        if words:
            lines.append(f"  text: {brief(words)}")
        if finding.citation is not None:
            lines.append(f"  source: {cited(finding.citation)} {finding.citation.url}".rstrip())
        if finding.fix is not None:
            lines.append(f"  fix: {advice(finding.fix, post)}")
    return "\n".join(lines)
