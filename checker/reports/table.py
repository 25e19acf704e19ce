"""CSV: a row for each post and jurisdiction, for spreadsheets; then what an audit adds."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from checker.model import Verdict
from checker.reports.base import Across, Judged, Out, Waived
from checker.reports.plain import for_markup

COLUMNS = (
    "id",
    "jurisdiction",
    "lang",
    "verdict",
    "intent",
    "relations",
    "labels",
    "findings",
    "message",
    "citation",
    "section",
    "url",
    "author",
    "followers",
    "general",
    "four-level",
    "harvard-media",
    "engagement_rate",
    "file",
    "line",
    "row",
)
_Cells = dict[str, str | int | float]
_TAXONOMIES = ("general", "four-level", "harvard-media")
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


class CsvWriter:
    """Writes UTF-8 rows that end in a line feed, under one row of headings.

    ``message``, ``citation``, ``section`` and ``url`` are those of the first finding; several
    relations, labels (``text=standing``) or findings (rule ids) are parted by ``"; "``.

    ``row`` says what a row is: a ``verdict``; the part that a post has in a finding ``across``
    posts, which has no jurisdiction and no verdict, and as many rows as posts; or the finding
    that a ``waiver`` covers, whose verdict stands in a row of its own.

    Spreadsheets run a cell that begins like a formula, and posts are written by strangers.
    A text that begins with ``=``, ``+``, ``-``, ``@`` (full-width ones too), a tab or a line
    break therefore gets a leading ``'``: an author ``@acme`` reads ``'@acme``. Control
    characters are left out. Programs that need every text as it was read take JSON Lines.
    """

    def __init__(self, out: Out) -> None:
        self._out = out
        self._rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        self._more: list[_Cells] = []

    def begin(self) -> None:
        """Write the headings."""
        self._rows.writeheader()

    def add(self, judged: Judged) -> None:
        """Write one row for each jurisdiction."""
        for verdict in judged.verdicts:
            self._rows.writerow(_row(judged, verdict))

    def across(self, findings: Sequence[Across]) -> None:
        """Take these as rows that follow the verdicts, one for each post that they rest on."""
        self._more += [
            {
                "id": cell(post.id),
                "findings": cell(finding.rule),
                "message": cell(
                    f"{finding.message} ({post.role})" if post.role else finding.message
                ),
                "url": cell(post.url),
                "author": cell(post.author),
                "row": "across",
            }
            for finding in findings
            for post in finding.posts
        ]

    def waived(self, waivers: Sequence[Waived]) -> None:
        """Take these as the last rows, one for each finding that they cover."""
        self._more += [
            {
                "id": cell(found.post),
                "jurisdiction": cell(found.jurisdiction),
                "findings": cell(found.rule),
                "message": cell(f"waived by {waiver.author} until {waiver.until}: {waiver.reason}"),
                "row": "waiver",
            }
            for waiver in waivers
            for found in waiver.findings
        ]

    def end(self) -> None:
        """Write what rests on more than a post and its verdict."""
        self._rows.writerows(self._more)
        self._out.flush()


def _row(judged: Judged, verdict: Verdict) -> _Cells:
    first = verdict.findings[0] if verdict.findings else None
    source = first.citation if first else None
    creator = verdict.creator
    values = (
        cell(verdict.id),
        cell(verdict.jurisdiction),
        cell(verdict.lang),
        verdict.verdict,
        verdict.intent.level,
        cell("; ".join(verdict.intent.relations)),
        cell("; ".join(f"{own.label}={own.standing}" for own in verdict.disclosure.labels)),
        cell("; ".join(dict.fromkeys(finding.rule for finding in verdict.findings))),
        cell(first.message if first else None),
        cell(source.title or source.instrument if source else None),
        cell(source.section if source else None),
        cell(source.url if source else None),
        cell(creator.author),
        "" if creator.followers is None else creator.followers,
        *(cell(creator.tiers.get(taxonomy)) for taxonomy in _TAXONOMIES),
        "" if creator.engagement_rate is None else creator.engagement_rate,
        cell(judged.file),
        judged.line if judged.line > 0 else "",
        "verdict",
    )
    return dict(zip(COLUMNS, values, strict=True))


def cell(text: str | None) -> str:
    """Keep a text from being run as a formula, and its line breaks from ending the row."""
    text = for_markup(text or "").replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if _FORMULA.match(text) else text
