"""Judge a post's evidence under one jurisdiction: a pure function of records."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from checker import __version__
from checker.judge.labels import Objection, Ruling, content_lang, rule_on_wording
from checker.judge.law import Law
from checker.judge.messages import message
from checker.judge.placement import object_to_place
from checker.judge.relation import DENIALS, Intent, intent_of, label_points, own_name
from checker.judge.sectors import lacks_mark, sector_findings
from checker.model import (
    WHOLE_POST,
    Citation,
    CreatorFacts,
    Disclosure,
    Evidence,
    Finding,
    IntentSignal,
    JudgedLabel,
    Label,
    Post,
    Severity,
    Verdict,
    VerdictName,
)
from checker.model import Intent as IntentRecord
from checker.rulepack.schema import STRONG_POINTS


class Outcome(msgspec.Struct, frozen=True):
    """The verdict with its reasons, before it is written out."""

    verdict: VerdictName
    findings: tuple[Finding, ...]


def judge(
    post: Post,
    evidence: Evidence,
    law: Law,
    *,
    creator: CreatorFacts,
    ruleset: str,
) -> Verdict:
    """Return the verdict on ``post`` under ``law``."""
    intent = intent_of(post, evidence)
    rulings = tuple(_rule(label, law, intent, evidence, post) for label in evidence.labels)
    outcome = _decide(post, evidence, law, intent, rulings)
    if outcome.verdict == "disclosed" and lacks_mark(post, evidence, law):
        outcome = Outcome("inadequate", outcome.findings)
    findings = outcome.findings
    if outcome.verdict != "no-intent":
        findings = (*findings, *sector_findings(post, evidence, law))
    return Verdict(
        id=post.id,
        jurisdiction=law.code,
        lang=evidence.lang,
        verdict=outcome.verdict,
        intent=_intent_record(intent, evidence, outcome.verdict),
        disclosure=Disclosure(
            labels=tuple(
                JudgedLabel(r.label.text, r.standing, r.label.segment, r.label.start, r.label.end)
                for r in rulings
            ),
            platform_label=post.platform_label,
        ),
        findings=findings,
        creator=creator,
        not_assessed=_not_assessed(post),
        ruleset=ruleset,
        engine=__version__,
        extra=post.extra or msgspec.UNSET,
    )


def _rule(label: Label, law: Law, intent: Intent, evidence: Evidence, post: Post) -> Ruling:
    ruling = rule_on_wording(label, law, intent, evidence, post)
    if ruling.standing in ("insufficient", "rejected"):
        return ruling
    if ruling.entry is not None and ruling.entry.own_place:
        return ruling
    place = object_to_place(label, law, post, evidence)
    if not place:
        return ruling
    return msgspec.structs.replace(ruling, objections=(*ruling.objections, *place))


def _intent_record(intent: Intent, evidence: Evidence, verdict: str) -> IntentRecord:
    level = intent.level
    if verdict == "no-intent":
        level = "none"
    elif level == "none":
        level = "weak" if verdict == "review" else "strong"
    return IntentRecord(
        level=level,
        relations=intent.relations if level != "none" else (),
        signals=tuple(
            IntentSignal(s.signal, s.segment, s.start, s.end, s.text)
            for s in evidence.signals
            if s.points > 0
        ),
    )


def _not_assessed(post: Post) -> tuple[str, ...]:
    kinds = {segment.kind for segment in post.segments}
    missing = []
    if not kinds & {"overlay", "alt_text", "story_frame"}:
        missing.append("image")
    if "transcript" not in kinds:
        missing.append("audio")
    return tuple(missing)


def _decide(
    post: Post, evidence: Evidence, law: Law, intent: Intent, rulings: Sequence[Ruling]
) -> Outcome:
    telling = [r for r in rulings if r.label.points > 0]
    sure = intent.on_record or any(mention.known for mention in evidence.brands_seen)
    outright = [r for r in telling if _says_outright(r, law, evidence)]
    firm = [
        r
        for r in telling
        if r in outright or label_points(r.label, sure_of_brand=sure) >= STRONG_POINTS
    ]
    clash = _contradiction(post, law, intent, [r for r in telling if r in firm or r.good])
    if clash is not None:
        return Outcome("review", (clash,))
    if intent.checked_none:
        return Outcome("no-intent", ())
    exempt = _exempt(post, law, intent)
    good = [r for r in telling if r.good]
    commercial = intent.level in ("strong", "certain") or bool(outright)
    if good and (commercial or any(r in firm for r in good) or intent.level == "weak"):
        return Outcome("disclosed", _remarks(good[0], law))
    if exempt is not None and commercial:
        return Outcome("disclosed", (exempt,))
    if not commercial:
        if intent.level == "weak":
            return Outcome("review", (_weak(evidence, law, telling),))
        return Outcome("no-intent", ())
    if post.platform_label and intent.text_points < 0 and not intent.on_record and not telling:
        return Outcome("review", (_whole("platform-label-without-goods", law),))
    if post.platform_label:
        by_tool = _by_platform_label(post, law)
        settled = any(f.severity == "info" for f in by_tool.findings)
        if settled or not telling:
            return by_tool
        return Outcome("inadequate", (*_faults(telling, law), *by_tool.findings))
    denial = _denial(intent, evidence, law)
    if telling:
        return Outcome("inadequate", (*_faults(telling, law), *denial))
    return Outcome("undisclosed", (_nothing(evidence, law), *denial))


def _says_outright(ruling: Ruling, law: Law, evidence: Evidence) -> bool:
    """True for wording that in this country's own language means advertising and nothing else."""
    if ruling.entry is None or not ruling.entry.outright:
        return False
    return content_lang(ruling.label, evidence) in law.languages


