"""One operation of the API: what it takes, what it answers, and the view made from that."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from flask import Response, g, request

from checker.storage.users import Role
from web.access import needs
from web.errors import problem
from web.security import throttle
from web.services import services

T = TypeVar("T")
MOST_ITEMS = 500


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of a list. ``next`` is what to send as ``after`` for what follows, if anything does."""

    items: tuple[T, ...]
    next: str | None = None


class NoBody(msgspec.Struct, frozen=True):
    """Stands for requests without one."""


class NoQuery(msgspec.Struct, frozen=True):
    """Stands for requests without a query."""


class ApiError(Exception):
    """An answer that is not what was asked for.

    Args:
        status: of HTTP.
        detail: what is wrong, for a person.
        remedy: what to do about it.
    """

    def __init__(self, status: int, detail: str, remedy: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.remedy = remedy


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An operation.

    Attributes:
        name: its ``operationId``.
        method: of HTTP.
        path: below the API's prefix, with ``{name}`` for what varies.
        summary: one line.
        run: is given the body, the query and what varies in the path, and returns the answer:
            a record, or bytes that are JSON already.
        role: who may.
        body: the type of the body, as it is described.
        decode: the type that it is decoded to, where that is wider than the description.
        query: the type of the query, a flat record with defaults.
        answer: the type of the answer.
        errors: statuses that it answers beside those of every operation.
    """

    name: str
    method: str
    path: str
    summary: str
    run: Callable[..., Any]
    answer: Any
    role: Role = "viewer"
    body: Any = NoBody
    decode: Any = None
    query: Any = NoQuery
    description: str = ""
    errors: tuple[int, ...] = ()

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return re.sub(r"\{(\w+)\}", r"<\1>", self.path)

    @property
    def variables(self) -> Sequence[str]:
        """What varies in the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    def view(self) -> Callable[..., Response]:
        """Return the view: decode, run, encode; every failure becomes problem details."""

        @needs(self.role)
        def view(**path: str) -> Response:
            throttle(services().config.api_limit, "api", str(g.get("token_id", "")))
            try:
                body = _body(self.decode or self.body)
                query = _query(self.query)
                answer = self.run(body, query, **path)
            except ApiError as error:
                return problem(error.status, error.detail, error.remedy)
            data = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
            return Response(data, mimetype="application/json")

        return view


def _body(kind: Any) -> Any:
    if kind is NoBody:
        return None
    if request.mimetype != "application/json":
        raise ApiError(415, "the body is not application/json", "Set the header Content-Type")
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except msgspec.ValidationError as error:
        raise ApiError(
            422, str(error), "Compare the request with the OpenAPI description"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(400, f"the body is not JSON: {error}", "Send one JSON object") from None


def _query(kind: Any) -> Any:
    if kind is NoQuery:
        return None
    fields = kind.__struct_fields__
    unknown = sorted(set(request.args) - set(fields))
    if unknown:
        raise ApiError(422, f"there is no parameter {unknown[0]!r}", f"Use {', '.join(fields)}")
    try:
        return msgspec.convert(request.args.to_dict(), kind, strict=False)
    except msgspec.ValidationError as error:
        raise ApiError(422, str(error), "Correct the query") from None
