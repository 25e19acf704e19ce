"""One story from end to end, on both databases: from lists of creators to a second audit.

Creators, a gift list and a 4CAT export are imported, posts are audited, counted by tier, mended and audited
again, compared, and a finding is waived; an audit that is killed 25 times ends with the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker.batch import stored
from checker.cli.main import command
from checker.storage import Database, audits
from tests.batch.made import post
from tests.creators.test_networks import TEXTS as SAME_TEXT

CREATORS = """\
handle,platform,name,country,topic,followers,posts_per_year,engagement_rate,date
giulia.r,instagram,Giulia R,IT,skincare,1200000,120,0.031,2026-01-01
luca.b,instagram,Luca B,IT,food,45000,,,2026-01-01
luca.tok,tiktok,Luca B,IT,food,800,,,2026-01-01
mara,instagram,Mara V,IT,travel,700,,,2026-01-01
"""
GIFTS = """\
handle,platform,from,until,contract
mara,instagram,2026-05-01,2026-05-31,G-7
nobody,instagram,2026-05-01,,
"""
KILLS = 25


COLUMNS = [
    "id",
    "collected_from_url",
    "collected_from_view",
    "partial_item",
    "timestamp",
    "thread_id",
    "parent_id",
    "url",
    "body",
    "author_id",
    "author",
    "author_fullname",
    "verified",
    "author_avatar_url",
    "coauthors",
    "coauthor_fullnames",
    "coauthor_ids",
    "media_type",
    "num_media",
    "image_urls",
    "media_urls",
    "hashtags",
    "usertags",
    "play_count",
    "likes_hidden",
    "num_likes",
    "num_comments",
    "location_name",
    "location_id",
    "location_latlong",
    "location_city",
    "unix_timestamp",
    "missing_media",
]


def posts_file(folder: Path, name: str, rows: list[dict[str, Any]]) -> str:
    """Write posts as 4CAT's table of Instagram posts: it carries no country and no followers."""
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for row in rows:
            moment = datetime.fromisoformat(row["published_at"][:10] + "T10:00:00+00:00")
            writer.writerow(
                {
                    "id": row["id"],
                    "timestamp": f"{moment:%Y-%m-%d %H:%M:%S}",
                    "unix_timestamp": int(moment.timestamp()),
                    "body": row["text"],
                    "author": row["author"],
                    "media_type": "photo",
                    "num_media": 1,
                    "likes_hidden": "no",
                    "num_likes": 120,
                    "num_comments": 4,
                }
            )
    return str(path)


def rows() -> list[dict[str, Any]]:
    named = [
        {"author": "giulia.r", "text": "Correte: con GIULIA10 avete il 10% su tutto lo shop"},
        {"author": "giulia.r", "text": "#pubblicità @acme La crema nuova è in negozio da oggi"},
        {"author": "giulia.r", "text": "Ancora la crema di @acme, la adoro"},
        {"author": "luca.b", "text": "Grazie ad ACME Srl per avermi mandato l'olio #gifted"},
        {"author": "mara", "text": "Il profumo di Acme sul comodino, buongiorno"},
    ]
    special = [
        post(1000 + n, **own, published_at=f"2026-05-{10 + n}") for n, own in enumerate(named)
    ]
    network = [
        post(1100 + n, author=f"voce{n}", text=text, published_at="2026-05-20")
        for n, text in enumerate(SAME_TEXT)
    ]
    return [*(post(n) for n in range(250)), *special, *network]


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the test's folder, with the compiled rules beside all tests'."""
    monkeypatch.setenv("PALESE_CACHE_DIR", str(tmp_path.parent / "palese-cache"))
    monkeypatch.chdir(tmp_path)


def run(url: str, *args: str) -> Result:
    return CliRunner().invoke(command, [*args, "--db", url], standalone_mode=False)


def answer(url: str, *args: str) -> Any:
    result = run(url, *args, "--format", "json")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def content(url: str, name: str) -> tuple[str, bytes]:
    """Return the digest of an audit's content, and its verdicts as they are written."""
    lines = io.BytesIO()
    with Database.open(url) as database, database.read() as session:
        audit = audits.get_audit(session, name)
        assert audit.state == "done"
        stored.write_lines(session, audit, lines)
        return audits.digest_of(session, audit.id), lines.getvalue()


