"""CSV and TSV: what cells mean, and what is said of rows that cannot be read."""

from __future__ import annotations

import io
import time

import pytest

from checker.importers.read import Problem, ReadPost, read_posts
from checker.model import Post, Relation, Segment

MARK = 'Close the cell, and write "" for a quotation mark inside it'
CELL = "leave the cell empty"


def read(text: str | bytes, name: str = "p.csv") -> tuple[list[Post], list[str]]:
    data = text.encode() if isinstance(text, str) else text
    found = list(read_posts(name, io.BytesIO(data)))
    return (
        [item.post for item in found if isinstance(item, ReadPost)],
        [str(item) for item in found if isinstance(item, Problem)],
    )


def one(header: str, row: str) -> Post:
    posts, problems = read(f"id;text;{header}\n1;a;{row}\n")
    assert problems == []
    return posts[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *((c, True) for c in ("true", "TRUE", "1", "yes", " Yes ")),
        *((c, False) for c in ("false", "False", "0", "no")),
        ("", None),
        ("  ", None),
    ],
)
def test_truth_values(cell: str, value: bool | None) -> None:
    assert one("platform_label", cell).platform_label is value


@pytest.mark.parametrize(
    ("cell", "value"), [("12000", 12000), (" 12000 ", 12000), ("12000.0", 12000), ("", None)]
)
def test_numbers(cell: str, value: int | None) -> None:
    assert one("followers", cell).followers == value


@pytest.mark.parametrize("cell", ["12k", "12,000", "1e4", "NaN", "inf", "-3", "1.5", "٣", "9" * 30])
def test_what_is_no_number(cell: str) -> None:
    posts, problems = read(f"id\ttext\tfollowers\n1\ta\t{cell}\n2\tb\t3")
    assert [post.id for post in posts] == ["2"]
    given = cell if cell == "-3" else f'"{cell}"'
    assert problems == [
        f"p.csv:2: the field 'followers' is {given}, not a whole number of 0 or more. "
        "Write digits only, such as 12000, or leave it out"
    ]


def test_a_truth_value_that_is_none() -> None:
    _, problems = read("text,platform_label\na,maybe\n")
    assert problems == [
        "p.csv:2: the field 'platform_label' is \"maybe\", not true, false or null. "
        "Write true or false where it was observed, and leave it out where it was not"
    ]


def test_relation_in_columns_or_as_json() -> None:
    paid = Relation("paid", "ACME")
    assert one("relation.kind;relation.brand", "paid;ACME").relation == paid
    assert one("relation_kind;relation_brand", "paid;ACME").relation == paid
    assert one("relation", '"{""kind"": ""paid"", ""brand"": ""ACME""}"').relation == paid
    assert one("relation_kind;relation_brand", "none;").relation == Relation("none")
    assert one("relation_kind;relation_brand", ";").relation is None


def test_brands_and_segments() -> None:
    assert one("brands", "@a|@b | ").brands == ("@a", "@b")
    assert one("brands", '"[""@a"", ""b|c""]"').brands == ("@a", "b|c")
    assert one("brands", "").brands == ()
    segments = one("segments", '"[{""kind"": ""overlay"", ""text"": ""o""}]"').segments
    assert segments == (Segment("a"), Segment("o", "overlay"))


def test_a_cell_that_must_be_json() -> None:
    _, problems = read("text,segments\na,overlay\n")
    assert problems == [
        "p.csv:2: the column 'segments' is not valid JSON: \"overlay\". "
        "Write it as in a JSON post, or leave the cell empty"
    ]


def test_unknown_columns_are_kept_and_empty_cells_are_absent() -> None:
    posts, problems = read(" Text ,Topic,,Topic\nhello,x,y,z\nworld,,,\n,,,\n")
    assert problems == []
    assert posts[0].extra == {"Topic": "x", "column 3": "y", "Topic'": "z"}
    assert posts[1].extra == {}
    assert [post.id for post in posts] == ["p:2", "p:3"]


def test_captions_of_several_lines_and_the_line_of_a_row() -> None:
    posts, problems = read('id,text\n1,"uno\ndue, ""tre"""\n2,b\n')
    assert problems == []
    assert [post.segments[0].text for post in posts] == ['uno\ndue, "tre"', "b"]
    found = list(read_posts("p", io.BytesIO(b'id,text\n1,"a\n\nb"\n\n2,c\n')))
    assert [item.line for item in found] == [2, 6]


def test_a_row_longer_than_the_header() -> None:
    posts, problems = read("id,text\n1,hello, world\n2,b\n")
    assert [post.id for post in posts] == ["2"]
    assert problems == [
        "p.csv:2: the row has 3 cells, and the header 2. "
        'Put a cell that holds "," between quotation marks'
    ]


