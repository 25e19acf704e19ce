"""Audits, findings and creators in the JSON API; every answer is compared with the description."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checker.batch.figures import by_property
from checker.engine import Engine
from checker.storage import Database, audits, creators
from checker.storage.records import Audit, Snapshot
from tests.web.audited import two_audits
from tests.web.test_api import Api


@pytest.fixture
def pair(database: Database, engine: Engine, tmp_path: Path) -> tuple[Audit, Audit]:
    """Two audits of the same creators."""
    return two_audits(database, engine, tmp_path)


@pytest.fixture
def api(app: Flask, tokens: dict[str, str]) -> Api:
    """The API with a viewer's token."""
    return Api(app.test_client(), tokens["viewer"])


def _all(api: Api, path: str, query: str = "") -> list[dict[str, Any]]:
    """Return the items of all pages."""
    found: list[dict[str, Any]] = []
    behind = ""
    while True:
        answer = api.call("GET", f"{path}?limit=7{query}{behind}")
        assert answer.status_code == 200, answer.text
        page = answer.json or {}
        found += page["items"]
        if page["next"] is None:
            return found
        behind = f"&after={page['next']}"


def test_audits_are_listed_and_shown(api: Api, pair: tuple[Audit, Audit]) -> None:
    assert [item["name"] for item in _all(api, "/audits")] == ["summer", "spring"]
    first = (api.call("GET", "/audits?limit=1").json or {})["next"]
    rest = api.call("GET", f"/audits?limit=1&after={first}").json or {}
    assert [item["name"] for item in rest["items"]] == ["spring"]
    by_name = api.call("GET", "/audits/spring").json or {}
    assert by_name == api.call("GET", f"/audits/{pair[0].id}").json
    assert by_name["verdicts"] == pair[0].verdicts
    assert api.call("GET", "/audits/none").status_code == 404


def test_findings_come_once_and_in_order(
    api: Api, pair: tuple[Audit, Audit], database: Database
) -> None:
    items = _all(api, f"/audits/{pair[0].id}/findings")
    with database.read() as session:
        stored = [found for _, post in _posts(database, pair[0]) for found in post]
        assert session is not None
    assert [item["fingerprint"] for item in items] == stored
    rule = items[0]["rule"]
    chosen = _all(api, f"/audits/{pair[0].id}/findings", f"&rule={rule}")
    assert chosen == [item for item in items if item["rule"] == rule]
    of_law = _all(api, f"/audits/{pair[0].id}/findings", "&jurisdiction=UK&severity=error")
    assert of_law == [
        item for item in items if item["jurisdiction"] == "UK" and item["severity"] == "error"
    ]


def _posts(database: Database, audit: Audit) -> list[tuple[int, list[str]]]:
    with database.read() as session:
        numbers = [number for number, _ in audits.iter_posts(session, audit.id)]
        return [
            (number, [f.fingerprint for f in audits.findings_of(session, [number])])
            for number in numbers
        ]


def test_verdicts_are_filtered_as_on_the_page(api: Api, pair: tuple[Audit, Audit]) -> None:
    path = f"/audits/{pair[0].id}/verdicts"
    items = _all(api, path)
    assert len(items) == pair[0].verdicts
    some = _all(api, path, "&verdict=undisclosed&jurisdiction=IT&platform=tiktok")
    assert some
    assert some == [
        item
        for item in items
        if (item["verdict"], item["jurisdiction"], item["platform"])
        == ("undisclosed", "IT", "tiktok")
    ]
    assert _all(api, path, "&reviewed=true") == []
    assert api.call("GET", f"{path}?verdict=nonsense").status_code == 422
    assert api.call("GET", f"{path}?nonsense=1").status_code == 422
    assert api.call("GET", f"{path}?after=9007199254740992").json == {"items": [], "next": None}


def test_a_post_is_answered_as_the_command_line_writes_it(
    api: Api, pair: tuple[Audit, Audit], database: Database
) -> None:
    with database.read() as session:
        lines = [json.loads(line) for _, line in audits.iter_verdicts(session, pair[0].id)]
    answer = api.call("GET", f"/audits/{pair[0].id}/posts/2").json or {}
    assert answer["verdicts"] == lines[2:4]
    for number in ("0", "61", "x", "99999999999999"):
        assert api.call("GET", f"/audits/{pair[0].id}/posts/{number}").status_code == 404


def test_figures_are_those_of_palese_stats(
    api: Api, pair: tuple[Audit, Audit], database: Database, engine: Engine
) -> None:
    path = f"/audits/{pair[0].id}/figures"
    answer = api.call("GET", f"{path}?by=tier&taxonomy=general").json or {}
    with database.read() as session:
        expected = by_property(session, pair[0].id, "tier", engine.pack.tiers["general"])
    assert [group["total"] for group in answer["groups"]] == [group.total for group in expected]
    assert answer["all"]["total"] == pair[0].verdicts
    for by in ("jurisdiction", "platform", "brand", "campaign", "topic", "month", "rule"):
        assert api.call("GET", f"{path}?by={by}&jurisdiction=IT").status_code == 200
    assert api.call("GET", f"{path}?by=tier&taxonomy=none").status_code == 422


def test_creators_are_listed_and_shown(
    api: Api, pair: tuple[Audit, Audit], database: Database
) -> None:
    with database.write() as session:
        creators.add_creator(session, "Sam", country="GB", accounts=[("tiktok", "sam")])
        account = creators.get_creator(session, 1).accounts[0]
        at = datetime(2026, 1, 1, tzinfo=UTC)
        creators.add_snapshots(session, account.id, [Snapshot(at, followers=120_000)])
    items = _all(api, "/creators")
    assert [item["name"] for item in items] == ["Giulia Rossi", "Sam"]
    assert items[0]["tiers"]["general"] == "macro"
    assert items[0]["posts"] == 4  # two in each audit
    assert [item["name"] for item in _all(api, "/creators", "&name=sam")] == ["Sam"]
    detail = api.call("GET", "/creators/1").json or {}
    assert detail["creator"] == items[0]
    assert detail["snapshots"]["instagram:author2"][0]["followers"] == 120_000
    assert (api.call("GET", "/creators/2").json or {})["creator"]["name"] == "Sam"
    for number in ("0", "3", "x"):
        assert api.call("GET", f"/creators/{number}").status_code == 404
