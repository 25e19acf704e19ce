"""Start audits, and tell how far they are."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from werkzeug.datastructures import FileStorage

from checker.errors import InputError, UsageError
from checker.importers.records import WirePost
from checker.storage import ConflictError
from checker.storage.records import Audit
from web.access import log
from web.api.audits import find
from web.api.operation import ApiError, Files, Operation
from web.audits.begin import begin
from web.audits.jobs import jobs, upload_of
from web.keeping import keeper
from web.services import services

_Name = Annotated[str, msgspec.Meta(max_length=200)]
_CodeList = tuple[Annotated[str, msgspec.Meta(max_length=10)], ...]
_FILE = "posts.jsonl"

Standing = Literal["waiting", "running", "stopping", "failed", "stopped", "done", "cancelled"]


class AuditRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An audit of these posts. Without a name: ``posts``; no jurisdictions: each post's own."""

    posts: Annotated[tuple[WirePost, ...], msgspec.Meta(min_length=1)]
    name: _Name = ""
    jurisdictions: _CodeList = ()


class AuditForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An audit of these files. Jurisdictions with commas between them; mapping: one YAML file."""

    files: Files
    name: _Name = ""
    jurisdictions: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    mapping: Files = Files()


class _Posts(msgspec.Struct, forbid_unknown_fields=True):
    """As :class:`AuditRequest`, with the posts still open: unknown keys of them are kept."""

    posts: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1)]
    name: _Name = ""
    jurisdictions: _CodeList = ()


class AuditStatus(msgspec.Struct, frozen=True):
    """How an audit stands. ``failed`` and ``stopped`` can go on; ``done``, ``cancelled`` are final.

    ``read`` of ``size`` bytes of its files are behind it, where somebody works on it.
    """

    id: int
    name: str
    state: Standing
    posts: int
    verdicts: int
    findings: int
    problems: int
    created_at: datetime
    finished_at: datetime | None = None
    read: int | None = None
    size: int | None = None
    error: str = ""
    remedy: str = ""


def _status(audit: Audit) -> AuditStatus:
    job = jobs().get(audit.id) if audit.state == "running" else None
    state: Any = job.state if job else "stopped" if audit.state == "running" else audit.state
    return AuditStatus(
        audit.id,
        audit.name,
        state,
        max(job.posts, audit.posts) if job else audit.posts,
        audit.verdicts,
        audit.findings,
        audit.problems,
        audit.created_at,
        audit.finished_at,
        job.read if job else None,
        job.size if job else None,
        job.error if job else "",
        job.remedy if job else "",
    )


def start(body: _Posts | AuditForm, query: None) -> AuditStatus:
    """Begin an audit."""
    if isinstance(body, AuditForm):
        files, mapping = list(body.files), list(body.mapping)
        wanted = [code.strip() for code in body.jurisdictions.split(",") if code.strip()]
    else:
        # Written as it came: what is wrong with a post becomes a problem of the audit.
        lines = b"".join(msgspec.json.encode(post) + b"\n" for post in body.posts)
        files, mapping = [FileStorage(io.BytesIO(lines), _FILE)], []
        wanted = list(body.jurisdictions)
    if len(mapping) > 1:
        raise ApiError(422, "there are several mappings", "Send one")
    name = " ".join(body.name.split())
    try:
        audit = begin(name, wanted, files, mapping[0] if mapping else None)
    except (UsageError, InputError) as error:
        what = f"{error.where}: {error.what}" if error.where else error.what
        raise ApiError(422, what, error.remedy) from None
    except ConflictError as error:
        raise ApiError(409, error.what, error.remedy) from None
    return _status(audit)


def status(body: None, query: None, audit: str) -> AuditStatus:
    """Tell how an audit stands."""
    with services().database.read() as session:
        found = find(session, audit)
    return _status(found)


def cancel(body: None, query: None, audit: str) -> AuditStatus:
    """Stop an audit for good; what was judged stays."""
    with services().database.read() as session:
        found = find(session, audit)
    if found.state != "running" or upload_of(found) is None:
        raise ApiError(409, "this audit has ended, or does not run here", "Ask for its status")
    jobs().cancel(found.id)
    keeper().soon()
    with services().database.write() as session:
        log(session, "audit-cancelled", found.name, audit=found.id)
        return _status(find(session, str(found.id)))


OPERATIONS = (
    Operation(
        name="start_audit",
        method="POST",
        path="/audits",
        summary="Start an audit",
        description="Of posts as JSON, or of files as a form: JSON Lines, JSON, CSV, Excel, "
        "Parquet or another tool's export, with a mapping of columns if need be. It is judged "
        "behind the answer, one audit after the other; ask for its status until it is done.",
        run=start,
        role="auditor",
        body=AuditRequest,
        decode=_Posts,
        form=AuditForm,
        answer=AuditStatus,
        status=202,
        location="get_audit_status",
        of=(("audit", "id"),),
        upload=True,
        limit="audit_limit",
        errors=(409,),
    ),
    Operation(
        name="get_audit_status",
        method="GET",
        path="/audits/{audit}/status",
        summary="Tell how an audit stands",
        description="By its number or its name.",
        run=status,
        answer=AuditStatus,
        errors=(404,),
    ),
    Operation(
        name="cancel_audit",
        method="POST",
        path="/audits/{audit}/cancel",
        summary="Stop an audit for good",
        description="What was judged until then stays.",
        run=cancel,
        role="auditor",
        answer=AuditStatus,
        errors=(404, 409),
    ),
)
