"""Whatever is wrong is said once, with file, line and remedy, and the good posts are still read."""

from __future__ import annotations

import errno
import io
import json
import time
import tracemalloc
from pathlib import Path

import pytest

from checker import settings
from checker.importers import stream
from checker.importers.read import Problem, ReadPost, read_posts

TIKTOK = b'{"id": "1", "desc": "a", "createTime": 5, "author": {"uniqueId": "a"}, "stats": {}}'
GOOD = b'{"id": "good", "text": "a"}'
ONE_OBJECT = "Write one complete JSON object for each post"
NUMBER = "Write digits only, such as 12000, or leave it out"
KINDS = (
    "paid, gift, loan, discount, affiliate, event-invite, travel, own-brand, employment, family, "
    "ambassador, barter, giveaway, none"
)
SEGMENT_KINDS = (
    "caption, title, description, overlay, transcript, first_comment, story_frame, alt_text"
)
MOMENT = "Write it like 2026-05-01 or 2026-05-01T10:00:00Z, or leave it out"
ASK = "Give JSON Lines, JSON, CSV, XLSX, Parquet or plain text"


def read(data: bytes, name: str = "p.jsonl") -> tuple[list[str], list[str]]:
    """Return the ids of the posts and the problems as they are printed."""
    found = list(read_posts(name, io.BytesIO(data)))
    return (
        [item.post.id for item in found if isinstance(item, ReadPost)],
        [str(item) for item in found if isinstance(item, Problem)],
    )


