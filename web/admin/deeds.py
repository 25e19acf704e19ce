"""The log of deeds in words: what was done, and what its details are called and hold."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal
from flask_babel import lazy_gettext as _l

from web.messages import land
from web.names import finding_in, tongue
from web.words import DECISIONS, RELATIONS, ROLE_WORDS, VERDICTS

DEEDS = {
    "account-removed": _l("account removed"),
    "audit-begun-again": _l("audit begun again"),
    "audit-cancelled": _l("audit cancelled"),
    "audit-deleted": _l("audit deleted"),
    "audit-expired": _l("audit past its time removed"),
    "audit-resumed": _l("audit resumed"),
    "audit-started": _l("audit started"),
    "brand-added": _l("brand added"),
    "brand-changed": _l("brand changed"),
    "brand-removed": _l("brand removed"),
    "campaign-added": _l("campaign added"),
    "campaign-changed": _l("campaign changed"),
    "campaign-removed": _l("campaign removed"),
    "collaboration-added": _l("collaboration added"),
    "collaboration-changed": _l("collaboration changed"),
    "collaboration-removed": _l("collaboration removed"),
    "count-removed": _l("count removed"),
    "count-set": _l("count stored"),
    "creator-added": _l("creator added"),
    "creator-changed": _l("creator changed"),
    "creator-removed": _l("creator removed"),
    "draft-kept": _l("draft kept"),
    "draft-not-shared": _l("draft no longer shared"),
    "draft-shared": _l("draft shared"),
    "draft-thrown-away": _l("draft thrown away"),
    "expired-removed": _l("what had expired removed"),
    "indicator-removed": _l("indicator removed"),
    "indicator-set": _l("indicator stored"),
    "password-changed": _l("password changed"),
    "password-link-made": _l("link for a password made"),
    "password-set": _l("password set"),
    "report-not-shared": _l("report no longer shared"),
    "report-shared": _l("report shared"),
    "reviewed": _l("verdict reviewed"),
    "role-changed": _l("role changed"),
    "sample-drawn": _l("sample drawn"),
    "settings-changed": _l("settings changed"),
    "sign-in-refused": _l("sign-in refused"),
    "signed-in": _l("signed in"),
    "signed-out": _l("signed out"),
    "token-added": _l("token added"),
    "token-revoked": _l("token revoked"),
    "user-added": _l("user added"),
    "user-blocked": _l("user blocked"),
    "user-deleted": _l("user deleted"),
    "user-unblocked": _l("user unblocked"),
    "value-removed": _l("value removed"),
    "value-stored": _l("value stored"),
    "waiver-added": _l("waiver added"),
    "waiver-ended": _l("waiver ended"),
}
"""What was done; every code that the log is given, as a test holds."""

DETAILS = {
    "account_id": _l("number of the account"),
    "accounts": _l("accounts"),
    "aliases": _l("other names"),
    "area": _l("area"),
    "at": _l("moment"),
    "audit": _l("number of the audit"),
    "brand": _l("brand"),
    "brand_id": _l("number of the brand"),
    "budget": _l("budget"),
    "by": _l("decided by"),
    "campaign_id": _l("number of the campaign"),
    "campaigns": _l("campaigns"),
    "category": _l("category"),
    "collaborations": _l("collaborations"),
    "contract": _l("contract"),
    "correct": _l("correct verdict"),
    "country": _l("country"),
    "currency": _l("currency"),
    "day": _l("day"),
    "days": _l("days"),
    "decision": _l("answer"),
    "domains": _l("domains"),
    "drafts": _l("kept drafts"),
    "ended": _l("ended on"),
    "ends_on": _l("last day"),
    "files": _l("files"),
    "findings": _l("findings"),
    "followers": _l("followers"),
    "handles": _l("handles"),
    "hint": _l("begins with"),
    "keep_audits_days": _l("days that audits are kept"),
    "keep_drafts_days": _l("days that results of drafts are kept"),
    "language": _l("language"),
    "links": _l("links to reports"),
    "loosened": _l("collaborations without their campaign"),
    "name": _l("name"),
    "notes": _l("notes"),
    "posts": _l("posts"),
    "reason": _l("reason"),
    "relation": _l("relation"),
    "reviews": _l("reviews"),
    "role": _l("role"),
    "size": _l("verdicts"),
    "source": _l("source"),
    "starts_on": _l("first day"),
    "strategy": _l("strategy"),
    "tactics": _l("tactics"),
    "sweep": _l("removes by itself what is past its time"),
    "target": _l("target"),
    "target_group": _l("target group"),
    "tokens": _l("tokens"),
    "topics": _l("topics"),
    "unit": _l("unit"),
    "until": _l("holds until"),
    "user": _l("user"),
    "value": _l("value"),
    "values": _l("values"),
    "verdicts": _l("verdicts"),
    "version": _l("version"),
    "was": _l("number of the audit before"),
}
"""What the details of deeds are called; every key that the log is given, as a test holds."""

_SAID = {
    "role": ROLE_WORDS,
    "relation": RELATIONS,
    "decision": DECISIONS,
    "correct": VERDICTS,
}
_YES, _NO = _l("yes"), _l("no")
_AMOUNTS = frozenset({"budget", "target", "value"})
_NUMBER = re.compile(r"-?\d{1,30}(\.\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_SUBJECTS = {"retention": _l("retention")}
_RULE = re.compile(r"\d+: ([a-z-]+/[a-z-]+)(?=,|$)")


def deed(action: str) -> str:
    """Return what a kind of deed is called."""
    return str(DEEDS.get(action, action))


def subject(action: str, name: str) -> str:
    """Return what a deed was done to; the rule of a waiver is said in words."""
    if action == "settings-changed":
        return str(_SUBJECTS.get(name, name))
    if action.startswith("waiver-"):
        return _RULE.sub(lambda m: m[0].replace(m[1], finding_in(m[1])), name, count=1)
    return name


def detail(key: str, value: Any) -> tuple[str, str]:
    """Return what a detail of a deed is called, and what it holds, in the language of the page."""
    return str(DETAILS.get(key, key)), _value(key, value)


def _value(key: str, value: Any) -> str:
    text = "" if value is None else str(value)
    if not text:
        return "–"
    if isinstance(value, bool):
        return str(_YES if value else _NO)
    if key in _SAID:
        return str(_SAID[key].get(text, text))
    if key == "country":
        return land(text)
    if key == "language":
        return tongue(text)
    if isinstance(value, int) or (key in _AMOUNTS and _NUMBER.fullmatch(text)):
        return str(format_decimal(text)) if not key.endswith("_id") else text
    if isinstance(value, str) and _MOMENT.fullmatch(text):
        return _moment(text)
    return text


def _moment(text: str) -> str:
    """Write an ISO date or moment by the language of the page."""
    try:
        if len(text) == len("2026-01-01"):
            return str(format_date(date.fromisoformat(text), "medium"))
        return f"{format_datetime(datetime.fromisoformat(text), 'medium')} UTC"
    except ValueError:
        return text


def init_app(app: Flask) -> None:
    """Give templates the log in words."""
    app.jinja_env.filters["deed"] = deed
    app.jinja_env.globals.update(deed_subject=subject, deed_detail=detail)
