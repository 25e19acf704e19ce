"""Every format of another tool, from a fixture in its shape: what it says, and what it does not."""

from __future__ import annotations

import csv
import io
import json
import lzma
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checker.importers.exports import registry
from checker.importers.exports.base import count, either, moment, truth
from checker.importers.read import Problem, ReadPost, read_posts
from checker.importers.tell import as_line, explain_file
from checker.model import Post, Segment

FIXTURES = Path(__file__).parent / "fixtures"
FILM = FIXTURES / "Una_giornata_in_officina-abcDEF12345.info.json"


def read(data: Path | bytes, name: str = "given") -> tuple[list[Post], list[str]]:
    """Return the posts and the problems of a fixture, or of bytes under a name that says nothing."""
    if isinstance(data, Path):
        found = list(read_posts(data))
    else:
        found = list(read_posts(name, io.BytesIO(data)))
    return (
        [item.post for item in found if isinstance(item, ReadPost)],
        [f"{item.level}: {item}" for item in found if isinstance(item, Problem)],
    )


def fixture(name: str) -> list[Post]:
    posts, problems = read(FIXTURES / name)
    assert problems == []
    return posts


# Fixture to the format and, for each post: id, author, label, followers, likes, comments, views,
# shares. What is None was not observed.
EXPECTED: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "4cat-tiktok.csv": (
        "4cat-tiktok",
        [
            ("7311111111111111101", "vera.di.lago", True, 48200, 5210, 88, 90311, 41),
            ("7311111111111111102", "pane.e.gatti", False, 930, 61, 4, 1204, 0),
            ("7311111111111111103", "pane.e.gatti", False, None, 12, None, 300, 0),
        ],
    ),
    "4cat-tiktok-old.csv": (
        "4cat-tiktok",
        [("7011111111111111111", "vera.di.lago", None, 12050, 310, 9, 5000, 2)],
    ),
    "4cat-tiktok.ndjson": (
        "zeeschuimer-tiktok",
        [("7311111111111111201", "tino_fa_cose", False, 15400, 812, 40, 15321, 3)],
    ),
    "zeeschuimer-tiktok.ndjson": (
        "zeeschuimer-tiktok",
        [
            ("7311111111111111201", "tino_fa_cose", False, 15400, 812, 40, 15321, 3),
            ("7311111111111111202", "tino_fa_cose", True, 15400, 812, 40, 15321, 3),
            ("7311111111111111203", "tino_fa_cose", None, None, 5, 1, 77, 0),
        ],
    ),
    "4cat-instagram.csv": (
        "4cat-instagram",
        [
            ("C4aaaaaaaa1", "lia.viaggia", None, None, 1402, 33, None, None),
            ("C4aaaaaaaa2", "lia.viaggia", None, None, None, 2, 8800, None),
        ],
    ),
    "4cat-threads.csv": (
        "4cat-threads",
        [
            ("DAbc1", "olga.scrive", True, None, 120, 7, None, 3),
            ("DAbc2", "olga.scrive", False, None, 12, 1, None, 0),
        ],
    ),
    "zeeschuimer-threads.ndjson": (
        "zeeschuimer-threads",
        [
            ("DAbd1", "olga.scrive", True, None, 120, 7, None, 3),
            ("DAbd2", "olga.scrive", None, None, None, 7, None, 3),
        ],
    ),
    "crowdtangle-instagram.csv": (
        "crowdtangle-instagram",
        [
            ("COab1234567", "nora.verdi", None, 152340, 3350, 60, None, None),
            ("COab1234568", "nora.verdi", None, None, 880, 20, 12004, None),
        ],
    ),
    "crowdtangle-facebook.csv": (
        "crowdtangle-facebook",
        [
            ("2002", "cucinadiada", True, 80211, 900, 104, None, 200),
            ("2003", "cucinadiada", None, 80220, 12, 1, None, 0),
        ],
    ),
    "instaloader.json": (
        "instaloader",
        [("CZzz0000001", "marta_monta", True, 23100, 640, 18, None, None)],
    ),
    "instaloader-silent.json": (
        "instaloader",
        [("CZzz0000002", "marta_monta", None, None, 640, 18, None, None)],
    ),
    "instaloader-none.json": (
        "instaloader",
        [("CZzz0000003", "marta_monta", False, 23100, 640, 18, None, None)],
    ),
    "instagram-graphql.json": (
        "instagram-json",
        [("C5graph0002", "marta_monta", False, 23100, 640, 18, None, None)],
    ),
    "zeeschuimer-instagram.ndjson": (
        "instagram-json",
        [
            ("C5media0001", "rino.corre", True, None, 980, 25, None, None),
            ("C5graph0001", "rino.corre", True, None, 640, 18, None, None),
        ],
    ),
    FILM.name: (
        "yt-dlp",
        [("abcDEF12345", "Officina Brandi", None, 51300, 1500, 77, 20110, None)],
    ),
    "tiktok-ytdlp.info.json": (
        "yt-dlp",
        [("7300000000000000001", "lucia.pen", None, None, 70, 3, 900, 2)],
    ),
    "youtube-api.json": (
        "youtube-api",
        [
            ("abcDEF12345", "Officina Brandi", True, 51300, 1500, 77, 20110, None),
            ("abcDEF12346", "Altri", None, None, None, None, 10, None),
        ],
    ),
    "tiktok-research.json": (
        "tiktok-research",
        [
            ("7322222222222222201", "gemma.pelle", None, None, 210, 9, 4100, 2),
            ("7322222222222222202", "plainjane", None, None, 1, 0, 100, 0),
        ],
    ),
    "tiktok-commercial.json": (
        "tiktok-commercial",
        [
            ("7322222222222222201", "gemma.pelle", True, None, None, None, None, None),
            ("112", "tino_fa_cose", True, None, None, None, None, None),
        ],
    ),
    "meta-content-library-instagram.csv": (
        "meta-content-library",
        [
            ("18000000000000001", "dora.mare", True, None, 2100, 44, 30500, None),
            ("18000000000000002", "dora.mare", False, None, 210, 4, None, None),
            ("18000000000000003", "dora.mare", None, None, None, None, None, None),
        ],
    ),
    "meta-content-library-facebook.csv": (
        "meta-content-library",
        [("900000000000001", "Pro Loco Valfonda", False, None, 120, 14, 5002, 9)],
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("shown", [True, False], ids=["named", "nameless"])
def test_a_format_is_known_by_its_content(name: str, shown: bool) -> None:
    kind, expected = EXPECTED[name]
    posts, problems = read(FIXTURES / name if shown else (FIXTURES / name).read_bytes())
    assert problems == []
    assert [
        (p.id, p.author, p.platform_label, p.followers, p.likes, p.comments, p.views, p.shares)
        for p in posts
    ] == expected
    stream = None if shown else io.BytesIO((FIXTURES / name).read_bytes())
    explained = explain_file(FIXTURES / name if shown else "x.bin", stream)
    assert (explained.format, explained.posts, explained.errors) == (kind, len(expected), 0)


def test_every_format_has_a_fixture() -> None:
    missing = {export.about.id for export in registry.EXPORTS} - {k for k, _ in EXPECTED.values()}
    assert missing == set()


def test_every_format_is_documented() -> None:
    page = (FIXTURES.parents[2] / "docs" / "formats.md").read_text()
    assert [e.about.id for e in registry.EXPORTS if f"| `{e.about.id}` |" not in page] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_explained_is_what_is_read(name: str) -> None:
    """Each field that posts have is one that the format says it carries."""
    explained = explain_file(FIXTURES / name)
    undeclared = {f.field for f in explained.fields if f.source == "set by the format"}
    assert undeclared <= {"platform"}
    for field in explained.fields:
        assert (field.field in explained.not_observed) == (field.posts == 0)


@pytest.mark.parametrize("name", EXPECTED)
def test_written_posts_read_back_the_same(name: str) -> None:
    posts = fixture(name)
    again, problems = read(b"".join(map(as_line, posts)))
    assert problems == []
    assert again == posts


def kinds(post: Post) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for segment in post.segments]


