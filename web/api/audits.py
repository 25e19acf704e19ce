"""Audits, what they found, and the figures that charts are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from checker.batch.figures import Figures, Property, corrected
from checker.batch.reviewed import MeasuredError
from checker.model import IntentLevel, Severity, VerdictName
from checker.storage import NotFoundError, Session, audits, posts, verdicts
from checker.storage import findings as found_by
from checker.storage.records import Audit, AuditInput, VerdictItem
from checker.storage.verdicts import Filter
from web import figures
from web.api.operation import MOST_ITEMS, ApiError, Operation, Page
from web.services import services

_Short = Annotated[str, msgspec.Meta(max_length=200)]
_Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST_ITEMS)]
_Place = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class AuditItem(msgspec.Struct, frozen=True):
    """An audit; the counts are of what is stored so far. Without jurisdictions: each post's own."""

    id: int
    name: str
    state: Literal["running", "done", "cancelled"]
    created_at: datetime
    finished_at: datetime | None
    jurisdictions: tuple[str, ...]
    ruleset: str
    engine: str
    posts: int
    verdicts: int
    findings: int
    problems: int
    inputs: tuple[AuditInput, ...]


class AuditAnswer(AuditItem, frozen=True):
    """An audit with its shares; corrected where a reviewed sample shows the verdicts' error."""

    all: Figures
    measured_error: MeasuredError | None


class FindingItem(msgspec.Struct, frozen=True):
    """A finding; ``post`` is the post's number in its audit, ``id`` the one it came with."""

    post: int
    id: str
    platform: str | None
    author: str | None
    jurisdiction: str
    rule: str
    severity: Severity
    message: str
    segment: int
    start: int
    end: int
    instrument: str | None
    section: str | None
    fingerprint: str


class VerdictLine(msgspec.Struct, frozen=True):
    """A verdict in short; ``post`` is the post's number in its audit."""

    post: int
    id: str
    platform: str | None
    author: str | None
    lang: str | None
    published_at: str | None
    followers: int | None
    jurisdiction: str
    verdict: VerdictName
    intent: IntentLevel
    relation: str | None
    severity: Severity | None


class PageQuery(msgspec.Struct, frozen=True):
    """Which page; ``after`` is the ``next`` of the page before."""

    after: _Place = 0
    limit: _Limit = 100


class FindingQuery(msgspec.Struct, frozen=True):
    """Which findings; ``after`` is the ``next`` of the page before."""

    rule: _Short | None = None
    severity: Severity | None = None
    jurisdiction: _Short | None = None
    after: _Place = 0
    limit: _Limit = 100


class VerdictQuery(msgspec.Struct, frozen=True):
    """Which verdicts; ``after`` is the ``next`` of the page before."""

    verdict: VerdictName | None = None
    jurisdiction: _Short | None = None
    platform: _Short | None = None
    lang: _Short | None = None
    month: _Short | None = None
    rule: _Short | None = None
    author: _Short | None = None
    creator: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
    brand: _Short | None = None
    text: _Short | None = None
    reviewed: bool | None = None
    after: _Place = 0
    limit: _Limit = 100


class FigureQuery(msgspec.Struct, frozen=True):
    """By which property; ``taxonomy`` is for tiers."""

    by: Property = "jurisdiction"
    jurisdiction: _Short | None = None
    taxonomy: _Short | None = None


class FigureAnswer(msgspec.Struct, frozen=True):
    """Shares with their 95 % Wilson intervals, of all verdicts and of each group.

    Where people reviewed a sample, ``corrected`` is the share of non-compliance behind the one
    found, with its interval, and ``measured_error`` what it rests on, both as in ``palese stats``.
    """

    audit: int
    by: Property
    taxonomy: str | None
    all: Figures
    groups: tuple[Figures, ...]
    measured_error: MeasuredError | None


def _item(audit: Audit) -> AuditItem:
    return msgspec.convert(audit, AuditItem, from_attributes=True)


def find(session: Session, audit: str) -> Audit:
    """Return the audit of a number or a name; answers 404 where there is none."""
    try:
        return audits.get_audit(session, audit)
    except NotFoundError as error:
        raise ApiError(404, error.what, "List the audits") from None


def every(body: None, query: PageQuery) -> Page[AuditItem]:
    """List audits, the newest first; ``next`` is the number to go on below."""
    with services().database.read() as session:
        found = audits.list_audits(session)
    below = [audit for audit in found if not query.after or audit.id < query.after]
    kept = below[: query.limit]
    return Page(tuple(map(_item, kept)), str(kept[-1].id) if len(below) > len(kept) else None)


def one(body: None, query: None, audit: str) -> AuditAnswer:
    """Show an audit with its shares."""
    with services().database.read() as session:
        found = find(session, audit)
        error = figures.error_of(session, found)
        (total,) = corrected([figures.overall_of(session, found)], error)
    item = msgspec.structs.asdict(_item(found))
    return AuditAnswer(**item, all=total, measured_error=error)


