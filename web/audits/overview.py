"""What an audit found, worked out by ``checker.batch.figures`` and placed in charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from checker.batch.figures import Figures, Property, Share, corrected, share
from checker.batch.reviewed import MeasuredError
from checker.batch.sampling import IN_NO_TIER, NOT_KNOWN
from checker.reports.wording import ORDER
from checker.storage import Session
from checker.storage.records import Audit
from web import charts, figures
from web.names import finding_in, tier
from web.services import services

_MOST = 12
"""Bars of a chart on the overview; the others stand on a page of their own."""

_MONTHS = 60

_SHOWN: tuple[Property, ...] = ("jurisdiction", "month", "tier", "platform", "brand", "rule")

KEYS: dict[Property, str] = {
    "tier": "tier",
    "jurisdiction": "j",
    "platform": "platform",
    "brand": "brand",
    "topic": "topic",
    "month": "month",
    "rule": "rule",
}
"""Under which name of the address the posts of a group are found."""


class Asked(NamedTuple):
    """What is to be seen: of which audit, under which jurisdiction (empty: all), how counted."""

    audit: Audit
    code: str
    taxonomy: str
    measure: str
    linked: bool = True
    """Whether charts lead to posts; those who only have a link may not follow."""


class View(NamedTuple):
    """The overview of an audit.

    ``error`` is what reviews show, ``None`` without any; where it can be, the shares of
    non-compliance in ``total`` and in ``by_code`` are corrected for it. ``by_code`` has the
    figures under each jurisdiction, where there are several and none is asked for.
    """

    codes: tuple[str, ...]
    total: Figures
    error: MeasuredError | None
    by_code: list[Figures]
    tiles: tuple[tuple[str, Share, str | None], ...]
    jurisdictions: list[tuple[str, str | None, list[charts.BarPart]]]
    months: charts.TimeChart | None
    trend: charts.TimeChart | None
    tiers: charts.ShareChart
    platforms: charts.ShareChart
    brands: charts.ShareChart
    brands_all: int
    rules: charts.ShareChart
    rules_all: int


def posts_url(asked: Asked, **more: Any) -> str | None:
    """Return the address of the posts that a part of a chart stands for."""
    if not asked.linked:
        return None
    return url_for("posts.index", a=asked.audit.id, **{"j": asked.code or None, **more})


def codes_of(session: Session, audit: Audit) -> tuple[str, ...]:
    """Return the jurisdictions that an audit judged under."""
    rows = figures.groups_of(session, audit, "jurisdiction")
    return tuple(row.group for row in rows if row.group is not None)


def view(session: Session, asked: Asked) -> View:
    """Work out the overview."""
    audit, code = asked.audit, asked.code
    by_code = figures.groups_of(session, audit, "jurisdiction")
    several = by_code if not code and len(by_code) > 1 else []
    error = figures.error_of(session, audit)
    total, *several = corrected([figures.overall_of(session, audit, code), *several], error)
    months = [row for row in figures.groups_of(session, audit, "month", code) if row.group]
    brands, brands_all = groups(session, asked, "brand", error=error)
    rules, rules_all = groups(session, asked, "rule")
    return View(
        codes_of(session, audit),
        total,
        error,
        several,
        tuple((name, total.verdicts[name], posts_url(asked, verdict=name)) for name in ORDER),
        [
            (str(row.group), posts_url(asked, j=row.group), charts.stacked(counts(row)))
            for row in by_code
            if row.group and code in ("", row.group)
        ],
        _months(asked, months),
        _trend(asked, months),
        groups(session, asked, "tier", error=error)[0],
        groups(session, asked, "platform", error=error)[0],
        brands,
        brands_all,
        rules,
        rules_all,
    )


def warm(session: Session, audit: Audit) -> None:
    """Count what the overview of an audit shows, before anybody waits for it."""
    figures.overall_of(session, audit)
    for wanted in _SHOWN:
        taxonomy = figures.usual_taxonomy() if wanted == "tier" else ""
        figures.groups_of(session, audit, wanted, "", taxonomy)


def counts(row: Figures) -> Mapping[str, int]:
    """Return how many of each verdict a group has."""
    return {name: own.count for name, own in row.verdicts.items()}


def month_name(month: str) -> str:
    """Write a month short, in the language of the page."""
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError:
        return month
    return str(format_date(day, "MMM yyyy"))


def platform_name(code: str) -> str:
    """Return what a platform calls itself."""
    known = services().engine.pack.platforms.get(code)
    return known.name if known is not None else code


def _months(asked: Asked, rows: list[Figures]) -> charts.TimeChart | None:
    shown = rows[-_MONTHS:]
    if len(shown) < 2:
        return None
    return charts.columns(
        [
            (month_name(str(row.group)), posts_url(asked, month=row.group), counts(row))
            for row in shown
        ]
    )


def _trend(asked: Asked, rows: list[Figures]) -> charts.TimeChart | None:
    measure = figures.MEASURES[asked.measure]
    shown = rows[-_MONTHS:]
    if len(shown) < 2:
        return None
    return charts.trend(
        [
            (
                month_name(str(row.group)),
                posts_url(asked, month=row.group, verdict=measure.verdicts),
                figures.measured(row, measure),
            )
            for row in shown
        ]
    )


def groups(
    session: Session,
    asked: Asked,
    wanted: Property,
    *,
    error: MeasuredError | None = None,
    first: int = 0,
    most: int = _MOST,
) -> tuple[charts.ShareChart, int]:
    """Return the chart of some groups of an audit, and how many groups there are.

    Tiers and months keep their order; other groups come with the largest first. Shares that can
    be corrected for ``error`` are given so as well.
    """
    rows = figures.groups_of(session, asked.audit, wanted, asked.code, asked.taxonomy)
    if wanted not in ("tier", "month"):
        rows = sorted(rows, key=lambda row: (row.group is None, -row.total, row.group or ""))
    chosen = rows[first : first + most]
    if wanted == "rule":
        all_of = figures.overall_of(session, asked.audit, asked.code).total
        return charts.shares(
            [
                (
                    finding_in(str(row.group)),
                    posts_url(asked, rule=row.group),
                    share(row.total, all_of),
                    None,
                )
                for row in chosen
            ]
        ), len(rows)
    measure = figures.MEASURES[asked.measure]
    if asked.measure == figures.CORRECTED:
        chosen = corrected(chosen, error)
    return charts.shares(
        [
            (
                name_of(wanted, row),
                _url(asked, wanted, row, measure),
                figures.measured(row, measure),
                row.corrected,
            )
            for row in chosen
        ]
    ), len(rows)


def name_of(wanted: Property, row: Figures) -> str:
    """Return what a group is called on a page."""
    if row.group is None:
        return str(_("in no tier") if row.note == IN_NO_TIER else _("not known"))
    if wanted == "platform":
        return platform_name(row.group)
    if wanted == "tier":
        return tier(row.group)
    return month_name(row.group) if wanted == "month" else row.group


def _url(asked: Asked, wanted: Property, row: Figures, measure: figures.Measure) -> str | None:
    key = KEYS.get(wanted)
    value = row.group
    if wanted == "tier" and row.group is None and row.note == NOT_KNOWN:
        value = "-"
    if key is None or value is None:
        return None
    more: dict[str, Any] = {key: value, "verdict": measure.verdicts}
    if wanted == "tier":
        more["taxonomy"] = asked.taxonomy
    return posts_url(asked, **more)