def test_texts_of_tiktok() -> None:
    first, second, third = fixture("4cat-tiktok.csv")
    assert kinds(first)[1] == ("overlay", "ADV\nusa il codice VERA15")
    assert kinds(second) == [
        ("caption", 'Oggi solo pane, "quello della nonna",\ne il gatto che guarda')
    ]
    assert kinds(third) == [("caption", "")]
    assert (first.platform, first.published_at) == ("tiktok", "2024-03-02T17:05:11Z")
    raw = fixture("zeeschuimer-tiktok.ndjson")[0]
    assert kinds(raw)[1] == ("overlay", "omaggio di @bevimeglio")
    assert raw.url == "https://www.tiktok.com/@tino_fa_cose/video/7311111111111111201"
    assert raw.extra["collected_at"] == "2024-06-01T08:20:00Z"


def test_texts_of_crowdtangle() -> None:
    photo, film = fixture("crowdtangle-instagram.csv")
    assert kinds(photo) == [
        ("caption", "Nuova borsa @cuoiovivo ❤️ #supplied"),
        ("overlay", "SALDI 30%"),
    ]
    assert kinds(film) == [("caption", "Un giorno con me"), ("title", "La mia giornata")]
    assert photo.published_at == "2021-05-04T18:30:12+02:00"
    page = fixture("crowdtangle-facebook.csv")[0]
    assert (page.country, page.brands) == ("IT", ("Malga Bella",))


