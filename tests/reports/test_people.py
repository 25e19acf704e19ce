"""The formats for people: the terminal and the page."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from checker.model import Finding, Fix, Intent, Post, Segment
from checker.reports import html
from checker.reports.base import Judged
from checker.reports.excerpt import Mark, excerpts, pieces
from checker.reports.plain import cells, columns, cut, visible, web_address, wrap
from checker.reports.wording import advice, segment_name, title_of
from tests.reports.made import CAP, CHART, examples, verdict, written


def one(text: str, **parts: Any) -> Judged:
    post = Post(id="p", segments=(Segment(text),))
    return Judged(post, "in.jsonl", 5, (verdict(post, "IT", "review", **parts),))


def flat(format: str, posts: list[Judged]) -> str:
    return " ".join(written(format, posts).split())


# --- text -----------------------------------------------------------------------------------


def test_carets_stand_under_the_words_that_they_mark() -> None:
    text = "寿司🍣👩‍👩‍👧 é\u0301 \u202e#sp\x1b[31m fine"
    at = text.index("#sp")
    (line,) = excerpts(text, [Mark(at, at + 3, "finding")], 70)
    assert line.text == "寿司🍣👩‍👩‍👧 é\u0301 \\u202e#sp fine"
    assert columns(line.text[: line.text.index("#sp")]) == line.under.index("^")
    assert line.under.strip() == "^^^"


def test_long_texts_are_cut_round_every_mark() -> None:
    text = "word " * 200 + "#sp " + "word " * 200 + "#ad"
    marks = [Mark(1000, 1003, "finding"), Mark(len(text) - 3, len(text), "label")]
    first, second = excerpts(text, marks, 60)
    assert first.text.startswith("…") and first.text.endswith("…")
    assert second.text.startswith("…") and second.text.endswith("#ad")
    for line, sign, word in ((first, "^", "#sp"), (second, "~", "#ad")):
        assert columns(line.text) <= 60
        assert line.text[line.under.index(sign) :].startswith(word)


def test_a_mark_longer_than_the_line_shows_its_beginning() -> None:
    (line,) = excerpts("x" * 500, [Mark(100, 400, "finding")], 40)
    assert line.text == "…" + "x" * 38 + "…"
    assert line.under == " " + "^" * 38


def test_jurisdictions_that_say_the_same_are_named_together() -> None:
    said = flat("text", examples())
    assert "IT, UK inadequate" in said
    assert "IT, UK no-intent" in said
    assert "UK: The UK Code" in said


def test_a_review_without_findings_says_why_a_person_is_asked() -> None:
    assert "a person must look" in flat("text", [one("hm")])


def test_colour_is_only_used_where_it_is_asked_for() -> None:
    assert "\x1b" not in written("text", examples())
    coloured = written("text", examples(), colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == written("text", examples())


def test_many_places_are_not_all_shown() -> None:
    text = ("#sp " + "x " * 100) * 9
    findings = tuple(Finding("r", "info", "m", 0, at, at + 3) for at in range(0, 9 * 204, 204))
    document = written("text", [one(text, findings=findings)])
    assert document.count("^^^") == 4
    assert "more places" in document


def test_escape_sequences_leave_and_their_payload_stays() -> None:
    assert visible("a\x1b[2Jb\x1b]0;title\x07c\x9b1md\x1be") == "ab0;titlecd"
    assert visible("a\u202eb\nc\x00\ud800") == "a\\u202eb c?"


def test_wrapping_breaks_what_is_longer_than_a_line() -> None:
    lines = wrap("short " + "x" * 50 + " 日本語" * 12, 20, first="- ", rest="  ")
    assert all(columns(line) <= 20 for line in lines)
    assert "".join(lines).replace(" ", "").count("x") == 50
    assert cut("one two three", 9) == "one two…"


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        (Fix(0, 0, "#ad "), "add at the start: #ad"),
        (Fix(11, 11, " #ad"), "add at the end: #ad"),
        (Fix(4, 4, "#ad "), "add after “one”: #ad"),
        (Fix(4, 7, "#ad"), "replace “two” by: #ad"),
        (Fix(4, 7, ""), "remove: “two”"),
    ],
)
def test_advice_says_what_to_do(fix: Fix, said: str) -> None:
    assert advice(fix, Post(id="p", segments=(Segment("one two six"),))) == said


def test_segments_are_numbered_where_there_are_several_of_a_kind() -> None:
    frames = (Segment("a", "title"), Segment("b", "story_frame"), Segment("c", "story_frame", 7))
    post = Post(id="p", segments=frames)
    names = [segment_name(post, number) for number in (-1, 0, 1, 2, 9)]
    assert names == ["post", "title", "story frame 1", "story frame 7", "post"]


def test_titles_lose_their_explanation() -> None:
    assert title_of(CHART) == "Digital Chart Regulation"
    assert columns(title_of(CAP)) <= 56
    assert title_of(msgspec.structs.replace(CHART, title="")) == "IT-IAP-DCR"


# --- html -----------------------------------------------------------------------------------


def page(posts: list[Judged], **options: Any) -> ElementTree.Element:
    """The page is written so that an XML parser can vouch for it."""
    return ElementTree.fromstring(written("html", posts, **options).partition("\n")[2])


def test_the_page_has_no_script_and_nothing_from_outside() -> None:
    document = written("html", examples(), name="</title><script>alert(1)</script>")
    root = ElementTree.fromstring(document.partition("\n")[2])
    assert not list(root.iter("script")) and not list(root.iter("img"))
    assert not re.search(r"url\(|@import|\son\w+=|style=", document)
    style = next(root.iter("style")).text or ""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in document


def test_links_lead_to_the_web_alone() -> None:
    bad = msgspec.structs.replace(CHART, url="javascript:alert(1)")
    post = Post(id="p", segments=(Segment("x"),), url="data:text/html,x")
    findings = (Finding("r", "error", "m", 0, 0, 1, bad), Finding("q", "error", "m", 0, 0, 1, CAP))
    own = verdict(post, "IT", "undisclosed", findings=findings)
    links = [a.get("href") for a in page([Judged(post, "f", 1, (own,))]).iter("a")]
    assert set(links) == {CAP.url}
    for address in ("JavaScript:x", "//x", "http:x", "https://a b", "https://a\n", "", None):
        assert web_address(address) is None
    assert web_address("HTTPS://a.example/ü?x=1#y")


def test_marks_and_counts_are_those_of_the_verdicts() -> None:
    root = page(examples())
    marked = [(mark.get("class"), mark.text) for mark in root.iter("mark")][3:]
    assert ("finding", "#pubblicità") in marked
    assert ("signal", "codice GIULIA20") in marked
    figures = [own.text for own in root.iter("span") if own.get("class") == "figure"]
    assert figures == ["1", "1", "1", "0", "1"]


def test_details_are_kept_for_the_gravest_posts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_POSTS", 3)
    private, grave = examples()[3], examples()[1]
    root = page([private] * 5 + [grave] * 2)
    shown = [own.get("class") for own in root.iter("article")]
    assert shown == ["post undisclosed", "post undisclosed", "post no-intent"]
    assert "3 gravest of 7 posts" in "".join(root.itertext())


def test_long_texts_keep_what_stands_round_their_marks() -> None:
    text = "a" * 5000 + "MARK" + "b" * 5000
    made = pieces(text, [Mark(5000, 5004, "label")])
    assert [(own.kind, own.gap) for own in made] == [
        ("", True),
        ("", False),
        ("label", False),
        ("", False),
        ("", True),
    ]
    assert made[2].text == "MARK"
    assert sum(len(own.text) for own in made) < 300


def test_an_empty_audit_is_still_a_page() -> None:
    assert "0 posts" in "".join(page([]).itertext())


def test_cells_cover_the_text_in_order() -> None:
    text = "a\u202eb\x1b[31m❤\x00\ufe0f\r\n日\ud800"
    row = list(cells(text))
    assert all(one.end <= two.start for one, two in pairwise(row))
    assert row[-1].end == len(text)


def test_intent_none_says_nothing_of_signs() -> None:
    assert "signs" not in flat("text", [one("x", intent=Intent("none"))]).partition("the signs")[0]
