"""The JSON API, version 1. A new operation goes into a module's ``OPERATIONS`` and is done."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from web.access import PUBLIC, needs
from web.api import audits, check, creators, rules, starting
from web.api.operation import Operation
from web.api.spec import description

PREFIX = "/api/v1"
OPERATIONS: tuple[Operation, ...] = (
    *check.OPERATIONS,
    *starting.OPERATIONS,
    *audits.operations(check.CheckAnswer),
    *creators.OPERATIONS,
    *rules.OPERATIONS,
)


def make_blueprint() -> Blueprint:
    """Return the API, every operation of it a view."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    for operation in OPERATIONS:
        blueprint.add_url_rule(
            operation.rule,
            view_func=operation.view(),
            endpoint=operation.name,
            methods=[operation.method],
        )
    blueprint.add_url_rule("/openapi.json", view_func=openapi, endpoint="openapi")
    blueprint.record_once(lambda state: state.app.extensions["csrf"].exempt(blueprint))
    return blueprint


@needs(PUBLIC)
def openapi() -> ResponseReturnValue:
    """Answer the description of the API."""
    body = current_app.json.dumps(description(OPERATIONS, PREFIX))
    return Response(body, mimetype="application/json")
