"""What changed from one audit to another."""

from __future__ import annotations

from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from checker.storage import Session, audits
from checker.storage import compare as comparing
from checker.storage.compare import (
    CHANGES,
    Change,
    ChangeCount,
    ChangedFinding,
    Changes,
    Comparison,
)
from checker.storage.records import Audit
from web import figures
from web.access import needs
from web.services import services

_MOST_ROWS = 30
_MOST_FINDINGS = 50


class View(NamedTuple):
    """A comparison as a page shows it."""

    total: ChangeCount
    rules: list[tuple[str, ChangeCount]]
    creators: list[tuple[str, ChangeCount]]
    more_creators: int
    change: Change
    findings: list[ChangedFinding]
    next: int | None


def _summed(
    known: Changes, names: dict[int, str]
) -> tuple[Comparison, list[tuple[str, ChangeCount]]]:
    found = comparing.summed(known, names)
    return found, sorted(found.creators.items(), key=_moved)


def _moved(item: tuple[str, ChangeCount]) -> tuple[int, int, str]:
    name, count = item
    return -(count.new + count.fixed), -count.unchanged, name


@needs("viewer")
def page() -> ResponseReturnValue:
    """Compare two audits: how many findings are new, fixed and unchanged, and which."""
    with services().database.read() as session:
        found = audits.list_audits(session)
        known = {audit.id: audit for audit in found}
        after = known.get(request.args.get("b", 0, type=int)) or (found[0] if found else None)
        older = [audit for audit in found if after is None or audit.id != after.id]
        before = known.get(request.args.get("a", 0, type=int)) or _older(older, after)
    view = None
    if before is not None and after is not None:
        database = services().database
        comparing.keep_changes(database, before.id, after.id)  # the first time only
        with database.read() as session:
            view = _view(session, before, after)
    return render_template(
        "audits/compare.html",
        audits=found,
        before=before,
        after=after,
        view=view,
        changes=CHANGES,
        platforms=services().engine.pack.platforms,
    )


def _older(others: list[Audit], after: Audit | None) -> Audit | None:
    """Return the audit that came before, else any other."""
    earlier = [audit for audit in others if after is not None and audit.id < after.id]
    return next(iter([*earlier, *others]), None)


def _view(session: Session, before: Audit, after: Audit) -> View:
    wanted = request.args.get("change", "new")
    change: Change = next((each for each in CHANGES if each == wanted), "new")
    behind = request.args.get("after", 0, type=int)
    pair = (after.id, after.created_at, after.state, after.verdicts)
    known = figures.remembered(
        before, ("changes", pair), lambda: comparing.changes(session, before.id, after.id)
    )
    names = comparing.account_names(session)  # which may change any time
    result, creators = figures.remembered(
        before, ("changed", pair, hash(tuple(names.items()))), lambda: _summed(known, names)
    )
    findings = comparing.changed_findings(
        session,
        before.id,
        after.id,
        change,
        after_id=behind,
        limit=_MOST_FINDINGS + 1,
        known=known,
    )
    shown = findings[:_MOST_FINDINGS]
    return View(
        result.total,
        sorted(result.rules.items(), key=_moved),
        creators[:_MOST_ROWS],
        max(0, len(creators) - _MOST_ROWS),
        change,
        shown,
        shown[-1].finding_id if len(findings) > len(shown) else None,
    )
