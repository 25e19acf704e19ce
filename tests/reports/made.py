"""Verdicts made by hand: small, and with every shape that a format has to write."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from checker.model import (
    Citation,
    CreatorFacts,
    Disclosure,
    Finding,
    Fix,
    Intent,
    IntentSignal,
    JudgedLabel,
    Post,
    Segment,
    Verdict,
)
from checker.reports.base import Judged, RuleInfo, writer_for

RULESET = "sha256:0f1e2d"
CHART = Citation(
    instrument="IT-IAP-DCR",
    section="art. 2",
    title="Digital Chart Regulation: how commercial communication online is made recognisable",
    url="https://www.iap.it/digital-chart",
    in_force_from="2019-04-29",
)
CAP = Citation(
    instrument="UK-CAP",
    section="rule 2.1",
    title="The UK Code of Non-broadcast Advertising and Direct & Promotional Marketing (CAP Code)",
    url="https://www.asa.org.uk/code",
    in_force_from="2010-09-01",
    in_force_until="2027-01-01",
)
RULES = (
    RuleInfo(
        id="it/label-below-fold",
        title="Label below the fold",
        text="A label that is cut off does not count.",
        citation=CHART,
    ),
    RuleInfo(id="it/never-fired", title="Never fired", text="Stands in the table all the same."),
)


def verdict(post: Post, jurisdiction: str, name: str, **parts: Any) -> Verdict:
    """Make a verdict, with what is not given left empty."""
    defaults: dict[str, Any] = {
        "lang": "it",
        "intent": Intent("none"),
        "disclosure": Disclosure(),
        "findings": (),
        "creator": CreatorFacts(author=post.author),
        "not_assessed": ("image", "audio"),
        "ruleset": RULESET,
        "engine": "0.1.0",
    }
    return Verdict(
        id=post.id,
        jurisdiction=jurisdiction,
        verdict=name,  # type: ignore[arg-type]
        **{**defaults, **parts},
    )


def examples() -> list[Judged]:
    """Four posts: a buried label, a missing one in two files, an unclear and a private one."""
    return [_buried(), _missing(), _unclear(), _private()]


def _buried() -> Judged:
    text = (
        "Adoro questa crema 日本の桜 👩‍👩‍👧 e il codice GIULIA20 vi dà il 20% su tutto. "
        "La metto ogni sera prima di dormire, dopo lo yoga.\nA domani! #pubblicità"
    )
    post = Post(
        id="ig-123",
        segments=(Segment(text),),
        platform="instagram",
        author="@giulia.r",
        country="IT",
        published_at="2026-05-01T10:00:00Z",
        url="https://social.example/p/123",
        followers=12000,
    )
    code, label = text.index("codice"), text.index("#pubblicità")
    intent = Intent(
        "strong",
        ("paid", "discount"),
        (IntentSignal("promo-code", 0, code, code + 15, text[code : code + 15]),),
    )
    creator = CreatorFacts(
        author="@giulia.r",
        followers=12000,
        tiers={"general": "micro", "four-level": "micro", "harvard-media": "macro"},
        engagement_rate=0.0268,
    )
    end = label + len("#pubblicità")

    def judged(where: str, citation: Citation, rule: str) -> Verdict:
        return verdict(
            post,
            where,
            "inadequate",
            intent=intent,
            creator=creator,
            disclosure=Disclosure((JudgedLabel("#pubblicità", "accepted", 0, label, end),), False),
            findings=(
                Finding(
                    rule,
                    "error",
                    "The label stands below the fold, where most readers never see it.",
                    0,
                    label,
                    end,
                    citation,
                    Fix(0, 0, "#pubblicità @acme "),
                ),
            ),
            extra={"campaign": "spring"} if where == "IT" else {},
        )

    verdicts = (
        judged("IT", CHART, "it/label-below-fold"),
        judged("UK", CAP, "uk/label-below-fold"),
        verdict(
            post,
            "US",
            "disclosed",
            intent=intent,
            creator=creator,
            disclosure=Disclosure((JudgedLabel("#pubblicità", "rejected", 0, label, end),), True),
        ),
    )
    return Judged(post, "posts.jsonl", 1, verdicts)


def _missing() -> Judged:
    post = Post(
        id="yt-7",
        segments=(
            Segment("My morning routine", "title"),
            Segment("Thanks to ACME for the trip! #sp", "overlay", index=3),
        ),
        platform="youtube",
        author="=cmd|' /C calc'!A0",
    )
    at = post.segments[1].text.index("#sp")
    findings = (
        Finding("uk/no-label", "error", "Nothing says that this is advertising.", -1, 0, 0),
        Finding(
            "uk/vague-label",
            "warning",
            "“#sp” is not understood [see](http://x.example).",
            1,
            at,
            at + 3,
            CAP,
            Fix(at, at + 3, "#ad", 1),
        ),
    )
    own = verdict(post, "UK", "undisclosed", lang="en", intent=Intent("certain"), findings=findings)
    return Judged(post, "posts.jsonl", 3, (own,))


def _unclear() -> Judged:
    post = Post(id="tt-1", segments=(Segment("Nice shoes @acme"),), platform="tiktok")
    intent = Intent("weak", (), (IntentSignal("brand-mention", 0, 11, 16, "@acme"),))
    return Judged(post, "more.csv", 2, (verdict(post, "IT", "review", lang=None, intent=intent),))


def _private() -> Judged:
    post = Post(id="x-9", segments=(Segment("Che bella giornata"),))
    verdicts = (verdict(post, "IT", "no-intent"), verdict(post, "UK", "no-intent"))
    return Judged(post, "more.parquet", 0, verdicts)


def written(format: str, posts: Iterable[Judged], **options: Any) -> str:
    """Write posts in a format and return the document."""
    stream = io.BytesIO()
    writer = writer_for(format, stream, **options)
    writer.begin()
    for judged in posts:
        writer.add(judged)
    writer.end()
    return stream.getvalue().decode("utf-8")
