"""Tables that palese does not know, read by a mapping: drafted, corrected, refused."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from checker.errors import InputError, UsageError
from checker.importers import mapping_file
from checker.importers.guess import draft_mapping
from checker.importers.mapping import Mapping
from checker.importers.read import Problem, ReadPost, read_posts
from checker.model import Post

FIXTURES = Path(__file__).parent / "fixtures"
MONITORING = FIXTURES / "monitoring.csv"


def read(file: Path | bytes, mapping: Mapping | None = None) -> tuple[list[Post], list[str]]:
    stream = io.BytesIO(file) if isinstance(file, bytes) else None
    found = list(read_posts("t" if isinstance(file, bytes) else file, stream, mapping=mapping))
    return (
        [item.post for item in found if isinstance(item, ReadPost)],
        [str(item) for item in found if isinstance(item, Problem)],
    )


def mapped(tmp_path: Path, text: str) -> Mapping:
    file = tmp_path / "m.yaml"
    file.write_text(text)
    return mapping_file.load(file)


def workbook(path: Path, rows: list[list[Any]], title: str = "Posts") -> Path:
    book = Workbook()
    other = book.active
    assert other is not None
    other.title = title
    for row in rows:
        other.append(row)
    book.create_sheet("Notes").append(["nothing"])
    book.save(path)
    return path


def test_a_draft_can_be_used_as_it_is(tmp_path: Path) -> None:
    posts, problems = read(MONITORING, mapped(tmp_path, draft_mapping(str(MONITORING))))
    assert problems == []
    assert [
        (p.id, p.author, p.published_at, p.platform_label, p.followers, p.likes) for p in posts
    ] == [
        ("monitoring:6", "gino.fai", "2024-06-03T10:15:00", True, 12500, 310),
        ("monitoring:8", "gino.fai", "2024-06-14T18:00:00", False, 12600, 12),
        ("monitoring:9", "gino.fai", "2024-06-15T09:00:00", None, None, 8),
    ]
    assert posts[0].segments[0].text == "Il trapano di @ferrobuono; ve lo consiglio\n#ad"
    assert posts[0].extra == {"Query Name": "ferrobuono", "Sentiment": "positive"}


def test_a_draft_says_what_must_be_checked() -> None:
    draft = draft_mapping(str(MONITORING))
    assert "# CHECK: the platform's own label" in draft
    assert "platform: instagram  # CHECK" in draft
    assert "header: 5" in draft
    assert max(map(len, draft.splitlines())) <= 80


@pytest.mark.parametrize(
    ("dates", "pattern"),
    [
        (["2024-05-01", "2024-05-02T10:00:00Z"], None),
        (["1717230000"], "unix"),
        (["03/04/2024", "05/06/2024"], "'%d/%m/%Y'  # CHECK: day first, or month first?"),
        (["03/14/2024"], "'%m/%d/%Y'"),
        (["14.03.2024 09:00"], "'%d.%m.%Y %H:%M'"),
        (["yesterday"], "'%d/%m/%Y'  # CHECK: the pattern was not recognised"),
    ],
)
def test_patterns_of_dates(tmp_path: Path, dates: list[str], pattern: str | None) -> None:
    file = tmp_path / "d.csv"
    file.write_text("message,date\n" + "".join(f"words,{date}\n" for date in dates))
    draft = draft_mapping(str(file))
    if pattern is None:
        assert "published_at: 'date'" in draft
    else:
        assert f"    date: {pattern}" in draft.replace("'unix'", "unix")


def test_no_draft_for_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it needs no mapping: it is TikTok"):
        draft_mapping(str(FIXTURES / "4cat-tiktok.csv"))
    with pytest.raises(UsageError, match="no such file"):
        draft_mapping(str(tmp_path / "none.csv"))
    with pytest.raises(InputError, match="it is no table"):
        draft_mapping(str(FIXTURES / "instaloader.json"))
    wide = tmp_path / "wide.csv"
    wide.write_bytes("testo,autore\ncittà,x\n".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        draft_mapping(str(wide))
    wide.write_bytes("testo,autore\ncittà,x\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        draft_mapping(str(wide))


MAPPING = """\
fields:
  text: Testo
  overlay: Sullo schermo
  author: Chi
  published_at: {column: Quando, date: '%d/%m/%Y'}
  platform_label: {column: Etichetta, yes: [presente], no: [assente], unknown: ['?']}
  likes: Mi piace
  brands: Marche
