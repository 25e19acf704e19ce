"""``palese audit``, ``compare``, ``stats`` and ``report`` as users call them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checker.storage import Database, brands
from tests.batch.made import SAMPLES, post, write
from tests.cli.calls import document, run, worked


def test_an_audit_says_what_check_says(tmp_path: Path) -> None:
    result = run("audit", str(SAMPLES), "-j", "IT,UK", "--out", "out")
    assert (result.exception, result.return_value, result.stdout) == (None, 0, "")
    assert "Audit posts (number 1): 72 posts, 144 verdicts" in result.stderr
    checked = run("check", str(SAMPLES), "-j", "IT,UK", "--format", "jsonl")
    assert (tmp_path / "out" / "verdicts.jsonl").read_bytes() == checked.stdout_bytes
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert worked("report", "posts").stdout == page
    assert len(document("report", "1")["verdicts"]) == 144
    worked("report", "posts", "--format", "csv", "-o", "table.csv")
    table = (tmp_path / "table.csv").read_text(encoding="utf-8")
    assert table == run("check", str(SAMPLES), "-j", "IT,UK", "--format", "csv").stdout


def test_problems_are_told_and_kept(tmp_path: Path) -> None:
    file = write(tmp_path / "p.jsonl", post(1), "{broken", post(1))
    result = run("audit", file, "missing.jsonl", "--name", "bad")
    told = run("check", file, "missing.jsonl").stderr
    assert result.return_value == 2
    assert result.stderr.startswith(told)
    assert "2 posts" in result.stderr
    again = run("audit", file, "missing.jsonl", "--name", "bad", "--resume")
    assert again.return_value == 2


def test_a_table_is_audited_by_a_mapping(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Wer;Was\nada;Neu: der Tee von ACME, Code ADA10 #anzeige\n", encoding="utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("fields: {author: Wer, text: Was}\nalways: {country: DE}", encoding="utf-8")
    args = (str(table), "--mapping", str(mapping))
    assert run("audit", *args).return_value == 0
    stored = document("report", "t")["verdicts"]
    assert [v["creator"]["author"] for v in stored] == ["ada"]
    checked = run("check", *args, "--format", "jsonl").stdout
    assert stored == [json.loads(line) for line in checked.splitlines()]
    assert run("audit", *args, "--resume").return_value == 0
    mapping.write_text("fields: {text: Was}", encoding="utf-8")
    for again in (args, args[:1]):
        error = str(run("audit", *again, "--resume").exception)
        assert "'t' cannot go on: another mapping is given" in error
    (tmp_path / "m.yaml").write_text("fields: {text: Was", encoding="utf-8")
    assert "m.yaml:1: the mapping is no sound YAML" in str(run("audit", *args).exception)


def test_a_name_is_used_once(tmp_path: Path) -> None:
    file = write(tmp_path / "2026.jsonl", post(1))
    assert run("audit", file).return_value == 0
    error = run("audit", file).exception
    assert "there is an audit called 'audit-2026' already" in str(error)
    write(tmp_path / "2026.jsonl", post(2))
    assert "2026.jsonl has changed" in str(run("audit", file, "--resume").exception)


def test_what_is_not_there_is_not_made(tmp_path: Path) -> None:
    for args in (("stats", "x"), ("report", "x"), ("compare", "x", "y")):
        assert "there is no such database" in str(run(*args).exception)
    assert not (tmp_path / "palese.db").exists()
    run("audit", write(tmp_path / "p.jsonl", post(1)))
    for args in (("stats", "x"), ("report", "x"), ("compare", "p", "x")):
        assert "there is no audit 'x'" in str(run(*args).exception)


def test_moved_lines_change_nothing(tmp_path: Path) -> None:
    rows = [post(n) for n in range(10)]
    for row in rows[:5]:
        del row["id"]
    run("audit", write(tmp_path / "p.jsonl", *rows), "--name", "before", "-j", "IT")
    write(tmp_path / "p.jsonl", "", *reversed(rows))
    run("audit", "p.jsonl", "--name", "after", "-j", "IT")
    found = document("compare", "before", "after")
    assert found["total"]["unchanged"] > 0
    assert (found["total"]["new"], found["total"]["fixed"]) == (0, 0)


def test_compare_counts_by_creator_and_by_rule(tmp_path: Path) -> None:
    hidden = post(1, country="IT", author="giulia.r")
    mended = {**hidden, "text": "#pubblicità @acme: con GIULIA10 avete il 10%"}
    other = post(6, country="IT", author="luca")
    run("audit", write(tmp_path / "a.jsonl", hidden))
    run("audit", write(tmp_path / "b.jsonl", mended, other))
    found = document("compare", "a", "b")
    for part in ("rules", "creators"):
        for kind in ("new", "fixed", "unchanged"):
            assert sum(c[kind] for c in found[part].values()) == found["total"][kind]
    assert found["creators"]["instagram:@giulia.r"]["fixed"] > 0
    assert found["creators"]["instagram:@luca"]["new"] > 0
    text = worked("compare", "a", "b").stdout
    assert "By creator" in text
    assert "instagram:@luca" in text


@pytest.mark.parametrize("by", ["tier", "jurisdiction", "platform", "topic", "month"])
def test_groups_add_up(tmp_path: Path, by: str) -> None:
    rows = [post(n, followers=None if n % 4 == 0 else n * 1000) for n in range(40)]
    run("audit", write(tmp_path / "p.jsonl", *rows), "-j", "IT,UK")
    found = document("stats", "p", "--by", by)
    assert found["all"]["total"] == 80
    assert sum(group["total"] for group in found["groups"]) == 80
    for group in (*found["groups"], found["all"]):
        shares = list(group["verdicts"].values())
        assert sum(each["count"] for each in shares) == group["total"]
        for each in (*shares, group["disclosure"]):
            assert 0 <= each["low"] <= (each["share"] or each["low"]) <= each["high"] <= 1
    assert "all" in worked("stats", "p", "--by", by).stdout


@pytest.mark.parametrize("by", ["tier", "brand", "rule"])
def test_a_table_fits_the_terminal(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    worked("audit", str(SAMPLES), "-j", "IT", "--name", "p")
    tables = {}
    for width in (80, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        tables[width] = worked("stats", "p", "--by", by).stdout.partition("Creators ranked")[0]
        assert max(map(len, tables[width].splitlines())) <= width
    # The same figures in both: shares, and the ends of their intervals.
    figures = [sorted(re.findall(r"[\d.]+", text)) for text in tables.values()]
    assert figures[0] == figures[1]


def test_tiers_by_any_taxonomy(tmp_path: Path) -> None:
    followers = (None, 500, 95_000, 2_000_000)
    rows = [post(n, followers=number) for n, number in enumerate(followers)]
    run("audit", write(tmp_path / "p.jsonl", *rows), "-j", "IT")
    found = document("stats", "p", "--taxonomy", "four-level")
    groups = [(group["group"], group["note"], group["total"]) for group in found["groups"]]
    assert groups == [
        ("nano", "", 1),
        ("top", "", 1),
        (None, "in no tier", 1),
        (None, "not known", 1),
    ]
    assert "no taxonomy 'x'" in str(run("stats", "p", "--taxonomy", "x").exception)


def test_rules_and_brands_are_counted(tmp_path: Path) -> None:
    rows = [post(n, brands=["@acme"], country="IT") for n in range(5)]
    run("audit", write(tmp_path / "p.jsonl", *rows))
    assert [g["group"] for g in document("stats", "p", "--by", "brand")["groups"]] == ["acme"]
    assert document("stats", "p", "--by", "campaign")["groups"] == []
    assert all(g["group"] for g in document("stats", "p", "--by", "rule")["groups"])


def test_a_brand_counts_once_by_any_of_its_names(tmp_path: Path) -> None:
    known = {"country": "IT", "author": "giulia.r"}
    rows = [
        post(1, brands=["@acme"], **known),
        post(2, brands=["ACME Srl"], **known),
        post(3, brands=["@acme", "acme srl"], relation={"kind": "paid", "brand": "Acme"}, **known),
        post(6, brands=["@other"], **known),
    ]
    file = write(tmp_path / "p.jsonl", *rows)
    run("audit", file, "--name", "unknown", "-j", "IT")
    found = {
        g["group"]: g["total"] for g in document("stats", "unknown", "--by", "brand")["groups"]
    }
    assert found == {"acme": 2, "acme srl": 2, "other": 1}
    with Database.open("sqlite:///palese.db") as database, database.write() as session:
        brands.add_brand(session, "Acme", handles=["@acme"], aliases=["ACME Srl"])
    run("audit", file, "--name", "known", "-j", "IT")
    for audit in ("unknown", "known"):
        groups = document("stats", audit, "--by", "brand")["groups"]
        assert {g["group"]: g["total"] for g in groups} == {"Acme": 3, "other": 1}


def test_stats_say_how_far_tiers_depend_on_the_taxonomy(tmp_path: Path) -> None:
    rows = [post(n, followers=(500, 50_000)[n % 2], author=f"a{n}") for n in range(40)]
    run("audit", write(tmp_path / "p.jsonl", *rows), "-j", "IT")
    found = document("stats", "p")
    assert found["measured_error"] is None
    assert {row["taxonomy"] for row in found["taxonomy_dependence"]} == {
        "four-level",
        "harvard-media",
    }
    assert "general against" in worked("stats", "p").stdout
    assert document("stats", "p", "--by", "month")["taxonomy_dependence"] is None
