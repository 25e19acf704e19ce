"""What the report of an audit says."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from checker.batch import waiving
from checker.batch.chosen import judged_of
from checker.batch.waiving import WaivedCount
from checker.reports.base import Judged
from checker.reports.wording import OBJECTIONS, ORDER
from checker.rulepack.schema import Instrument
from checker.storage import Session, crossposts, posts
from checker.storage.posts import Cited
from checker.storage.records import Audit, CrossFinding
from checker.storage.verdicts import Filter
from web import figures
from web.audits import overview
from web.draft.result import Result
from web.draft.result import show as shown
from web.rules.law import sources_of
from web.services import services

_MOST_POSTS = 20
_MOST_ACROSS = 30


class Source(NamedTuple):
    """A rule that found fault, how often, and what it rests on."""

    cited: Cited
    instrument: Instrument | None


class Example(NamedTuple):
    """A post that the report shows."""

    judged: Judged
    result: Result


class Report(NamedTuple):
    """A report; what reviews of a sample show stands in the overview, ``view``."""

    audit: Audit
    view: overview.View
    sources: list[Source]
    examples: list[Example]
    across: list[CrossFinding]
    across_all: int
    waived: list[WaivedCount]


def make(session: Session, asked: overview.Asked, today: date) -> Report:
    """Work out the report of an audit.

    Args:
        session: of :meth:`Database.read`.
        asked: which audit, and how it is counted.
        today: the day on which waivers must hold.
    """
    audit = asked.audit
    view = overview.view(session, asked)
    across = figures.remembered(
        audit,
        "across",
        lambda: crossposts.list_cross_findings(session, audit.id, limit=_MOST_ACROSS),
    )
    return Report(
        audit,
        view,
        figures.remembered(audit, "sources", lambda: _sources(session, audit)),
        figures.remembered(
            audit, ("examples", asked.code), lambda: _examples(session, audit, asked.code)
        ),
        across,
        crossposts.count_cross_findings(session, audit.id),
        waiving.waived_counts(session, audit, today, services().engine.pack.unwaivable),
    )


def _sources(session: Session, audit: Audit) -> list[Source]:
    found = posts.cited(session, audit.id)
    known = services().engine.pack.jurisdictions
    made = []
    for each in found:
        sources = sources_of(each.jurisdiction) if each.jurisdiction in known else {}
        instrument = sources.get(each.instrument or "")
        made.append(Source(each, instrument if isinstance(instrument, Instrument) else None))
    return made


def _examples(session: Session, audit: Audit, code: str) -> list[Example]:
    """Return the first posts that are not as they should be, the gravest kind first."""
    made: list[Example] = []
    for verdict in ORDER:
        if verdict not in OBJECTIONS or len(made) >= _MOST_POSTS:
            continue
        chosen = Filter(verdicts=(verdict,), jurisdictions=(code,) if code else ())
        seen = {(each.judged.file, each.judged.line, each.judged.post.id) for each in made}
        for judged in judged_of(session, audit, chosen):
            if len(made) >= _MOST_POSTS:
                break
            if (judged.file, judged.line, judged.post.id) not in seen:
                made.append(Example(judged, shown(judged.post, judged.verdicts)))
    return made
