"""The JSON API: the command line's records, problem details, and a description that holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checker.engine import Engine
from checker.importers.validate import post_from_mapping
from checker.reports.base import verdict_json
from checker.storage import Database
from tests.web.conftest import SECRET
from web import create_app
from web.config import Config

POST = {
    "id": "ig-1",
    "text": "Adoro questa crema! Con GIULIA10 avete il 10% su tutto @acme",
    "platform": "instagram",
    "campaign": {"kept": ["as", "it", "is"]},
}


class Api:
    """Calls the API, and compares every answer with the description."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self.spec: dict[str, Any] = client.get("/api/v1/openapi.json").json or {}

    def call(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        answer = self._client.open(f"/api/v1{path}", method=method, headers=self._headers, **kwargs)
        self._compare(method, path.split("?", maxsplit=1)[0], answer)
        return answer

    def _compare(self, method: str, path: str, answer: TestResponse) -> None:
        operation = self._operation(method, path)
        content = operation["responses"][str(answer.status_code)]["content"]
        schema = content[answer.mimetype]["schema"]
        jsonschema.validate(
            answer.json, {**schema, "components": self.spec["components"]},
            jsonschema.Draft202012Validator,
        )  # fmt: skip

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for template, methods in self.spec["paths"].items():
            parts = template.removeprefix("/api/v1").split("/")
            own = path.split("/")
            if len(parts) == len(own) and all(
                a == b or a.startswith("{") for a, b in zip(parts, own, strict=True)
            ):
                found: dict[str, Any] = methods[method.lower()]
                return found
        raise AssertionError(f"{path} is not described")


@pytest.fixture
def api(app: Flask, tokens: dict[str, str]) -> Api:
    """The API with a viewer's token."""
    return Api(app.test_client(), tokens["viewer"])


def _cli(engine: Engine, post: dict[str, Any], codes: tuple[str, ...], fix: bool) -> list[Any]:
    read = post_from_mapping(dict(post), "post", 1)
    return [json.loads(verdict_json(v)) for v in engine.check(read, codes, fix=fix)]


@pytest.mark.parametrize("fix", [False, True])
def test_a_check_answers_what_the_command_line_writes(api: Api, engine: Engine, fix: bool) -> None:
    body = {"post": POST, "jurisdictions": ["IT", "uk", "GB"], "fix": fix}
    answer = api.call("POST", "/check", json=body)
    assert answer.status_code == 200
    assert (answer.json or {})["verdicts"] == _cli(engine, POST, ("IT", "UK"), fix)
    assert '"extra":{"campaign":{"kept":["as","it","is"]}}' in answer.text


def test_without_jurisdictions_the_regime_is_told(api: Api) -> None:
    answer = api.call("POST", "/check", json={"post": POST})
    assert [v["jurisdiction"] for v in (answer.json or {})["verdicts"]] == ["IT"]


def test_a_batch_answers_what_it_can(api: Api, engine: Engine) -> None:
    body = {"posts": [POST, {"id": "empty"}, {**POST, "id": "ig-2", "likes": -1}, {"text": "#ad"}],
            "jurisdictions": ["US"]}  # fmt: skip
    answer = api.call("POST", "/check/batch", json=body)
    data = answer.json or {}
    assert [v["id"] for v in data["verdicts"]] == ["ig-1", "post:4"]
    assert data["verdicts"][:1] == _cli(engine, POST, ("US",), False)
    assert [p["index"] for p in data["problems"]] == [1, 2]
    assert "neither" in data["problems"][0]["what"]


BAD: list[tuple[str, dict[str, Any], int, str]] = [
    ("/check", {"data": "{", "content_type": "application/json"}, 400, "not JSON"),
    ("/check", {"data": b"\xff", "content_type": "application/json"}, 400, "not JSON"),
    ("/check", {"data": "x=1", "content_type": "text/plain"}, 415, "application/json"),
    ("/check", {"json": []}, 422, "Expected `object`"),
    ("/check", {"json": {}}, 422, "post"),
    ("/check", {"json": {"post": {"text": 1}}}, 422, "text"),
    ("/check", {"json": {"post": {}}}, 422, "neither"),
    ("/check", {"json": {"post": POST, "jurisdictions": ["XX"]}}, 422, "'XX'"),
    ("/check", {"json": {"post": POST, "jurisdictions": "IT"}}, 422, "array"),
    ("/check", {"json": {"post": POST, "typo": 1}}, 422, "typo"),
    ("/check", {"json": {"post": {"text": "x" * 200_001}}}, 422, "200,001"),
    (
        "/check",
        {"data": '{"post": {"x": ' + "[" * 100_000, "content_type": "application/json"},
        400,
        "",
    ),
    ("/check/batch", {"json": {"posts": [{}] * 1001}}, 413, "1000"),
]


@pytest.mark.parametrize(("path", "request_", "status", "says"), BAD)
def test_errors_are_problem_details(
    api: Api, path: str, request_: dict[str, Any], status: int, says: str
) -> None:
    answer = api.call("POST", path, **request_)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = answer.json or {}
    assert problem["status"] == status
    assert problem["instance"] == f"/api/v1{path}"
    assert says in problem["detail"]


def test_an_unknown_path_or_method_is_a_problem_too(app: Flask, tokens: dict[str, str]) -> None:
    client = app.test_client()
    for method, path, status in (("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/rules", 405)):
        answer = client.open(path, method=method, headers={"Authorization": "Bearer palese_x"})
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        assert (answer.headers.get("Allow") == "GET, HEAD, OPTIONS") == (status == 405)
    answer = client.get("/api/v1/rules")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def _pages(api: Api, query: str) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        data = api.call("GET", f"/rules?{query}{after}").json or {}
        yield data
        if "next" not in data or data["next"] is None:
            return
        after = f"&after={data['next']}"


def test_rules_come_in_pages(api: Api, engine: Engine) -> None:
    pages = list(_pages(api, "limit=400"))
    found = [(item["id"], item["kind"]) for page in pages for item in page["items"]]
    ids = [identity for identity, _ in found]
    pack = engine.pack
    known = [rule.key for rule in (*pack.signals, *pack.labels, *pack.sectors)]
    assert ids == sorted(known)
    assert len(set(found)) == len(found)
    assert len(pages) == -(-len(ids) // 400)
    labels = api.call("GET", "/rules?kind=label&lang=it&limit=500").json or {}
    assert {item["kind"] for item in labels["items"]} == {"label"}


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=many", "kind=none", "what=1"])
def test_a_query_is_checked(api: Api, query: str) -> None:
    assert api.call("GET", f"/rules?{query}").status_code == 422


def test_a_rule_and_a_jurisdiction(api: Api, engine: Engine) -> None:
    rule = api.call("GET", "/rules/it/pubblicita").json or {}
    assert rule["kind"] == "label"
    assert "IT" in rule["law"]
    assert api.call("GET", "/rules/it/nothing").status_code == 404
    for kind in ("signal", "label"):  # the two share an id
        shared = api.call("GET", f"/rules/en/gifted-by?kind={kind}").json or {}
        assert shared["kind"] == kind
    codes = [item["code"] for item in (api.call("GET", "/jurisdictions").json or {})["items"]]
    assert codes == list(engine.laws.codes)
    law = api.call("GET", "/jurisdictions/it").json
    assert law == json.loads(msgspec.json.encode(engine.pack.jurisdictions["IT"]))
    assert api.call("GET", "/jurisdictions/XX").status_code == 404


def test_the_description_is_openapi_3_1(api: Api) -> None:
    spec = api.spec
    assert spec["openapi"] == "3.1.0"
    identities = [o["operationId"] for p in spec["paths"].values() for o in p.values()]
    assert len(identities) == len(set(identities))
    for schema in spec["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(spec)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in spec["components"]["schemas"]
    # What is described as a post takes unknown keys, as posts do.
    jsonschema.validate(
        POST,
        {"$ref": "#/components/schemas/WirePost", "components": spec["components"]},
        jsonschema.Draft202012Validator,
    )


def test_a_token_is_throttled(
    config: Config, database: Database, engine: Engine, tokens: dict[str, str]
) -> None:
    slow = msgspec.structs.replace(config, secret_key=SECRET, api_limit="3 per minute")
    client = create_app(slow, database=database, engine=engine).test_client()

    def ask(role: str) -> TestResponse:
        return client.get(
            "/api/v1/jurisdictions", headers={"Authorization": f"Bearer {tokens[role]}"}
        )

    assert [ask("viewer").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = ask("viewer")
    assert answer.mimetype == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert ask("auditor").status_code == 200
