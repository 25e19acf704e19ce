"""One draft, checked while it is written."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from checker.engine import FALLBACK_REGIME, Engine
from checker.errors import InputError
from web.access import acting, needs
from web.draft import form as forms
from web.draft.form import DraftForm
from web.draft.result import Result, check, folds, marks_by_segment
from web.security import throttle
from web.services import services
from web.words import RELATIONS, VERDICTS

_REMEMBERED = "draft"
_LANGUAGE_REGIMES = {"it": ("IT",), "en": ("UK", "US")}


def remembered(engine: Engine) -> DraftForm:
    """Return an empty form with the platform and jurisdictions that were used last."""
    kept: Any = session.get(_REMEMBERED) or {}
    known = engine.pack.jurisdictions
    codes = tuple(code for code in kept.get("j", ()) if code in known)
    if not codes:
        locale = get_locale()
        wished = _LANGUAGE_REGIMES.get(locale.language if locale else "en", ())
        codes = tuple(c for c in (*wished, FALLBACK_REGIME) if c in known) or tuple(known)[:1]
    platform = kept.get("p", "instagram")
    return DraftForm(
        platform=platform if platform in engine.pack.platforms else "", jurisdictions=codes
    )


def remember(form: DraftForm) -> None:
    """Keep platform and jurisdictions for the next draft of this browser."""
    fresh = {"j": list(form.jurisdictions), "p": form.platform}
    if session.get(_REMEMBERED) != fresh:
        session[_REMEMBERED] = fresh


def judged(form: DraftForm) -> Result | None:
    """Return what is said of the draft, or ``None`` while there is no text.

    Raises:
        InputError: a field holds what it cannot.
    """
    engine = services().engine
    if not form.text.strip():
        return None
    return check(engine, forms.post_of(form, engine), form.jurisdictions)


def context(form: DraftForm) -> dict[str, Any]:
    """Return what the form needs for its choices."""
    pack = services().engine.pack
    platforms = sorted((p.name, code) for code, p in pack.platforms.items())
    return {
        "form": form,
        "jurisdictions": pack.jurisdictions,
        "platform_options": [("", _("not known")), *((code, name) for name, code in platforms)],
        "relation_options": [("", _("not known")), *RELATIONS.items()],
    }


@needs("viewer")
def page() -> ResponseReturnValue:
    """Show the editor, and without scripts the result of what was sent."""
    engine = services().engine
    if request.method != "POST":
        form = remembered(engine)
        if request.args.get("text"):
            form = msgspec.structs.replace(form, text=request.args["text"])
        return render_template("draft/page.html", result=None, error=None, **context(form))
    form = forms.read(request.form, engine)
    remember(form)
    error, result = None, None
    try:
        result = judged(form)
        if result is not None and result.fixed is not None and "apply" in request.form:
            form = msgspec.structs.replace(form, text=result.fixed.post.segments[0].text)
            result = judged(form)
    except InputError as caught:
        error = caught
    shown = folds(engine, result) if result is not None else []
    page = render_template(
        "draft/page.html", result=result, folds=shown, error=error, **context(form)
    )
    return page, 400 if error else 200


@needs("viewer")
def live() -> ResponseReturnValue:
    """Answer the editor: the marks to draw, and the result as a piece of the page."""
    config = services().config
    throttle(config.check_limit, "live", str(acting().id))
    engine = services().engine
    form = forms.read(request.form, engine)
    remember(form)
    try:
        result = judged(form)
    except InputError as error:
        html = render_template("draft/problem.html", error=error)
        return jsonify(html=html, marks=[], fixed=None, said="")
    if result is None:
        html = render_template("draft/nothing.html")
        return jsonify(html=html, marks=[], fixed=None, said="")
    marks = marks_by_segment(result.post, result.verdicts).get(0, [])
    html = render_template("draft/result.html", result=result, folds=folds(engine, result))
    fixed = result.fixed.post.segments[0].text if result.fixed else None
    said = ", ".join(f"{v.jurisdiction}: {VERDICTS[v.verdict]}" for v in result.verdicts)
    return jsonify(html=html, marks=[list(mark) for mark in marks], fixed=fixed, said=said)
