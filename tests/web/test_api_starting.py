"""Audits are started by the JSON API, and asked after; every answer is compared with its description."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from checker.engine import Engine
from checker.storage import Database, audits
from tests.batch.made import write
from tests.web.audited import audit, row
from tests.web.conftest import SECRET
from tests.web.test_api import Api
from web import Config, create_app
from web.audits import uploads
from web.audits.jobs import EXTENSION, Jobs

PATIENCE_S = 240
TABLE = b"Profilo;Didascalia;Data\n@giulia;Con GIULIA10 il 10% @acme #adv;01/05/2026\n"
MAPPING = b"""fields:
  author: Profilo
  text: Didascalia
  published_at: {column: Data, date: '%d/%m/%Y'}
always: {platform: instagram}
"""


@pytest.fixture
def api(app: Flask, tokens: dict[str, str]) -> Iterator[Api]:
    """The API with an auditor's token; what was started is stopped at the end."""
    yield Api(app.test_client(), tokens["auditor"])
    app.extensions[EXTENSION].close()


def _sleeper(app: Flask) -> None:
    """Let the application's audits be taken by a worker that never comes to an end."""
    app.extensions[EXTENSION] = Jobs(app, lambda: subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ))  # fmt: skip


def _send(api: Api, *files: tuple[bytes, str], **fields: Any) -> TestResponse:
    given = [(io.BytesIO(data), name) for data, name in files]
    return api.call(
        "POST", "/audits", data={"files": given, **fields}, content_type="multipart/form-data"
    )


def _ended(api: Api, started: TestResponse) -> dict[str, Any]:
    """Ask after an audit until it has ended."""
    assert started.status_code == 202, started.text
    until = time.monotonic() + PATIENCE_S
    while True:
        path = started.headers["Location"].removeprefix("/api/v1")
        found: dict[str, Any] = api.call("GET", path).json or {}
        if found["state"] not in ("waiting", "running"):
            return found
        assert time.monotonic() < until, found
        time.sleep(0.1)


def test_posts_and_files_are_judged_as_on_the_command_line(
    api: Api, database: Database, engine: Engine, tmp_path: Path
) -> None:
    rows = [row(number) for number in range(6)]
    by_hand = audit(database, engine, tmp_path, "hand", *rows, codes=("IT",))
    sent = {"name": "by json", "posts": rows, "jurisdictions": ["IT"]}
    found = _ended(api, api.call("POST", "/audits", json=sent))
    assert (found["state"], found["name"], found["posts"]) == ("done", "by json", 6)
    data = Path(write(tmp_path / "posts.jsonl", *rows)).read_bytes()
    also = _ended(api, _send(api, (data, "posts.jsonl"), jurisdictions="IT"))
    assert (also["state"], also["name"], also["verdicts"]) == ("done", "posts", 6)
    with database.read() as session:
        lines = [
            [line for _, line in audits.iter_verdicts(session, number)]
            for number in (by_hand.id, found["id"], also["id"])
        ]
    assert [line.replace('"hand:', '"posts:') for line in lines[0]] == lines[1] == lines[2]


def test_a_mapping_says_what_columns_mean(
    api: Api, app: Flask, database: Database, config: Config
) -> None:
    found = _ended(
        api, _send(api, (TABLE, "t.csv"), mapping=(io.BytesIO(MAPPING), "m.yaml"), name="mapped")
    )
    assert (found["state"], found["posts"], found["problems"]) == ("done", 1, 0)
    with database.read() as session:
        ((_, post),) = audits.iter_posts(session, found["id"])
    assert (post.author, post.platform) == ("giulia", "instagram")
    until = time.monotonic() + PATIENCE_S
    while list(uploads.root(config).iterdir()):  # deleted just after the audit has ended
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (b"fields: {text: Didascalia\n  x: y", "m.yaml:2: the mapping is no sound YAML"),
        (b"fields:\n  text: Didascalia\n  colour: Data\n", "m.yaml:3: there is no field"),
        (b"fields:\n  text: Testo\n", "t.csv:1: there is no column"),
        (b"fields:\n  text: Didascalia\nmore: 1\n", "m.yaml:3: the mapping makes no sense"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_by_line(
    api: Api, config: Config, database: Database, mapping: bytes, said: str
) -> None:
    answer = _send(api, (TABLE, "t.csv"), mapping=(io.BytesIO(mapping), "m.yaml"))
    assert answer.status_code == 422
    assert (answer.json or {})["detail"].startswith(said)
    assert list(uploads.root(config).iterdir()) == []
    with database.read() as session:
        assert audits.list_audits(session) == []


def test_what_makes_no_sense_is_refused(api: Api, app: Flask, tokens: dict[str, str]) -> None:
    _sleeper(app)
    post = {"text": "x"}
    for sent, status in (
        ({"posts": []}, 422),
        ({"posts": [post], "jurisdictions": ["XX"]}, 422),
        ({"posts": [post], "name": "x" * 201}, 422),
        ({"posts": [post], "colour": "red"}, 422),
        ({}, 422),
    ):
        assert api.call("POST", "/audits", json=sent).status_code == status, sent
    assert (
        api.call("POST", "/audits", data=b"{", content_type="application/json").status_code == 400
    )
    assert api.call("POST", "/audits", data=b"x", content_type="text/plain").status_code == 415
    for fields in ({"colour": "red"}, {"name": (io.BytesIO(b"x"), "x")}, {"files": "no file"}):
        assert _send(api, **fields).status_code == 422, fields
    assert api.call("POST", "/audits", json={"posts": [post], "name": "one"}).status_code == 202
    assert api.call("POST", "/audits", json={"posts": [post], "name": "one"}).status_code == 409
    viewer = Api(app.test_client(), tokens["viewer"])
    assert viewer.call("POST", "/audits", json={"posts": [post]}).status_code == 403
    assert viewer.call("GET", "/audits/one/status").status_code == 200
    assert api.call("GET", "/audits/none/status").status_code == 404


def test_an_audit_is_cancelled(api: Api, app: Flask) -> None:
    _sleeper(app)
    started = api.call("POST", "/audits", json={"posts": [{"text": "x"}]}).json or {}
    answer = api.call("POST", f"/audits/{started['id']}/cancel")
    assert (answer.status_code, (answer.json or {})["state"]) == (200, "cancelled")
    assert api.call("POST", f"/audits/{started['id']}/cancel").status_code == 409


def test_who_starts_too_many_has_to_wait(
    database: Database, engine: Engine, config: Config, tokens: dict[str, str]
) -> None:
    limited = Config(
        secret_key=SECRET, database_url=config.database_url, production=False,
        audit_limit="1 per hour", max_upload_bytes=5_000,
    )  # fmt: skip
    app = create_app(limited, database=database, engine=engine)
    _sleeper(app)
    api = Api(app.test_client(), tokens["auditor"])
    large = json.dumps({"posts": [{"text": "x" * 6_000}]})
    refused = api.call("POST", "/audits", data=large, content_type="application/json")
    assert refused.status_code == 413
    assert api.call("POST", "/audits", json={"posts": [{"text": "x"}]}).status_code == 202
    late = api.call("POST", "/audits", json={"posts": [{"text": "x"}], "name": "two"})
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    app.extensions[EXTENSION].close()
