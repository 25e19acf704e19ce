"""Brands, campaigns, collaborations, waivers and reviews as users keep them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.batch.made import TEXTS, post, write
from tests.cli.calls import document, run, worked

CREATORS = """\
handle,platform,name,followers,date
giulia.r,instagram,Giulia R,12000,2026-01-01
tom,tiktok,Tom B,500,2026-01-01
"""
TIES = """\
handle,platform,brand,relation,from,until,contract,campaign
giulia.r,IG,ACME,paid,2026-05-01,2026-05-31,C-1,Spring
tom,,Zefira,gift,2026-04-01,,,
nobody,,ACME,paid,,,,
tom,,ACME,married,,,,
tom,,ACME,paid,,,,Winter
"""


def said(*args: str) -> str:
    """Return what a command that works says to a person."""
    return worked(*args).stderr


def put(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_brands_with_all_of_their_names() -> None:
    said("brands", "add", "ACME", "--handle", "@acme", "--alias", "ACME Srl", "--category", "Skin")
    said("brands", "add", "acme", "--domain", "https://www.acme.example/shop")
    (brand,) = document("brands", "list")
    assert (brand["name"], brand["category"]) == ("ACME", "skin")
    assert (brand["aliases"], brand["domains"]) == (["ACME Srl"], ["https://www.acme.example/shop"])
    assert "ACME (skin): @acme, ACME Srl" in run("brands", "list").stdout
    assert "belongs to 'ACME'" in str(run("brands", "add", "Other", "--handle", "acme").exception)
    assert "no longer" in said("brands", "drop", "@acme", "alias", "acme srl")
    assert "never had" in said("brands", "drop", "ACME", "alias", "acme srl")
    assert "no brand called 'x'" in str(run("brands", "drop", "x", "alias", "y").exception)
    said("brands", "remove", "acme")
    assert document("brands", "list") == []


def test_campaigns_are_monitored() -> None:
    said("brands", "add", "ACME")
    options = ("--from", "2026-05-01", "--until", "2026-05-31", "--budget", "1,000.50")
    said("campaigns", "add", "ACME", "Spring", *options, "--currency", "eur", "--tactic", "reels")
    said(
        "campaigns", "indicator", "acme", "spring", "reach", "--unit", "people", "--target", "9000"
    )
    said("campaigns", "monitor", "acme", "spring", "reach", "4000", "--at", "2026-05-10")
    said("campaigns", "monitor", "acme", "spring", "reach", "7000", "--at", "2026-05-20")
    (found,) = document("campaigns", "list", "--brand", "ACME")
    assert (found["name"], found["budget"], found["currency"]) == ("Spring", "1000.50", "EUR")
    assert [v["value"] for v in found["indicators"][0]["values"]] == ["4000", "7000"]
    assert (
        "reach: 7,000 people on 2026-05-20 (target 9,000 people)" in run("campaigns", "list").stdout
    )
    for args, what in (
        (("monitor", "ACME", "Spring", "sales", "1"), "no indicator 'sales'"),
        (("monitor", "ACME", "Winter", "reach", "1"), "no campaign called 'Winter'"),
        (("add", "ACME", "Other", "--budget", "10"), "has no currency"),
        (("add", "ACME", "Other", "--budget", "ten"), "not a number"),
        (("add", "Nobody", "Other"), "no brand called"),
    ):
        assert what in str(run("campaigns", *args).exception)


def test_collaborations_from_a_list() -> None:
    said("creators", "import", put("creators.csv", CREATORS))
    said("brands", "add", "ACME")
    said("campaigns", "add", "ACME", "Spring")
    first = run("collaborations", "import", put("ties.csv", TIES))
    assert first.return_value == 2
    for line, what in ((4, "@nobody"), (5, '"married"'), (6, "no campaign called 'Winter'")):
        assert any(f"ties.csv:{line}" in s and what in s for s in first.stderr.splitlines())
    assert "2 new collaborations, 0 on record already" in first.stderr
    assert "0 new collaborations, 2 on record" in run("collaborations", "import", "ties.csv").stderr
    tom, giulia = document("collaborations", "list")
    assert (tom["creator"], tom["brand"], tom["relation"]) == ("Tom B", "Zefira", "gift")
    assert (giulia["campaign"], giulia["contract"]) == ("Spring", "C-1")
    assert [t["id"] for t in document("collaborations", "list", "--creator", "tom")] == [tom["id"]]
    assert [t["id"] for t in document("collaborations", "list", "--brand", "acme")] == [
        giulia["id"]
    ]
    said("collaborations", "remove", str(tom["id"]))
    assert len(document("collaborations", "list")) == 1
    row = post(1, author="giulia.r", platform="instagram", published_at="2026-05-02", country="IT")
    run("audit", write(Path("p.jsonl"), row), "--name", "a")
    groups = document("stats", "a", "--by", "campaign")["groups"]
    assert [group["group"] for group in groups] == ["ACME: Spring"]


def test_waivers_say_why_and_until_when() -> None:
    said("creators", "import", put("creators.csv", CREATORS))
    hidden = post(1, author="giulia.r", country="IT")
    row = {**hidden, "id": "folded", "text": TEXTS[3]}
    run("audit", write(Path("p.jsonl"), hidden, row), "--name", "a", "-j", "IT")
    rules = {f["rule"] for v in document("report", "a")["verdicts"] for f in v["findings"]}
    assert "it/undisclosed" in rules
    (rule,) = sorted(r for r in rules if "label" in r)[:1]
    until = ("--reason", "agreed with counsel", "--until", "2999-12-31", "--by", "Ada")
    said("waivers", "add", *until, "--rule", rule, "--creator", "giulia.r", "-j", "it")
    said("waivers", "add", *until, "--audit", "a", "--post", "folded", "--rule", rule)
    for args, what in (
        ((*until, "--rule", "it/undisclosed"), "may not be waived"),
        ((*until, "--rule", "it/sector-alcohol-ban"), "may not be waived"),
        (until, "needs a scope"),
        (("--reason", "x", "--until", "2020-01-01", "--rule", rule), "have expired"),
        ((*until, "--audit", "a", "--rule", rule), "--post and --rule together"),
        ((*until, "--audit", "a", "--post", "x", "--rule", rule), "no finding of"),
    ):
        assert what in str(run("waivers", "add", *args).exception)
    first, second = document("waivers", "list")
    assert (first["creator"], first["rule"], first["jurisdiction"]) == ("Giulia R", rule, "IT")
    assert second["fingerprint"]
    waived = document("report", "a")["waived"]
    assert [one["reason"] for one in waived] == ["agreed with counsel"] * 2
    assert {f["post"] for one in waived for f in one["findings"]} == {"folded"}
    assert "agreed with counsel" in run("report", "a").stdout
    rows = list(csv.DictReader(run("report", "a", "--format", "csv").stdout.splitlines()))
    told = "waived by Ada until 2999-12-31: agreed with counsel"
    assert [
        (row["id"], row["jurisdiction"], row["findings"], row["message"])
        for row in rows
        if row["row"] == "waiver"
    ] == [("folded", "IT", rule, told)] * 2
    assert rule in run("waivers", "list").stdout
    said("waivers", "revoke", "1")
    said("waivers", "revoke", "2")
    assert document("waivers", "list") == []
    assert "waived" not in document("report", "a")


def sheet(*args: str) -> list[dict[str, str]]:
    result = run("sample", *args)
    assert result.exception is None, result.exception
    return list(csv.DictReader(result.stdout.splitlines()))


def audit(number: int = 60) -> None:
    rows = [post(n, followers=(500, 50_000, None)[n % 3]) for n in range(number)]
    rows[0]["text"] = "=1+1\nCorrete: con GIULIA10 avete il 10%"
    run("audit", write(Path("p.jsonl"), *rows), "--name", "a", "-j", "IT,UK")


def test_a_sample_is_drawn_by_tier_and_read_back() -> None:
    audit()
    rows = sheet("a", "--size", "40", "--seed", "7")
    assert rows == sheet("a", "--size", "40", "--seed", "7")
    assert len(rows) == 40
    assert {row["tier"] for row in rows} == {"nano", "micro", "not known"}
    assert not any(row["correct_verdict"] for row in rows)
    other = run("sample", "a", "--size", "41", "--seed", "7")
    assert "drawn with other options" in str(other.exception)
    judged = {
        (v["id"], v["jurisdiction"]): v["verdict"] for v in document("report", "a")["verdicts"]
    }
    for number, row in enumerate(rows[:30]):
        verdict = judged[row["id"], row["jurisdiction"]]
        wrong = {"undisclosed": "no-intent", "no-intent": "undisclosed"}
        row["correct_verdict"] = wrong.get(verdict, verdict) if number % 10 == 0 else verdict
    rows[30]["correct_verdict"] = "cannot-tell"
    rows[31]["correct_verdict"] = "guilty"
    rows[32].update(correct_verdict="disclosed", number="1")
    with Path("filled.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    result = run("review", "import", "filled.csv", "--reviewer", "Ada")
    assert result.return_value == 2
    assert 'the verdict is "guilty"' in result.stderr
    assert "has no post 1" in result.stderr
    assert "31 reviews are on record, 7 rows were left empty" in result.stderr
    run("review", "import", "filled.csv", "--reviewer", "Ada")
    listed = document("review", "list", "a")
    assert len(listed) == 31
    assert {entry["decision"] for entry in listed} == {"agree", "disagree", "cannot-tell"}
    found = document("stats", "a")
    assert 0 < found["measured_error"]["reviewed"] <= 30
    assert 0 <= found["all"]["corrected"]["estimate"] <= 1
    assert "Corrected after Rogan and Gladen" in run("stats", "a").stdout


@pytest.mark.parametrize("method", ["equal", "neyman"])
def test_other_ways_to_divide_a_sample(method: str) -> None:
    audit()
    rows = sheet("a", "--size", "30", "--method", method, "-j", "gb")
    assert len(rows) == 30
    assert {row["jurisdiction"] for row in rows} == {"UK"}
    assert not any(row["text"].startswith("=") for row in rows)


def test_what_cannot_be_sampled() -> None:
    audit(3)
    assert "no such verdicts" in str(run("sample", "a", "-j", "FR").exception)
    assert "more than followers" in str(run("sample", "a", "--taxonomy", "es-rd444").exception)
    assert "no audit 'b'" in str(run("sample", "b").exception)
    lines = run("sample", "a", "--format", "jsonl").stdout.splitlines()
    assert len(lines) == 6
    Path("r.jsonl").write_text(
        lines[0].replace('"correct_verdict":""', '"correct_verdict":"review"')
    )
    assert "Give --reviewer NAME" in run("review", "import", "r.jsonl").stderr
    assert run("review", "import", "r.jsonl", "--reviewer", "Ada").return_value == 0
