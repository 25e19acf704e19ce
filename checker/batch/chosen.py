"""Some of what an audit holds, in any format of the reports."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

import msgspec

from checker.model import Verdict
from checker.reports.base import Judged, writer_for
from checker.storage import Session, posts, verdicts
from checker.storage.records import Audit, VerdictItem
from checker.storage.verdicts import Filter

_PAGE = 500

_decode = msgspec.json.Decoder(Verdict).decode


def judged_of(session: Session, audit: Audit, chosen: Filter) -> Iterator[Judged]:
    """Yield the posts that a filter lets through, each with the verdicts that fit, in order.

    Memory does not grow with their number.
    """
    files = {given.ordinal: given.path for given in audit.inputs}
    pages = _pages(session, audit.id, chosen)
    for (identity, place, line), found in groupby(
        (pair for page in pages for pair in page),
        key=lambda pair: (pair[0].post_id, pair[0].input, pair[0].line),
    ):
        post = posts.read_posts(session, [identity])[identity]
        yield Judged(post, files[place], line, tuple(_decode(body) for _, body in found))


def _pages(
    session: Session, audit_id: int, chosen: Filter
) -> Iterator[list[tuple[VerdictItem, str]]]:
    after = 0
    while page := verdicts.list_verdicts(session, audit_id, chosen, after=after, limit=_PAGE):
        bodies = posts.documents(session, [item.verdict_id for item in page])
        yield [(item, bodies[item.verdict_id]) for item in page]
        after = page[-1].verdict_id


def write_chosen(
    session: Session, audit: Audit, format_: str, out: BinaryIO, chosen: Filter
) -> None:
    """Write a report on the posts of an audit that a filter lets through.

    Args:
        session: of :meth:`Database.read`.
        audit: which one.
        format_: one of ``checker.reports.base.FORMATS``.
        out: where to.
        chosen: which of its verdicts.

    Raises:
        UsageError: there is no such format.
    """
    writer = writer_for(format_, out, name=audit.name, ruleset=audit.ruleset)
    writer.begin()
    for each in judged_of(session, audit, chosen):
        writer.add(each)
    writer.end()
