"""Check posts: the same verdicts as ``palese check --format jsonl``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from checker.engine import Engine
from checker.errors import InputError, UsageError
from checker.importers.records import WirePost
from checker.importers.validate import post_from_mapping
from checker.model import Evidence, Post, Verdict
from checker.reports.base import verdict_json
from web.api.operation import ApiError, NoQuery, Operation
from web.services import services

_CodeList = tuple[Annotated[str, msgspec.Meta(max_length=10)], ...]
_STEM = "post"


class CheckRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A post to judge. Without jurisdictions: the regime of its country, else of its language."""

    post: WirePost
    jurisdictions: _CodeList = ()
    fix: bool = False


class BatchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Posts to judge, all under the same jurisdictions."""

    posts: tuple[WirePost, ...]
    jurisdictions: _CodeList = ()
    fix: bool = False


class CheckAnswer(msgspec.Struct, frozen=True):
    """One verdict for each jurisdiction."""

    verdicts: tuple[Verdict, ...]


class BadPost(msgspec.Struct, frozen=True):
    """A post that could not be read; ``index`` counts from 0."""

    index: int
    what: str
    remedy: str = ""


class BatchAnswer(msgspec.Struct, frozen=True):
    """One verdict for each post and jurisdiction, in the order of the posts."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[BadPost, ...] = ()


class _Single(msgspec.Struct, forbid_unknown_fields=True):
    """As :class:`CheckRequest`, with the post still open: unknown keys of it are kept."""

    post: dict[str, Any]
    jurisdictions: _CodeList = ()
    fix: bool = False


class _Batch(msgspec.Struct, forbid_unknown_fields=True):
    posts: list[dict[str, Any]]
    jurisdictions: _CodeList = ()
    fix: bool = False


def _codes(engine: Engine, wanted: _CodeList) -> tuple[str, ...]:
    try:
        return engine.jurisdictions(wanted)
    except UsageError as error:
        raise ApiError(422, error.what, error.remedy) from None


def _lines(
    engine: Engine,
    post: Post,
    codes: Sequence[str],
    *,
    fix: bool,
    evidence: Evidence | None = None,
) -> list[msgspec.Raw]:
    verdicts = engine.check(post, codes, fix=fix, evidence=evidence)
    return [msgspec.Raw(verdict_json(verdict)) for verdict in verdicts]


def single(body: _Single, query: None) -> bytes:
    """Judge one post."""
    engine = services().engine
    codes = _codes(engine, body.jurisdictions)
    try:
        post = post_from_mapping(body.post, _STEM, 1)
    except InputError as error:
        raise ApiError(422, error.what, error.remedy) from None
    return msgspec.json.encode({"verdicts": _lines(engine, post, codes, fix=body.fix)})


def batch(body: _Batch, query: None) -> bytes:
    """Judge several posts; what can be read is answered."""
    engine, most = services().engine, services().config.batch_posts
    if len(body.posts) > most:
        raise ApiError(
            413, f"a batch holds at most {most} posts", "Send several, or start an audit"
        )
    codes = _codes(engine, body.jurisdictions)
    posts = []
    problems = []
    for index, data in enumerate(body.posts):
        try:
            posts.append(post_from_mapping(data, _STEM, index + 1))
        except InputError as error:
            problems.append(BadPost(index, error.what, error.remedy))
    verdicts = [
        line
        for post, evidence in zip(posts, engine.evidence_of(posts), strict=True)
        for line in _lines(engine, post, codes, fix=body.fix, evidence=evidence)
    ]
    return msgspec.json.encode({"verdicts": verdicts, "problems": problems})


OPERATIONS = (
    Operation(
        name="check_post",
        method="POST",
        path="/check",
        summary="Judge one post",
        description="Unknown keys of the post are handed back under extra. With fix the verdicts "
        "carry the smallest change that makes the post pass in all jurisdictions.",
        run=single,
        body=CheckRequest,
        decode=_Single,
        query=NoQuery,
        answer=CheckAnswer,
    ),
    Operation(
        name="check_posts",
        method="POST",
        path="/check/batch",
        summary="Judge several posts",
        description="Posts that cannot be read are named under problems; the others are answered.",
        run=batch,
        body=BatchRequest,
        decode=_Batch,
        query=NoQuery,
        answer=BatchAnswer,
    ),
)
