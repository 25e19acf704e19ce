"""Posts and verdicts made up for the tests, the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Sequence

from checker.model import (
    Citation,
    CreatorFacts,
    Disclosure,
    Finding,
    Intent,
    Post,
    Segment,
    Verdict,
)
from checker.storage import AuditedPost, AuditInput, AuditWriter, Cursor, Database, audits
from checker.storage.records import Audit

CITATION = Citation("IT-CDC", "art. 22", "Codice del consumo", "https://example.org", "2005-09-06")
WORDS = [
    *("oggi", "provo", "la", "crema", "nuova", "con", "voi", "sconto", "regalo"),
    *("bellissima", "pubblicità", "🎁", "città"),
]


def post(number: int, **known: object) -> Post:
    """Make a post."""
    dice = random.Random(number)
    values: dict[str, object] = {
        "id": f"ig-{number}",
        "segments": (Segment(" ".join(dice.choices(WORDS, k=12)) + f" {number}"),),
        "platform": dice.choice(["instagram", "tiktok"]),
        "author": f"autrice.{dice.randint(1, 9)}",
        "country": "IT",
        "published_at": f"2026-{dice.randint(1, 6):02}-10T10:00:00+02:00",
        "url": f"https://example.org/p/{number}",
        "brands": ("@acme",) if dice.random() < 0.5 else (),
        "followers": dice.choice([None, dice.randint(0, 300_000)]),
        "likes": dice.randint(0, 5000),
        "extra": {"from": "a test"},
    }
    return Post(**{**values, **known})  # type: ignore[arg-type]


def verdict(of: Post, jurisdiction: str = "IT", name: str | None = None) -> Verdict:
    """Make a verdict with a finding for every verdict that has some."""
    dice = random.Random(f"{of.id}{jurisdiction}")
    chosen = name or dice.choice(["no-intent", "disclosed", "inadequate", "undisclosed", "review"])
    findings: tuple[Finding, ...] = ()
    if chosen not in ("no-intent", "disclosed"):
        rule = f"{jurisdiction.lower()}/{chosen}"
        findings = tuple(
            Finding(rule, "error", "Something is amiss", 0, start, start + 5, CITATION)
            for start in (0, 7)
        )
    return Verdict(
        of.id,
        jurisdiction,
        "it",
        chosen,  # type: ignore[arg-type]
        Intent("none" if chosen == "no-intent" else "certain", ("paid",)),
        Disclosure(),
        findings,
        CreatorFacts(of.author, of.followers),
        ("image", "audio"),
        "sha256:0",
        "0.1.0",
    )


def audited(
    number: int, jurisdictions: Sequence[str] = ("IT",), line: int | None = None, **known: object
) -> AuditedPost:
    """Make a judged post."""
    made = post(number, **known)
    return AuditedPost(
        made,
        number if line is None else line,
        tuple(verdict(made, code) for code in jurisdictions),
        followers=made.followers,
    )


def begin(database: Database, name: str = "spring", inputs: int = 1) -> Audit:
    """Begin an audit."""
    with database.write() as session:
        return audits.create_audit(
            session,
            name,
            inputs=[AuditInput(n, f"posts{n}.jsonl", 100, "0" * 64) for n in range(inputs)],
            ruleset="sha256:0",
            engine="0.1.0",
            jurisdictions=("IT",),
        )


def stored(
    database: Database, posts: Sequence[AuditedPost], name: str = "spring", batch: int = 100
) -> Audit:
    """Write a whole audit."""
    audit = begin(database, name)
    writer = AuditWriter(database, audit.id)
    for at in range(0, len(posts), batch):
        part = posts[at : at + batch]
        writer.add_batch(part, Cursor(0, at + len(part), done=at + len(part) == len(posts)))
    writer.finish()
    with database.read() as session:
        return audits.get_audit(session, audit.id)
