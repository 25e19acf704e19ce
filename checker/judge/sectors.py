"""Goods that may not be promoted, or not without given words, however well a post is labelled."""

from __future__ import annotations

from collections.abc import Iterator

from checker.judge.law import Law
from checker.judge.messages import message
from checker.model import Evidence, Finding, Post, SectorHit, Severity
from checker.rulepack.schema import SectorEntry


def sector_findings(post: Post, evidence: Evidence, law: Law) -> Iterator[Finding]:
    """Yield a finding for each duty that the goods named in a commercial post call for."""
    code = law.code.lower()
    for entry, hit in _due(post, evidence, law):
        name: str = entry.duty
        if entry.duty == "warning":
            name = "mark-missing" if entry.in_label else "warning-missing" if entry.text else "duty"
        yield Finding(
            rule=f"{code}/sector-{entry.sector}-{name}",
            severity=_severity(entry),
            message=message(f"sector-{name}", law, detail=entry.text or entry.note),
            segment=hit.segment,
            start=hit.start,
            end=hit.end,
            citation=law.cite(entry),
        )


def lacks_mark(post: Post, evidence: Evidence, law: Law) -> bool:
    """True when the law wants a mark of its own as the label and the post does not carry it."""
    return any(
        entry.in_label and _severity(entry) == "error" for entry, _ in _due(post, evidence, law)
    )


def _due(post: Post, evidence: Evidence, law: Law) -> Iterator[tuple[SectorEntry, SectorHit]]:
    """Yield the duties that the goods call for and the post does not meet, each once."""
    seen: set[tuple[str, str]] = set()
    for entry in law.sectors:
        hit = next((h for h in evidence.sectors if _concerns(entry, h, post)), None)
        if hit is None or (entry.sector, entry.duty) in seen:
            continue
        if entry.duty == "warning" and _has_warning(entry, evidence):
            continue
        seen.add((entry.sector, entry.duty))
        yield entry, hit


def _concerns(entry: SectorEntry, hit: SectorHit, post: Post) -> bool:
    if hit.warning:
        return False
    sector, _, subsector = hit.sector.partition("/")
    if sector != entry.sector:
        return False
    if entry.subsector and entry.subsector != subsector:
        return False
    if entry.celebrity_followers is not None:
        return post.followers is not None and post.followers >= entry.celebrity_followers
    return True


def _severity(entry: SectorEntry) -> Severity:
    binding = entry.duty == "ban" or (entry.duty == "warning" and bool(entry.text))
    weight: Severity = entry.severity or ("error" if binding else "info")
    return "warning" if weight == "error" and entry.confirmed == "recollection" else weight


def _has_warning(entry: SectorEntry, evidence: Evidence) -> bool:
    return any(h.warning and h.rule in entry.words for h in evidence.sectors)
