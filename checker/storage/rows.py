"""Turn a judged post into rows; pure, so that worker processes can do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from checker.model import Finding, Post, Verdict
from checker.storage.documents import split
from checker.storage.keys import digest, handle_key, name_key
from checker.storage.words import as_text

BrandSource = Literal["record", "stated", "seen"]

LONGEST_KEY = 300
"""Longest name, in code points, that is kept in a column which is searched; the post's document
has it whole. PostgreSQL refuses to index values of some thousand bytes."""

_GRAVITY = {"info": 1, "warning": 2, "error": 3}
_SOURCES: dict[str, int] = {"record": 0, "stated": 1, "seen": 2}


class PostBrand(msgspec.Struct, frozen=True):
    """A brand that a post names: as written, its id if it is on record, and how we know.

    ``record``: a relation or a collaboration says so; ``stated``: the input lists it; ``seen``:
    it was found in the text.
    """

    name: str
    source: BrandSource
    brand_id: int | None = None


class AuditedPost(msgspec.Struct, frozen=True):
    """A post with its verdicts and what the records add to it.

    Attributes:
        post: as read (with the relation on record, if that was added).
        line: where it stood in its input, from 1.
        verdicts: one for each jurisdiction.
        account_id: the author's account, when it is on record.
        followers: the author's followers at the time; ``None`` when not known.
        followers_stale: true when they were counted more than 90 days before.
        topic: what the post, or its author, is about.
        brands: brands that it names; those of ``Post.brands`` and ``Post.relation`` are added.
    """

    post: Post
    line: int
    verdicts: tuple[Verdict, ...]
    account_id: int | None = None
    followers: int | None = None
    followers_stale: bool = False
    topic: str | None = None
    brands: tuple[PostBrand, ...] = ()


class PreparedPost(msgspec.Struct, frozen=True, array_like=True):
    """The rows of one post, without the ids that only the writer knows.

    The body is its web address, its text, the rest of it and the words of the text.
    """

    line: int
    post: dict[str, Any]
    body: tuple[str | None, str, str, str]
    brands: list[tuple[str, str, int | None, str]]
    verdicts: list[tuple[dict[str, Any], str, list[dict[str, Any]]]]


_encode = msgspec.json.Encoder().encode


def prepare(audited: AuditedPost) -> PreparedPost:
    """Return the rows of a judged post."""
    post = audited.post
    text, document = split(post)
    text_hash = digest(text)
    author_key = handle_key(post.author)[:LONGEST_KEY] if post.author else None
    row: dict[str, Any] = {
        "line": audited.line,
        "external_id": post.id[:LONGEST_KEY],
        "platform": _short(post.platform),
        "author": _short(post.author),
        "author_key": author_key or None,
        "account_id": audited.account_id,
        "country": _short(post.country),
        "lang": (audited.verdicts[0].lang if audited.verdicts else None) or post.lang,
        "published_at": utc_text(post.published_at),
        "month": post.published_at[:7] if post.published_at else None,
        "followers": audited.followers,
        "followers_stale": audited.followers_stale,
        "likes": post.likes,
        "comments": post.comments,
        "views": post.views,
        "shares": post.shares,
        "topic": _short(audited.topic),
        "text_hash": text_hash,
    }
    own = (
        text_hash
        if post.id == str(audited.line) or post.id.endswith(f":{audited.line}")
        else post.id
    )
    where = f"{post.platform or ''}\0{author_key or ''}\0{own}"
    return PreparedPost(
        audited.line,
        row,
        (post.url, text, document, as_text(text)),
        _brands(audited),
        [_verdict(verdict, post, where) for verdict in audited.verdicts],
    )


def _short(value: str | None) -> str | None:
    return value[:LONGEST_KEY] if value else None


def utc_text(moment: str | None) -> str | None:
    """Return an ISO date or date-time in UTC to the second; a day alone stays a day.

    A date-time without an offset counts as UTC. What is no date-time yields ``None``.
    """
    if not moment or len(moment) == len("2026-05-01"):
        return moment or None
    try:
        parsed = datetime.fromisoformat(moment)
        parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return parsed.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _brands(audited: AuditedPost) -> list[tuple[str, str, int | None, str]]:
    """Return key, name, id and source of each brand once, by the best source."""
    post = audited.post
    named = list(audited.brands)
    if post.relation and post.relation.brand:
        named.append(PostBrand(post.relation.brand, "record"))
    named.extend(PostBrand(name, "stated") for name in post.brands)
    if not named:
        return []
    found: dict[str, PostBrand] = {}
    for brand in named:
        key = brand_key(brand.name)
        known = found.get(key)
        if known is None:
            found[key] = brand
        elif key:
            best = brand if _SOURCES[brand.source] < _SOURCES[known.source] else known
            identity = known.brand_id if known.brand_id is not None else brand.brand_id
            found[key] = PostBrand(best.name, best.source, identity)
    found.pop("", None)
    return [
        (key, brand.name[:LONGEST_KEY], brand.brand_id, brand.source)
        for key, brand in sorted(found.items())
    ]


def brand_key(name: str) -> str:
    """Return the key under which a brand's name or handle is counted."""
    return name_key(name.lstrip("@#"))[:LONGEST_KEY]


def _verdict(
    verdict: Verdict, post: Post, where: str
) -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    findings = _findings(verdict, post, where) if verdict.findings else []
    gravest = max((f.severity for f in verdict.findings), key=_GRAVITY.__getitem__, default=None)
    row = {
        "jurisdiction": verdict.jurisdiction,
        "verdict": verdict.verdict,
        "intent": verdict.intent.level,
        "relation": verdict.intent.relations[0] if verdict.intent.relations else None,
        "severity": gravest,
    }
    return row, _encode(verdict).decode(), findings


def _findings(verdict: Verdict, post: Post, where: str) -> list[dict[str, Any]]:
    rows = []
    seen: dict[str, int] = {}
    for finding in verdict.findings:
        quote = quoted(post, finding)
        same = f"{finding.rule}\0{quote}"
        seen[same] = count = seen.get(same, 0) + 1
        cited = finding.citation
        rows.append(
            {
                "jurisdiction": verdict.jurisdiction,
                "rule": finding.rule,
                "severity": finding.severity,
                "segment": finding.segment,
                "starts": finding.start,
                "ends": finding.end,
                "quote_hash": digest(quote),
                "message": finding.message,
                "instrument": cited.instrument if cited else None,
                "section": cited.section if cited else None,
                "fingerprint": digest(verdict.jurisdiction, where, same, str(count)),
            }
        )
    return rows


def quoted(post: Post, finding: Finding) -> str:
    """Return the words of the post that a finding is about; nothing for the post as a whole."""
    if not 0 <= finding.segment < len(post.segments):
        return ""
    return post.segments[finding.segment].text[finding.start : finding.end]


def prepare_all(posts: Sequence[AuditedPost | PreparedPost]) -> list[PreparedPost]:
    """Return the rows of each post, those that a worker has prepared as they are."""
    return [post if isinstance(post, PreparedPost) else prepare(post) for post in posts]