def _contradiction(post: Post, law: Law, intent: Intent, firm: Sequence[Ruling]) -> Finding | None:
    """Return the finding when the signs contradict each other, so that a person must look."""
    label = firm[0].label if firm else None
    if intent.checked_none:
        if post.platform_label:
            return _whole("record-none-with-platform-label", law)
        if label is not None:
            return _at(label, "record-none-with-label", law)
        if intent.has_code:
            return _whole("record-none-with-code", law)
        return None
    if (intent.denied or intent.bought) and not intent.on_record:
        if post.platform_label:
            return _whole("denial-with-platform-label", law)
        if label is not None and intent.denied:
            return _at(label, "denial-with-label", law)
    return None


def _exempt(post: Post, law: Law, intent: Intent) -> Finding | None:
    """Return the remark when the relation on record asks for no notice."""
    if not intent.on_record or intent.relation is None:
        return None
    for entry in law.relations.get(intent.relation, ()):
        if entry.own_name_exempt and own_name(post):
            return Finding(
                f"{law.code.lower()}/own-name", "info", message("own-name", law),
                WHOLE_POST, 0, 0, law.cite(entry),
            )  # fmt: skip
    return None


def _remarks(ruling: Ruling, law: Law) -> tuple[Finding, ...]:
    """What is worth saying of a label that is good all the same."""
    return tuple(_objection(ruling, o, law) for o in ruling.objections)


def _faults(rulings: Sequence[Ruling], law: Law) -> tuple[Finding, ...]:
    """The objections to the best label of a post none of whose labels is good."""
    best = min(
        rulings,
        key=lambda r: (
            r.standing in ("insufficient", "rejected"),
            sum(o.severity == "error" for o in r.objections),
            -r.label.points,
        ),
    )
    return tuple(_objection(best, o, law) for o in best.objections)


def _objection(ruling: Ruling, objection: Objection, law: Law) -> Finding:
    label = ruling.label
    return Finding(
        rule=f"{law.code.lower()}/{objection.code}",
        severity=objection.severity,
        message=message(objection.code, law, label=label.text, detail=objection.detail),
        segment=label.segment,
        start=label.start,
        end=label.end,
        citation=objection.citation,
    )


