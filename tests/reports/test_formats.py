"""What each format promises, on verdicts made by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from checker.errors import UsageError
from checker.model import Disclosure, Finding, JudgedLabel, Post, Segment, Verdict
from checker.reports.base import FORMATS, Judged, writer_for
from checker.reports.table import COLUMNS
from tests.reports.made import CHART, RULES, examples, verdict, written

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text("utf-8"))
CONTRACT: dict[str, Any] = json.loads(
    """
{"id": "ig-123", "jurisdiction": "IT", "lang": "it", "verdict": "inadequate",
 "intent": {"level": "strong", "relations": ["paid"],
            "signals": [{"signal": "promo-code", "segment": 0, "start": 10, "end": 24,
                         "text": "a"}]},
 "disclosure": {"labels": [{"label": "#pubblicità", "standing": "accepted", "segment": 0,
                            "start": 90, "end": 101}], "platform_label": true},
 "findings": [{"rule": "it/label-below-fold", "severity": "error", "message": "b", "segment": 0,
               "start": 90, "end": 101,
               "citation": {"instrument": "IT-IAP-DCR", "section": "art. 2", "title": "c",
                            "url": "d", "in_force_from": "2019-04-29"},
               "fix": {"start": 0, "end": 0, "insert": "#pubblicità @acme "}}],
 "creator": {"author": "giulia.r", "followers": 12000,
             "tiers": {"general": "micro", "four-level": "micro", "harvard-media": "macro"},
             "engagement_rate": 0.0268},
 "not_assessed": ["image", "audio"], "ruleset": "sha256:e", "engine": "0.1.0"}
