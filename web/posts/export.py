"""What the table shows, as a file: the same records as the command line writes."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from checker.batch.chosen import write_chosen
from web.access import needs
from web.download import MIME, download
from web.posts import filters
from web.services import services


@needs("viewer")
def export(format_: str) -> ResponseReturnValue:
    """Give all posts that fit, in one of the formats of reports."""
    if format_ not in MIME:
        abort(404)
    with services().database.read() as session:
        audit = filters.audit_of(session, request.args.get("a"))
        if audit is None:
            abort(404)
        chosen = filters.read(session, audit, request.args)
        if chosen.problems:  # a file that holds more than was asked for would mislead
            raise chosen.problems[0]
        return download(
            f"{audit.name}-posts",
            format_,
            lambda out: write_chosen(session, audit, format_, out, chosen.filter),
        )