def _by_platform_label(post: Post, law: Law) -> Outcome:
    """Judge a post whose only disclosure is the platform's own label, observed to be on."""
    entries = [t for t in law.tools if t.platform == post.platform]
    entries = entries or [t for t in law.tools if t.platform == "any"]
    deciding = [t for t in entries if t.decides] or entries
    refusing = [t for t in deciding if t.standing in ("insufficient-alone", "required-as-well")]
    firm = [t for t in refusing if t.confirmed != "recollection"]
    accepting = [t for t in deciding if t.standing == "sufficient"]
    code: str
    severity: Severity
    if accepting:
        code, severity, entry = "platform-label-accepted", "info", accepting[0]
    elif firm:
        code, severity, entry = "platform-label-alone", "error", firm[0]
    elif len(refusing) < len(deciding):
        code, severity, entry = "platform-label-doubted", "warning", deciding[0]
    else:
        # Nobody accepts it alone. What rests on recollection is carried by the general rule.
        finding = _whole("platform-label-alone", law, severity="error")
        return Outcome("inadequate", (finding,))
    finding = Finding(
        f"{law.code.lower()}/{code}", severity, message(code, law), WHOLE_POST, 0, 0,
        law.cite(entry),
    )  # fmt: skip
    return Outcome("inadequate" if severity == "error" else "disclosed", (finding,))


def _denial(intent: Intent, evidence: Evidence, law: Law) -> tuple[Finding, ...]:
    """A denial of a tie that is on record is said as well."""
    if not (intent.denied and intent.on_record):
        return ()
    signal = next(s for s in evidence.signals if s.signal in DENIALS)
    return (
        Finding(
            f"{law.code.lower()}/denial-false", "error", message("denial-false", law),
            signal.segment, signal.start, signal.end,
            law.provision("denial", "identifiable", "undisclosed"),
        ),
    )  # fmt: skip


def _nothing(evidence: Evidence, law: Law) -> Finding:
    """The finding on a post that says nothing of its aim; it points to the strongest sign."""
    signs = [s for s in evidence.signals if s.points > 0 and s.segment != WHOLE_POST]
    strongest = max(signs, key=lambda s: (s.points, -s.segment, -s.start), default=None)
    citation = law.provision("undisclosed", "identifiable")
    code = "undisclosed"
    if strongest is None:
        return Finding(
            f"{law.code.lower()}/{code}", "error", message(code, law), WHOLE_POST, 0, 0, citation
        )
    return Finding(
        f"{law.code.lower()}/{code}", "error", message(code, law),
        strongest.segment, strongest.start, strongest.end, citation,
    )  # fmt: skip


def _weak(evidence: Evidence, law: Law, telling: Sequence[Ruling]) -> Finding:
    signs = [s for s in evidence.signals if s.points > 0 and s.segment != WHOLE_POST]
    strongest = max(signs, key=lambda s: (s.points, -s.segment, -s.start), default=None)
    citation = law.provision("undisclosed", "identifiable")
    place: tuple[int, int, int] = (WHOLE_POST, 0, 0)
    if strongest is not None:
        place = (strongest.segment, strongest.start, strongest.end)
    elif telling:
        label = telling[0].label
        place = (label.segment, label.start, label.end)
    return Finding(
        f"{law.code.lower()}/weak-signs", "warning", message("weak-signs", law), *place, citation
    )


def _whole(code: str, law: Law, severity: Severity = "warning") -> Finding:
    citation: Citation | None = law.provision("contradiction", "identifiable", "undisclosed")
    return Finding(
        f"{law.code.lower()}/{code}",
        severity,
        message(code, law),
        WHOLE_POST,
        0,
        0,
        citation,
    )


def _at(label: Label, code: str, law: Law) -> Finding:
    return Finding(
        f"{law.code.lower()}/{code}", "warning", message(code, law, label=label.text),
        label.segment, label.start, label.end,
        law.provision("contradiction", "identifiable", "undisclosed"),
    )  # fmt: skip