LINES: dict[str, tuple[bytes, str]] = {
    "truncated": (
        b'{"text": "a"',
        f"the JSON is broken at byte 13: it ends too early. {ONE_OBJECT}",
    ),
    "trailing comma": (
        b'{"text": "a",}',
        f"the JSON is broken at byte 14: trailing comma in object. {ONE_OBJECT}",
    ),
    "two objects": (
        b'{"text": "a"} {}',
        f"the JSON is broken at byte 16: trailing characters. {ONE_OBJECT}",
    ),
    "words": (b"hello", f"the JSON is broken at byte 1: invalid character. {ONE_OBJECT}"),
    "list": (b'["a"]', f"it holds a list, not a JSON object. {ONE_OBJECT}"),
    "number": (b"12", f"it holds a number, not a JSON object. {ONE_OBJECT}"),
    "text": (b'"a"', f"it holds text, not a JSON object. {ONE_OBJECT}"),
    "null": (b"null", f"it holds null, not a JSON object. {ONE_OBJECT}"),
    "nothing given": (b"{}", "the post has neither 'text' nor 'segments'. Give it a text"),
    "text null": (b'{"text": null}', "the post has neither 'text' nor 'segments'. Give it a text"),
    "no segments": (
        b'{"segments": []}',
        "the post has neither 'text' nor 'segments'. Give it a text",
    ),
    "text type": (
        b'{"text": ["a"]}',
        "the field 'text' is [\"a\"], not text. Put it between quotation marks, or leave it out",
    ),
    "id type": (
        b'{"id": 7, "text": "a"}',
        "the field 'id' is 7, not text. Put it between quotation marks, or leave it out",
    ),
    "followers text": (
        b'{"text": "a", "followers": "12k"}',
        f"the field 'followers' is \"12k\", not a whole number of 0 or more. {NUMBER}",
    ),
    "followers digits": (
        b'{"text": "a", "followers": "12000"}',
        f"the field 'followers' is \"12000\", not a whole number of 0 or more. {NUMBER}",
    ),
    "followers half": (
        b'{"text": "a", "followers": 1.5}',
        f"the field 'followers' is 1.5, not a whole number of 0 or more. {NUMBER}",
    ),
    "followers negative": (
        b'{"text": "a", "followers": -3}',
        f"the field 'followers' is -3, not a whole number of 0 or more. {NUMBER}",
    ),
    "followers negative float": (
        b'{"text": "a", "followers": -3.0}',
        f"the field 'followers' is -3, not a whole number of 0 or more. {NUMBER}",
    ),
    "followers true": (
        b'{"text": "a", "followers": true}',
        f"the field 'followers' is true, not a whole number of 0 or more. {NUMBER}",
    ),
    "followers huge": (
        b'{"text": "a", "followers": 9223372036854775808}',
        f"the field 'followers' is 9223372036854775808, not a whole number of 0 or more. {NUMBER}",
    ),
    "label": (
        b'{"text": "a", "platform_label": "yes"}',
        "the field 'platform_label' is \"yes\", not true, false or null. "
        "Write true or false where it was observed, and leave it out where it was not",
    ),
    "relation kind": (
        b'{"text": "a", "relation": {"kind": "sponsored"}}',
        f"the field 'relation.kind' is \"sponsored\", not one of {KINDS}. "
        "Use one of these kinds, or leave the relation out where it is not known",
    ),
    "relation without kind": (
        b'{"text": "a", "relation": {"brand": "ACME"}}',
        "the field 'relation.kind' is missing. "
        "Say which kind it is, or leave the relation out where it is not known",
    ),
    "relation text": (
        b'{"text": "a", "relation": "paid"}',
        "the field 'relation' is \"paid\", not an object with a kind. "
        'Write it like {"kind": "paid", "brand": "ACME"}, or leave it out',
    ),
    "segment kind": (
        b'{"segments": [{"text": "a"}, {"kind": "voice", "text": "b"}]}',
        f"the field 'segments[1].kind' is \"voice\", not one of {SEGMENT_KINDS}. "
        "Use one of these kinds, or leave it out for a caption",
    ),
    "segment without text": (
        b'{"segments": [{"text": "a"}, {"kind": "overlay"}]}',
        "the field 'segments[1].text' is missing. Give every segment a text",
    ),
    "segment text": (
        b'{"segments": ["a"]}',
        "the field 'segments[0]' is \"a\", not an object with a kind and a text. "
        'Write it like {"kind": "caption", "text": "…"}',
    ),
    "segments object": (
        b'{"segments": {"text": "a"}}',
        'the field \'segments\' is {"text":"a"}, not a list of segments. '
        'Write it like [{"kind": "caption", "text": "…"}]',
    ),
    "segment second": (
        b'{"segments": [{"text": "a", "start_s": -1}]}',
        "the field 'segments[0].start_s' is -1, not a number of seconds of 0 or more. "
        "Write a number such as 3.2, or leave it out",
    ),
    "brands text": (
        b'{"text": "a", "brands": "@acme"}',
        "the field 'brands' is \"@acme\", not a list of texts. "
        'Write it like ["@acme"], or leave it out',
    ),
    "brands number": (
        b'{"text": "a", "brands": ["@acme", 1]}',
        "the field 'brands[1]' is 1, not text. Put it between quotation marks",
    ),
    "moment words": (
        b'{"text": "a", "published_at": "yesterday"}',
        f"the field 'published_at' is \"yesterday\", not an ISO date or date-time. {MOMENT}",
    ),
    "moment Italian": (
        b'{"text": "a", "published_at": "01/05/2026"}',
        f"the field 'published_at' is \"01/05/2026\", not an ISO date or date-time. {MOMENT}",
    ),
    "moment impossible": (
        b'{"text": "a", "published_at": "2026-02-30"}',
        f"the field 'published_at' is \"2026-02-30\", not an ISO date or date-time. {MOMENT}",
    ),
    "moment week": (
        b'{"text": "a", "published_at": "2026-W18-5"}',
        f"the field 'published_at' is \"2026-W18-5\", not an ISO date or date-time. {MOMENT}",
    ),
    "moment number": (
        b'{"text": "a", "published_at": 1777629600}',
        f"the field 'published_at' is 1777629600, not an ISO date or date-time. {MOMENT}",
    ),
    "language": (
        b'{"text": "a", "lang": "Italian"}',
        "the field 'lang' is \"Italian\", not a language code or null. "
        "Write a code such as it or en, or leave it out",
    ),
    "half a character": (
        b'{"text": "a \\ud800"}',
        "the text holds half a character (\\ud800). "
        "Remove it, or write both halves of the surrogate pair",
    ),
    "other half": (
        b'{"text": "\\ud83d\\ude00 \\udc00 b"}',
        "the text holds half a character (\\udc00). "
        "Remove it, or write both halves of the surrogate pair",
    ),
    "half in a key": (
        b'{"text": "a", "\\uDBFF": 1}',
        "the text holds half a character (\\uDBFF). "
        "Remove it, or write both halves of the surrogate pair",
    ),
    "NUL byte": (b'{"text": "a\0b"}', "byte 12 of the line is NUL. Remove it"),
    "NUL id": (
        b'{"text": "a", "id": "\\u0000"}',
        "the id, the author, the brand or another name holds a NUL character. Remove it",
    ),
    "bad byte": (
        b'{"text": "caf\xe9"}',
        "byte 14 of the line (0xe9) is not UTF-8. Save the file as UTF-8",
    ),
    "NaN": (
        b'{"text": "NaN", "followers": NaN}',
        "NaN is not a JSON number. Write null where a number is not known",
    ),
    "infinity": (
        b'{"text": "a", "x": [1, -Infinity]}',
        "-Infinity is not a JSON number. Write null where a number is not known",
    ),
    "1e999": (
        b'{"text": "a", "views": 1e999}',
        "a number is out of range. Write null where it is not known",
    ),
    "nesting bomb": (
        b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "the JSON is nested too deeply. Flatten it",
    ),
    "nesting bomb unknown": (
        b'{"text": "a", "x": ' + b'{"a":' * 50_000,
        "the JSON is nested too deeply. Flatten it",
    ),
    "nesting": (
        b'{"text": "a", "x": ' + b"[" * 70 + b"]" * 70 + b"}",
        "the JSON is nested too deeply, more than 64 levels. Flatten it",
    ),
    "long text": (
        b'{"text": "' + b"x" * 200_001 + b'"}',
        "the field 'text' has 200,001 characters, and 200,000 are allowed. Shorten or split it",
    ),
    "long segment": (
        b'{"segments": [{"text": "' + b"x" * 200_001 + b'"}]}',
        "the field 'segments[0].text' has 200,001 characters, and 200,000 are allowed. "
        "Shorten or split it",
    ),
    "many segments": (
        json.dumps({"segments": [{"text": "a"}] * 2001}).encode(),
        "the post has 2,001 segments, and 2,000 are allowed. Split the post",
    ),
    "long line": (
        b'{"text": "' + b"x" * 10_000_000 + b'"}',
        "the line is longer than 4,000,000 bytes. Shorten or split the post",
    ),
}


