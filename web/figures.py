"""Figures of audits, kept in memory for a while where nothing but the audit decides them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar, cast

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from checker.batch.figures import Figures, Property, Share, by_property, overall
from checker.batch.reviewed import MeasuredError, measured_error
from checker.rulepack.schema import TierFile
from checker.storage import Session, brands, campaigns, reviews
from checker.storage.records import Audit
from checker.storage.verdicts import Filter, tally
from web.services import services

EXTENSION = "palese_figures"
_MOST = 400
_USUAL = "general"
_LIVES_S = 1800.0

T = TypeVar("T")


class Measure(NamedTuple):
    """What bars show: the share of some verdicts, among all or among the commercial."""

    name: Any
    of: Any
    tone: str
    verdicts: tuple[str, ...]
    commercial: bool = False


MEASURES = {
    "objections": Measure(
        _l("undisclosed or inadequate"), _l("of all verdicts"), "undisclosed",
        ("undisclosed", "inadequate"),
    ),
    "disclosure": Measure(
        _l("disclosed"), _l("of what was found commercial"), "disclosed", ("disclosed",), True
    ),
    "undisclosed": Measure(
        _l("undisclosed"), _l("of all verdicts"), "undisclosed", ("undisclosed",)
    ),
    "inadequate": Measure(_l("inadequate"), _l("of all verdicts"), "inadequate", ("inadequate",)),
    "review": Measure(_l("needs review"), _l("of all verdicts"), "review", ("review",)),
    "no-intent": Measure(_l("no intent"), _l("of all verdicts"), "no-intent", ("no-intent",)),
}  # fmt: skip

CORRECTED = "objections"
"""The measure whose shares are corrected where people reviewed a sample."""


class Memory:
    """Remembers answers: at most so many, and none for longer than some minutes."""

    def __init__(self, most: int = _MOST, lives_s: float = _LIVES_S) -> None:
        self._most = most
        self._lives = lives_s
        self._known: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is remembered under ``key``, else what ``make`` returns."""
        now = time.monotonic()
        with self._lock:
            found = self._known.get(key)
            if found is not None and now - found[0] < self._lives:
                self._known.move_to_end(key)
                return cast(T, found[1])
        value = make()  # outside the lock: others need not wait for it
        with self._lock:
            self._known[key] = (now, value)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return value


def init_app(app: Flask) -> None:
    """Give the application a memory for figures."""
    app.extensions[EXTENSION] = Memory()


def remembered(audit: Audit, what: Hashable, make: Callable[[], T]) -> T:
    """Return something that is worked out from an audit's own posts and verdicts.

    What depends on records of people and brands, on reviews or on waivers changes without the
    audit: then ``what`` must name the state of those, or nothing may be remembered.
    """
    memory: Memory = current_app.extensions[EXTENSION]
    # A number may be given again when its audit was removed; the moment tells them apart.
    return memory.get((audit.id, audit.created_at, audit.state, audit.verdicts, what), make)


def remembered_of_all(stamp: Hashable, what: Hashable, make: Callable[[], T]) -> T:
    """Return something that is worked out from all audits, as long as a stamp stays the same."""
    memory: Memory = current_app.extensions[EXTENSION]
    return memory.get((stamp, what), make)


def taxonomies() -> dict[str, TierFile]:
    """Return the taxonomies that followers alone decide, by name."""
    return {
        name: tiers
        for name, tiers in services().engine.pack.tiers.items()
        if tiers.tiers and not tiers.needs
    }


def usual_taxonomy() -> str:
    """Return the taxonomy that is shown unless another is asked for."""
    known = taxonomies()
    return _USUAL if _USUAL in known else next(iter(known), "")


def overall_of(session: Session, audit: Audit, code: str = "") -> Figures:
    """Return the figures of an audit, or of its verdicts under one jurisdiction."""
    return remembered(audit, ("overall", code), lambda: overall(session, audit.id, _under(code)))


def groups_of(
    session: Session, audit: Audit, wanted: Property, code: str = "", taxonomy: str = ""
) -> list[Figures]:
    """Return the figures of each group of an audit by some property."""
    tiers = taxonomies().get(taxonomy)
    stamp = ""  # of the records that decide who is meant
    if wanted == "brand":
        stamp = brands.stamp(session)
    elif wanted == "campaign":
        stamp = campaigns.stamp(session)
    return remembered(
        audit,
        (wanted, code, taxonomy if wanted == "tier" else "", stamp),  # only tiers depend on it
        lambda: by_property(session, audit.id, wanted, tiers, _under(code)),
    )


def error_of(session: Session, audit: Audit) -> MeasuredError | None:
    """Return what reviews show of an audit's verdicts; ``None`` when nobody reviewed any."""
    said = reviews.stamp(session, audit.id)
    return remembered(audit, ("error", said), lambda: measured_error(session, audit.id))


def languages_of(session: Session, audit: Audit) -> list[str]:
    """Return the languages of an audit's posts."""
    found = remembered(audit, "langs", lambda: tally(session, audit.id, ["lang"]))
    return [str(key[0]) for key in found if key[0] is not None]


def _under(code: str) -> Filter:
    return Filter(jurisdictions=(code,)) if code else Filter()


def measured(figures: Figures, measure: Measure) -> Share:
    """Return the share of a group's verdicts that a measure is about."""
    if measure.commercial:
        return figures.disclosure
    if len(measure.verdicts) == 1:
        return figures.verdicts[measure.verdicts[0]]
    return figures.non_compliance
