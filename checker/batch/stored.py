"""What an audit holds, given back to the writers of reports."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from checker.batch.waiving import waived
from checker.errors import PaleseError
from checker.model import Verdict
from checker.reports.base import Across, AcrossPost, AcrossWriter, Judged, writer_for
from checker.storage import Session, audits, crossposts, crossreads, verdicts
from checker.storage.records import Audit, VerdictItem

_PAGE = 2000

_decode = msgspec.json.Decoder(Verdict).decode


def judged(session: Session, audit: Audit) -> Iterator[Judged]:
    """Yield every post of an audit with its verdicts, in the order of the input.

    Memory does not grow with the audit.
    """
    files = {given.ordinal: given.path for given in audit.inputs}
    lines = audits.iter_verdicts(session, audit.id)
    posts = audits.iter_posts(session, audit.id)
    at: VerdictItem | None = None
    found: list[Verdict] = []
    for item, (_, line) in zip(_items(session, audit.id), lines, strict=True):
        if at is not None and item.post_id != at.post_id:
            yield Judged(next(posts)[1], files[at.input], at.line, tuple(found))
            found = []
        at = item
        found.append(_decode(line))
    if at is not None:
        yield Judged(next(posts)[1], files[at.input], at.line, tuple(found))


def _items(session: Session, audit_id: int) -> Iterator[VerdictItem]:
    after = 0
    while page := verdicts.list_verdicts(session, audit_id, after=after, limit=_PAGE):
        yield from page
        after = page[-1].verdict_id


def write_lines(session: Session, audit: Audit, out: BinaryIO) -> None:
    """Write the verdicts as ``palese check --format jsonl`` writes them."""
    for _, line in audits.iter_verdicts(session, audit.id):
        out.write(line.encode() + b"\n")
    out.flush()


def across(session: Session, audit: Audit, limit: int | None = None) -> list[Across]:
    """Return the findings of an audit that rest on several posts, networks before series.

    Args:
        session: any.
        audit: which one.
        limit: how many at most; ``None``: all.
    """
    found = crossposts.list_cross_findings(session, audit.id, limit=limit)
    ids = sorted({post_id for finding in found for post_id, _ in finding.members})
    posts = crossreads.identities(session, ids)
    return [
        Across(
            finding.rule,
            finding.severity,
            finding.message,
            finding.brand,
            tuple(AcrossPost(*posts[post_id], role) for post_id, role in finding.members),
        )
        for finding in found
    ]


def write_report(
    session: Session,
    audit: Audit,
    format_: str,
    out: BinaryIO,
    on: date | None = None,
    never: Mapping[str, str] | None = None,
) -> None:
    """Write a report on an audit.

    Args:
        session: of :meth:`Database.read`.
        audit: which one.
        format_: one of ``checker.reports.base.FORMATS``.
        out: where to.
        on: the day on which waivers must hold; today unless told.
        never: rules that may not be waived; those that ship unless told.

    Raises:
        UsageError: there is no such format.
    """
    writer = writer_for(format_, out, name=audit.name, ruleset=audit.ruleset)
    writer.begin()
    for each in judged(session, audit):
        writer.add(each)
    if isinstance(writer, AcrossWriter):
        writer.across(across(session, audit))
        writer.waived(waived(session, audit, on or datetime.now(UTC).date(), never))
    writer.end()


def replace_file(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file that is there as a whole or, when writing fails, as it was before.

    Raises:
        PaleseError: it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PaleseError(
            f"it cannot be written ({(error.strerror or str(error)).lower()})",
            where=str(path),
            remedy="Check the folder, its permissions and the room on the disk",
        ) from error
