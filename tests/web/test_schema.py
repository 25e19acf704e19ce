"""Requests made up from the description of the API, good and bad: nothing breaks.

schemathesis reads the OpenAPI description and makes up calls, those that it allows and those that
it forbids. Whatever comes, the answer is one that the description names, in the form that it names.
"""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from checker.engine import Engine
from checker.storage import Database, users
from tests.web.audited import two_audits
from tests.web.conftest import SECRET
from web import Config, create_app
from web.access import new_token
from web.api import OPERATIONS, PREFIX
from web.api.operation import Operation
from web.audits.jobs import EXTENSION, Jobs

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
]
EXAMPLES = 30
"""Requests made up for each operation, of those that the description allows and again of others."""

SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Described(NamedTuple):
    """The description, what every call carries, and names of what is there, by variable."""

    schema: Any
    headers: dict[str, str]
    there: dict[str, str]


@pytest.fixture(scope="module")
def described(
    engine: Engine, password_hash: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Described]:
    """The API with something in it, and an auditor's token to call it with."""
    folder = tmp_path_factory.mktemp("described")
    config = Config(
        secret_key=SECRET,
        database_url=f"sqlite:///{folder / 'web.db'}",
        production=False,
        api_limit="100000 per minute",
        audit_limit="100000 per minute",
    )
    token, digest, hint = new_token()
    with Database.open(config.database_url) as database:
        with database.write() as session:
            user = users.add_user(session, "Ada", "auditor", password_hash=password_hash)
            users.add_token(session, user.id, "test", digest, hint)
        audit, _ = two_audits(database, engine, folder)
        # Not in the mode of tests: an error that nobody expected must become an answer.
        app = create_app(config, database=database, engine=engine)
        app.extensions[EXTENSION] = Jobs(app, _idle)
        schema = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", app)
        there = {
            "audit": audit.name,
            "number": "1",
            "creator": "1",
            "lang": "it",
            "name": "prezzo",
            "code": "IT",
        }
        yield Described(schema, {"Authorization": f"Bearer {token}"}, there)
        app.extensions[EXTENSION].close()


def _idle() -> subprocess.Popen[bytes]:
    """Return a worker that takes an order and calls it done: what is begun is not the matter."""
    script = "read -r order; echo '{\"done\": true}'"
    return subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


MEANT = {"cancel_audit": 409}
"""What is answered of something that is there, where that is not the status of success."""


WAYS = {
    "allowed": GenerationMode.POSITIVE,
    "forbidden": GenerationMode.NEGATIVE,
    "of something that is there": GenerationMode.POSITIVE,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_made_up_requests_get_the_answers_described(
    described: Described, operation: Operation, way: str
) -> None:
    known = {name: described.there[name] for name in operation.variables}
    made_up = described.schema[PREFIX + operation.path][operation.method].as_strategy(
        generation_mode=WAYS[way],
        path_parameters=known if way == "of something that is there" else None,
    )
    answered: set[int] = set()
    calls = itertools.count()

    @SETTINGS
    @given(case=made_up)
    def call(case: schemathesis.Case[Any]) -> None:
        if operation.name == "start_audit" and way == "of something that is there":
            # Codes and names that are there, or no request made up would ever begin an audit.
            several = case.media_type == "application/json"
            case.body["jurisdictions"] = ["IT"] if several else "IT"
            case.body["name"] = f"made up {next(calls)}"
        answer = case.call_and_validate(checks=CHECKS, headers=described.headers)
        answered.add(answer.status_code)

    try:
        call()
    except Unsatisfiable:
        # There is nothing to get wrong in a call without parameters.
        assert way == "forbidden"
        assert not operation.variables
    if way == "of something that is there":
        assert MEANT.get(operation.name, operation.status) in answered
