"""One operation of the API: what it takes, what it answers, and the view made from that."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from flask import Response, g, request, url_for
from werkzeug.datastructures import FileStorage

from checker.storage.users import Role
from web.access import acting, needs
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


class Files(list[FileStorage]):
    """Files of a form, in order."""


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
        status: of an answer that went well.
        form: the type of the body where it comes as ``multipart/form-data``; fields of the type
            :class:`Files` are files.
        location: name of the operation that shows what was made; empty: nothing was made.
        of: what varies in the path of that, with the field of the answer that holds it.
        upload: it takes requests as large as files may be.
        limit: names the setting that limits how often a user may call it, beside the API's own.
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
    status: int = 200
    form: Any = NoBody
    location: str = ""
    of: tuple[tuple[str, str], ...] = ()
    upload: bool = False
    limit: str = ""

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

        @needs(self.role, upload=self.upload)
        def view(**path: str) -> Response:
            config = services().config
            throttle(config.api_limit, "api", str(g.get("token_id", "")))
            try:
                body = _body(self.decode or self.body, self.form)
                query = _query(self.query)
                if self.limit:  # what makes no sense does not count
                    throttle(getattr(config, self.limit), self.limit, str(acting().id))
                answer = self.run(body, query, **path)
            except ApiError as error:
                return problem(error.status, error.detail, error.remedy)
            data = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
            made = Response(data, self.status, mimetype="application/json")
            if self.location:
                values = msgspec.structs.asdict(answer)
                there: dict[str, Any] = {name: str(values[field]) for name, field in self.of}
                made.headers["Location"] = url_for(f"api.{self.location}", **there)
            return made

        return view


def _body(kind: Any, form: Any) -> Any:
    if kind is NoBody:
        return None
    if form is not NoBody and request.mimetype == "multipart/form-data":
        return _form(form)
    if request.mimetype != "application/json":
        known = "application/json" + (" or multipart/form-data" if form is not NoBody else "")
        raise ApiError(415, f"the body is not {known}", "Set the header Content-Type")
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except msgspec.ValidationError as error:
        raise ApiError(
            422, str(error), "Compare the request with the OpenAPI description"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(400, f"the body is not JSON: {error}", "Send one JSON object") from None


def _form(kind: Any) -> Any:
    """Return what a form sends; its files stay what they are."""
    types = msgspec.structs.fields(kind)
    files = {field.name for field in types if field.type is Files}
    known = {field.name for field in types}
    unknown = sorted((set(request.form) | set(request.files)) - known)
    if unknown:
        raise ApiError(422, f"there is no field {unknown[0]!r}", f"Use {', '.join(sorted(known))}")
    values: dict[str, Any] = {}
    for name in known:
        if name in files:
            given = [file for file in request.files.getlist(name) if file.filename]
            if name in request.form or (not given and name in request.files):
                raise ApiError(422, f"the field {name!r} is no file", "Give it a file name")
            values[name] = Files(given)
        elif name in request.files:
            raise ApiError(422, f"the field {name!r} is a file", "Send it as text")
        elif name in request.form:
            values[name] = request.form[name]
    try:
        plain = {name: value for name, value in values.items() if name not in files}
        for field in types:
            if field.name in plain:
                plain[field.name] = msgspec.convert(plain[field.name], field.type, strict=False)
    except msgspec.ValidationError as error:
        raise ApiError(422, str(error), "Correct the form") from None
    return kind(**{**values, **plain})


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
