"""A page for people: the counts of an audit, and the posts that need a look first.

The page is one file without scripts or outside parts, and its content policy says so. Post
texts are hostile input: escaped, isolated from the page's reading direction, and never linked
but by http or https. Counts are kept for the whole run, details for the gravest posts alone,
so that memory stays bounded.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

import checker
from checker.model import Citation, Post, Verdict, VerdictName
from checker.reports.bars import stacked
from checker.reports.base import Across, Judged, Out, Waived
from checker.reports.excerpt import Piece, marks_of, pieces
from checker.reports.grouping import Group, groups
from checker.reports.plain import for_page, web_address
from checker.reports.wording import (
    MEANING,
    ORDER,
    advice,
    brief,
    gravest,
    in_force,
    labelled,
    segment_name,
    signs,
    title_of,
)

MOST_POSTS = 200
MOST_RULES = 15
_MOST_SEGMENTS = 6
_MOST_FINDINGS = 12
MOST_ACROSS = 50
_MOST_MEMBERS = 12
_TAXONOMIES = ("general", "four-level", "harvard-media")
_SIZES = ("nano", "micro", "mid-tier", "macro", "mega", "top", "all-star")
_TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_GLYPHS = {"undisclosed": "✕", "inadequate": "!", "review": "?", "disclosed": "✓", "no-intent": "–"}


class SourceView(NamedTuple):
    """A citation with the jurisdictions that it is the source for."""

    who: str
    rule: str
    title: str
    full: str
    detail: str
    url: str | None


class FindingView(NamedTuple):
    """A finding as the page shows it."""

    severity: str
    message: str
    sources: tuple[SourceView, ...]
    fix: str


class GroupView(NamedTuple):
    """Jurisdictions that say the same."""

    jurisdictions: tuple[str, ...]
    verdict: str
    signs: str
    labels: str
    meaning: str
    findings: tuple[FindingView, ...]
    more: int


class SegmentView(NamedTuple):
    """A stretch of a post's text with its marks."""

    name: str
    pieces: list[Piece]


class Card(NamedTuple):
    """A post as the page shows it."""

    id: str
    url: str | None
    facts: tuple[str, ...]
    lang: str | None
    place: str
    gravest: str
    segments: tuple[SegmentView, ...]
    left_out: int
    groups: tuple[GroupView, ...]


class RuleRow(NamedTuple):
    """A rule with the number of times it fired."""

    id: str
    times: int
    source: SourceView


class MemberView(NamedTuple):
    """A post that a finding across posts rests on."""

    id: str
    url: str | None
    facts: tuple[str, ...]
    role: str


class AcrossView(NamedTuple):
    """A finding across posts."""

    rule: str
    severity: str
    message: str
    posts: tuple[MemberView, ...]
    more: int


class WaivedView(NamedTuple):
    """A waiver and how much it covers."""

    reason: str
    author: str
    until: str
    number: int
    rules: tuple[str, ...]


class HtmlWriter:
    """Gathers counts and the gravest posts, and writes the page at the end."""

    def __init__(self, out: Out, *, name: str = "") -> None:
        self._out = out
        self._name = name
        self._posts: Counter[str] = Counter()
        self._verdicts: dict[str, Counter[str]] = {}
        self._tiers: dict[str, dict[str, Counter[str]]] = {own: {} for own in _TAXONOMIES}
        self._rules: Counter[str] = Counter()
        self._sources: dict[str, Citation | None] = {}
        self._cards: dict[VerdictName, list[Card]] = {verdict: [] for verdict in ORDER}
        self._made_with: tuple[str, str] = (checker.__version__, "")
        self._unseen: dict[str, None] = {}
        self._across: list[AcrossView] = []
        self._across_total = 0
        self._waived: tuple[Waived, ...] = ()

    def begin(self) -> None:
        """Nothing is written before everything is counted."""

    def add(self, judged: Judged) -> None:
        """Count a post, and keep what is shown of it while there is room among its like."""
        worst = gravest(judged.verdicts)
        self._posts[worst] += 1
        for verdict in judged.verdicts:
            self._count(verdict)
        if len(self._cards[worst]) < MOST_POSTS:
            self._cards[worst].append(_card(judged, worst))

    def across(self, findings: Sequence[Across]) -> None:
        """Keep what is shown of the findings across posts: the gravest, largest first."""
        self._across_total = len(findings)
        order = sorted(findings, key=lambda one: (one.severity != "warning", -len(one.posts)))
        self._across = [_across(one) for one in order[:MOST_ACROSS]]

    def waived(self, waivers: Sequence[Waived]) -> None:
        """Keep the waivers, to be listed with their reasons."""
        self._waived = tuple(waivers)

    def end(self) -> None:
        """Write the page."""
        self._out.write(_template().render(self._page()))
        self._out.flush()

    def _count(self, verdict: Verdict) -> None:
        self._verdicts.setdefault(verdict.jurisdiction, Counter())[verdict.verdict] += 1
        for taxonomy in _TAXONOMIES:
            tier = verdict.creator.tiers.get(taxonomy)
            if tier:
                self._tiers[taxonomy].setdefault(tier, Counter())[verdict.verdict] += 1
        for finding in verdict.findings:
            if finding.severity != "info":
                self._rules[finding.rule] += 1
            self._sources.setdefault(finding.rule, finding.citation)
        self._made_with = (verdict.engine, verdict.ruleset)
        for medium in verdict.not_assessed:
            self._unseen[medium] = None

    def _page(self) -> dict[str, Any]:
        fired = sorted(self._rules.items(), key=lambda item: (-item[1], item[0]))
        cards = [card for verdict in ORDER for card in self._cards[verdict]][:MOST_POSTS]
        style = (_TEMPLATES / "summary.css").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        engine, ruleset = self._made_with
        return {
            "style": Markup(style),  # our own file, not input
            "style_hash": digest,
            "name": self._name,
            "order": ORDER,
            "meaning": MEANING,
            "glyphs": _GLYPHS,
            "posts": self._posts,
            "total": self._posts.total(),
            "jurisdictions": [
                (name, counts, stacked(counts)) for name, counts in sorted(self._verdicts.items())
            ],
            "rules": [
                RuleRow(rule, count, _source("", rule, self._sources[rule]))
                for rule, count in fired[:MOST_RULES]
            ],
            "more_rules": max(0, len(fired) - MOST_RULES),
            "tiers": {
                taxonomy: sorted(tiers.items(), key=lambda item: (_size(item[0]), item[0]))
                for taxonomy, tiers in self._tiers.items()
                if tiers
            },
            "across": self._across,
            "more_across": self._across_total - len(self._across),
            "waived": [
                WaivedView(
                    brief(one.reason),
                    brief(one.author),
                    one.until,
                    len(one.findings),
                    tuple(sorted({finding.rule for finding in one.findings})),
                )
                for one in self._waived
            ],
            "cards": cards,
            "engine": engine,
            "ruleset": ruleset,
            "not_assessed": tuple(self._unseen),
        }


