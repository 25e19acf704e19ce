"""What the formats for people say, in one place so that they say the same."""

from __future__ import annotations

from checker.model import Citation, Finding, Fix, Post, Verdict, VerdictName
from checker.reports.plain import cut

ORDER: tuple[VerdictName, ...] = (
    "undisclosed",
    "inadequate",
    "review",
    "disclosed",
    "no-intent",
)
"""Verdicts, the gravest first."""

OBJECTIONS = frozenset({"undisclosed", "inadequate"})

MEANING: dict[VerdictName, str] = {
    "undisclosed": "commercial, and not labelled at all",
    "inadequate": "commercial and labelled, but not in a way that this authority accepts",
    "review": "the signs are too weak or contradict each other; a person must look",
    "disclosed": "commercial, and labelled as this authority accepts",
    "no-intent": "nothing in what was given points to a commercial aim",
}

_SIGNS = {
    "weak": "weak signs of advertising",
    "strong": "strong signs of advertising",
    "certain": "certainly advertising",
}
_TITLE_COLUMNS = 56
_SHORTEST_TITLE = 12
_SECTION_COLUMNS = 48
_MOST_LABELS = 12
_MOST_WORDS = 300


def gravest(verdicts: tuple[Verdict, ...]) -> VerdictName:
    """Return the gravest verdict of a post; a post that nobody judged has no intent."""
    return min((verdict.verdict for verdict in verdicts), key=ORDER.index, default="no-intent")


def title_of(citation: Citation, width: int = _TITLE_COLUMNS) -> str:
    """Shorten an instrument's title: without its explanation, then to ``width`` columns."""
    title = " ".join((citation.title or citation.instrument).split())
    for stop in (": ", "; ", " - ", " – ", ", art. ", ", arts. "):
        head, found, _ = title.partition(stop)
        if found and len(head) >= _SHORTEST_TITLE:
            title = head
    short = cut(title, width)
    head, opened, rest = short.rpartition(" (")
    if opened and ")" not in rest and len(head) >= _SHORTEST_TITLE:
        return head
    return short


def in_force(citation: Citation) -> str:
    """Say since when, or from when to when, the source is in force; empty when not known."""
    since, until = citation.in_force_from, citation.in_force_until
    if since and until:
        return f"in force from {since} to {until}"
    if since:
        return f"in force since {since}"
    return f"in force until {until}" if until else ""


def cited(citation: Citation) -> str:
    """Return a source in one line: title, section, in force since."""
    parts = (title_of(citation), cut(citation.section, _SECTION_COLUMNS), in_force(citation))
    return ", ".join(part for part in parts if part)


def segment_text(post: Post, segment: int) -> str:
    """Return the text of a segment; empty for the post as a whole."""
    return post.segments[segment].text if 0 <= segment < len(post.segments) else ""


def segment_name(post: Post, segment: int) -> str:
    """Name a segment for people: ``caption``, ``overlay 3``, ``post`` for the whole.

    Only a kind that the post has several of is numbered: by its index, else from 1.
    """
    if not 0 <= segment < len(post.segments):
        return "post"
    part = post.segments[segment]
    kind = part.kind.replace("_", " ")
    alike = [number for number, other in enumerate(post.segments) if other.kind == part.kind]
    if len(alike) == 1:
        return kind
    return f"{kind} {alike.index(segment) + 1 if part.index is None else part.index}"


def quoted(post: Post, finding: Finding) -> str:
    """Return the words that a finding is about; empty for the post as a whole."""
    text = segment_text(post, finding.segment)
    return text[max(0, finding.start) : max(0, finding.end)]


def brief(text: str, most: int = _MOST_WORDS) -> str:
    """Cut a text that nobody would read to its end, so that reports stay of bounded size."""
    return text if len(text) <= most else f"{text[:most]}…"


def advice(fix: Fix, post: Post) -> str:
    """Say what to do: ``add at the start: …``, ``replace “#sp” by: …``, ``remove: …``."""
    text = segment_text(post, fix.segment)
    start, end = max(0, fix.start), max(0, fix.end)
    name = segment_name(post, fix.segment)
    where = f" of {name}" if fix.segment > 0 else ""
    inside = f" (in {name})" if fix.segment > 0 else ""
    insert = fix.insert.strip()
    if end > start:
        old = cut(text[start:end], 40)
        return f"replace “{old}”{inside} by: {insert}" if insert else f"remove{inside}: “{old}”"
    if start == 0:
        return f"add at the start{where}: {insert}"
    if start >= len(text):
        return f"add at the end{where}: {insert}"
    return f"add after “{_last_words(text[:start])}”{inside}: {insert}"


def _last_words(text: str) -> str:
    words = text[-60:].split()
    return cut(" ".join(words[-3:]), 40)


def signs(verdict: Verdict) -> str:
    """Say how sure the commercial aim is, and which relations it points to."""
    intent = verdict.intent
    if intent.level == "none":
        return ""
    says = _SIGNS[intent.level]
    return f"{says}: {', '.join(intent.relations)}" if intent.relations else says


def labelled(verdict: Verdict) -> str:
    """List the labels with their standing, and the platform's own label where it was seen."""
    said = [f"{label.label} ({label.standing})" for label in verdict.disclosure.labels]
    if verdict.disclosure.platform_label:
        said.insert(0, "the platform's own label")
    once = list(dict.fromkeys(said))
    if len(once) > _MOST_LABELS:
        once[_MOST_LABELS:] = [f"{len(once) - _MOST_LABELS} more"]
    return ", ".join(once)
