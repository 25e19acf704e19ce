"""Begin an audit of uploaded files: the same for the form and for the JSON API."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from werkzeug.datastructures import FileStorage

from checker.batch import run
from checker.batch.inputs import look_at
from checker.errors import InputError, UsageError
from checker.importers.mapping import Mapping
from checker.importers.mapping_file import load
from checker.importers.records import Problem
from checker.importers.tell import explain_file
from checker.storage import ConflictError, audits
from checker.storage.records import Audit
from web.access import acting, log
from web.audits import uploads
from web.audits.jobs import ReadAs, jobs, upload_of
from web.config import Config
from web.services import services

_LOOKED_AT = 500
"""Posts and problems at the beginning of a file that say what it is recognised as."""


def begin(
    name: str,
    wanted: Sequence[str],
    given: Sequence[FileStorage],
    mapping: FileStorage | None = None,
) -> Audit:
    """Store the files, begin the audit, and leave the rest to a process behind the pages.

    Args:
        name: of the audit; empty: that of the first file.
        wanted: codes of jurisdictions; none: each post under its own regime.
        given: files with posts.
        mapping: how the columns of tables are to be read, as for ``palese audit --mapping``.

    Raises:
        ConflictError: there is an audit of this name.
        InputError: a table has not the columns that the mapping names.
        UsageError: there is no file, no such jurisdiction, or the mapping makes no sense.
    """
    own = services()
    codes = own.engine.jurisdictions(wanted)
    chosen = mapping if mapping is not None and mapping.filename else None
    token, names = uploads.store(own.config, given, chosen)
    try:
        paths = uploads.paths(own.config, token, names)
        how = _mapping(own.config, token, chosen)
        read = [_recognised(path, label, how) for path, label in zip(paths, names, strict=True)]
        files = look_at(paths, names)
        with own.database.write() as session:
            audit = run.begin(
                session,
                name or _name(names[0]),
                files,
                own.engine,
                codes,
                mapping=how,
                options={
                    "upload": token,
                    "files": names,
                    "user": acting().name,
                    "read": [each.plain() for each in read],
                },
            )
            log(session, "audit-started", audit.name, files=len(names), audit=audit.id)
    except ConflictError as error:
        uploads.remove(own.config, token)
        what, _, values = error.told  # the remedy speaks of the command line
        raise ConflictError(what, remedy="Give it another name", values=values) from None
    except BaseException:
        uploads.remove(own.config, token)
        raise
    jobs().submit(audit, own.config)
    return audit


def begin_again(audit: Audit) -> Audit:
    """Begin an unfinished audit anew: what was judged of it goes, its files are judged again.

    Raises:
        InputError: its files are not there any more.
        UsageError: they were not uploaded, or a jurisdiction of it is not known any more.
    """
    own = services()
    upload = upload_of(audit)
    if upload is None:
        raise UsageError("this audit was not uploaded")
    paths = uploads.paths(own.config, upload.upload, upload.files)
    how = load(uploads.mapping_of(own.config, upload.upload)) if upload.mapping else None
    files = look_at(paths, upload.files)
    codes = own.engine.jurisdictions(audit.jurisdictions)
    with own.database.write() as session:
        audits.delete_audit(session, audit.id)
        fresh = run.begin(
            session, audit.name, files, own.engine, codes, mapping=how, options=audit.options
        )
        log(session, "audit-begun-again", audit.name, audit=fresh.id, was=audit.id)
    jobs().forget(audit.id)
    jobs().submit(fresh, own.config)
    return fresh


def _name(file: str) -> str:
    stem = file.partition(".")[0]
    return f"audit-{stem}" if stem.isdigit() else stem


def _mapping(config: Config, token: str, chosen: FileStorage | None) -> Mapping | None:
    if chosen is None:
        return None
    (label,) = uploads.names_of([chosen.filename or ""])
    return load(uploads.mapping_of(config, token), label)


def _recognised(path: str, label: str, mapping: Mapping | None) -> ReadAs:
    """Return what a file is recognised as; a mapping that does not fit it is refused at once."""
    wrong: list[Problem] = []
    with Path(path).open("rb") as stream:
        found = explain_file(
            label, stream, mapping=mapping, most=_LOOKED_AT, on_problem=wrong.append
        )
    if mapping is not None and not found.posts:
        for problem in wrong:
            if problem.level == "error":
                what, remedy, values = problem.told or (problem.what, problem.remedy, None)
                where = label if problem.line is None else f"{label}:{problem.line}"
                raise InputError(what, where=where, remedy=remedy, values=values)
    return ReadAs(
        file=label,
        format=found.format or "",
        container=found.container,
        fields=tuple((field.field, field.source) for field in found.fields),
        missing=found.not_observed if found.posts else (),
    )