"""
)


def one(text: str, **parts: Any) -> Judged:
    post = Post(id="p", segments=(Segment(text),))
    return Judged(post, "in.jsonl", 5, (verdict(post, "IT", "review", **parts),))


def flat(format: str, posts: list[Judged]) -> str:
    return " ".join(written(format, posts).split())


# --- the stream -----------------------------------------------------------------------------


def test_an_unknown_format_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="jsonl"):
        writer_for("yaml", io.BytesIO())


@pytest.mark.parametrize("format", FORMATS)
def test_text_streams_get_utf8_whatever_their_encoding(format: str) -> None:
    below = io.BytesIO()
    latin = io.TextIOWrapper(below, encoding="latin-1")
    latin.write("before\n")
    plain = io.StringIO(newline="")
    for stream in (latin, plain):
        writer = writer_for(format, stream)
        writer.begin()
        for judged in examples():
            writer.add(judged)
        writer.end()
    assert plain.getvalue() == written(format, examples())
    assert below.getvalue().decode() == "before\n" + plain.getvalue()


# --- json -----------------------------------------------------------------------------------


def assert_order(written: Any, promised: Any) -> None:
    """Every key that the contract names is there, in its order; others may follow."""
    if isinstance(promised, dict):
        assert [key for key in written if key in promised] == list(promised)
        assert list(written)[: len(promised)] == list(promised)
        for key, inner in promised.items():
            assert_order(written[key], inner)
    elif isinstance(promised, list):
        assert len(written) == len(promised)
        for own, inner in zip(written, promised, strict=True):
            assert_order(own, inner)
    else:
        assert written == promised


def test_a_line_has_the_keys_of_the_contract_in_its_order() -> None:
    read = msgspec.convert(CONTRACT, Verdict)
    post = Post(id="ig-123", segments=(Segment("x"),))
    line = json.loads(written("jsonl", [Judged(post, "f", 1, (read,))]))
    assert_order(line, CONTRACT)
    assert set(line) == set(CONTRACT)


def test_extra_is_written_only_where_there_is_some() -> None:
    lines = [json.loads(line) for line in written("jsonl", examples()).splitlines()]
    assert [line.get("extra") for line in lines[:3]] == [{"campaign": "spring"}, None, None]
    assert "extra" not in lines[1]


def test_json_holds_the_same_verdicts_as_jsonl() -> None:
    document = json.loads(written("json", examples()))
    assert list(document) == ["engine", "ruleset", "verdicts"]
    lines = [json.loads(line) for line in written("jsonl", examples()).splitlines()]
    assert document["verdicts"] == lines


def test_json_without_posts_is_whole() -> None:
    assert json.loads(written("json", [], ruleset="sha256:x")) == {
        "engine": "0.1.0",
        "ruleset": "sha256:x",
        "verdicts": [],
    }
    assert json.loads(written("json", []))["ruleset"] is None


# --- sarif ----------------------------------------------------------------------------------


def sarif(posts: list[Judged], **options: Any) -> Any:
    document = json.loads(written("sarif", posts, **options))
    validator = jsonschema.validators.validator_for(SCHEMA)
    validator(SCHEMA, format_checker=validator.FORMAT_CHECKER).validate(document)
    return document["runs"][0]


def test_sarif_follows_its_schema_and_counts_its_rules_right() -> None:
    run = sarif(examples(), rules=RULES)
    rules = run["tool"]["driver"]["rules"]
    assert [rules[own["ruleIndex"]]["id"] for own in run["results"]] == [
        own["ruleId"] for own in run["results"]
    ]
    assert [own["level"] for own in run["results"]] == [
        "error",
        "error",
        "error",
        "warning",
        "note",
    ]
    assert rules[0]["helpUri"] == CHART.url
    assert sarif([])["results"] == []


def test_sarif_places_a_finding_by_line_and_by_code_points() -> None:
    result = sarif(examples())["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 1
    text = examples()[0].post.segments[0].text
    at = region["properties"]["charOffset"]
    assert text[at : at + region["properties"]["charLength"]] == "#pubblicità"
    assert result["properties"]["fix"]["insert"] == "#pubblicità @acme "


def test_a_fingerprint_outlives_a_moved_line_but_no_change_of_words() -> None:
    def prints(judged: Judged) -> list[str]:
        return [own["partialFingerprints"]["palese/v1"] for own in sarif([judged])["results"]]

    judged = examples()[0]
    assert prints(judged) == prints(msgspec.structs.replace(judged, line=99))
    assert len(set(prints(judged))) == 2
    other = Post(id=judged.post.id, segments=(Segment("x" * 200),))
    assert prints(judged) != prints(msgspec.structs.replace(judged, post=other))


def test_two_like_findings_of_a_post_have_two_fingerprints() -> None:
    findings = tuple(Finding("r", "info", "m", 0, at, at + 3) for at in (0, 4))
    results = sarif([one("#sp #sp", findings=findings)])["results"]
    assert len({own["partialFingerprints"]["palese/v1"] for own in results}) == 2


@pytest.mark.parametrize(
    ("file", "uri"),
    [("a b/ü:1.jsonl", "a%20b/%C3%BC%3A1.jsonl"), ("/tmp/x.csv", "file:///tmp/x.csv"), ("-", "-")],
)
def test_file_names_become_uris(file: str, uri: str) -> None:
    judged = msgspec.structs.replace(one("x"), file=file)
    place = sarif([judged])["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri


# --- junit ----------------------------------------------------------------------------------


def test_junit_has_a_suite_for_each_file_with_true_counts() -> None:
    root = ElementTree.fromstring(written("junit", examples()).encode())
    assert [suite.get("name") for suite in root] == ["posts.jsonl", "more.csv", "more.parquet"]
    for suite in root:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    case = root[0][0]
    assert (case.get("classname"), case.get("name")) == ("IT.instagram", "ig-123")
    failure = case[0]
    assert failure.get("type") == "it/label-below-fold"
    assert "add at the start: #pubblicità @acme" in (failure.text or "")


def test_junit_without_posts_is_whole() -> None:
    assert len(ElementTree.fromstring(written("junit", []).encode())) == 0


def test_junit_passes_a_labelled_post_and_still_says_what_is_wrong_with_its_goods() -> None:
    post = Post(id="p", segments=(Segment("#adv vodka"),))
    finding = Finding("it/alcohol", "error", "Not to minors.", 0, 5, 10)
    own = verdict(post, "IT", "disclosed", findings=(finding,))
    suite = ElementTree.fromstring(written("junit", [Judged(post, "f", 1, (own,))]).encode())[0]
    assert suite.get("failures") == "0"
    assert "Not to minors." in (suite[0].findtext("system-out") or "")


# --- csv ------------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_post_and_jurisdiction() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", examples()))))
    assert len(rows) == 7
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["labels"] == "#pubblicità=accepted"
    assert (rows[0]["harvard-media"], rows[0]["engagement_rate"]) == ("macro", "0.0268")
    assert (rows[6]["file"], rows[6]["line"]) == ("more.parquet", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "\x00="])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    post = Post(id=f"{start}1+1", segments=(Segment("x"),), author=f"{start}cmd")
    finding = Finding("r", "info", f"{start}HYPERLINK()", 0, 0, 1)
    own = verdict(
        post,
        "IT",
        "review",
        findings=(finding,),
        disclosure=Disclosure((JudgedLabel(f"{start}a", "rejected", 0, 0, 1),)),
    )
    judged = Judged(post, f"{start}f.csv", 1, (own,))
    rows = list(csv.reader(io.StringIO(written("csv", [judged]), newline="")))[1:]
    assert [cell for cell in rows[0] if re.match(r"[=+\-@\t\r\n＝]", cell)] == []
    assert rows[0][0].startswith("'")
