"""Parquet: the same columns, real types, and files that are damaged."""

from __future__ import annotations

import importlib
import io
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checker.importers.read import Problem, ReadPost, read_posts
from checker.model import Post, Relation, Segment

pa: Any = importlib.import_module("pyarrow")
pq: Any = importlib.import_module("pyarrow.parquet")


def written(columns: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def read(data: bytes, name: str = "p") -> tuple[list[Post], list[str]]:
    found = list(read_posts(name, io.BytesIO(data)))
    return (
        [item.post for item in found if isinstance(item, ReadPost)],
        [str(item) for item in found if isinstance(item, Problem)],
    )


def test_typed_columns() -> None:
    data = written(
        {
            "id": ["1", None],
            "text": ["a", "b"],
            "segments": [[{"kind": "overlay", "text": "o", "index": None}], None],
            "relation": [{"kind": "paid", "brand": None}, None],
            "brands": [["@a", "@b"], None],
            "platform_label": [False, None],
            "followers": pa.array([12000.0, None], pa.float64()),
            "published_at": [datetime(2026, 5, 1, 10, tzinfo=UTC), None],
            "seen": [Decimal("1.50"), None],
            "raw": [b"\x00\x01", b""],
            "rate": [0.5, float("nan")],
        }
    )
    posts, problems = read(data)
    assert problems == []
    assert posts[0] == Post(
        id="1",
        segments=(Segment("a"), Segment("o", "overlay")),
        relation=Relation("paid"),
        brands=("@a", "@b"),
        platform_label=False,
        followers=12000,
        published_at="2026-05-01T10:00:00+00:00",
        extra={"seen": "1.50", "raw": "AAE=", "rate": 0.5},
    )
    assert posts[1] == Post(id="p:2", segments=(Segment("b"),), extra={"raw": "", "rate": None})


def test_columns_as_in_csv() -> None:
    data = written(
        {
            "Text": ["a"],
            "relation_kind": ["gift"],
            "relation.brand": ["ACME"],
            "brands": ["@a|@b"],
            "segments": ['[{"kind": "title", "text": "t"}]'],
            "published_at": [date(2026, 5, 1)],
        }
    )
    [post], problems = read(data)
    assert problems == []
    assert post.relation == Relation("gift", "ACME")
    assert post.brands == ("@a", "@b")
    assert post.segments == (Segment("a"), Segment("t", "title"))
    assert post.published_at == "2026-05-01"


def test_nanoseconds() -> None:
    moments = pa.array([1777629600123456789], pa.timestamp("ns", tz="UTC"))
    [post], problems = read(written({"text": ["a"], "published_at": moments}))
    assert problems == []
    assert post.published_at == "2026-05-01T10:00:00.123456+00:00"


def test_bad_rows_are_named_by_their_number() -> None:
    data = written(
        {
            "id": ["1", "2", "3", "4"],
            "text": ["a", "b", None, "d"],
            "followers": pa.array([1.0, float("nan"), 3.0, float("inf")], pa.float64()),
        }
    )
    posts, problems = read(data)
    assert [post.id for post in posts] == ["1"]
    number = "not a whole number of 0 or more. Write digits only, such as 12000, or leave it out"
    assert problems == [
        f"p:2: the field 'followers' is nan, {number}",
        "p:3: the post has neither 'text' nor 'segments'. Give it a text",
        f"p:4: the field 'followers' is inf, {number}",
    ]


def test_numbers_as_text_are_for_csv_alone() -> None:
    _, problems = read(written({"text": ["a"], "followers": ["12000"]}))
    assert problems[0].startswith("p:1: the field 'followers' is \"12000\", not a whole number")


@pytest.mark.parametrize("number", ["nan", "inf"])
def test_seconds_that_are_not_finite(number: str) -> None:
    _, problems = read(written({"segments": [[{"text": "a", "end_s": float(number)}]]}))
    assert problems == [
        f"p:1: the field 'segments[0].end_s' is {number}, not a number of seconds of 0 or more. "
        "Write a number such as 3.2, or leave it out"
    ]


def test_text_that_is_not_utf_8() -> None:
    raw = pa.array([b"a", b"\xff", b"c"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    posts, problems = read(written({"text": text}))
    assert [post.id for post in posts] == ["p:1", "p:3"]
    assert problems == ["p:2: a value of the row cannot be read. Save the file as UTF-8"]


def test_no_column_text() -> None:
    _, problems = read(written({"caption": ["a"]}))
    assert problems == [
        "p: the table has no column 'text'; its columns are \"caption\". "
        "Name the column that holds the captions 'text', "
        "or write a mapping: palese import --draft-mapping FILE"
    ]


@pytest.mark.parametrize("cut", [4, 8, 40, -1, -9])
def test_a_damaged_file(cut: int) -> None:
    data = written({"text": ["a" * 100] * 100})
    posts, problems = read(data[:cut])
    assert posts == []
    assert len(problems) == 1
    assert problems[0].startswith("p: the Parquet file cannot be read: ")
    assert problems[0].endswith(". Write the file anew")


def test_bytes_changed_anywhere_raise_nothing() -> None:
    data = bytearray(written({"text": ["a", "b"], "followers": [1, 2]}, compression="none"))
    for place in range(4, len(data)):
        spoilt = bytes(data[:place]) + bytes([data[place] ^ 0x55]) + bytes(data[place + 1 :])
        read(spoilt)


def test_many_rows_and_groups(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(written({"text": [str(n) for n in range(5000)]}, row_group_size=700))
    found = list(read_posts(path))
    assert [item.line for item in found] == list(range(1, 5001))


def test_a_stream_that_cannot_seek_and_one_that_stays_open() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise io.UnsupportedOperation("seek")

    data = written({"text": ["a", "b"]})
    assert len(list(read_posts("-", Pipe(data)))) == 2
    stream = io.BytesIO(data)
    assert len(list(read_posts("-", stream))) == 2
    assert not stream.closed


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written({"text": ["a"]})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert read(data) == (
        [],
        [
            "p: it is a Parquet file, and pyarrow is not installed. "
            "Install pyarrow, or save the table as CSV"
        ],
    )
