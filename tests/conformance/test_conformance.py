"""Does palese answer as the authorities' own examples and lists of labels say?

``index.json`` lists every example and every label of the guidance that the rule packs were
built from. Each is met by one line of ``examples.jsonl`` or ``labels.jsonl``, or named in
``undecidable.jsonl`` with the reason why no text can decide it. Expectations follow the
guidance, never the program.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from checker.engine import Engine
from checker.importers.validate import post_from_mapping
from checker.model import Post, Verdict

HERE = Path(__file__).parent
ACCOUNT = HERE.parents[1] / "docs" / "conformance.md"

Line = dict[str, Any]


def _lines(name: str) -> list[Line]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


INDEX: dict[str, dict[str, list[str]]] = json.loads(
    (HERE / "index.json").read_text(encoding="utf-8")
)
EXAMPLES = _lines("examples.jsonl")
LABELS = _lines("labels.jsonl")
UNDECIDABLE = _lines("undecidable.jsonl")
EVERY = EXAMPLES + LABELS


def _name(line: Line) -> str:
    """The name of a line in the index, and of its test."""
    if "example" in line:
        return str(line["example"])
    return f"{line['text']} | {line['source']} | {line['section']}"


def _id(line: Line) -> str:
    return f"{line['jurisdiction']}-{_name(line)}"


def _post(line: Line) -> Post:
    return post_from_mapping(dict(line["post"]), "conformance", 1)


def _verdict(engine: Engine, line: Line) -> Verdict:
    (verdict,) = engine.check(_post(line), (line["jurisdiction"],))
    return verdict


def _told(verdict: Verdict) -> str:
    """What the program says, for a person who reads a failure."""
    said = [f"{verdict.verdict}, intent {verdict.intent.level}"]
    said += [f"label {label.label!r}: {label.standing}" for label in verdict.disclosure.labels]
    said += [f"{found.severity} {found.rule}: {found.message}" for found in verdict.findings]
    return "\n".join(said)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The rules that ship with palese, read afresh."""
    return Engine(cache=False)


@pytest.mark.parametrize("line", EXAMPLES, ids=_id)
def test_example_is_answered_as_the_authority_does(engine: Engine, line: Line) -> None:
    verdict = _verdict(engine, line)
    assert verdict.verdict == line["expect"], _told(verdict)
    if "finding" in line:
        met = [found for found in verdict.findings if found.rule.endswith(f"/{line['finding']}")]
        assert met, _told(verdict)
    if "error" in line:
        errors = [found.rule for found in verdict.findings if found.severity == "error"]
        assert any(rule.endswith(f"/{line['error']}") for rule in errors), _told(verdict)


@pytest.mark.parametrize("line", LABELS, ids=_id)
def test_label_stands_as_the_source_says(engine: Engine, line: Line) -> None:
    verdict = _verdict(engine, line)
    assert verdict.verdict == line["expect"], _told(verdict)


@pytest.mark.parametrize("line", EVERY, ids=_id)
def test_errors_cite_a_source_that_was_seen(engine: Engine, line: Line) -> None:
    """An error rests on an instrument of the jurisdiction, read in a copy or an account."""
    code = line["jurisdiction"]
    base = engine.pack.jurisdictions[code].base
    home = tuple(f"{prefix}-" for prefix in (code, base) if prefix)
    for found in _verdict(engine, line).findings:
        if found.severity != "error":
            continue
        assert found.citation is not None, found
        assert found.citation.instrument.startswith(home), found
        assert found.citation.confirmed != "recollection", found


@pytest.mark.parametrize("code", INDEX)
def test_every_example_is_met_once(code: str) -> None:
    met = Counter(line["example"] for line in EXAMPLES if line["jurisdiction"] == code)
    met.update(
        line["id"]
        for line in UNDECIDABLE
        if line["jurisdiction"] == code and line["kind"] == "example"
    )
    assert met == Counter(INDEX[code]["examples"])
    assert set(met.values()) == {1}


@pytest.mark.parametrize("code", INDEX)
def test_every_label_is_met_once(code: str) -> None:
    met = Counter(_name(line) for line in LABELS if line["jurisdiction"] == code)
    met.update(
        _name(line)
        for line in UNDECIDABLE
        if line["jurisdiction"] == code and line["kind"] == "label"
    )
    assert met == Counter(INDEX[code]["labels"])
    assert set(met.values()) == {1}


def test_labels_keep_the_order_of_the_guidance() -> None:
    for code, listed in INDEX.items():
        written = [_name(line) for line in LABELS if line["jurisdiction"] == code]
        assert written == [name for name in listed["labels"] if name in set(written)]


def test_what_text_cannot_decide_is_told_with_its_reason() -> None:
    account = ACCOUNT.read_text(encoding="utf-8")
    for line in UNDECIDABLE:
        name = line["id"] if line["kind"] == "example" else line["text"]
        assert f"| {line['jurisdiction']} | `{name}` | {line['reason']} |" in account


@pytest.mark.parametrize("code", INDEX)
def test_account_gives_the_true_counts(code: str) -> None:
    examples = sum(line["jurisdiction"] == code for line in EXAMPLES)
    labels = sum(line["jurisdiction"] == code for line in LABELS)
    left = sum(line["jurisdiction"] == code for line in UNDECIDABLE)
    account = ACCOUNT.read_text(encoding="utf-8")
    assert f"| {code} | {examples} | {labels} | {left} |" in account


def test_posts_can_be_told_apart() -> None:
    ids = Counter(line["post"]["id"] for line in EVERY)
    assert max(ids.values()) == 1
