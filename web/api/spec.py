"""The OpenAPI 3.1 description, made from the operations and the records themselves.

msgspec writes JSON Schema 2020-12, which is what OpenAPI 3.1 is built on, so nothing is said
twice and the description cannot fall behind the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from checker import __version__
from checker.importers.records import WirePost
from web.api.operation import Files, NoBody, NoQuery, Operation
from web.errors import PROBLEM_TYPE, Problem

_REFS = "#/components/schemas/{name}"
COMMON = (401, 403, 429, 503)
"""What every operation may answer."""


def description(operations: Sequence[Operation], prefix: str) -> dict[str, Any]:
    """Return the description of the API.

    Args:
        operations: every operation, in the order in which they are shown.
        prefix: the path that all of them stand below.
    """
    types: list[Any] = [WirePost, Problem]
    for operation in operations:
        types += [kind for kind in (operation.body, operation.answer) if kind is not NoBody]
        if operation.form is not NoBody:
            types.append(operation.form)
    schemas, components = msgspec.json.schema_components(
        types, schema_hook=_file, ref_template=_REFS
    )
    of = {id(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    # Unknown keys of a post are kept and handed back, which the importer's record cannot say.
    for name in ("WirePost", "WireSegment", "WireRelation"):
        components[name].pop("additionalProperties", None)
    # Nor can it that one of the two must be there.
    components["WirePost"]["anyOf"] = [
        {"required": ["text"], "properties": {"text": {"type": "string"}}},
        {"required": ["segments"], "properties": {"segments": {"type": "array", "minItems": 1}}},
    ]
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = _operation(operation, of)
        paths.setdefault(prefix + operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "palese",
            "version": __version__,
            "description": "Says whether a post is advertising, and whether it says so as the law "
            "of each country asks. Errors are problem details (RFC 9457).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made on the page of one's own account.",
                }
            },
        },
    }


def _file(kind: type) -> dict[str, Any]:
    """Describe files of a form, which JSON does not know."""
    if kind is Files:
        return {"type": "array", "items": {"type": "string", "format": "binary"}}
    raise NotImplementedError(kind)  # how msgspec is told of a type that nobody describes


def _operation(operation: Operation, of: dict[int, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"{operation.description} Needs the role {operation.role}.".strip(),
        "parameters": [*_path(operation), *_query(operation.query)],
    }
    statuses = [*COMMON, *operation.errors]
    if operation.body is not NoBody:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": of[id(operation.body)]}},
        }
        if operation.form is not NoBody:
            own = {"schema": of[id(operation.form)]}
            described["requestBody"]["content"]["multipart/form-data"] = own
        statuses += [400, 413, 415, 422]
    if operation.query is not NoQuery:
        statuses.append(422)
    well: dict[str, Any] = {
        "description": "Begun" if operation.status == 202 else "As asked for",
        "content": {"application/json": {"schema": of[id(operation.answer)]}},
    }
    if operation.location:
        well["headers"] = {
            "Location": {
                "description": "Where to ask how it stands.",
                "schema": {"type": "string", "format": "uri-reference"},
            }
        }
    responses: dict[str, Any] = {str(operation.status): well}
    for status in sorted(set(statuses)):
        responses[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": _REFS.format(name="Problem")}}},
        }
    described["responses"] = responses
    return described


def _path(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in operation.variables
    ]


def _query(kind: Any) -> list[dict[str, Any]]:
    if kind is NoQuery:
        return []
    (schema,), components = msgspec.json.schema_components([kind])
    own = components[schema["$ref"].rsplit("/", 1)[-1]]
    return [
        {"name": name, "in": "query", "required": False, "schema": part}
        for name, part in own["properties"].items()
    ]
