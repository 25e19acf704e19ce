"""Audits for the tests of pages, as the command line would have made them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from checker.batch import inputs, run
from checker.engine import Engine
from checker.storage import Database, brands, creators, crossposts, posts
from checker.storage.records import Audit, CrossFinding
from tests.batch.made import post, write


def row(number: int, **known: Any) -> dict[str, Any]:
    """Return a post; months, platforms and brands differ from post to post."""
    made = post(number, **known)
    made["published_at"] = f"2026-0{1 + number % 6}-11T10:00:00Z"
    made["platform"] = ("instagram", "tiktok")[number % 2]
    if number % 7 == 0:
        del made["followers"]
    return made


def audit(
    database: Database,
    engine: Engine,
    folder: Path,
    name: str,
    *rows: dict[str, Any] | str,
    codes: tuple[str, ...] = ("IT", "UK"),
) -> Audit:
    """Judge posts into the database."""
    files = inputs.look_at([write(folder / f"{name}.jsonl", *rows)])
    with database.write() as session:
        begun = run.begin(session, name, files, engine, codes)
    return run.run(
        database, begun, files, engine, on_problem=lambda _: None, on_progress=lambda *_: None
    )


def two_audits(database: Database, engine: Engine, folder: Path) -> tuple[Audit, Audit]:
    """Return an audit of 60 posts, and a later one in which some are labelled better."""
    with database.write() as session:
        brands.add_brand(session, "Acme", handles=["acme"])
        creators.add_creator(session, "Giulia Rossi", accounts=[("instagram", "author2")])
    first = audit(database, engine, folder, "spring", *map(row, range(60)), '{"broken')
    later = [
        row(n, text=f"#adv {row(n)['text']}") if n % 5 == 1 and n < 30 else row(n)
        for n in range(60)
    ]
    second = audit(database, engine, folder, "summer", *later)
    members = tuple((posts.post_id(first.id, n), "member") for n in (2, 7, 12))
    found = CrossFinding(
        "network", "network/alike", "warning", "Three accounts say the same", members, brand="Acme"
    )
    with database.write() as session:
        crossposts.replace_cross_findings(session, first.id, "network", [found])
    return first, second


def audited(
    database: Database,
    engine: Engine,
    folder: Path,
    *,
    name: str = "Spring",
    number: int = 30,
    codes: tuple[str, ...] = ("IT",),
    **known: Any,
) -> Audit:
    """Return an audit of so many posts, all of one platform."""
    rows = [post(i, **known) for i in range(number)]
    return audit(database, engine, folder, name, *rows, codes=codes)
