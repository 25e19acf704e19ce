"""What templates share: the menu, words for verdicts, assets, and safe output."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from babel.numbers import format_decimal
from flask import Flask, current_app, request, url_for
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import lazy_gettext as _l
from jinja2 import StrictUndefined
from markupsafe import Markup

from checker import __version__
from checker.reports.plain import for_page, web_address
from checker.reports.wording import ORDER
from checker.storage.users import ROLES
from web import amounts
from web.access import may, me
from web.i18n import LANGUAGES
from web.vocabulary import (
    INSTRUMENT_STATES,
    LABEL_LANGUAGES,
    METRICS,
    PLATFORMS,
    POSITIONS,
    ROLES_IN_FINDINGS,
    SIGNS_OF_ORDER,
)
from web.words import (
    DECISIONS,
    GLYPHS,
    LEVELS,
    MEANINGS,
    MEDIA,
    RELATIONS,
    ROLE_WORDS,
    SEGMENTS,
    SEVERITIES,
    STANDINGS,
    VERDICTS,
)

THEMES = {"auto": _l("auto"), "light": _l("light"), "dark": _l("dark")}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
THEME_COOKIE = "palese_theme"


class Item(NamedTuple):
    """An entry of the menu, shown to those who may follow it once its page exists."""

    endpoint: str
    label: Any
    role: str
    blueprint: str


MENU = (
    Item("draft.page", _l("Check a draft"), "viewer", "draft"),
    Item("audits.index", _l("Audits"), "viewer", "audits"),
    Item("posts.index", _l("Posts"), "viewer", "posts"),
    Item("review.index", _l("Review"), "reviewer", "review"),
    Item("waivers.index", _l("Waivers"), "viewer", "waivers"),
    Item("creators.index", _l("Creators"), "viewer", "creators"),
    Item("brands.index", _l("Brands"), "viewer", "brands"),
    Item("campaigns.index", _l("Campaigns"), "viewer", "campaigns"),
    Item("rules.index", _l("Rules"), "viewer", "rules"),
    Item("admin.index", _l("Administration"), "administrator", "admin"),
)
"""In the order in which the menu shows them; pages that are not built do not appear."""


class MenuEntry(NamedTuple):
    """An entry as the page shows it."""

    url: str
    label: str
    here: bool


def init_app(app: Flask) -> None:
    """Give templates what they share."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.finalize = _finalise
    app.jinja_env.filters.update(
        day=_day,
        moment=_moment,
        count=_count,
        share=_share,
        money=_money,
        written=amounts.written,
        web=web_address,
    )
    versions: dict[str, str] = {}
    folder = Path(app.static_folder or "")

    def asset(name: str) -> str:
        """Return the address of a static file, which changes when the file does."""
        if name not in versions or app.debug:
            versions[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=versions[name])

    app.jinja_env.globals.update(
        asset=asset,
        menu=menu,
        me=me,
        may=lambda role: may(me(), role),
        theme=theme,
        themes=THEMES,
        languages=LANGUAGES,
        language=lambda: get_locale().language,
        version=__version__,
        order=ORDER,
        glyphs=GLYPHS,
        verdict_words=VERDICTS,
        meanings=MEANINGS,
        relation_words=RELATIONS,
        standing_words=STANDINGS,
        severity_words=SEVERITIES,
        level_words=LEVELS,
        media_words=MEDIA,
        segment_words=SEGMENTS,
        decision_words=DECISIONS,
        platform_words=PLATFORMS,
        label_languages=LABEL_LANGUAGES,
        metric_words=METRICS,
        order_words=SIGNS_OF_ORDER,
        instrument_states=INSTRUMENT_STATES,
        position_words=POSITIONS,
        member_words=ROLES_IN_FINDINGS,
        role_words=ROLE_WORDS,
        roles=ROLES,
        with_query=with_query,
        built=lambda endpoint: endpoint in current_app.view_functions,
        fresh_id=lambda: os.urandom(4).hex(),
    )


def menu() -> list[MenuEntry]:
    """Return the entries for the present user."""
    user = me()
    return [
        MenuEntry(url_for(item.endpoint), str(item.label), request.blueprint == item.blueprint)
        for item in MENU
        if item.endpoint in current_app.view_functions and may(user, item.role)
    ]


def theme() -> str:
    """Return ``auto``, ``light`` or ``dark``."""
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def with_query(**changes: Any) -> str:
    """Return the present address with some of its query changed; ``None`` takes a key out."""
    query: dict[str, Any] = request.args.to_dict(flat=False)
    query.update(changes)
    kept = {key: value for key, value in query.items() if value not in (None, "", [])}
    assert request.endpoint is not None
    return url_for(request.endpoint, **{**(request.view_args or {}), **kept})


def _finalise(value: Any) -> Any:
    """Take what HTML does not allow, and marks that turn the reading round, out of all text."""
    if isinstance(value, Markup):
        return value
    return for_page(value) if isinstance(value, str) else value


def _day(value: date | datetime | str | None) -> str:
    """Write a date by the language of the page; a year alone stays as it is."""
    if isinstance(value, str):
        if _MONTH.fullmatch(value):
            return str(format_date(date.fromisoformat(f"{value}-01"), "MMM yyyy"))
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return "" if value is None else str(format_date(value, "medium"))


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{format_datetime(value, 'medium')} UTC"


@functools.lru_cache(maxsize=8192)
def _decimal(value: float | Decimal, locale: Locale) -> str:
    """Write a number; a page has hundreds, and most of them many times."""
    return str(format_decimal(value, locale=locale))


def _count(value: float | Decimal) -> str:
    return _decimal(value, get_locale())


def _money(value: Decimal) -> str:
    """Write an amount: whole, or with both digits of its hundredths."""
    if value == value.to_integral_value():
        return _count(value)
    return str(format_decimal(value, "#,##0.00", locale=get_locale()))


def _share(value: float, places: int = 1) -> str:
    """Write a share of 1 as a percentage; English and Italian put no space before the sign."""
    return f"{_decimal(round(100 * value, places), get_locale())}%"
