"""SARIF 2.1.0, for code-scanning dashboards and editors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import msgspec

import checker
from checker.model import Citation, Finding, Verdict
from checker.reports.base import Judged, Out, RuleInfo, json_bytes
from checker.reports.plain import web_address
from checker.reports.wording import MEANING, advice, brief, cited, quoted, segment_name

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_URI_MARKS = ":/?#[]@!$&'()*+,;=%-._~"
REVIEW = RuleInfo(
    id="palese/review",
    title="A person must look",
    text=f"No verdict could be reached: {MEANING['review']}.",
)


class SarifWriter:
    """Writes one result for each finding, and a note for a ``review`` without one.

    Results come first and the tool with its rules last: the rule table then knows every rule
    that fired, those of user packs included, and nothing has to be held back. A post's text
    is one JSON string in a line of the input, so the region names the line alone; the place
    in the text (code points) stands in the region's properties. A fix is an edit of the post,
    not of the input file, so it stands in the result's properties too.
    """

    def __init__(self, out: Out, rules: Sequence[RuleInfo] = ()) -> None:
        self._out = out
        self._rules: dict[str, RuleInfo] = {rule.id: rule for rule in rules}
        self._index: dict[str, int] = {id: number for number, id in enumerate(self._rules)}
        self._any = False

    def begin(self) -> None:
        """Write the head."""
        head = json_bytes({"$schema": _SCHEMA, "version": "2.1.0"})
        self._out.write_bytes(head[:-1] + b',"runs":[{"columnKind":"unicodeCodePoints","results":[')

    def add(self, judged: Judged) -> None:
        """Write the results of one post."""
        for verdict in judged.verdicts:
            seen: dict[str, int] = {}
            for finding in verdict.findings:
                self._result(judged, verdict, finding, seen)
            if verdict.verdict == "review" and not verdict.findings:
                self._result(judged, verdict, None, seen)

    def end(self) -> None:
        """Write the tool and its rules."""
        driver = {
            "name": "palese",
            "version": checker.__version__,
            "semanticVersion": checker.__version__,
            "rules": [_descriptor(rule) for rule in self._rules.values()],
        }
        tool = json_bytes({"driver": driver})
        self._out.write_bytes(b'\n],"tool":' + tool + b"}]}\n")
        self._out.flush()

    def _rule_index(self, rule: str, citation: Citation | None) -> int:
        if rule not in self._index:
            self._index[rule] = len(self._rules)
            own = REVIEW if rule == REVIEW.id else RuleInfo(rule, "", "", citation)
            self._rules[rule] = own
        return self._index[rule]

    def _result(
        self, judged: Judged, verdict: Verdict, finding: Finding | None, seen: dict[str, int]
    ) -> None:
        rule = finding.rule if finding else REVIEW.id
        citation = finding.citation if finding else None
        words = quoted(judged.post, finding) if finding else ""
        identity = _fingerprint(verdict, rule, words)
        seen[identity] = seen.get(identity, 0) + 1
        message = finding.message if finding else f"Needs a person: {MEANING['review']}."
        if citation is not None:
            message = f"{message} ({cited(citation)})"
        result = {
            "ruleId": rule,
            "ruleIndex": self._rule_index(rule, citation),
            "level": _LEVELS[finding.severity] if finding else "note",
            "message": {"text": _LINK.sub(r"\\[", message)},
            "locations": [_location(judged, verdict, finding, words)],
            "partialFingerprints": {"palese/v1": f"{identity}:{seen[identity]}"},
            "properties": _properties(judged, verdict, finding),
        }
        self._out.write_bytes((b",\n" if self._any else b"\n") + json_bytes(result))
        self._any = True


def _fingerprint(verdict: Verdict, rule: str, words: str) -> str:
    """Identify a finding by what it says of whom, so that a moved line is no new finding."""
    parts = json_bytes([verdict.id, verdict.jurisdiction, rule, words])
    return hashlib.sha256(parts).hexdigest()[:32]


def _location(
    judged: Judged, verdict: Verdict, finding: Finding | None, words: str
) -> dict[str, Any]:
    segment = finding.segment if finding else -1
    physical: dict[str, Any] = {"artifactLocation": {"uri": _file_uri(judged.file)}}
    if judged.line > 0:
        physical["region"] = {"startLine": judged.line}
        if finding is not None and 0 <= segment < len(judged.post.segments):
            start = max(0, finding.start)
            physical["region"]["properties"] = {
                "segment": segment,
                "charOffset": start,
                "charLength": max(0, finding.end - start),
                "text": brief(words),
            }
    name = segment_name(judged.post, segment)
    inner = f"{segment}/{name}" if segment >= 0 else name
    logical = {
        "name": name,
        "fullyQualifiedName": f"{verdict.id}/{verdict.jurisdiction}/{inner}",
        "kind": "segment" if segment >= 0 else "post",
        "properties": {
            "post": verdict.id,
            "jurisdiction": verdict.jurisdiction,
            "segment": segment,
        },
    }
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _properties(judged: Judged, verdict: Verdict, finding: Finding | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "verdict": verdict.verdict,
        "jurisdiction": verdict.jurisdiction,
        "post": verdict.id,
        "intent": verdict.intent.level,
        "relations": verdict.intent.relations,
        "ruleset": verdict.ruleset,
    }
    if finding is not None and finding.citation is not None:
        said["citation"] = finding.citation
    if finding is not None and finding.fix is not None:
        fix = msgspec.structs.asdict(finding.fix)
        said["fix"] = {**fix, "description": advice(finding.fix, judged.post)}
    return said


def _descriptor(rule: RuleInfo) -> dict[str, Any]:
    made: dict[str, Any] = {"id": rule.id}
    if rule.title:
        made["shortDescription"] = {"text": rule.title}
    if rule.text:
        made["fullDescription"] = {"text": rule.text}
    if rule.citation is not None:
        url = web_address(rule.citation.url)
        if url:
            made["helpUri"] = _encoded(url, _URI_MARKS)
        made["help"] = {"text": cited(rule.citation)}
        made["properties"] = {"citation": rule.citation}
    return made


def _encoded(text: str, safe: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe=safe)


def _file_uri(file: str) -> str:
    """Turn the name of an input file into a URI, relative where the name is."""
    path = PurePath(file)
    uri = _encoded(path.as_posix(), "/")
    return f"file://{uri}" if path.is_absolute() else uri
