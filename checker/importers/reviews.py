"""Reviews that people filled in: CSV (or TSV) with a header, or JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from checker.errors import InputError
from checker.importers.explain import shown
from checker.importers.listing import read_lines
from checker.importers.records import Problem
from checker.model import VerdictName

CHOICES = (*get_args(VerdictName), "cannot-tell")
"""What a reviewer may write."""

_KEY = ("audit", "plan", "number", "jurisdiction")
_GIVEN = (
    *("id", "author", "platform", "published_at", "url", "tier"),
    *("relation", "platform_label", "text"),
)
_COLUMNS: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in (*_KEY, "reason", "reviewer", *_GIVEN)},
    "correct_verdict": ("correct_verdict", "verdict"),
}
_LONGEST = 10_000


class ReviewLine(msgspec.Struct, frozen=True):
    """One line of a list of reviews; ``correct_verdict`` is ``None`` where it was left empty."""

    file: str
    line: int
    audit: str
    plan: str
    number: int
    jurisdiction: str
    correct_verdict: str | None = None
    reason: str = ""
    reviewer: str | None = None


def read_reviews(file: Path | str) -> Iterator[ReviewLine | Problem]:
    """Yield every line of a list of reviews, and a problem for each that cannot be used.

    Columns (or keys) are those that ``palese sample`` writes.

    Args:
        file: name of the file.
    """
    yield from read_lines(file, _COLUMNS, ("correct_verdict",), _line)


def _line(file: str, line: int, row: dict[str, Any]) -> ReviewLine:
    for name in _KEY:
        if row.get(name) in (None, ""):
            raise InputError(
                f"the {name} is missing", remedy="Leave the columns of palese sample as they were"
            )
    number = str(row["number"])
    if not number.isdecimal():
        raise InputError(
            f"the number is {shown(row['number'])}, not a whole number",
            remedy="Leave it as palese sample wrote it",
        )
    verdict = _text(row, "correct_verdict").lower()
    if verdict and verdict not in CHOICES:
        raise InputError(
            f"the verdict is {shown(verdict)}", remedy=f"Write one of {', '.join(CHOICES)}"
        )
    return ReviewLine(
        file,
        line,
        _plain(_text(row, "audit")),
        _plain(_text(row, "plan")),
        int(number),
        _text(row, "jurisdiction"),
        verdict or None,
        _text(row, "reason"),
        _text(row, "reviewer") or None,
    )


def _plain(text: str) -> str:
    """Take away the sign that keeps a spreadsheet from running a text as a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        value = str(value)
    if len(value) > _LONGEST or "\0" in value:
        raise InputError(
            f"the {field} is too long or holds a NUL character", remedy="Shorten or mend it"
        )
    return value.strip()
