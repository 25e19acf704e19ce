"""Every format is told from its content, and gives the same posts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checker.importers.read import Problem, ReadPost, read_posts
from checker.model import Post, Relation, Segment

SAMPLE = Path(__file__).parents[2] / "sample_posts" / "posts.jsonl"

WHOLE: dict[str, Any] = {
    "id": "ig-123",
    "platform": "Instagram",
    "author": "giulia.r",
    "country": "gb",
    "lang": None,
    "published_at": "2026-05-01T10:00:00Z",
    "url": "https://example.org/p/1",
    "text": "the caption",
    "segments": [{"kind": "overlay", "text": "più", "index": 0, "start_s": 0.0, "end_s": 3.2}],
    "platform_label": True,
    "relation": {"kind": "paid", "brand": "ACME"},
    "brands": ["@acme", "@beta"],
    "followers": 12000,
    "likes": 310,
    "comments": 12,
    "views": 9000,
    "shares": 3,
    "campaign": "spring",
}
POST = Post(
    id="ig-123",
    segments=(Segment("the caption"), Segment("più", "overlay", 0, 0.0, 3.2)),
    platform="instagram",
    author="giulia.r",
    country="UK",
    published_at="2026-05-01T10:00:00Z",
    url="https://example.org/p/1",
    platform_label=True,
    relation=Relation("paid", "ACME"),
    brands=("@acme", "@beta"),
    followers=12000,
    likes=310,
    comments=12,
    views=9000,
    shares=3,
    extra={"campaign": "spring"},
)


def read(data: bytes | str, name: str = "posts") -> list[ReadPost | Problem]:
    raw = data.encode("utf-8") if isinstance(data, str) else data
    return list(read_posts(name, io.BytesIO(raw)))


def posts(data: bytes | str, name: str = "posts") -> list[Post]:
    found = read(data, name)
    assert all(isinstance(item, ReadPost) for item in found), [str(item) for item in found]
    return [item.post for item in found if isinstance(item, ReadPost)]


def as_table(delimiter: str) -> str:
    row = {k: v for k, v in WHOLE.items() if k not in ("relation", "lang")}
    row |= {
        "relation_kind": "paid",
        "relation.brand": "ACME",
        "brands": "@acme | @beta",
        "segments": json.dumps(row["segments"]),
        "platform_label": "yes",
        "lang": "",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), delimiter=delimiter)
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue()


@pytest.mark.parametrize("name", ["-", "posts", "posts.txt", "posts.csv", "posts.json"])
@pytest.mark.parametrize(
    "data",
    [
        json.dumps(WHOLE),
        json.dumps(WHOLE) + "\n",
        json.dumps(WHOLE, indent=2),
        json.dumps(WHOLE, indent="\t", ensure_ascii=False),
        json.dumps([WHOLE]),
        json.dumps([WHOLE], indent=2),
        as_table(","),
        as_table(";"),
        as_table("\t"),
    ],
    ids=[
        "line",
        "line-end",
        "object",
        "tabs",
        "array",
        "array-pretty",
        "comma",
        "semicolon",
        "tab",
    ],
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_content_decides_and_not_the_name(data: str, name: str, bom: bytes) -> None:
    assert posts(bom + data.encode(), name) == [POST]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_line_ends_blank_lines_and_a_last_line_without_end(end: str) -> None:
    lines = ['{"text": "a"}', "", "  ", '{"text": "b"}']
    found = read(end.join(lines), "x.jsonl")
    assert [(r.line, r.post.id) for r in found if isinstance(r, ReadPost)] == [
        (1, "x:1"),
        (4, "x:4"),
    ]
    table = read(end.join(["id,text", "1,a", "", "2,b"]), "x.csv")
    assert [(r.line, r.post.id) for r in table if isinstance(r, ReadPost)] == [(2, "1"), (4, "2")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Che bella giornata!\nGrazie @acme #ad\n", "-"),
        ("[Ad] Look at this, it is great", "-"),
        ("[1] I love it", "notes"),
        ("{gifted} so happy, thank you @acme", "-"),
        ("Text: a word, likes, and more", "-"),
        ("So, text, and images", "a.txt"),
        ('"hello"', "-"),
        ("text", "draft.txt"),
        ("42", "-"),
    ],
)
def test_anything_else_is_one_draft(text: str, name: str) -> None:
    [post] = posts(text, name)
    assert post.segments == (Segment(text.rstrip("\n")),)
    assert post.id == ("draft" if name == "-" else Path(name).stem)


def test_a_draft_keeps_its_text_so_that_offsets_hold() -> None:
    [post] = posts("  uno\r\n\ndue \n\n")
    assert post.segments[0].text == "  uno\r\n\ndue "


def test_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Standard:
        buffer = io.BytesIO(b'{"text": "a"}\n{"text": 1}')

    monkeypatch.setattr("sys.stdin", Standard)
    [post, problem] = read_posts("-")
    assert isinstance(post, ReadPost) and isinstance(problem, Problem)
    assert (post.file, post.line, post.post.id) == ("<stdin>", 1, "stdin:1")
    assert str(problem).startswith("<stdin>:2: the field 'text' is 1")


def test_a_file_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "my posts.jsonl"
    path.write_text('{"text": "a"}')
    assert list(read_posts(path)) == [
        ReadPost(Post(id="my posts:1", segments=(Segment("a"),)), str(path), 1)
    ]


def test_a_stream_that_gives_a_few_bytes_at_a_time_and_cannot_seek() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 1, 3))

        def seekable(self) -> bool:
            return False

    data = json.dumps(WHOLE).encode() + b"\n" + json.dumps({"text": "b"}).encode()
    found = list(read_posts("s", Slow(data)))
    assert [r.post.id for r in found if isinstance(r, ReadPost)] == ["ig-123", "s:2"]


def test_the_sample_posts_have_no_problem() -> None:
    found = list(read_posts(SAMPLE))
    assert len(found) == len(SAMPLE.read_bytes().splitlines())
    assert all(isinstance(item, ReadPost) for item in found)


def test_text_is_the_first_caption_unless_it_is_there() -> None:
    overlay = {"kind": "overlay", "text": "o"}
    [added] = posts(json.dumps({"text": "c", "segments": [overlay]}))
    assert added.segments == (Segment("c"), Segment("o", "overlay"))
    given = [overlay, {"kind": "caption", "text": "c"}]
    [same] = posts(json.dumps({"text": "c", "segments": given}))
    assert same.segments == (Segment("o", "overlay"), Segment("c"))
    [other_kind] = posts(json.dumps({"text": "o", "segments": [overlay]}))
    assert other_kind.segments == (Segment("o"), Segment("o", "overlay"))


def test_only_segments() -> None:
    [post] = posts('{"segments": [{"kind": "title", "text": "t"}, {"text": "c"}]}')
    assert post.segments == (Segment("t", "title"), Segment("c"))


@pytest.mark.parametrize("value", [None, True, False])
def test_the_platform_label_has_three_states(value: bool | None) -> None:
    assert posts(json.dumps({"text": "a", "platform_label": value}))[0].platform_label is value
    assert posts('{"text": "a"}')[0].platform_label is None


def test_null_is_absent_everywhere() -> None:
    data = {key: None for key in WHOLE if key not in ("text", "campaign")} | {"text": "a"}
    assert posts(json.dumps(data), "n") == [Post(id="n:1", segments=(Segment("a"),))]


def test_whole_numbers_may_be_written_as_floats() -> None:
    [post] = posts('{"text": "a", "followers": 12000.0, "segments": [{"text": "a", "index": 1.0}]}')
    assert post.followers == 12000 and type(post.followers) is int
    assert post.segments[0].index == 1 and type(post.segments[0].index) is int


def test_unknown_keys_are_kept() -> None:
    data = {
        "text": "a",
        "x": [1, {"y": None}],
        "segments": [{"text": "a", "confidence": 0.5}],
        "relation": {"kind": "gift", "since": 2020},
    }
    [post] = posts(json.dumps(data))
    assert post.extra == {
        "x": [1, {"y": None}],
        "segments[0].confidence": 0.5,
        "relation.since": 2020,
    }
    assert post.segments == (Segment("a"),)


def test_an_escaped_nul_in_a_text_is_kept() -> None:
    [post] = posts('{"text": "a\\u0000b", "x": "\\u0000"}')
    assert post.segments[0].text == "a\0b"
    assert post.extra == {"x": "\0"}


def test_extra_as_it_was_handed_back_is_taken_apart() -> None:
    assert posts('{"text": "a", "extra": {"x": 1}}')[0].extra == {"x": 1}
    assert posts('{"text": "a", "extra": {"x": 1}, "y": 2}')[0].extra == {"x": 1, "y": 2}
    assert posts('{"text": "a", "extra": {"x": 1}, "x": 2}')[0].extra == {
        "x": 2,
        "extra": {"x": 1},
    }
    assert posts('{"text": "a", "extra": "more"}')[0].extra == {"extra": "more"}
    assert posts('id,text,extra\n1,a,"{""x"": 1}"')[0].extra == {"x": 1}


@pytest.mark.parametrize(
    ("given", "kept"), [("it", "it"), ("IT", "it"), ("en-GB", "en-GB"), ("pt_BR", "pt-BR")]
)
def test_language_codes(given: str, kept: str) -> None:
    assert posts(json.dumps({"text": "a", "lang": given}))[0].lang == kept


@pytest.mark.parametrize(
    "moment",
    ["2026-05-01", "2026-05-01T10:00", "2026-05-01 10:00:00", "2026-05-01T10:00:00.123+02:00"],
)
def test_moments_are_kept_as_they_are(moment: str) -> None:
    assert posts(json.dumps({"text": "a", "published_at": moment}))[0].published_at == moment


def test_elements_of_an_array_know_their_line() -> None:
    data = '\n[{"text": "a"}, {"text": "b"},\n\n {"id": "c",\n "text": "c"},\n{"text": "d"}]\n'
    found = read(data, "p.json")
    assert [(r.line, r.post.id) for r in found if isinstance(r, ReadPost)] == [
        (2, "p:2"),
        (2, "p:2.2"),
        (4, "c"),
        (6, "p:6"),
    ]


def test_objects_one_after_the_other_as_jq_prints_them() -> None:
    data = "".join(json.dumps({"id": str(n), "text": "a"}, indent=2) + "\n" for n in range(3))
    assert [post.id for post in posts(data)] == ["0", "1", "2"]


def test_files_joined_with_their_marks() -> None:
    one = b'\xef\xbb\xbf{"text": "a"}\n'
    assert len(posts(one + one)) == 2


def test_a_post_encoded_by_msgspec_reads_back() -> None:
    assert posts(msgspec.json.encode(POST)) == [POST]