def test_sponsors_become_brands() -> None:
    assert fixture("instaloader.json")[0].brands == ("@passolargo",)
    assert read(FIXTURES / "instagram-feed.json")[0][0].brands == ("@ventoinpoppa",)
    assert fixture("tiktok-commercial.json")[0].brands == ("Argilla Viva",)


def test_instagram_leaves_out_placed_advertisements() -> None:
    posts, problems = read(FIXTURES / "instagram-feed.json")
    assert [(p.id, p.platform_label, p.likes) for p in posts] == [
        ("C5media0001", True, 980),
        ("C5media0002", False, None),
        ("C5media0003", None, 980),
    ]
    assert len(problems) == 1
    assert problems[0].startswith("warning: ")
    assert "an advertisement placed through Instagram" in problems[0]


def test_instaloader_that_says_nothing_is_not_a_no() -> None:
    """Its is_sponsored would be False for all but the first of these."""
    names = ("instaloader.json", "instaloader-none.json", "instaloader-silent.json")
    assert [fixture(name)[0].platform_label for name in names] == [True, False, None]


def test_instaloader_packed() -> None:
    packed = lzma.compress((FIXTURES / "instaloader.json").read_bytes())
    assert read(packed)[0] == fixture("instaloader.json")
    posts, problems = read(packed[:-40], "2022-02-01.json.xz")
    assert (posts, problems) == (
        [],
        ["error: 2022-02-01.json.xz: the xz archive is cut off. Download it again"],
    )
    broken = packed[:60] + bytes([packed[60] ^ 255]) + packed[61:]
    assert "the xz archive is damaged: corrupt input data" in read(broken)[1][0]


def test_instaloader_of_a_profile() -> None:
    posts, problems = read(FIXTURES / "instaloader-profile.json")
    assert posts == []
    assert "it describes a Profile, not a post" in problems[0]


def test_a_telephone_knows_labels_that_the_web_does_not() -> None:
    value = json.loads((FIXTURES / "instaloader-silent.json").read_text())
    value["node"]["iphone_struct"] = {
        "code": "CZzz0000002",
        "media_type": 1,
        "taken_at": 1643709600,
        "is_paid_partnership": True,
        "user": {"username": "marta_monta", "follower_count": 23000},
    }
    (post,), problems = read(json.dumps(value).encode())
    assert problems == []
    assert (post.platform_label, post.followers, post.author) == (True, 23000, "marta_monta")


def test_the_transcript_beside_a_film() -> None:
    post = fixture(FILM.name)[0]
    assert [s.kind for s in post.segments] == ["title", "description", "transcript"]
    assert post.segments[2] == Segment(
        "Ciao a tutti\nquesto video & altro è sponsorizzato da Ferrobuono",
        "transcript",
        start_s=1.0,
        end_s=6.0,
    )
    assert post.extra["sponsorblock_chapters"][0]["category"] == "sponsor"
    assert post.platform_label is None
    # From a stream there is nothing beside it.
    (alone,), _ = read(FILM.read_bytes())
    assert [s.kind for s in alone.segments] == ["title", "description"]


