"""``palese import``: files of other tools, looked into and turned into posts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calls import run, status

FIXTURES = Path(__file__).parent.parent / "importers" / "fixtures"
TIKTOK = str(FIXTURES / "4cat-tiktok.csv")
MONITORING = str(FIXTURES / "monitoring.csv")


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_posts_go_through_a_pipe() -> None:
    imported = run("import", TIKTOK)
    assert (status(imported), imported.stderr) == (0, "")
    assert [json.loads(line)["id"][-3:] for line in imported.stdout.splitlines()] == [
        "101",
        "102",
        "103",
    ]
    options = ("-j", "IT,US", "--format", "jsonl")
    piped = run("check", "-", *options, stdin=imported.stdout_bytes)
    direct = run("check", TIKTOK, *options)
    assert status(piped) == status(direct)
    assert piped.stdout == direct.stdout
    first = json.loads(direct.stdout.splitlines()[0])
    assert first["creator"]["followers"] == 48200
    assert first["disclosure"]["platform_label"] is True


def test_an_explanation_fits_the_terminal() -> None:
    files = sorted(str(file) for file in FIXTURES.iterdir() if file.suffix != ".vtt")
    result = run("import", "--explain", *files)
    assert status(result) == 2  # monitoring.csv needs a mapping
    assert "palese import --draft-mapping FILE" in result.stderr
    told = [line for line in result.stdout.splitlines() if not line.startswith(str(FIXTURES))]
    assert max(map(len, told)) <= 80


def test_an_explanation_in_words() -> None:
    told = run("import", "--explain", TIKTOK).stdout
    assert "TikTok, collected with Zeeschuimer, table of 4CAT\n  CSV: 3 posts\n" in told
    assert "  followers           2  author_followers (as of the day of collection)" in told
    assert "Not observed: country, lang, title, description, transcript" in told
    meta = run("import", "--explain", str(FIXTURES / "meta-content-library-instagram.csv")).stdout
    assert "no file of Meta's was at hand to verify them" in " ".join(meta.split())


def test_an_explanation_for_programs() -> None:
    result = run("import", "--explain", "--format", "json", TIKTOK, "nowhere.csv")
    assert status(result) == 2
    tiktok, nowhere = json.loads(result.stdout)
    assert (tiktok["format"], tiktok["container"], tiktok["posts"]) == ("4cat-tiktok", "CSV", 3)
    assert {"field": "followers", "source": "author_followers", "posts": 2}.items() <= next(
        field for field in tiktok["fields"] if field["field"] == "followers"
    ).items()
    assert "transcript" in tiktok["not_observed"]
    assert (nowhere["format"], nowhere["errors"]) == (None, 1)


def test_a_mapping_from_draft_to_verdict(tmp_path: Path) -> None:
    drafted = run("import", "--draft-mapping", MONITORING)
    assert status(drafted) == 0
    mapping = tmp_path / "m.yaml"
    mapping.write_text(drafted.stdout)
    imported = run("import", "--mapping", str(mapping), MONITORING)
    assert status(imported) == 0
    assert len(imported.stdout.splitlines()) == 3
    checked = run("check", "--mapping", str(mapping), MONITORING, "-j", "IT", "--format", "jsonl")
    assert checked.exception is None
    assert (
        checked.stdout
        == run("check", "-", "-j", "IT", "--format", "jsonl", stdin=imported.stdout_bytes).stdout
    )


def test_what_could_be_read_is_written(tmp_path: Path) -> None:
    data = (FIXTURES / "zeeschuimer-tiktok.ndjson").read_bytes()[:-300]
    file = tmp_path / "cut.ndjson"
    file.write_bytes(data)
    result = run("import", str(file))
    assert status(result) == 2
    assert len(result.stdout.splitlines()) == 2
    assert f"palese: error: {file}:3: the JSON is broken" in result.stderr


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("--draft-mapping", "--explain", MONITORING), "goes with no other option"),
        (("--draft-mapping", MONITORING, TIKTOK), "takes one file"),
        (("--draft-mapping", "-"), "takes one file"),
        (("--mapping", "none.yaml", MONITORING), "the mapping cannot be read"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], what: str) -> None:
    result = run("import", *args)
    assert what in str(result.exception)
    assert result.stdout == ""


def test_no_draft_where_none_is_needed() -> None:
    result = run("import", "--draft-mapping", TIKTOK)
    assert (status(result), result.stdout) == (2, "")
    assert "it needs no mapping: it is TikTok" in result.stderr


def test_an_audit_reads_them_directly(tmp_path: Path) -> None:
    db = f"sqlite:///{tmp_path / 'palese.db'}"
    files = [str(FIXTURES / n) for n in ("4cat-tiktok.csv", "instaloader.json")]
    result = run("audit", *files, "-j", "IT", "--db", db, "--name", "mixed")
    assert status(result) == 0
    assert "4 posts, 4 verdicts" in result.stderr
