"""Put together the jurisdictions that say the same of a post."""

from __future__ import annotations

from typing import Any, NamedTuple

from checker.model import Citation, Finding, Verdict
from checker.reports.base import Judged
from checker.reports.wording import ORDER


class Source(NamedTuple):
    """Where a finding comes from, and the jurisdictions that take it from there."""

    jurisdictions: tuple[str, ...]
    rule: str
    citation: Citation | None


class Said(NamedTuple):
    """A finding that all jurisdictions of a group share, each from its own source."""

    finding: Finding
    sources: tuple[Source, ...]


class Group(NamedTuple):
    """Jurisdictions with the same verdict for the same reasons; ``verdict`` is the first one's."""

    jurisdictions: tuple[str, ...]
    verdict: Verdict
    findings: tuple[Said, ...]


def groups(judged: Judged) -> list[Group]:
    """Group the verdicts of a post, the gravest first, else in their own order."""
    together: dict[Any, list[Verdict]] = {}
    for verdict in judged.verdicts:
        together.setdefault(_gist(verdict), []).append(verdict)
    made = [_group(verdicts) for verdicts in together.values()]
    return sorted(made, key=lambda group: ORDER.index(group.verdict.verdict))


def _gist(verdict: Verdict) -> Any:
    return (
        verdict.verdict,
        verdict.intent,
        verdict.disclosure,
        tuple(
            (said.severity, said.message, said.segment, said.start, said.end, said.fix)
            for said in verdict.findings
        ),
    )


def _group(verdicts: list[Verdict]) -> Group:
    first = verdicts[0]
    findings = []
    for number, finding in enumerate(first.findings):
        sources: dict[Any, list[str]] = {}
        for verdict in verdicts:
            own = verdict.findings[number]
            sources.setdefault((own.rule, own.citation), []).append(verdict.jurisdiction)
        findings.append(
            Said(
                finding,
                tuple(Source(tuple(who), *source) for source, who in sources.items()),
            )
        )
    return Group(tuple(verdict.jurisdiction for verdict in verdicts), first, tuple(findings))