def test_the_story(url: str, tmp_path: Path) -> None:
    (tmp_path / "creators.csv").write_text(CREATORS, encoding="utf-8")
    (tmp_path / "gifts.csv").write_text(GIFTS, encoding="utf-8")
    imported = run(url, "creators", "import", "creators.csv")
    assert "3 creators (3 new), 4 new accounts, 4 new snapshots" in imported.stderr
    run(url, "brands", "add", "ACME", "--handle", "@acme", "--alias", "ACME Srl")
    gifts = run(url, "creators", "gifts", "gifts.csv", "--brand", "ACME")
    assert gifts.return_value == 2
    assert "no account @nobody on instagram" in gifts.stderr
    assert "1 new collaborations" in gifts.stderr

    posts = rows()
    before = posts_file(tmp_path, "before", posts)
    audited = run(url, "audit", before, "--name", "before")
    assert (audited.exception, audited.return_value) == (None, 0)
    report = answer(url, "report", "before")
    by_id = {verdict["id"]: verdict for verdict in report["verdicts"]}
    gift = by_id["post-1004"]
    assert (gift["intent"]["level"], gift["verdict"]) == ("certain", "undisclosed")
    giulia = by_id["post-1000"]["creator"]
    assert giulia["followers"] == 1_200_000
    assert giulia["tiers"]["agcom-2024"] == "rilevante"
    across = [(found["rule"], {p["id"] for p in found["posts"]}) for found in report["across"]]
    assert ("network/same-text", {f"post-{1100 + n}" for n in range(3)}) in across
    series = [ids for rule, ids in across if rule == "series/unlabelled"]
    assert any({"post-1001", "post-1002"} <= ids for ids in series)

    for taxonomy in ("general", "four-level", "harvard-media"):
        found = answer(url, "stats", "before", "--by", "tier", "--taxonomy", taxonomy)
        assert sum(group["total"] for group in found["groups"]) == len(posts)
        assert {row["taxonomy"] for row in found["taxonomy_dependence"]} | {taxonomy} == {
            "general",
            "four-level",
            "harvard-media",
        }
    named = answer(url, "stats", "before", "--by", "brand")["groups"]
    assert {group["group"] for group in named} >= {"ACME"}
    assert not {group["group"] for group in named} & {"acme", "acme srl"}

    posts[250]["text"] = "#pubblicità @acme: " + posts[250]["text"]
    moved = [*reversed(posts), post(2001, author="luca.b")]
    after = posts_file(tmp_path, "after", moved)
    assert run(url, "audit", after, "--name", "after").return_value == 0
    compared = answer(url, "compare", "before", "after")
    assert compared["creators"]["Giulia R"]["fixed"] > 0
    assert compared["creators"]["Luca B"]["new"] > 0
    changed = {n for n, c in compared["creators"].items() if c["new"] or c["fixed"]}
    assert changed == {"Giulia R", "Luca B"}

    rule = next(f["rule"] for f in by_id["post-1003"]["findings"] if "label" in f["rule"])
    until = ("--reason", "agreed with counsel", "--until", "2999-12-31", "--by", "Ada")
    waiver = run(url, "waivers", "add", *until, "--rule", rule, "--creator", "Luca B")
    assert waiver.exception is None
    refused = run(url, "waivers", "add", *until, "--rule", "it/undisclosed", "--creator", "mara")
    assert "may not be waived" in str(refused.exception)
    (waived,) = answer(url, "report", "after")["waived"]
    assert "post-1003" in {finding["post"] for finding in waived["findings"]}


def test_killed_at_25_random_moments(url: str, tmp_path: Path) -> None:
    """The same content and the same bytes as in one run, whenever it was killed."""
    (tmp_path / "creators.csv").write_text(CREATORS, encoding="utf-8")
    run(url, "creators", "import", "creators.csv")
    file = posts_file(tmp_path, "posts", rows())
    assert run(url, "audit", file, "--name", "whole").return_value == 0
    done = subprocess.run(
        [sys.executable, "-m", "tests.story.kills", url, file, "parts", str(KILLS), "20261122"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] == KILLS
    assert len(set(told["stored"])) > 5  # at all stages, not at the first statement alone
    assert told["stored"] == sorted(told["stored"])
    whole, parts = content(url, "whole"), content(url, "parts")
    assert whole == parts
