"""Several drafts at once, from a file of any format that the command line reads."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple, cast

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import InputError
from checker.importers.read import Problem, read_posts
from web.access import acting, needs
from web.draft import form as forms
from web.draft.pages import context, remember, remembered
from web.draft.result import Result, check
from web.security import throttle
from web.services import services

_MOST_PROBLEMS = 50


class Row(NamedTuple):
    """A draft of the file with what is said of it."""

    line: int
    result: Result


@needs("viewer")
def page() -> ResponseReturnValue:
    """Show the form, and the results of the file that was sent; nothing of it is stored."""
    engine = services().engine
    if request.method != "POST":
        form = remembered(engine)
        return render_template("draft/file.html", rows=None, problems=[], **context(form))
    throttle("30 per minute", "file", str(acting().id))
    form = forms.read(request.form, engine)
    remember(form)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        problem = Problem("", None, _("no file was chosen"), _("Choose one"))
        page = render_template("draft/file.html", rows=None, problems=[problem], **context(form))
        return page, 400
    rows, problems, cut = _read(upload.filename, cast(BinaryIO, upload.stream), form.jurisdictions)
    return render_template(
        "draft/file.html",
        rows=rows,
        problems=problems[:_MOST_PROBLEMS],
        more_problems=max(0, len(problems) - _MOST_PROBLEMS),
        cut=cut,
        name=upload.filename,
        **context(form),
    )


def _read(
    name: str, stream: BinaryIO, codes: tuple[str, ...]
) -> tuple[list[Row], list[Problem], bool]:
    """Judge the posts of a file; the name is only shown, never opened."""
    engine, most = services().engine, services().config.max_drafts
    rows: list[Row] = []
    problems: list[Problem] = []
    for item in read_posts(name.replace("/", "_"), stream):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        if len(rows) == most:
            return rows, problems, True
        try:
            rows.append(Row(item.line, check(engine, item.post, codes)))
        except InputError as error:
            problems.append(
                Problem(item.file, item.line, error.what, error.remedy, told=error.told)
            )
    return rows, problems, False
