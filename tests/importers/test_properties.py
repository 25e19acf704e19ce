"""What holds for any input at all."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.importers.read import Problem, ReadPost, read_posts
from checker.importers.records import FIELDS
from checker.model import Post, Relation, RelationKind, Segment, SegmentKind

NAMES = st.sampled_from(["-", "p", "p.jsonl", "p.json", "p.csv", "p.tsv", "p.txt", "p.parquet"])
STARTS = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"[", b"{", b'{"', b'[{"text":', b"id,text\n", b"text\ttext\n", b"PAR1"]
)
PIECES = rb"""" , \n \r { } [ ] : "text" a \ud800 1 text id ; | null NaN - '""".split(b" ")
MARKS = st.lists(st.sampled_from([*PIECES, b" ", b"\t", b"\n", b"\r", b"\0", b"\xff"])).map(
    b"".join
)

# What PostgreSQL and UTF-8 can hold: no NUL and no half of a surrogate pair.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
FILLED = TEXT.filter(lambda text: not text.isspace()).filter(bool)
COUNT = st.none() | st.integers(0, 2**63 - 1)
SECONDS = st.none() | st.floats(0, 1e9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e9, 1e9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["kind", "text", "brand", "index", "start_s"]) | st.text(max_size=5)
WILD = st.dictionaries(
    st.sampled_from(sorted(FIELDS)) | st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=6,
)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    moment = draw(st.none() | st.dates().map(str) | st.datetimes(timezones=st.none()).map(str))
    segment = st.builds(
        Segment, TEXT, st.sampled_from(get_args(SegmentKind)), COUNT, SECONDS, SECONDS
    )
    relation = st.builds(Relation, st.sampled_from(get_args(RelationKind)), st.none() | TEXT)
    return Post(
        id=draw(FILLED),
        segments=tuple(draw(st.lists(segment, min_size=1, max_size=4))),
        platform=draw(st.sampled_from([None, "instagram", "x"])),
        author=draw(st.none() | TEXT),
        country=draw(st.sampled_from([None, "IT", "UK"])),
        lang=draw(st.sampled_from([None, "it", "pt-BR"])),
        published_at=moment,
        url=draw(st.none() | TEXT),
        platform_label=draw(st.none() | st.booleans()),
        relation=draw(st.none() | relation),
        brands=tuple(draw(st.lists(TEXT, max_size=3))),
        **{name: draw(COUNT) for name in ("followers", "likes", "comments", "views", "shares")},
        extra=draw(st.dictionaries(TEXT.filter(lambda k: k not in FIELDS), JSON, max_size=3)),
    )


def read(data: bytes, name: str) -> list[ReadPost | Problem]:
    """Read, and check what everything that comes out has in common."""
    found = list(read_posts(name, io.BytesIO(data)))
    assert found, "nothing was said at all"
    for item in found:
        msgspec.json.encode(item)  # whatever comes out can be written out again
        if isinstance(item, Problem):
            assert str(item).isprintable()
            assert item.what and item.remedy and not item.remedy.endswith(".")
        else:
            assert item.post.id and item.post.segments
    return found


def as_contract(post: Post) -> dict[str, Any]:
    """Write a post as the contract shows it: unknown keys at the top."""
    written: dict[str, Any] = msgspec.to_builtins(post)
    written |= written.pop("extra", {})
    return written


@settings(max_examples=300, deadline=None)
@given(STARTS, st.binary() | MARKS, NAMES)
def test_any_bytes_raise_nothing(start: bytes, data: bytes, name: str) -> None:
    read(start + data, name)


@settings(max_examples=300, deadline=None)
@given(st.lists(WILD, min_size=1, max_size=5), st.booleans(), NAMES)
def test_any_json_objects_raise_nothing(
    objects: list[dict[str, Any]], escaped: bool, name: str
) -> None:
    lines = [json.dumps(item, ensure_ascii=escaped) for item in objects]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    found = [item for item in read(data, name) if item.line is not None]
    said = {item.line for item in found}
    assert said == set(range(1, len(objects) + 1))
    read(("[" + ",\n".join(lines) + "]").encode("utf-8", "surrogatepass"), name)


@settings(max_examples=200, deadline=None)
@given(st.lists(posts(), min_size=1, max_size=4, unique_by=lambda post: post.id), NAMES)
def test_posts_written_out_read_back_equal(written: list[Post], name: str) -> None:
    plain = [as_contract(post) for post in written]
    files = [
        b"\n".join(map(msgspec.json.encode, plain)),
        b"\n".join(map(msgspec.json.encode, written)),  # with everything unknown under "extra"
        json.dumps(plain).encode(),
        json.dumps(plain, indent=2, ensure_ascii=False).encode(),
    ]
    if len(plain) == 1:
        files.append(json.dumps(plain[0], indent=1).encode())
    for data in files:
        assert [getattr(item, "post", item) for item in read(data, name)] == written


@settings(max_examples=200, deadline=None)
@given(st.lists(posts(), min_size=1, max_size=4, unique_by=lambda p: p.id), st.sampled_from(",;\t"))
def test_posts_in_a_table_read_back_equal(written: list[Post], delimiter: str) -> None:
    columns = sorted(FIELDS - {"text"})
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(columns)
    expected = []
    for post in written:
        row = msgspec.to_builtins(post)
        cells = [row.get(name) for name in columns]
        writer.writerow(
            json.dumps(cell) if isinstance(cell, (list, tuple, dict, bool)) else cell
            for cell in cells
        )
        gaps = {n: None for n in ("author", "url") if not (getattr(post, n) or "").strip()}
        expected.append(msgspec.structs.replace(post, **gaps))
    found = read(out.getvalue().encode(), "p.csv")
    assert [getattr(item, "post", item) for item in found] == expected
