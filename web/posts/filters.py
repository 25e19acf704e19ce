"""Which posts are meant: read from the address, and told back as words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from checker.errors import PaleseError, UsageError
from checker.reports.wording import ORDER
from checker.storage import NotFoundError, Session, audits, brands, creators
from checker.storage.records import Audit, Creator
from checker.storage.verdicts import Filter
from web import figures, known
from web.audits.overview import month_name, platform_name
from web.names import finding_in, tier, tongue
from web.words import SEVERITIES, VERDICTS

_LONGEST = 200
_MONTH = re.compile(r"\d{4}-\d{2}")

KEYS = (
    "q", "verdict", "j", "rule", "severity", "taxonomy", "tier", "creator", "author", "brand",
    "platform", "lang", "month", "topic", "reviewed",
)  # fmt: skip
"""What an address may say, beside the audit and the page."""

UNKNOWN = "-"
"""Stands for followers that are not known."""


class Chosen(NamedTuple):
    """What an address says: as given, as a filter, and as words with the key they belong to."""

    audit: Audit
    values: Mapping[str, Any]
    filter: Filter
    words: list[tuple[str, str, str]]
    creator: str = ""
    """What the form shows for the creator: a name by which the creator is found again."""
    problems: tuple[PaleseError, ...] = ()
    """What was asked for and is not applied."""

    @property
    def query(self) -> dict[str, Any]:
        """The same as arguments of an address."""
        return {"a": self.audit.id, **self.values}


def audit_of(session: Session, given: str | None) -> Audit | None:
    """Return the audit that an address names, else the newest; ``None`` without any."""
    if given:
        try:
            return audits.get_audit(session, given)
        except NotFoundError:
            return None
    found = audits.list_audits(session)
    return found[0] if found else None


def read(session: Session, audit: Audit, args: MultiDict[str, str]) -> Chosen:
    """Read an address; what makes no sense in it is left out."""
    given: dict[str, Any] = {}
    for key in KEYS:
        value = args.get(key, "").strip()[:_LONGEST].replace("\0", "")
        if value:
            given[key] = value
    verdicts = [name for name in ORDER if name in args.getlist("verdict")]
    given.pop("verdict", None)
    if verdicts:
        given["verdict"] = verdicts
    changes: dict[str, Any] = {"verdicts": tuple(verdicts)}
    words: list[tuple[str, str, str]] = [
        ("verdict", name, str(VERDICTS[name])) for name in verdicts
    ]
    simple = (
        ("j", "jurisdictions"), ("rule", "rules"), ("platform", "platforms"), ("lang", "langs"),
        ("month", "months"), ("topic", "topics"),
    )  # fmt: skip
    for key, field in simple:
        if key in given:
            changes[field] = (given[key],)
    if given.get("severity") in SEVERITIES:
        changes["severities"] = (given["severity"],)
    else:
        given.pop("severity", None)
    if "q" in given:
        changes["text"] = given["q"]
    if "author" in given:
        changes["author"] = given["author"]
    if given.get("reviewed") in ("yes", "no"):
        changes["reviewed"] = given["reviewed"] == "yes"
    else:
        given.pop("reviewed", None)
    changes.update(_tier(given))
    changes.update(_brand(session, given))
    problems: list[PaleseError] = []
    creator = _creator(session, given, problems)
    if creator:
        changes["creator_id"] = creator.id
    words += _words(given, creator.name if creator else "")
    shown = known.called(creator) if creator else args.get("creator", "").strip()[:_LONGEST]
    chosen = msgspec.structs.replace(Filter(), **changes)
    return Chosen(audit, given, chosen, words, shown, tuple(problems))


def _tier(given: dict[str, Any]) -> dict[str, Any]:
    """Return the followers that a tier stands for; a tier that is not known goes."""
    taxonomy, slash, name = str(given.get("tier", "")).partition("/")
    if slash:  # as the form sends it: both in one
        given["taxonomy"], given["tier"] = taxonomy, name
    tiers = figures.taxonomies().get(given.get("taxonomy", ""))
    wanted = given.get("tier")
    if wanted == UNKNOWN:
        return {"followers_unknown": True}
    for own in tiers.tiers if tiers and wanted else ():
        if own.name == wanted:
            return {"followers": (own.low, own.high)}
    given.pop("tier", None)
    given.pop("taxonomy", None)
    return {}


def _brand(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """Return every name of a brand on record, else the one that is given."""
    if "brand" not in given:
        return {}
    known = brands.find_brand(session, given["brand"])
    if known is None:
        return {"brand_names": (given["brand"],)}
    return {"brand_names": (given["brand"], known.name, *known.aliases, *known.handles)}


def _creator(
    session: Session, given: dict[str, Any], problems: list[PaleseError]
) -> Creator | None:
    """Return the creator of a number, a name or a handle; ``given`` keeps the number."""
    asked = given.pop("creator", "")
    if not asked:
        return None
    try:
        if asked.isascii() and asked.isdigit() and len(asked) < 10:
            found = creators.get_creator(session, int(asked))
        else:
            found = known.creator(session, asked)
    except (NotFoundError, UsageError) as error:
        problems.append(error)
        return None
    given["creator"] = str(found.id)
    return found


def _words(given: Mapping[str, Any], creator: str) -> list[tuple[str, str, str]]:
    said: dict[str, Callable[[str], Any]] = {
        "q": lambda value: f"“{value}”",
        "j": str,
        "rule": finding_in,
        "severity": lambda value: str(SEVERITIES[value]),
        "tier": lambda value: _("followers not known") if value == UNKNOWN else tier(value),
        "creator": lambda value: creator,
        "author": str,
        "brand": lambda value: _("brand: %(name)s", name=value),
        "platform": platform_name,
        "lang": tongue,
        "month": lambda value: month_name(value) if _MONTH.fullmatch(value) else value,
        "topic": str,
        "reviewed": lambda value: _("reviewed") if value == "yes" else _("not reviewed"),
    }
    return [(key, given[key], str(say(given[key]))) for key, say in said.items() if key in given]