def _template() -> jinja2.Template:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalise,
    )
    env.filters["thousands"] = lambda number: f"{number:,}"
    return env.get_template("summary.html.j2")


def _finalise(value: Any) -> Any:
    """Take what HTML does not allow out of everything that the template is given."""
    if isinstance(value, Markup):
        return value
    return for_page(value) if isinstance(value, str) else value


def _size(tier: str) -> int:
    """Order tiers from small to large; one that is not known comes last."""
    return _SIZES.index(tier) if tier in _SIZES else len(_SIZES)


def _card(judged: Judged, worst: VerdictName) -> Card:
    post = judged.post
    creator = judged.verdicts[0].creator if judged.verdicts else None
    followers = creator.followers if creator and creator.followers is not None else post.followers
    facts = [fact for fact in (post.author, post.platform, post.country, post.published_on) if fact]
    if followers is not None:
        facts.append(f"{followers:,} followers")
    tier = creator.tiers.get("general") if creator else None
    if tier:
        facts.append(tier)
    lang = judged.verdicts[0].lang if judged.verdicts else post.lang
    segments = _segments(judged)
    return Card(
        id=brief(post.id),
        url=web_address(post.url),
        facts=tuple(brief(fact) for fact in facts),
        lang=lang if lang and _LANGUAGE.fullmatch(lang) else None,
        place=f"{judged.file}:{judged.line}" if judged.line > 0 else judged.file,
        gravest=worst,
        segments=segments,
        left_out=len(post.segments) - len(segments),
        groups=tuple(_group(group, post) for group in groups(judged)),
    )


def _across(found: Across) -> AcrossView:
    shown = found.posts[:_MOST_MEMBERS]
    return AcrossView(
        found.rule,
        found.severity,
        brief(found.message),
        tuple(
            MemberView(
                brief(post.id),
                web_address(post.url),
                tuple(
                    brief(fact)
                    for fact in (post.author, post.platform, (post.published_at or "")[:10])
                    if fact
                ),
                post.role,
            )
            for post in shown
        ),
        len(found.posts) - len(shown),
    )


def _segments(judged: Judged) -> tuple[SegmentView, ...]:
    post = judged.post
    marks: dict[int, Any] = {}
    for verdict in judged.verdicts:
        for number, found in marks_of(verdict, post).items():
            marks.setdefault(number, set()).update(found)
    numbers = sorted(range(len(post.segments)), key=lambda number: (number not in marks, number))
    return tuple(
        SegmentView(
            segment_name(post, number) if len(post.segments) > 1 else "",
            pieces(post.segments[number].text, sorted(marks.get(number, ()))),
        )
        for number in sorted(numbers[:_MOST_SEGMENTS])
    )


def _group(group: Group, post: Post) -> GroupView:
    verdict = group.verdict
    findings = tuple(
        FindingView(
            said.finding.severity,
            brief(said.finding.message),
            tuple(
                _source(
                    ", ".join(source.jurisdictions) if len(said.sources) > 1 else "",
                    source.rule,
                    source.citation,
                )
                for source in said.sources
            ),
            brief(advice(said.finding.fix, post)) if said.finding.fix is not None else "",
        )
        for said in group.findings[:_MOST_FINDINGS]
    )
    return GroupView(
        group.jurisdictions,
        verdict.verdict,
        signs(verdict),
        brief(labelled(verdict)),
        MEANING[verdict.verdict],
        findings,
        len(group.findings) - len(findings),
    )


def _source(who: str, rule: str, citation: Citation | None) -> SourceView:
    if citation is None:
        return SourceView(who, rule, "", "", "", None)
    detail = ", ".join(part for part in (citation.section, in_force(citation)) if part)
    url = web_address(citation.url)
    return SourceView(who, rule, title_of(citation), citation.title, detail, url)