always: {platform: instagram, country: NO, relation_kind: gift, relation_brand: ACME}
keep: false
"""
HEADER = "Testo,Sullo schermo,Chi,Quando,Etichetta,Mi piace,Marche,Altro\n"


def test_a_mapping(tmp_path: Path) -> None:
    mapping = mapped(tmp_path, MAPPING)
    posts, problems = read(
        (
            HEADER + "ciao,grande,@ada,03/04/2024,presente,12,@a|B srl,z\n"
            "ciao,,ada,03/04/2024,?,,,z\n"
        ).encode(),
        mapping,
    )
    assert problems == []
    first, second = posts
    assert [(s.kind, s.text) for s in first.segments] == [
        ("caption", "ciao"),
        ("overlay", "grande"),
    ]
    assert (first.author, first.country, first.published_at) == ("ada", "NO", "2024-04-03T00:00:00")
    assert (first.platform_label, first.likes, first.brands) == (True, 12, ("@a", "B srl"))
    assert first.relation is not None
    assert (first.relation.kind, first.relation.brand) == ("gift", "ACME")
    assert first.extra == {}
    assert (second.platform_label, second.likes, second.brands) == (None, None, ())


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("a,,b,2024,assente,1,,", 'holds "2024", which is no date like "%d/%m/%Y"'),
        ("a,,b,01/01/2024,forse,1,,", 'holds "forse", which the mapping lists neither'),
        ("a,,b,01/01/2024,assente,tanti,,", "the field 'likes' is \"tanti\""),
        ("a,,b,01/01/2024", "the row has 4 cells, and the header 8"),
        ("a,,b,01/01/2024,assente,1,,,,", "the row has 10 cells, and the header 8"),
    ],
)
def test_rows_that_do_not_follow_the_mapping(tmp_path: Path, row: str, what: str) -> None:
    good = "ok,,b,01/01/2024,assente,1,,\n"
    posts, problems = read((HEADER + row + "\n" + good).encode(), mapped(tmp_path, MAPPING))
    assert [p.segments[0].text for p in posts] == ["ok"]
    assert len(problems) == 1
    assert problems[0].startswith("t:2: ")
    assert what in problems[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("fields: {text: a, colour: b}", 'there is no field "colour". The fields are: id, '),
        ("fields: {author: a}", "no column is mapped to a text"),
        ("fields: {text: a}\nalways: {author: x}", "author cannot be the same for every post"),
        ("fields: {text: a, country: b}\nalways: {country: IT}", "under fields and under always"),
        ("fields: {text: a}\nalways: {relation_kind: friend}", 'there is no relation "friend"'),
        ("fields: {text: a}\nalways: {platform_label: maybe}", "always true or false"),
        ("fields: {text: {column: a, thousands: '.'}}", "text cannot have"),
        ("fields: {text: a}\nheader: 0", "the header cannot be above row 1"),
        ("fields: {text: a}\nheader: x", "m.yaml:2: the mapping makes no sense"),
        ("fields: {text: {colum: a}}", "the mapping makes no sense"),
        ("fields: [text]", "the mapping makes no sense"),
        ("fields: {text: a, text: b}", "m.yaml:1: the mapping is no sound YAML: the key 'text'"),
        ("fields: {text: a", "m.yaml:1: the mapping is no sound YAML"),
        ("fields: !!python/object:os.system {}", "no column is mapped to a text"),
        ("", "makes no sense"),
    ],
)
def test_mappings_that_make_no_sense(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        mapped(tmp_path, text)
    assert what in str(caught.value)
    assert "m.yaml" in str(caught.value)


def test_a_mapping_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        mapping_file.load(tmp_path / "none.yaml")
    (tmp_path / "m.yaml").write_bytes(b"fields: {text: \xff}")
    with pytest.raises(UsageError, match="not UTF-8"):
        mapping_file.load(tmp_path / "m.yaml")


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    posts, problems = read(b"a,b,b\n1,2,3\n", mapped(tmp_path, "fields: {text: c}"))
    assert posts == []
    assert problems == [
        't:1: there is no column "c"; the header has "a", "b", "b". '
        "Correct the mapping, or say in which row the header is (header: 7)"
    ]
    assert (
        "is there 2 times" in read(b"a,b,b\n1,2,3\n", mapped(tmp_path, "fields: {text: b}"))[1][0]
    )
    # Where capitals are all that differs, the column is found.
    assert read(b"A,b\nx,y\n", mapped(tmp_path, "fields: {text: a}"))[0][0].segments[0].text == "x"


# Workbooks


def test_a_workbook_with_known_columns(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "p.xlsx",
        [
            [],
            ["id", "text", "followers", "published_at", "platform_label", "note"],
            ["1", "ciao", 12000.0, datetime.datetime(2026, 5, 1, 10, 30), True, None],
            ["2", "a\nb", None, datetime.datetime(2026, 5, 2), None, 1.5],
        ],
    )
    for source in (file, file.read_bytes()):
        posts, problems = read(source)
        assert problems == []
        assert [(p.id, p.followers, p.published_at, p.platform_label) for p in posts] == [
            ("1", 12000, "2026-05-01T10:30:00", True),
            ("2", None, "2026-05-02", None),
        ]
        assert posts[1].segments[0].text == "a\nb"
        assert posts[1].extra == {"note": "1.5"}


def test_a_workbook_of_another_tool(tmp_path: Path) -> None:

    text = (FIXTURES / "crowdtangle-instagram.csv").read_text()
    rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text))]
    posts, problems = read(workbook(tmp_path / "c.xlsx", rows))
    assert problems == []
    assert posts == read(FIXTURES / "crowdtangle-instagram.csv")[0]


def test_a_workbook_by_a_drafted_mapping(tmp_path: Path) -> None:
    rows = [
        ["Export of June"],
        [None],
        ["Full Text", "Author", "Date", "Likes"],
        ["ciao a tutti", "ada", datetime.datetime(2026, 6, 1, 9), 7],
    ]
    file = workbook(tmp_path / "w.xlsx", rows)
    (post,), problems = read(file, mapped(tmp_path, draft_mapping(str(file))))
    assert problems == []
    assert (post.author, post.published_at, post.likes) == ("ada", "2026-06-01T09:00:00", 7)
    wrong = mapped(tmp_path, "fields: {text: nothing}\nsheet: Notes")
    assert read(file, wrong)[0] == []
    missing = mapped(tmp_path, "fields: {text: nothing}\nsheet: June")
    assert 'there is no sheet "June"; there are "Posts", "Notes"' in read(file, missing)[1][0]


def test_damaged_workbooks(tmp_path: Path) -> None:
    data = workbook(tmp_path / "p.xlsx", [["text"], ["a" * 5000]]).read_bytes()
    assert read(data[: len(data) // 2]) == (
        [],
        ["t: the archive or workbook is damaged or cut off. Save or download it again"],
    )
    at = data.index(b"xl/worksheets/sheet1.xml") + 40
    posts, problems = read(data[:at] + b"\0\xff\0\xff" + data[at + 4 :])
    assert posts == []
    assert "the workbook cannot be read" in problems[0]
    assert "Save it again, or save it as CSV" in problems[0]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("word/document.xml", "it looks like a Word file"),
        ("mimetype", "it looks like an OpenDocument file"),
        ("a.csv", "it looks like a ZIP archive"),
    ],
)
def test_archives_that_are_no_workbook(name: str, what: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "x")
    assert what in read(packed.getvalue())[1][0]


def test_a_mapping_is_not_for_parquet(tmp_path: Path) -> None:
    problems = read(b"PAR1....PAR1", mapped(tmp_path, "fields: {text: a}"))[1]
    assert problems == ["t: a mapping is for CSV and XLSX. Rename the Parquet columns"]


def test_the_documented_mapping_works(tmp_path: Path) -> None:
    page = (FIXTURES.parents[2] / "docs" / "formats.md").read_text()
    mapping = mapped(tmp_path, page.split("```yaml\n")[1].split("```")[0])
    assert (mapping.header, mapping.sheet, mapping.keep) == (7, "Posts", True)
    assert mapping.columns["platform_label"].yes == ("yes",)
    assert mapping.columns["platform_label"].unknown == ("n/a",)