@pytest.mark.parametrize(
    ("subtitles", "reason"),
    [(b"WEBVTT\n\n", "it holds no subtitles"), (b"WEBVTT\n\n00:\xff", "they are not UTF-8")],
)
def test_subtitles_that_cannot_be_used(tmp_path: Path, subtitles: bytes, reason: str) -> None:
    shutil.copy(FILM, tmp_path / "film.info.json")
    (tmp_path / "film.it.vtt").write_bytes(subtitles)
    posts, problems = read(tmp_path / "film.info.json")
    assert len(posts) == 1
    assert f"the subtitles film.it.vtt cannot be used: {reason}" in problems[0]
    assert problems[0].startswith("warning: ")


def test_a_film_with_more_comments_than_a_line_holds(tmp_path: Path) -> None:
    value = json.loads(FILM.read_text())
    value["comments"] = [{"text": "bello " * 1000} for _ in range(700)]
    file = tmp_path / "film.info.json"
    file.write_text(json.dumps(value))
    assert file.stat().st_size > 4_000_000
    posts, problems = read(file)
    assert ([p.id for p in posts], problems) == (["abcDEF12345"], [])


def test_a_playlist_of_yt_dlp() -> None:
    value = {
        **json.loads(FILM.read_text()),
        "_type": "playlist",
        "entries": [
            json.loads(FILM.read_text()),
            {"_type": "url", "id": "x", "title": "y", "url": "https://example.org"},
        ],
    }
    posts, problems = read(json.dumps(value).encode())
    assert [p.id for p in posts] == ["abcDEF12345"]
    assert "only the link of a video" in problems[0]


def test_youtube_search_results_are_not_videos() -> None:
    value = {
        "kind": "youtube#searchListResponse",
        "items": [
            {"kind": "youtube#searchResult", "id": {"videoId": "a"}, "snippet": {"title": "t"}}
        ],
    }
    posts, problems = read(json.dumps(value).encode())
    assert posts == []
    assert "it is a searchResult, not a video" in problems[0]
    assert "Ask the API's videos.list for the videos" in problems[0]


def test_pages_of_youtube_as_lines() -> None:
    pages = json.loads((FIXTURES / "youtube-api.json").read_text())
    lines = "".join(json.dumps(page) + "\n" for page in pages).encode()
    posts, problems = read(lines)
    assert problems == []
    assert posts == fixture("youtube-api.json")


def test_research_videos_as_lines_and_as_a_table() -> None:
    videos = json.loads((FIXTURES / "tiktok-research.json").read_text())["data"]["videos"]
    lines = "".join(json.dumps(video) + "\n" for video in videos).encode()
    assert [p.id for p in read(lines)[0]] == [p.id for p in fixture("tiktok-research.json")]
    first = fixture("tiktok-research.json")[0]
    assert (first.country, fixture("tiktok-research.json")[1].country) == ("IT", "UK")
    assert first.segments[1].kind == "transcript"
    columns = ["id", "video_description", "create_time", "region_code", "username", "like_count"]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(columns)
    writer.writerows([video[name] for name in columns] for video in videos)
    posts, problems = read(table.getvalue().encode())
    assert problems == []
    assert [(p.id, p.country, p.likes) for p in posts] == [
        ("7322222222222222201", "IT", 210),
        ("7322222222222222202", "UK", 1),
    ]


def test_meta_without_its_text_says_so() -> None:
    text = (FIXTURES / "meta-content-library-instagram.csv").read_text()
    rows = list(csv.reader(io.StringIO(text)))
    table = io.StringIO()
    csv.writer(table).writerows(row[:-1] for row in rows)
    posts, problems = read(table.getvalue().encode())
    assert posts == []
    assert len(problems) == 3
    assert "the export has no column 'text'" in problems[0]


# Bad input: the good records are answered, the bad ones named with line and remedy.


