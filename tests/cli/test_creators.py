"""``palese creators``: lists of creators and gifts go on record, and are found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from checker.storage import AuditedPost, Database, PostBrand, brands, creators
from tests.cli import calls
from tests.cli.calls import status
from tests.storage import made

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "sample_posts" / "creators.csv"

ROSTER = """\
handle,platform,name,country,area,language,topic,followers,likes,views,date
@giulia.r,instagram,Giulia R,it,Veneto,it,skincare|travel,12000,300,,2026-01-01
giulia.r,IG,Giulia R,,,,,15000,400,,2026-03-01
giuliar,tiktok,Giulia R,,,,dance,900,,,2026-03-01
tom,instagram,Tom B,GB,,en,bikes,95000,,,2026-02-01
"""


@pytest.fixture
def db(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'palese.db'}"


def run(*args: str) -> Result:
    return calls.run("creators", *args)


def put(path: Path, text: str | bytes) -> str:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.fixture
def filled(tmp_path: Path, db: str) -> str:
    """The URL of a database that holds ``ROSTER``."""
    assert status(run("import", put(tmp_path / "r.csv", ROSTER), "--db", db)) == 0
    return db


def on_record(db: str) -> dict[str, Any]:
    """Return every creator by name: fields, and snapshots by account."""
    with Database.open(db) as database, database.read() as session:
        return {
            c.name: (
                c,
                {
                    f"{a.platform}:{a.handle}": [
                        (f"{s.taken_at:%Y-%m-%d}", s.followers, s.likes)
                        for s in creators.list_snapshots(session, a.id)
                    ]
                    for a in c.accounts
                },
            )
            for c in creators.list_creators(session)
        }


def test_lines_of_one_name_are_one_creator(filled: str) -> None:
    found = on_record(filled)
    assert list(found) == ["Giulia R", "Tom B"]
    giulia, accounts = found["Giulia R"]
    assert (giulia.country, giulia.area, giulia.language) == ("IT", "Veneto", "it")
    assert giulia.topics == ("dance", "skincare", "travel")
    assert accounts == {
        "instagram:giulia.r": [("2026-01-01", 12000, 300), ("2026-03-01", 15000, 400)],
        "tiktok:giuliar": [("2026-03-01", 900, None)],
    }
    assert found["Tom B"][0].country == "UK"


def test_importing_twice_counts_once(tmp_path: Path, filled: str) -> None:
    before = on_record(filled)
    result = run("import", str(tmp_path / "r.csv"), "--db", filled)
    assert status(result) == 0
    assert "2 creators (0 new), 0 new accounts, 0 new snapshots" in result.stderr
    assert on_record(filled) == before


def test_counts_without_a_date(tmp_path: Path, db: str) -> None:
    first = run("import", str(SAMPLE), "--db", db, "--as-of", "2026-05-01")
    assert (status(first), first.stdout) == (0, "")
    assert "42 new accounts, 42 new snapshots" in first.stderr
    again = run("import", str(SAMPLE), "--db", db)
    assert "0 new accounts, 0 new snapshots" in again.stderr
    grown = "author,platform,followers\nLina.Sottobosco,instagram,9000\n"
    run("import", put(tmp_path / "g.csv", grown), "--db", db, "--as-of", "2026-06-01")
    assert on_record(db)["Lina Ferrandi"][1]["instagram:lina.sottobosco"] == [
        ("2026-05-01", 8600, None),
        ("2026-06-01", 9000, None),
    ]


def test_snapshots_out_of_order(tmp_path: Path, db: str) -> None:
    file = put(
        tmp_path / "s.csv",
        "handle,platform,followers,date\n"
        "ada,instagram,300,2026-03-01\n"
        "ada,instagram,100,2026-01-01\n"
        "ada,instagram,200,2026-02-01\n"
        "ada,instagram,100,2026-01-01\n"
        "ada,instagram,999,2026-02-01\n",
    )
    result = run("import", file, "--db", db)
    assert status(result) == 2
    assert (
        f"{file}:6: @ada cannot have 999 followers at 2026-02-01T00:00:00+00:00: "
        "line 4 says 200. Correct one of them, or its date"
    ) in result.stderr
    found = {"instagram:ada": [(f"2026-0{n}-01", 100 * n, None) for n in (1, 2, 3)]}
    assert on_record(db)["ada"][1] == found
    # A count taken between two others is compared with the one before it.
    undated = put(tmp_path / "u.csv", "handle,platform,followers\nada,instagram,300\n")
    assert status(run("import", undated, "--db", db, "--as-of", "2026-02-15")) == 0
    assert ("2026-02-15", 300, None) in on_record(db)["ada"][1]["instagram:ada"]


def test_wrong_lines_lose_nothing_else(tmp_path: Path, db: str) -> None:
    file = put(
        tmp_path / "bad.csv",
        b"name;handle;platform;followers;date;country\n"
        b"A;a;instagram;many;2026-01-01;IT\n"
        b"B;b;instagram;10;2026-13-01;IT\n"
        b"C;c;;10;2026-01-01;IT\n"
        b"D;d;instagram;10;2026-01-01;Italy\n"
        b'"E;e;instagram;10;2026-01-01;IT\n'
        b"Fabr\xe8;f;instagram;10;2026-01-01;IT\n"
        b"H;h;instagram;10;2026-01-01;IT;more\n"
        b"I;i;instagram;-3;2026-01-01;IT\n"
        b";;;;;\n"
        b'"J\nK";j;instagram;10;2026-01-01;IT\n',
    )
    result = run("import", file, str(tmp_path / "none.csv"), "--db", db)
    assert status(result) == 2
    for line in range(2, 10):
        assert f"{file}:{line}: " in result.stderr
    assert "none.csv: there is no such file" in result.stderr
    assert f'{file}:2: the followers are "many", not a whole number' in result.stderr
    assert list(on_record(db)) == ["J\nK"]


def test_two_creators_with_one_handle(tmp_path: Path, db: str) -> None:
    file = put(
        tmp_path / "two.jsonl",
        '{"name": "Anna", "handle": "same", "platform": "instagram", "followers": 10}\n'
        '{"name": "Berta", "handle": "@Same", "platform": "instagram"}\n'
        '{"name": "Berta", "handle": "berta", "platform": "instagram", "topics": ["tea"]}\n'
        '{"name": "Clara", "handle": "SAME", "platform": "ig"}\n',
    )
    result = run("import", file, "--db", db)
    assert status(result) == 2
    for line, name in ((2, "Berta"), (4, "Clara")):
        assert f"{file}:{line}: the handle @" in result.stderr
        assert f"cannot belong to '{name}': it belongs to 'Anna' (creator 1)" in result.stderr
    found = on_record(db)
    assert list(found) == ["Anna", "Berta"]
    assert list(found["Berta"][1]) == ["instagram:berta"]


def test_the_creator_column_tells_namesakes_apart(tmp_path: Path, db: str) -> None:
    text = (
        "creator,name,handle,platform\n"
        "c1,Giulia Rossi,giu1,instagram\nc2,Giulia Rossi,giu2,instagram\n"
        "c1,Giulia Rossi,giu1,tiktok\n"
    )
    for _ in range(2):
        assert status(run("import", put(tmp_path / "n.csv", text), "--db", db)) == 0
    with Database.open(db) as database, database.read() as session:
        found = creators.list_creators(session)
    assert [[a.handle for a in c.accounts] for c in found] == [["giu1", "giu1"], ["giu2"]]
    unclear = put(tmp_path / "u.csv", "name,handle,platform\nGiulia Rossi,giu3,instagram\n")
    result = run("import", unclear, "--db", db)
    assert status(result) == 2
    assert "several creators on record are called 'Giulia Rossi': 1, 2" in result.stderr


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"colour,shape\nred,round\n", "the header names no column handle or name or creator"),
        (b"handle,author\na,b\n", 'two columns give the handle: "a" and "b"'),
        (b'{"name": "A"\n', "the JSON is broken"),
        (b"name,handle,platform\n", "nobody is listed in it"),
        (b"PAR1....", "it is neither a table with a header nor JSON Lines"),
        ("name,handle\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_files_that_are_no_roster(tmp_path: Path, db: str, content: bytes, what: str) -> None:
    result = run("import", put(tmp_path / "x.csv", content), "--db", db)
    assert status(result) == 2
    assert what in result.stderr
    assert on_record(db) == {}


def answer(*args: str) -> Any:
    result = run(*args, "--format", "json")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def names(*args: str) -> list[str]:
    return [one["name"] for one in answer("list", *args)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((), ["Giulia R", "Tom B"]),
        (("--topic", "Travel"), ["Giulia R"]),
        (("--topic", "travel", "--topic", "bikes"), ["Giulia R", "Tom B"]),
        (("--area", "vene"), ["Giulia R"]),
        (("--country", "gb"), ["Tom B"]),
        (("--platform", "tt"), ["Giulia R"]),
        (("--name", "tom"), ["Tom B"]),
        (("--followers", "10,000-20000"), ["Giulia R"]),
        (("--followers", "15001-"), ["Tom B"]),
        (("--followers", "-15000"), ["Giulia R"]),
        (("--tier", "micro"), ["Giulia R", "Tom B"]),
        (("--tier", "macro", "--taxonomy", "harvard-media"), ["Giulia R"]),
        (("--tier", "micro", "--followers", "20000-"), ["Tom B"]),
        (("--tier", "micro", "--taxonomy", "four-level"), ["Giulia R"]),
    ],
)
def test_the_directory(filled: str, wanted: tuple[str, ...], expected: list[str]) -> None:
    assert names(*wanted, "--db", filled) == expected


def test_an_entry_names_its_definition(filled: str) -> None:
    tom = answer("list", "--name", "tom", "--db", filled)[0]
    assert tom["followers"] == 95000
    assert tom["tiers"]["four-level"] is None
    assert tom["tiers"]["general"] == "micro"
    assert tom["engagement"] == {
        "definition": "likes-per-followers",
        "rate": None,
        "implausible": False,
    }
    text = run("list", "--db", filled).stdout
    assert "Giulia R  instagram:giulia.r tiktok:giuliar" in text
    assert "Engagement: likes-per-followers, mean likes a post / followers." in text


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        (("--own-accord",), "--own-accord needs a brand"),
        (("--taxonomy", "mine"), "there is no taxonomy 'mine'"),
        (("--tier", "mega"), "there is no tier 'mega' in the taxonomy 'general'"),
        (("--tier", "x", "--taxonomy", "es-rd444"), "followers alone do not tell"),
        (("--followers", "many"), "'many' is not a range"),
        (("--followers", "5-1"), "ends below its beginning"),
        (("--brand", "ACME"), "there is no brand called 'ACME'"),
        (("--audit", "spring"), "spring"),
    ],
)
def test_searches_that_make_no_sense(filled: str, wanted: tuple[str, ...], what: str) -> None:
    result = run("list", *wanted, "--db", filled)
    assert what in str(result.exception)


def test_a_database_that_is_not_there(db: str) -> None:
    for args in (("list",), ("show", "tom")):
        assert "there is no such database" in str(run(*args, "--db", db).exception)


@pytest.mark.parametrize("name", ["giulia r", "@Giulia.R", "giuliar", "tiktok:giuliar"])
def test_a_creator_by_name_or_handle(filled: str, name: str) -> None:
    found = answer("show", name, "--db", filled)
    assert found["name"] == "Giulia R"
    assert [a["handle"] for a in found["accounts"]] == ["giulia.r", "giuliar"]
    assert found["accounts"][0]["snapshots"][1] == {
        "taken_at": "2026-03-01T00:00:00Z",
        "followers": 15000,
        "likes": 400,
        "views": None,
        "source": "r.csv",
    }
    assert found["tiers"]["harvard-media"] == "macro"
    assert [e["definition"] for e in found["engagement"]] == [
        "likes-per-followers",
        "likes-and-comments-per-followers",
        "by-views",
    ]


def test_a_creator_as_text(filled: str) -> None:
    text = run("show", "giulia.r", "--db", filled).stdout
    assert "Giulia R\n  IT · Veneto · it · dance, skincare, travel\n" in text
    assert "2026-03-01  15,000 followers, 400 likes" in text
    assert "es-rd444         not known without gross-revenue, posts-per-year" in text
    assert "No collaborations on record" in text


def test_creators_that_cannot_be_shown(tmp_path: Path, filled: str) -> None:
    assert "there is no creator called 'nobody'" in str(
        run("show", "nobody", "--db", filled).exception
    )
    more = put(tmp_path / "m.csv", "name,handle,platform\nOther Tom,tom,x\n")
    run("import", more, "--db", filled)
    unclear = str(run("show", "tom", "--db", filled).exception)
    assert "'tom' may be any of 2 creators: Tom B (instagram:tom); Other Tom (x:tom)" in unclear
    assert answer("show", "x:tom", "--db", filled)["name"] == "Other Tom"


GIFTS = """\
handle,platform,from,until,contract
giulia.r,instagram,2026-02-01,2026-04-30,G-1
@giuliar,TikTok,2026-02-01,2026-04-30,G-1
tom,,2026-03-05,,
"""


def test_gifts_are_collaborations(tmp_path: Path, filled: str) -> None:
    file = put(tmp_path / "gifts.csv", GIFTS)
    first = run("gifts", file, "--brand", "ACME", "--db", filled)
    assert (status(first), first.stdout) == (0, "")
    # Both accounts are hers: it is one gift.
    assert "2 new collaborations with ACME, 1 on record already" in first.stderr
    again = run("gifts", file, "--brand", "acme", "--db", filled)
    assert "0 new collaborations with acme, 3 on record already" in again.stderr
    assert answer("show", "giulia r", "--db", filled)["collaborations"] == [
        {
            "brand": "ACME",
            "relation": "gift",
            "account": None,
            "from": "2026-02-01",
            "until": "2026-04-30",
            "contract": "G-1",
            "source": "gifts.csv",
        }
    ]
    assert "ACME: gift, from 2026-03-05" in run("show", "tom", "--db", filled).stdout
    assert names("--brand", "ACME", "--db", filled) == ["Giulia R", "Tom B"]


def test_brands_that_compete(tmp_path: Path, filled: str) -> None:
    file = put(tmp_path / "gifts.csv", GIFTS)
    run("gifts", file, "--brand", "@acme", "--category", "Skincare", "--db", filled)
    rival = put(tmp_path / "r.csv", "author,date,until\ngiuliar,2026-04-01,2026-06-30\n")
    run(
        *("gifts", rival, "--brand", "Rival", "--relation", "paid"),
        *("--category", "skincare", "--db", filled),
    )
    found = answer("show", "giuliar", "--db", filled)
    assert [c["relation"] for c in found["collaborations"]] == ["gift", "paid"]
    assert found["competing"] == [
        {
            "category": "skincare",
            "brands": ["acme", "Rival"],
            "from": "2026-04-01",
            "until": "2026-04-30",
        }
    ]
    text = run("show", "giuliar", "--db", filled).stdout
    assert "! acme and Rival compete (skincare): both 2026-04-01 to 2026-04-30" in text


def test_gifts_that_cannot_be_placed(tmp_path: Path, filled: str) -> None:
    run("import", put(tmp_path / "m.csv", "name,handle,platform\nToo,tom,x\n"), "--db", filled)
    file = put(
        tmp_path / "gifts.csv",
        "handle,platform,from,until\nnobody,instagram,2026-02-01,\ntom,,2026-02-01,\n"
        "tom,x,2026-02-01,2026-01-01\n,x,2026-02-01,\ntom,x,soon,\ntom,x,2026-02-01,\n",
    )
    result = run("gifts", file, "--brand", "ACME", "--db", filled)
    assert status(result) == 2
    for line, what in (
        (2, "there is no account @nobody on instagram on record. Import its creator first"),
        (3, "the handle @tom is that of 'Tom B' and 'Too'. Name the platform"),
        (4, "it ends on 2026-01-01, before it starts on 2026-02-01"),
        (5, "the handle is missing"),
        (6, 'the date is "soon", not an ISO date'),
    ):
        assert f"{file}:{line}: {what}" in result.stderr
    assert "1 new collaborations with ACME" in result.stderr


def test_no_brand_without_a_gift(tmp_path: Path, filled: str) -> None:
    file = put(tmp_path / "gifts.csv", "handle,platform\nnobody,x\n")
    assert status(run("gifts", file, "--brand", "ACME", "--db", filled)) == 2
    with Database.open(filled) as database, database.read() as session:
        assert brands.list_brands(session) == []


@pytest.fixture
def audited(tmp_path: Path, filled: str) -> str:
    """The URL of a database with posts of both creators on ACME; nobody gave Tom anything."""
    run("gifts", put(tmp_path / "g.csv", "handle\ngiuliar\n"), "--brand", "ACME", "--db", filled)
    with Database.open(filled) as database:
        with database.read() as session:
            giulia = creators.find_account(session, "instagram", "giulia.r")
            tom = creators.find_account(session, "instagram", "tom")
            assert giulia and tom
        posts = []
        for number, (account, verdict, likes) in enumerate(
            [
                (giulia, "disclosed", 300),
                (giulia, "undisclosed", None),
                (tom, "no-intent", 190_000),
            ],
            1,
        ):
            post = made.post(number, author=account.handle, platform="instagram", likes=likes)
            judged = (made.verdict(post, name=verdict),)
            brand = (PostBrand("ACME", "seen"),)
            posts.append(AuditedPost(post, number, judged, account_id=account.id, brands=brand))
        made.stored(database, posts)
    return filled


def test_figures_of_the_posts(audited: str) -> None:
    giulia, tom = answer("list", "--db", audited, "--audit", "spring")
    # A mean over the one post whose likes are known: hidden likes are no zero.
    assert giulia["engagement"]["rate"] == 300 / 15000
    assert giulia["compliance"] == {"share": 0.5, "disclosed": 1, "commercial": 2}
    assert tom["engagement"] == {
        "definition": "likes-per-followers",
        "rate": 2.0,
        "implausible": True,
    }
    assert tom["compliance"]["share"] is None
    assert names("--engagement", "1-3", "--db", audited) == ["Giulia R"]
    assert names("--compliance", "50-", "--db", audited) == ["Giulia R"]
    assert "200.00 % !" in run("list", "--db", audited).stdout
    text = run("show", "tom", "--db", audited).stdout
    assert "! above 100 %: implausible" in text
    assert "Disclosed: 1 of 2" in run("show", "giuliar", "--db", audited).stdout


def test_who_speaks_of_a_brand_of_their_own_accord(audited: str) -> None:
    assert names("--brand", "ACME", "--db", audited) == ["Giulia R"]
    found = answer("list", "--brand", "@acme", "--own-accord", "--db", audited)
    assert [(one["name"], one["mentions"]) for one in found] == [("Tom B", 1)]
    text = run("list", "--brand", "ACME", "--own-accord", "--db", audited).stdout
    assert "Mentions: posts that name ACME with no sign of a commercial tie." in text


def test_a_name_may_come_later(tmp_path: Path, db: str) -> None:
    counts = put(tmp_path / "c.csv", "handle,platform,followers,date\nada,x,10,2026-01-01\n")
    assert status(run("import", counts, "--db", db)) == 0
    assert list(on_record(db)) == ["ada"]
    named = put(tmp_path / "n.csv", "name,handle,platform\nAda L,ada,x\n")
    assert status(run("import", named, counts, "--db", db)) == 0
    assert {n: c[1] for n, c in on_record(db).items()} == {
        "Ada L": {"x:ada": [("2026-01-01", 10, None)]}
    }
    other = put(tmp_path / "o.csv", "name,handle,platform\nBea,ada,x\n")
    result = run("import", other, "--db", db)
    assert status(result) == 2
    assert "cannot belong to 'Bea': it belongs to 'Ada L' (creator 1)" in result.stderr


def test_figures_that_tiers_need(tmp_path: Path, db: str) -> None:
    text = (
        "handle,platform,name,followers,total-followers,posts_per_year,engagement-rate,gross-revenue\n"
        "big,tiktok,Big,1200000,1300000,30,0.025,310000\n"
        "odd,tiktok,Odd,10,,many,,\n"
    )
    result = run("import", put(tmp_path / "f.csv", text), "--db", db, "--as-of", "2026-01-01")
    assert status(result) == 2
    assert 'the posts-per-year is "many"' in result.stderr
    run("import", put(tmp_path / "f.csv", text.replace(",30,", ",,")), "--db", db)
    found = json.loads(run("show", "Big", "--format", "json", "--db", db).stdout)
    assert found["tiers"]["agcom-2024"] == "rilevante"
    assert found["tiers"]["es-rd444"] == "especial-relevancia"
