"""What the storage layer hands out and takes in; frozen, and free of the database."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from checker.model import IntentLevel, RelationKind, Severity, VerdictName

AuditState = Literal["running", "done", "cancelled"]
Decision = Literal["agree", "disagree", "cannot-tell"]
BrandNameKind = Literal["handle", "alias", "domain"]
CrossKind = Literal["series", "network"]


class Account(msgspec.Struct, frozen=True):
    """An account of a creator on a platform."""

    id: int
    creator_id: int
    platform: str
    handle: str
    url: str | None = None


class Creator(msgspec.Struct, frozen=True):
    """A creator with topics and accounts; ``version`` grows with every change."""

    id: int
    name: str
    country: str | None = None
    area: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    notes: str = ""
    facts: dict[str, Any] = {}
    accounts: tuple[Account, ...] = ()
    version: int = 1


class Snapshot(msgspec.Struct, frozen=True):
    """What an account counted at a moment (with time zone); unknown counts are ``None``."""

    taken_at: datetime
    followers: int | None = None
    likes: int | None = None
    views: int | None = None
    source: str = ""


class FollowerCount(msgspec.Struct, frozen=True):
    """Followers at the time of a post: ``None`` when not known, stale past 90 days."""

    followers: int | None = None
    taken_at: datetime | None = None
    stale: bool = False


class Brand(msgspec.Struct, frozen=True):
    """A brand; brands of one category compete."""

    id: int
    name: str
    category: str | None = None
    handles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    notes: str = ""
    version: int = 1


class IndicatorValue(msgspec.Struct, frozen=True):
    """A value that was monitored."""

    observed_at: datetime
    value: Decimal


class Indicator(msgspec.Struct, frozen=True):
    """What a campaign is measured by; values in order of time."""

    id: int
    name: str
    unit: str = ""
    target: Decimal | None = None
    values: tuple[IndicatorValue, ...] = ()


class Campaign(msgspec.Struct, frozen=True):
    """A brand's campaign; both dates are included, ``None`` is open."""

    id: int
    brand_id: int
    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    target_group: str = ""
    strategy: str = ""
    budget: Decimal | None = None
    currency: str | None = None
    tactics: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    notes: str = ""
    version: int = 1


class Collaboration(msgspec.Struct, frozen=True):
    """A tie between a creator and a brand; without an account it holds for all accounts."""

    id: int
    creator_id: int
    brand_id: int
    brand: str
    relation: RelationKind
    account_id: int | None = None
    campaign_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    contract: str = ""
    source: str = ""
    notes: str = ""

    def covers(self, day: date | None) -> bool:
        """True when ``day`` lies within the dates; an unknown day only if both are open."""
        if day is None:
            return self.starts_on is None and self.ends_on is None
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


class Competition(msgspec.Struct, frozen=True):
    """Two brands of one category that a creator promoted at the same time (both ends included)."""

    creator_id: int
    category: str
    first: Collaboration
    second: Collaboration
    starts_on: date | None
    ends_on: date | None


class AuthorFacts(msgspec.Struct, frozen=True):
    """What the records know of the author of one post at its time."""

    account_id: int
    creator_id: int
    country: str | None
    topics: tuple[str, ...]
    followers: FollowerCount
    collaborations: tuple[Collaboration, ...] = ()
    """Those of this account that cover the day of the post."""
    figures: dict[str, float] = {}
    """Figures beyond the account's followers that a tier's test may need."""


class AuditInput(msgspec.Struct, frozen=True):
    """A file of an audit and how far it has been read."""

    ordinal: int
    path: str
    size: int | None = None
    sha256: str | None = None
    lines: int = 0
    position: str = ""
    done: bool = False


class Audit(msgspec.Struct, frozen=True):
    """An audit; the counts are of what is stored so far."""

    id: int
    name: str
    created_at: datetime
    finished_at: datetime | None
    state: AuditState
    jurisdictions: tuple[str, ...]
    ruleset: str
    engine: str
    options: dict[str, Any]
    creators_digest: str
    posts: int
    verdicts: int
    findings: int
    problems: int
    inputs: tuple[AuditInput, ...] = ()


class Cursor(msgspec.Struct, frozen=True):
    """How far an input has been read once a batch is stored.

    Attributes:
        input: the ordinal of the input, from 0.
        lines: lines (or rows) read from its beginning.
        position: anything else that the reader needs to go on; its own words.
        done: true when the input has been read to its end.
    """

    input: int
    lines: int
    position: str = ""
    done: bool = False


class InputProblem(msgspec.Struct, frozen=True):
    """Something wrong with an input or with a line of it."""

    line: int | None
    what: str
    remedy: str = ""
    level: Literal["error", "warning"] = "error"
    input: int = 0
    told: tuple[str, str, dict[str, str]] | None = None
    """Both sentences before their values were put in, and the values, where that is known."""


class VerdictItem(msgspec.Struct, frozen=True):
    """A line of a list of verdicts."""

    verdict_id: int
    post_id: int
    external_id: str
    input: int
    line: int
    platform: str | None
    author: str | None
    creator_id: int | None
    lang: str | None
    published_at: str | None
    followers: int | None
    followers_stale: bool
    jurisdiction: str
    verdict: VerdictName
    intent: IntentLevel
    relation: str | None
    severity: Severity | None


class StoredFinding(msgspec.Struct, frozen=True):
    """A finding as stored."""

    id: int
    verdict_id: int
    post_id: int
    jurisdiction: str
    rule: str
    severity: Severity
    segment: int
    start: int
    end: int
    quote_hash: str
    message: str
    instrument: str | None
    section: str | None
    fingerprint: str


class CrossFinding(msgspec.Struct, frozen=True):
    """A finding that rests on several posts; members are ids of posts and their roles."""

    kind: CrossKind
    rule: str
    severity: Severity
    message: str
    members: tuple[tuple[int, str], ...]
    brand: str | None = None
    data: dict[str, Any] = {}
    fingerprint: str = ""
    """Given by the storage when empty."""


class Waiver(msgspec.Struct, frozen=True):
    """A decision not to object; every part of its scope that is set must fit."""

    id: int
    reason: str
    author: str
    created_at: datetime
    expires_on: date
    fingerprint: str | None = None
    rule: str | None = None
    creator_id: int | None = None
    brand_id: int | None = None
    jurisdiction: str | None = None


class Review(msgspec.Struct, frozen=True):
    """A person's view of a verdict."""

    id: int
    audit_id: int
    post_id: int
    jurisdiction: str
    reviewer: str
    decision: Decision
    correct_verdict: VerdictName | None
    reason: str
    plan_id: int | None
    created_at: datetime
    changed_at: datetime
    version: int


class SampleItem(msgspec.Struct, frozen=True):
    """A post of a sample and how many posts it stands for."""

    post_id: int
    jurisdiction: str
    stratum: str = ""
    weight: float = 1.0


class SamplingPlan(msgspec.Struct, frozen=True):
    """How a sample was drawn, and the sample in the order of review."""

    id: int
    audit_id: int
    name: str
    seed: int
    options: dict[str, Any]
    created_at: datetime
    items: tuple[SampleItem, ...] = ()
