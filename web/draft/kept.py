"""Results that their owner keeps, shows to others by a link, and throws away."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import msgspec
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import UsageError
from checker.model import Post, Verdict
from checker.storage import NotFoundError, drafts
from checker.storage.drafts import KeptDraft
from web import links
from web.access import PUBLIC, acting, log, may, needs
from web.draft import form as forms
from web.draft.pages import judged
from web.draft.result import Fixed, Result
from web.draft.result import show as shown
from web.errors import dead_link
from web.security import address, throttle
from web.services import services
from web.settings import read_settings

_SHARED = "draft"
_LONGEST_S = 400 * links.DAY_S


class Document(msgspec.Struct, frozen=True):
    """What is kept of a result: as it was said then, whatever the rules say later."""

    post: Post
    verdicts: tuple[Verdict, ...]
    fixed: Post | None = None
    fixed_verdicts: tuple[Verdict, ...] = ()
    advice: tuple[str, ...] = ()


def _document(result: Result) -> dict[str, Any]:
    fixed = result.fixed
    document = Document(
        result.post,
        result.verdicts,
        fixed.post if fixed else None,
        fixed.verdicts if fixed else (),
        fixed.advice if fixed else (),
    )
    built: dict[str, Any] = msgspec.to_builtins(document)
    return built


def _result(kept: KeptDraft) -> Result:
    document = msgspec.convert(kept.document, Document)
    fixed = None
    if document.fixed is not None:
        fixed = Fixed(document.fixed, document.advice, document.fixed_verdicts)
    return shown(document.post, document.verdicts, fixed)


@needs("viewer")
def index() -> ResponseReturnValue:
    """List what one keeps."""
    with services().database.read() as session:
        found = drafts.list_drafts(session, acting().id, datetime.now(UTC))
    return render_template("draft/kept.html", drafts=[(kept, _result(kept)) for kept in found])


@needs("viewer")
def keep() -> ResponseReturnValue:
    """Keep the result of the draft that was sent."""
    result = judged(forms.read(request.form, services().engine))
    if result is None:
        raise UsageError("there is no text to keep", remedy="Write a draft first")
    now = datetime.now(UTC)
    first = " ".join(result.post.segments[0].text.split())[:60]
    with services().database.write() as session:
        settings = read_settings(session)
        number = drafts.keep_draft(
            session,
            acting().id,
            request.form.get("title", "").strip()[:200] or first or _("Draft"),
            _document(result),
            now=now,
            expires_at=now + timedelta(days=settings.keep_drafts_days),
        )
        drafts.throw_away_old(session, now)
        log(session, "draft-kept", str(number))
    return redirect(url_for("draft.show", draft_id=number))


def _own(draft_id: int) -> KeptDraft:
    with services().database.read() as session:
        kept = drafts.get_draft(session, draft_id, datetime.now(UTC))
    if kept.owner_id != acting().id and not may(acting(), "administrator"):
        abort(404)
    return kept


@needs("viewer")
def show(draft_id: int) -> ResponseReturnValue:
    """Show a kept result to its owner."""
    kept = _own(draft_id)
    return render_template(
        "draft/show.html", kept=kept, result=_result(kept), own=True, link=_link(kept)
    )


def _link(kept: KeptDraft) -> str | None:
    if kept.share is None:
        return None
    word = links.sign(_SHARED, [kept.id, kept.share])
    return url_for("draft.shared", word=word, _external=True)


@needs("viewer")
def share(draft_id: int) -> ResponseReturnValue:
    """Make a link that shows the result to whoever has it, or make it show nothing."""
    kept = _own(draft_id)
    wanted = request.form.get("share") == "yes"
    with services().database.write() as session:
        drafts.share_draft(session, kept.id, secrets.token_urlsafe(16) if wanted else None)
        log(session, "draft-shared" if wanted else "draft-not-shared", str(kept.id))
    return redirect(url_for("draft.show", draft_id=draft_id))


@needs("viewer")
def throw_away(draft_id: int) -> ResponseReturnValue:
    """Delete a kept result, and with it what its link showed."""
    kept = _own(draft_id)
    with services().database.write() as session:
        drafts.throw_away(session, kept.id)
        log(session, "draft-thrown-away", str(kept.id))
    flash(_("The result was thrown away."), "good")
    return redirect(url_for("draft.kept"))


@needs(PUBLIC)
def shared(word: str) -> ResponseReturnValue:
    """Show a kept result to whoever has its link."""
    throttle("60 per minute", "shared", address())
    value = links.read(_SHARED, word, _LONGEST_S)
    if not isinstance(value, list) or len(value) != 2:
        _over()
    with services().database.read() as session:
        try:
            kept = drafts.get_draft(session, value[0], datetime.now(UTC))
        except NotFoundError:
            _over()
    if kept.share is None or not secrets.compare_digest(kept.share, str(value[1])):
        _over()
    return render_template("draft/show.html", kept=kept, result=_result(kept), own=False, link=None)


def _over() -> NoReturn:
    raise dead_link(
        _("Its days are over, or it was taken back. Ask whoever sent it to you for a new one.")
    )