@pytest.mark.parametrize("case", LINES)
def test_a_bad_line_is_one_problem_and_the_others_are_read(case: str) -> None:
    bad, message = LINES[case]
    ids, problems = read(GOOD + b"\n" + bad + b"\n" + GOOD.replace(b"good", b"next"))
    assert ids == ["good", "next"]
    assert problems == [f"p.jsonl:2: {message}"]


@pytest.mark.parametrize("case", [case for case in LINES if case not in ("words", "two objects")])
def test_a_bad_first_line_does_not_hide_the_format(case: str) -> None:
    bad, message = LINES[case]
    ids, problems = read(bad + b"\n" + GOOD + b"\n" + GOOD.replace(b"good", b"next"), "-")
    if case in ("list", "number", "text", "null"):  # on their own these are prose
        message = f"it holds {case.replace('list', 'a list').replace('number', 'a number')}, "
        message += f"not a JSON object. {ONE_OBJECT}"
    assert ids == ["good", "next"]
    assert problems == [f"<stdin>:1: {message}"]


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty. Give a file with at least one post"),
    "blank": (b"\xef\xbb\xbf \n\n", "the file is empty. Give a file with at least one post"),
    "empty array": (b"[]", "it holds no post. Give at least one post"),
    "header alone": (b"id,text\n", "it holds no post. Give at least one post"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", f"it looks like a PNG image, not text. {ASK}"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", f"it looks like a JPEG image, not text. {ASK}"),
    "ZIP": (
        b"PK\x03\x04\x14\0\x06\0",
        "the archive or workbook is damaged or cut off. Save or download it again",
    ),
    "gzip": (b"\x1f\x8b\x08\0", "it looks like a gzip archive, not text. Unpack it first"),
    "PDF": (b"%PDF-1.7\n", "it looks like a PDF document, not text. Save its text as plain text"),
    "RTF": (b"{\\rtf1 a}", "it looks like an RTF document, not text. Save it as plain text"),
    "MP4": (b"\0\0\0\x18ftypmp42", f"it looks like a picture, sound or film, not text. {ASK}"),
    "unknown": (bytes(range(1, 32)) * 9, f"it looks like binary data, not text. {ASK}"),
    "zeros": (bytes(4096), f"it looks like binary data, not text. {ASK}"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_not_one_of_posts(case: str) -> None:
    data, message = FILES[case]
    assert read(data, "p") == ([], [f"p: {message}"])


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("text", ['{"text": "perché"}\n', "id,text\n1,ciao\n", "Ciao a tutti"])
def test_utf_16_is_not_decoded_in_silence(codec: str, text: str) -> None:
    message = "p: the text is UTF-16 or UTF-32, not UTF-8. Save the file as UTF-8"
    assert read(text.encode(codec), "p") == ([], [message])


def test_a_draft_in_another_encoding() -> None:
    message = "p.txt:2: byte 4 of the line (0xe9) is not UTF-8. Save the file as UTF-8"
    assert read("Ciao\ncafé".encode("latin-1"), "p.txt") == ([], [message])


def test_a_draft_that_is_too_long() -> None:
    message = "p.txt:1: the text has more than 200,000 characters. "
    message += "Shorten it, or write one post a line as JSON Lines"
    for text in ("x" * 200_001, "è" * 10_000_000):
        assert read(text.encode(), "p.txt") == ([], [message])
    assert read(b"x" * 200_000, "p.txt") == (["p"], [])


def test_repeated_ids_are_a_warning_that_names_both_lines() -> None:
    found = list(read_posts("p.jsonl", io.BytesIO(GOOD + b"\n\n" + GOOD)))
    assert found[1] == Problem(
        "p.jsonl",
        3,
        'the id "good" was used on line 1 already',
        "Give every post an id of its own",
        "warning",
        (
            "the id {id} was used on line {line} already",
            "Give every post an id of its own",
            {"id": '"good"', "line": "1"},
        ),
    )
    assert [type(item) for item in found] == [ReadPost, Problem, ReadPost]


def test_repeated_ids_among_many() -> None:
    lines = [b'{"text": "a", "id": "%d"}' % (n % 5000) for n in range(5003)]
    _, problems = read(b"\n".join(lines))
    assert [line.partition(". ")[0] for line in problems] == [
        f'p.jsonl:{5001 + n}: the id "{n}" was used on line {n + 1} already' for n in range(3)
    ]


def test_ids_are_shown_so_that_they_cannot_drive_a_terminal() -> None:
    line = json.dumps({"text": "a", "id": "\x9b2J\u202e" + "x" * 99}).encode()
    _, problems = read(line + b"\n" + line)
    assert problems[0].startswith('p.jsonl:2: the id "\\x9b2J\\u202e' + "x" * 33)
    assert problems[0].isprintable()


def test_a_missing_file_and_a_directory(tmp_path: Path) -> None:
    missing = tmp_path / "none.jsonl"
    assert [str(item) for item in read_posts(missing)] == [
        f"{missing}: there is no such file. Check its name and where you are"
    ]
    assert [str(item) for item in read_posts(tmp_path)] == [
        f"{tmp_path}: it is a directory, not a file. Name the files in it"
    ]


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_name_that_is_none(name: str) -> None:
    [problem] = read_posts(name)
    assert str(problem).isprintable()
    assert str(problem).endswith(
        ": it cannot be read (this is not a file name). Check the file and its disk"
    )


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:  # as root, which test machines often are, nothing is refused
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert [str(item) for item in read_posts("p.jsonl")] == [
        "p.jsonl: there is no permission to read it. Ask its owner for permission to read it"
    ]


def test_a_disk_that_fails_half_way() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            if data:
                return data
            raise OSError(errno.EIO, "Input/output error")

    data = (GOOD + b"\n") * 5000
    found = list(read_posts("p.jsonl", Failing(data)))
    assert sum(isinstance(item, ReadPost) for item in found) == 5000
    assert str(found[-1]) == (
        "p.jsonl: it cannot be read (input/output error). Check the file and its disk"
    )


ARRAYS: dict[str, tuple[str, list[str], list[str]]] = {
    "wrong type": (
        '[{"id": "a", "text": "a"},\n{"id": 1, "text": "b"},\n{"id": "c", "text": "c"}]',
        ["a", "c"],
        ["p:2: the field 'id' is 1, not text. Put it between quotation marks, or leave it out"],
    ),
    "not an object": (
        '[{"id": "a", "text": "a"},\n7]',
        ["a"],
        [f"p:2: it holds a number, not a JSON object. {ONE_OBJECT}"],
    ),
    "half a character": (
        '[{"id": "a", "text": "a"},\n{"text": "\\ud800"},\n{"id": "c", "text": "c"}]',
        ["a", "c"],
        [
            "p:2: the text holds half a character (\\ud800). "
            "Remove it, or write both halves of the surrogate pair"
        ],
    ),
    "NaN": (
        '[{"id": "a", "text": "a"},\n{"text": "b", "likes": NaN}]',
        ["a"],
        ["p:2: NaN is not a JSON number. Write null where a number is not known"],
    ),
    "one element broken": (
        '[\n {"id": "a", "text": "a"},\n {"id": "b", text: "b"},\n {"id": "c", "text": "c"}\n]',
        ["a", "c"],
        [
            "p:3: the JSON is broken: expecting property name enclosed in double quotes. "
            "Mend the JSON, or write one object a line"
        ],
    ),
    "broken in one line": (
        '[{"id": "a", "text": "a"}, {"id": "b" "text": "b"}, {"id": "c", "text": "c"}]',
        ["a"],
        [
            "p:1: the JSON is broken: expecting ',' delimiter; what follows was not read. "
            "Mend the JSON, or write one object a line"
        ],
    ),
    "not closed": (
        '[{"id": "a", "text": "a"}',
        ["a"],
        ["p:1: the JSON is broken: the array is not closed. Mend the JSON"],
    ),
    "trailing comma": (
        '[{"id": "a", "text": "a"},\n]',
        ["a"],
        ["p:2: the JSON is broken: there is a comma too many. Mend the JSON"],
    ),
    "missing comma": (
        '[{"id": "a", "text": "a"}\n{"id": "b", "text": "b"}]',
        ["a", "b"],
        [
            "p:2: the JSON is broken: commas are missing or too many between two posts. "
            "Mend the JSON"
        ],
    ),
    "more after": (
        '[{"id": "a", "text": "a"}]\n{}',
        ["a"],
        ["p:1: the JSON is broken: there is more after the end of the array. Mend the JSON"],
    ),
    "pretty object broken": (
        '{\n "id": "a",\n "text": "a"\n "likes": 1\n}',
        [],
        [
            "p:4: the JSON is broken: expecting ',' delimiter; what follows was not read. "
            "Mend the JSON, or write one object a line"
        ],
    ),
    "nested": (
        '[{"id": "a", "text": "a"},\n{"x": ' + "[" * 99_999 + ',\n{"id": "c", "text": "c"}]',
        ["a", "c"],
        ["p:2: the JSON is nested too deeply. Mend the JSON, or write one object a line"],
    ),
}


@pytest.mark.parametrize("case", ARRAYS)
def test_a_broken_array_gives_what_is_sound(case: str) -> None:
    data, ids, problems = ARRAYS[case]
    assert read(data.encode(), "p") == (ids, problems)


def test_a_bad_byte_in_an_array_is_placed_in_its_line() -> None:
    data = '[\n {"id": "a",\n  "text": "café"},\n {"id": "b", "text": "b"}]'.encode("latin-1")
    assert read(data, "p.json") == (
        ["b"],
        ["p.json:3: byte 15 of the line (0xe9) is not UTF-8. Save the file as UTF-8"],
    )


def test_an_array_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.importers.document.MAX_DOCUMENT_BYTES", 1_000_000)
    data = json.dumps([{"text": "a" * 1000}] * 1000).encode()
    assert read(data, "p.json") == (
        [],
        [
            "p.json: the JSON array or object is larger than 1 MB. "
            "Write one object a line (JSON Lines), which may be of any size"
        ],
    )
    assert stream.MAX_DOCUMENT_BYTES == 64_000_000


def test_an_array_of_openings_does_not_cost_the_square() -> None:
    began = time.monotonic()
    ids, problems = read(b"[\n" + b'{"a":[\n' * 100_000 + b"1,\n" * 300_000, "p.json")
    assert ids == []
    assert 1 <= len(problems) < 5_000
    assert time.monotonic() - began < 20


class Endless(io.RawIOBase):
    """A stream that is made as it is read, so that only the reader's own memory is measured."""

    def __init__(self, piece: bytes, times: int) -> None:
        self._piece, self._times = piece, times

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._times == 0:
            return b""
        self._times -= 1
        assert len(self._piece) <= 65_536
        return self._piece[:size] if size >= 0 else self._piece


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", GOOD[:-1] + b"}\n"),
        (b'{"text": "', b"x" * 4096),
        (b"id,text\n", b"1,abc\n"),
        (b'id,text\n1,"', b"x" * 4095 + b"\n"),
        (b"hello ", b"x" * 4096),
        (b" ", b" " * 4096),
        (b"", TIKTOK + b"\n"),
        (b"id,author,body,tiktok_url,plays,timestamp\n", b"1,a,b,c,4,1709399111\n"),
    ],
    ids=["lines", "one line", "rows", "one cell", "prose", "blank", "raw records", "export"],
)
def test_memory_is_bounded(start: bytes, piece: bytes) -> None:
    whole = piece * max(1, 4096 // len(piece))

    class Stream(Endless):
        first = True

        def read(self, size: int = -1, /) -> bytes:
            if self.first:
                self.first = False
                return start or whole
            return super().read(size)

    source = Stream(whole, 8_000)  # 32 MB
    tracemalloc.start()
    try:
        for _ in zip(range(20_000), read_posts("p", source), strict=False):  # type: ignore[arg-type]
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 7 * settings.MAX_LINE_BYTES