def test_an_export_that_was_cut_off() -> None:
    data = (FIXTURES / "zeeschuimer-tiktok.ndjson").read_bytes()
    posts, problems = read(data[:-200])
    assert [p.id[-3:] for p in posts] == ["201", "202"]
    assert problems[0].startswith("error: given:3: the JSON is broken at byte ")
    assert "it ends too early" in problems[0]

    table = (FIXTURES / "4cat-tiktok.csv").read_bytes()
    posts, problems = read(table[:-60])
    assert len(posts) == 2
    assert problems[0].startswith("error: given:6: the row has ")
    assert "The export may have been cut off; download it again" in problems[0]

    quoted = table[: table.index(b"quello della")]
    posts, problems = read(quoted)
    assert len(posts) == 1
    assert "given:4: a quoted cell is never closed" in problems[0]

    document = (FIXTURES / "tiktok-research.json").read_bytes()
    posts, problems = read(document[:-100])
    assert posts == []
    assert "the JSON is broken" in problems[0]


@pytest.mark.parametrize("name", ["4cat-tiktok.csv", "zeeschuimer-tiktok.ndjson"])
def test_wrong_encodings(name: str) -> None:
    text = (FIXTURES / name).read_text()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        posts, problems = read(text.encode(encoding))
        assert posts == []
        assert problems == [
            "error: given: the text is UTF-16 or UTF-32, not UTF-8. Save the file as UTF-8"
        ]
    marked = b"\xef\xbb\xbf" + text.encode()
    assert len(read(marked)[0]) == 3


def test_one_line_in_another_encoding() -> None:
    data = (FIXTURES / "4cat-tiktok.csv").read_bytes().replace("è".encode(), b"\xe8")
    posts, problems = read(data)
    assert len(posts) == 2
    assert "given:2: byte " in problems[0]
    assert "(0xe8) is not UTF-8. Save the file as UTF-8" in problems[0]


def test_records_of_another_kind_in_between() -> None:
    tiktok = (FIXTURES / "zeeschuimer-tiktok.ndjson").read_bytes()
    threads = (FIXTURES / "zeeschuimer-threads.ndjson").read_bytes()
    posts, problems = read(tiktok + threads)
    assert len(posts) == 3
    assert [p.split(": it is")[0] for p in problems] == ["error: given:4", "error: given:5"]
    assert "Keep records of different kinds in files of their own" in problems[0]


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, [1], {"a": 1}, True, -1, "1e400"])
@pytest.mark.parametrize("name", [n for n in EXPECTED if not n.endswith(".csv")])
def test_junk_under_any_key_breaks_nothing(name: str, junk: object) -> None:
    """Formats change without notice: a field of another type is a complaint at most."""
    text = (FIXTURES / name).read_text()
    value = json.loads(text.splitlines()[0]) if name.endswith(".ndjson") else json.loads(text)
    for path in _paths(value):
        changed = json.loads(json.dumps(value))
        inner = changed
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = junk
        for item in read_posts("given", io.BytesIO(msgspec.json.encode(changed))):
            assert isinstance(item, ReadPost) or item.what


def _paths(value: object, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [
        path for key, inner in items for path in [(*before, key), *_paths(inner, (*before, key))]
    ]


def test_palese_posts_are_never_taken_for_exports() -> None:
    posts, problems = read(
        b'{"id": "1", "text": "a", "code": "x", "media_type": 1, "taken_at": 5, "caption": "c"}\n'
    )
    assert problems == []
    assert posts[0].segments == (Segment("a"),)
    assert posts[0].extra["code"] == "x"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1,234", 1234),
        ("12 000", 12000),
        ("7.0", 7),
        ("-1", None),
        (-1, None),
        ("", None),
        ("N/A", None),
        (None, None),
        ("12K", "12K"),
        ("1,23", "1,23"),
        (5, 5),
    ],
)
def test_counts(given: object, expected: object) -> None:
    assert count(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (1709399111, "2024-03-02T17:05:11Z"),
        ("1709399111", "2024-03-02T17:05:11Z"),
        (1709399111000, "2024-03-02T17:05:11Z"),
        (0, None),
        ("0", None),
        ("2024-03-02 10:00:00", "2024-03-02 10:00:00"),
        (10**30, str(10**30)),
        (True, None),
    ],
)
def test_moments(given: object, expected: object) -> None:
    assert moment(given) == expected


def test_three_states() -> None:
    assert [truth(v) for v in ("Yes", "no", "", "maybe", 1, 0, None, True)] == [
        *(True, False, None, None, True, False, None, True)
    ]
    assert (either(None, False), either(None, None), either(False, True)) == (False, None, True)