def test_a_row_shorter_than_the_header_has_absent_cells() -> None:
    posts, problems = read("id,text,likes\n1,a\n2\n")
    assert [post.id for post in posts] == ["1"]
    assert problems == ["p.csv:3: the post has neither 'text' nor 'segments'. Give it a text"]


@pytest.mark.parametrize("name", ["p.csv", "p"])
def test_no_column_text(name: str) -> None:
    assert read("id,author,caption\n1,a,b\n", name) == (
        [],
        [
            f"{name}:1: the table has no column 'text'; "
            'its columns are "id", "author", "caption". '
            "Name the column that holds the captions 'text', "
            "or write a mapping: palese import --draft-mapping FILE"
        ],
    )


def test_a_column_twice() -> None:
    message = "p.csv:1: the column 'text' is there twice. Remove or rename one of them"
    assert read("id,text,Text\n1,a,b\n") == ([], [message])


def test_bad_bytes_cost_their_row_alone() -> None:
    data = b'id,text\n1,caf\xe9\n2,"a\n\xff\n\xfeb"\n3,x\0y\n4,d\n'
    posts, problems = read(data)
    assert [post.id for post in posts] == ["4"]
    assert problems == [
        "p.csv:2: byte 6 of the line (0xe9) is not UTF-8. Save the file as UTF-8",
        "p.csv:4: byte 1 of the line (0xff) is not UTF-8. Save the file as UTF-8",
        "p.csv:6: byte 4 of the line is NUL. Remove it",
    ]


def test_a_stray_mark_does_not_swallow_the_rows_after_it() -> None:
    rows = "".join(f"{n},row {n}\n" for n in range(3, 200))
    posts, problems = read(f'id,text\n1,a\n2,"stray\n{rows}200,"quoted, well"\n201,z\n')
    assert [post.id for post in posts] == ["1", *map(str, range(3, 202))]
    assert problems == [f"p.csv:3: a quoted cell holds a single quotation mark. {MARK}"]


def test_a_cell_that_is_never_closed() -> None:
    posts, problems = read('id,text\n1,"a\n2,b\n3,c\n')
    assert [post.id for post in posts] == ["2", "3"]
    assert problems == [f"p.csv:2: a quoted cell is never closed. {MARK}"]
    posts, problems = read('id,text\n1,"a\nprose\nmore prose\n')
    assert problems == [
        f"p.csv:2: a quoted cell is never closed; lines 2 to 4 were not read. {MARK}"
    ]


def test_a_single_mark_in_a_cell_of_several_lines() -> None:
    posts, problems = read('id,text\n1,"uno\ndue "tre" quattro\ncinque"\n2,b\n')
    assert problems[0] == (
        "p.csv:2: a quoted cell holds a single quotation mark; lines 2 to 3 were not read. " + MARK
    )
    assert posts[-1].id == "2"


def test_a_carriage_return_outside_marks() -> None:
    posts, problems = read("id,text\n1,a\rb\n2,c\n")
    assert [post.id for post in posts] == ["2"]
    assert problems == [
        "p.csv:2: a lone carriage return stands outside quotation marks. "
        "Put the cell between quotation marks"
    ]


@pytest.mark.parametrize("piece", ["x" * 99, "x" * 98 + "\n"], ids=["one line", "lines"])
def test_a_caption_of_ten_megabytes(piece: str) -> None:
    posts, problems = read(f'id,text\n1,a\n2,"{piece * 100_000}"\n3,c\n')
    assert [post.id for post in posts] == ["1", "3"]
    assert len(problems) == 1
    assert problems[0].startswith("p.csv:3: the ")
    assert "longer than 4,000,000 bytes" in problems[0]


def test_a_long_caption_within_a_line() -> None:
    posts, problems = read(f"id,text\n1,{'x' * 200_001}\n2,{'x' * 200_000}\n")
    assert [post.id for post in posts] == ["2"]
    assert problems == [
        "p.csv:2: the field 'text' has 200,001 characters, and 200,000 are allowed. "
        "Shorten or split it"
    ]


def test_stray_marks_on_every_row_do_not_cost_the_square() -> None:
    began = time.monotonic()
    posts, problems = read("id,text\n" + '1,"a\n' * 50_000)
    assert len(posts) + len(problems) > 0
    assert time.monotonic() - began < 30


def test_one_column() -> None:
    posts, _ = read("text\nhello\nworld\n", "p.csv")
    assert [post.segments[0].text for post in posts] == ["hello", "world"]
    posts, _ = read("text\nhello\nworld\n", "-")
    assert [post.id for post in posts] == ["stdin:2", "stdin:3"]
