"""No text, however hostile, breaks a document."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
)
from checker.reports.base import (
    FORMATS,
    Across,
    AcrossPost,
    AcrossWriter,
    Judged,
    Waived,
    WaivedFinding,
    writer_for,
)
from checker.reports.excerpt import excerpts, marks_of
from checker.reports.plain import columns
from checker.reports.table import COLUMNS
from tests.reports.made import verdict, written

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

NASTY = st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "]]>",
        "{{ 7 * 7 }}",
        "\x1b[2J",
        "\x1b]8;;http://x\x1b\\",
        "\x00",
        "\ud800",
        "\udfff",
        "\ufffe",
        "\u202e",
        "\u2028",
        "\r\n",
        "\t",
        "=1+1",
        '","',
        "'\"&<>",
        "👩‍👩‍👧",
        "🇮🇹",
        "日本",
        "a\u0301\u200d",
        "❤\ufe0f",
        "[x](http://y)",
        "javascript:alert(1)",
    ]
)
TEXT = st.lists(st.text(st.characters(), max_size=12) | NASTY, max_size=6).map("".join)
SPOT = st.integers(-3, 60)
NUMBER = st.integers(-1, 3)
CITATION = st.none() | st.builds(
    Citation,
    instrument=TEXT,
    section=TEXT,
    title=TEXT,
    url=TEXT | st.just("https://a.example/ü?x=1"),
    in_force_from=st.none() | TEXT,
    in_force_until=st.none() | TEXT,
)
FIX = st.none() | st.builds(Fix, start=SPOT, end=SPOT, insert=TEXT, segment=NUMBER)
FINDING = st.builds(
    Finding,
    rule=TEXT,
    severity=st.sampled_from(["error", "warning", "info"]),
    message=TEXT,
    segment=NUMBER,
    start=SPOT,
    end=SPOT,
    citation=CITATION,
    fix=FIX,
)
LABEL = st.builds(
    JudgedLabel,
    label=TEXT,
    standing=st.sampled_from(["accepted", "rejected"]),
    segment=NUMBER,
    start=SPOT,
    end=SPOT,
)
SIGNAL = st.builds(IntentSignal, signal=TEXT, segment=NUMBER, start=SPOT, end=SPOT, text=TEXT)
POST = st.builds(
    Post,
    id=TEXT,
    segments=st.lists(st.builds(Segment, text=TEXT), max_size=3).map(tuple),
    platform=st.none() | TEXT,
    author=st.none() | TEXT,
    published_at=st.none() | TEXT,
    url=st.none() | TEXT,
    lang=st.none() | TEXT,
)
NAMES = st.sampled_from(["no-intent", "disclosed", "inadequate", "undisclosed", "review"])


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    post = draw(POST)
    verdicts = tuple(
        verdict(
            post,
            draw(TEXT),
            draw(NAMES),
            lang=draw(st.none() | TEXT),
            intent=Intent(
                draw(st.sampled_from(["none", "weak", "strong", "certain"])),
                tuple(draw(st.lists(TEXT, max_size=2))),
                tuple(draw(st.lists(SIGNAL, max_size=2))),
            ),
            disclosure=Disclosure(tuple(draw(st.lists(LABEL, max_size=2))), draw(st.booleans())),
            findings=tuple(draw(st.lists(FINDING, max_size=2))),
            creator=CreatorFacts(draw(TEXT), draw(st.none() | st.integers(0)), {"general": "top"}),
            extra=draw(st.dictionaries(TEXT, TEXT, max_size=2)),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    return Judged(post, draw(TEXT), draw(st.integers(0, 9)), verdicts)


POSTS = st.lists(judged(), max_size=2)


def check_jsonl(document: str, posts: list[Judged]) -> None:
    lines = [json.loads(line) for line in document.split("\n")[:-1]]
    own = [one.id.encode("utf-8", "replace").decode() for post in posts for one in post.verdicts]
    assert [line["id"] for line in lines] == own


def check_json(document: str, posts: list[Judged]) -> None:
    assert len(json.loads(document)["verdicts"]) == sum(len(post.verdicts) for post in posts)


def check_sarif(document: str, posts: list[Judged]) -> None:
    read = json.loads(document)
    VALIDATOR.validate(read)
    addresses = [
        rule.get("helpUri", "https:") for rule in read["runs"][0]["tool"]["driver"]["rules"]
    ]
    assert all(re.match("https?:", address, re.I) and address.isascii() for address in addresses)


def check_junit(document: str, posts: list[Judged]) -> None:
    root = ElementTree.fromstring(document.encode())
    assert len(root.findall(".//testcase")) == sum(len(post.verdicts) for post in posts)


def check_csv(document: str, posts: list[Judged], more: int = 0) -> None:
    rows = list(csv.reader(io.StringIO(document, newline="")))
    assert len(rows) == 1 + sum(len(post.verdicts) for post in posts) + more
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert not any(re.match(r"[=+\-@\t\r\n]", cell) for row in rows for cell in row)


def check_html(document: str, posts: list[Judged]) -> None:
    root = ElementTree.fromstring(document.partition("\n")[2])
    assert not list(root.iter("script"))
    assert all(re.match("https?://", a.get("href", ""), re.I) for a in root.iter("a"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", document)


def check_text(document: str, posts: list[Judged]) -> None:
    assert not CONTROL.search(document)
    assert all(columns(line) <= 50 for line in document.split("\n"))


@settings(max_examples=200, deadline=None)
@given(text=TEXT, spots=st.lists(st.tuples(SPOT, SPOT), max_size=4), width=st.integers(18, 60))
def test_what_stands_under_a_text_never_stands_beside_it(
    text: str, spots: list[tuple[int, int]], width: int
) -> None:
    finding = Finding("r", "info", "m", 0, 0, 0)
    findings = tuple(msgspec.structs.replace(finding, start=a, end=b) for a, b in spots)
    post = Post(id="p", segments=(Segment(text),))
    found = marks_of(verdict(post, "IT", "review", findings=findings), post)
    for line in excerpts(text, found.get(0, []), width):
        assert columns(line.text) <= width
        assert len(line.under) <= columns(line.text)


OPTIONS: dict[str, dict[str, Any]] = {"text": {"width": 50}, "html": {"name": "\x00<b>\u202e"}}


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, deadline=None)
@given(posts=POSTS)
def test_no_content_breaks_a_document(format: str, posts: list[Judged]) -> None:
    document = written(format, posts, **OPTIONS.get(format, {}))
    globals()[f"check_{format}"](document, posts)
    assert document == written(format, posts, **OPTIONS.get(format, {}))


@settings(max_examples=20, deadline=None)
@given(TEXT, TEXT)
def test_findings_across_posts_and_waivers_are_hostile_too(text: str, other: str) -> None:
    members = (AcrossPost(text, other, text, other, f"javascript:{text}", "centre"),)
    found = [Across("network/same-text", "warning", text, other, members)]
    waived = [Waived(1, text, other, "2999-12-31", (WaivedFinding(text, "IT", other, text),))]
    for format, check in (
        ("html", check_html),
        ("json", check_json),
        ("csv", functools.partial(check_csv, more=2)),
    ):
        stream = io.BytesIO()
        writer = writer_for(format, stream)
        assert isinstance(writer, AcrossWriter)
        writer.begin()
        writer.across(found)
        writer.waived(waived)
        writer.end()
        document = stream.getvalue().decode("utf-8")
        check(document, [])