def findings(body: None, query: FindingQuery, audit: str) -> Page[FindingItem]:
    """List findings in the order of the input."""
    with services().database.read() as session:
        number = find(session, audit).id
        rows = found_by.list_findings(
            session,
            number,
            rule=query.rule,
            severity=query.severity,
            jurisdiction=query.jurisdiction,
            after=_whole(number, query.after),
            limit=query.limit + 1,
        )
    kept = rows[: query.limit]
    return Page(
        tuple(
            FindingItem(
                posts.number_of(row.finding.post_id),
                row.external_id,
                row.platform,
                row.author,
                row.finding.jurisdiction,
                row.finding.rule,
                row.finding.severity,
                row.finding.message,
                row.finding.segment,
                row.finding.start,
                row.finding.end,
                row.finding.instrument,
                row.finding.section,
                row.finding.fingerprint,
            )
            for row in kept
        ),
        str(posts.number_of(kept[-1].finding.id)) if len(rows) > len(kept) else None,
    )


def _whole(audit_id: int, number: int) -> int:
    """Return the id of the row with this number; numbers that no row can have come last."""
    return posts.post_id(audit_id, min(number, 2**32 - 1))


def _line(item: VerdictItem) -> VerdictLine:
    return VerdictLine(
        posts.number_of(item.post_id),
        item.external_id,
        item.platform,
        item.author,
        item.lang,
        item.published_at,
        item.followers,
        item.jurisdiction,
        item.verdict,
        item.intent,
        item.relation,
        item.severity,
    )


def _some(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def listed(body: None, query: VerdictQuery, audit: str) -> Page[VerdictLine]:
    """List verdicts in the order of the input."""
    chosen = Filter(
        verdicts=_some(query.verdict),
        jurisdictions=_some(query.jurisdiction),
        platforms=_some(query.platform),
        langs=_some(query.lang),
        months=_some(query.month),
        rules=_some(query.rule),
        author=query.author or None,
        creator_id=query.creator,
        brand_names=_some(query.brand),
        text=query.text or None,
        reviewed=query.reviewed,
    )
    with services().database.read() as session:
        number = find(session, audit).id
        rows = verdicts.list_verdicts(
            session, number, chosen, after=_whole(number, query.after), limit=query.limit + 1
        )
    kept = rows[: query.limit]
    return Page(
        tuple(map(_line, kept)),
        str(posts.number_of(kept[-1].verdict_id)) if len(rows) > len(kept) else None,
    )


def post(body: None, query: None, audit: str, number: str) -> bytes:
    """Show the whole verdicts on a post, as the command line writes them."""
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    with services().database.read() as session:
        own = find(session, audit).id
        lines = posts.documents_of(session, posts.post_id(own, place)) if place else []
    if not lines:
        raise ApiError(404, f"there is no post number {number} in this audit", "List its verdicts")
    return msgspec.json.encode({"verdicts": [msgspec.Raw(line.encode()) for line in lines]})


def counted(body: None, query: FigureQuery, audit: str) -> FigureAnswer:
    """Count verdicts by a property."""
    known = figures.taxonomies()
    taxonomy = query.taxonomy or figures.usual_taxonomy()
    if query.by == "tier" and taxonomy not in known:
        raise ApiError(422, f"there is no taxonomy {taxonomy!r}", f"Use {', '.join(known)}")
    code = query.jurisdiction or ""
    with services().database.read() as session:
        found = find(session, audit)
        groups = figures.groups_of(session, found, query.by, code, taxonomy)
        error = figures.error_of(session, found)
        total = figures.overall_of(session, found, code)
    everything, *groups = corrected([total, *groups], error)
    shown = taxonomy if query.by == "tier" else None
    return FigureAnswer(found.id, query.by, shown, everything, tuple(groups), error)


def _operation(name: str, path: str, summary: str, run: Any, answer: Any, **more: Any) -> Operation:
    return Operation(
        name=name, method="GET", path=path, summary=summary, run=run, answer=answer, **more
    )


def operations(answer_of_a_post: Any) -> tuple[Operation, ...]:
    """Return the operations of this module.

    Args:
        answer_of_a_post: the type that holds whole verdicts, which checks answer too.
    """
    missing = (404,)
    of_one = "/audits/{audit}"
    return (
        _operation("list_audits", "/audits", "List audits", every, Page[AuditItem],
                   query=PageQuery, description="The newest first."),
        _operation("get_audit", of_one, "Show an audit", one, AuditAnswer, errors=missing,
                   description="By its number or its name."),
        _operation("list_findings", f"{of_one}/findings", "List the findings of an audit",
                   findings, Page[FindingItem], query=FindingQuery, errors=missing),
        _operation("list_verdicts", f"{of_one}/verdicts", "List the verdicts of an audit",
                   listed, Page[VerdictLine], query=VerdictQuery, errors=missing),
        _operation("get_post", f"{of_one}/posts/{{number}}", "Show the verdicts on a post",
                   post, answer_of_a_post, errors=missing,
                   description="The same records as palese audit writes to verdicts.jsonl."),
        _operation("count_verdicts", f"{of_one}/figures", "Count verdicts by a property",
                   counted, FigureAnswer, query=FigureQuery, errors=missing),
    )  # fmt: skip
