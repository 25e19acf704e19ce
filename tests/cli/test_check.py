"""The command line as users and other programs call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import run, status

QUIET = {"id": "quiet", "text": "Gnocchi da mia nonna, come ogni domenica", "country": "IT"}
HIDDEN = {
    "id": "hidden",
    "text": "Correte: con GIULIA10 avete il 10% su tutto lo shop",
    "author": "giulia.r",
    "country": "IT",
}


def write(path: Path, *posts: Any) -> str:
    path.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    return str(path)


def test_nothing_to_object_to(tmp_path: Path) -> None:
    result = run("check", write(tmp_path / "p.jsonl", QUIET), "--format", "jsonl")
    assert status(result) == 0
    assert json.loads(result.stdout)["verdict"] == "no-intent"


def test_something_to_object_to(tmp_path: Path) -> None:
    result = run("check", write(tmp_path / "p.jsonl", QUIET, HIDDEN), "--format", "jsonl")
    assert status(result) == 1
    verdicts = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(v["id"], v["verdict"]) for v in verdicts] == [
        ("quiet", "no-intent"),
        ("hidden", "undisclosed"),
    ]


def test_bad_lines_lose_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    write(file, QUIET)
    with file.open("ab") as stream:
        stream.write(b'{"id": 3, "text"\n{"id": "t", "text": 5}\n\xff\xfe\n')
        stream.write(json.dumps(HIDDEN).encode() + b"\n")
    result = run("check", str(file), "--format", "jsonl")
    assert status(result) == 2
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["quiet", "hidden"]
    for line in (2, 3, 4):
        assert f"{file}:{line}: " in result.stderr


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", "ciao".encode("utf-16")])
def test_unreadable_files(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p.jsonl"
    file.write_bytes(content)
    result = run("check", str(file))
    assert status(result) == 2
    assert str(file) in result.stderr


def test_a_missing_file(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "none.jsonl"))
    assert status(result) == 2
    assert "there is no such file" in result.stderr


def test_a_draft_from_standard_input() -> None:
    result = run(
        "check", "-", "-j", "IT,UK", "--format", "jsonl", stdin="#adv @acme La crema è qui"
    )
    verdicts = [json.loads(line) for line in result.stdout.splitlines()]
    assert [v["jurisdiction"] for v in verdicts] == ["IT", "UK"]
    assert verdicts[0]["verdict"] == "disclosed"


def test_every_jurisdiction(tmp_path: Path) -> None:
    result = run("check", write(tmp_path / "p.jsonl", QUIET), "-j", "all", "--format", "jsonl")
    codes = [json.loads(line)["jurisdiction"] for line in result.stdout.splitlines()]
    assert {"IT", "EU", "UK", "US"} <= set(codes)


def test_an_unknown_jurisdiction(tmp_path: Path) -> None:
    result = run("check", write(tmp_path / "p.jsonl", QUIET), "-j", "XX")
    assert "no pack covers the jurisdiction 'XX'" in str(result.exception)


def test_the_regime_follows_the_country(tmp_path: Path) -> None:
    posts = [{**QUIET, "id": c, "country": c} for c in ("IT", "GB", "US", "AT")]
    result = run("check", write(tmp_path / "p.jsonl", *posts), "--format", "jsonl")
    found = {o["id"]: o["jurisdiction"] for o in map(json.loads, result.stdout.splitlines())}
    assert found == {"IT": "IT", "GB": "UK", "US": "US", "AT": "EU"}


def test_the_fix_is_proven(tmp_path: Path) -> None:
    post = {**HIDDEN, "brands": ["@acme"]}
    result = run("check", write(tmp_path / "p.jsonl", post), "--fix", "--format", "jsonl")
    finding = next(f for f in json.loads(result.stdout)["findings"] if f["fix"])
    fix = finding["fix"]
    text = post["text"][: fix["start"]] + fix["insert"] + post["text"][fix["end"] :]
    again = run("check", write(tmp_path / "q.jsonl", {**post, "text": text}), "--format", "jsonl")
    assert json.loads(again.stdout)["verdict"] == "disclosed"


def test_no_wording_cures_a_ban(tmp_path: Path) -> None:
    post = {
        "id": "bet",
        "country": "IT",
        "published_at": "2025-05-01",
        "relation": {"kind": "paid", "brand": "Puntaforte"},
        "text": "Scommesse sportive su Puntaforte, bonus di benvenuto da 50 euro",
    }
    result = run("check", write(tmp_path / "p.jsonl", post), "--fix", "--format", "jsonl")
    findings = json.loads(result.stdout)["findings"]
    assert any(f["rule"] == "it/sector-betting-ban" and f["severity"] == "error" for f in findings)
    assert any(f["rule"] == "it/no-fix" for f in findings)
    assert all(f["fix"] is None for f in findings)


@pytest.mark.parametrize("format_", ["text", "json", "jsonl", "sarif", "junit", "csv"])
def test_every_format_is_written(tmp_path: Path, format_: str) -> None:
    result = run("check", write(tmp_path / "p.jsonl", QUIET, HIDDEN), "--format", format_)
    assert status(result) == 1
    assert "hidden" in result.stdout


def test_unknown_keys_come_back(tmp_path: Path) -> None:
    post = {**QUIET, "campaign": "spring"}
    result = run("check", write(tmp_path / "p.jsonl", post), "--format", "jsonl")
    assert json.loads(result.stdout)["extra"] == {"campaign": "spring"}


def test_tiers() -> None:
    result = run("tiers", "classify", "30000", "--format", "json")
    found = json.loads(result.stdout)
    assert (found["general"], found["four-level"], found["harvard-media"]) == (
        "micro",
        "micro",
        "mega",
    )
    assert found["niche"] is None
    assert "harvard-media" in run("tiers", "list").stdout


def test_rules() -> None:
    listed = run("rules", "list", "--format", "json")
    ids = {row["id"] for row in json.loads(listed.stdout)}
    assert {"IT", "en/ad", "it/pubblicita"} <= ids
    shown = run("rules", "show", "it/pubblicita")
    assert "IT-IAP-DCR" in shown.stdout
    assert "IT-AGCM-MS-2017" in run("rules", "show", "IT").stdout


def test_rules_of_ones_own_are_tested(tmp_path: Path) -> None:
    rule = tmp_path / "mine.yaml"
    rule.write_text(
        "language: en\nsignals:\n- id: mine\n  signal: mine\n  strength: weak\n"
        "  phrases: [acme forever]\n  examples:\n    match: ['[[Acme forever]]!', 'not [[acme]]']\n"
        "    silent: [a, b]\n",
        encoding="utf-8",
    )
    result = run("rules", "test", str(tmp_path))
    assert status(result) == 2
    assert "mine.yaml" in result.stderr
    assert "1 rules" in result.stdout


def test_the_demo(tmp_path: Path) -> None:
    result = run("demo", "--out", str(tmp_path / "demo"))
    assert status(result) is None
    assert str((tmp_path / "demo" / "report.html").resolve()) in result.stdout
    assert "undisclosed" in result.stdout
