"""The form by which a collaboration is put on record, changed or taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.errors import PaleseError, UsageError
from checker.model import RelationKind
from checker.storage import ConflictError, Session, brands, campaigns, collaborations, creators
from checker.storage.records import Collaboration, Creator
from web import known
from web.access import needs
from web.editing import Editor, RefusedError, different
from web.forms import Form
from web.records import found
from web.removing import removing
from web.services import services

_Found = TypeVar("_Found")

_PLACES = {"starts_on": "starts_on", "ends_on": "ends_on"}
_FIELDS = (
    "brand", "relation", "account_id", "campaign_id", "starts_on", "ends_on", "contract",
    "source", "notes",
)  # fmt: skip


def _stored(tie: Collaboration) -> Form:
    return Form(
        {
            "brand": tie.brand,
            "relation": tie.relation,
            "account": str(tie.account_id or ""),
            "campaign": str(tie.campaign_id or ""),
            "starts_on": tie.starts_on.isoformat() if tie.starts_on else "",
            "ends_on": tie.ends_on.isoformat() if tie.ends_on else "",
            "contract": tie.contract,
            "source": tie.source,
            "notes": tie.notes,
            "version": collaborations.version_of(tie),
        },
        _PLACES,
    )


def _page(form: Form, tie: Collaboration | None) -> str:
    with services().database.read() as session:
        owner = creators.get_creator(session, tie.creator_id) if tie else _meant(session, form)
        names = {brand.id: brand.name for brand in brands.list_brands(session)}
        titles = [
            (each.id, f"{names[each.brand_id]}: {each.name}")
            for each in campaigns.list_campaigns(session)
        ]
    return render_template(
        "collaborations/edit.html",
        form=form,
        tie=tie,
        owner=owner,
        accounts=[(a.id, f"{a.platform} @{a.handle}") for a in owner.accounts] if owner else [],
        campaigns=sorted(titles, key=lambda title: title[1].casefold()),
        brands=list(names.values()),
        back=_back(tie, owner),
    )


def _back(tie: Collaboration | None, owner: Creator | None) -> str:
    if owner is not None:
        return url_for("creators.show", creator_id=owner.id) + "#ties"
    return url_for("creators.index")


def _meant(session: Session, form: Form) -> Creator | None:
    """Return the creator that the form names, if there is just one."""
    try:
        return known.creator(session, form["creator"]) if form["creator"] else None
    except PaleseError:
        return None


@needs("auditor")
def new() -> ResponseReturnValue:
    """Show the form for another collaboration, or put it on record."""
    if request.method == "POST":
        return _EDITOR.store(Form.sent(_PLACES), None)
    names = {name: request.args.get(name, "")[:300] for name in ("creator", "brand", "campaign")}
    return _page(Form({"relation": "paid", **names}, _PLACES), None)


@needs("auditor")
def edit(tie_id: int) -> ResponseReturnValue:
    """Show the form with what is on record, or change it."""
    if request.method == "POST":
        return _EDITOR.store(Form.sent(_PLACES), tie_id)
    with services().database.read() as session:
        tie = found(collaborations.get_collaboration, session, tie_id)
    return _page(_stored(tie), tie)


def _written(session: Session, form: Form, tie: Collaboration | None) -> Collaboration:
    """Store what the form says; what is wrong is remembered beside its entry."""
    brand = _meant_by(form, "brand", lambda name: known.brand(session, name))
    owner = tie or _meant_by(form, "creator", lambda name: known.creator(session, name))
    terms: dict[str, Any] = {
        "account_id": _number(form, "account"),
        "campaign_id": _number(form, "campaign"),
        "starts_on": form.day("starts_on"),
        "ends_on": form.day("ends_on"),
        "contract": form.text("contract"),
        "source": form.text("source"),
        "notes": form.text("notes"),
    }
    relation = cast(RelationKind, form.text("relation"))  # the storage refuses any other
    if form.bad or brand is None or owner is None:
        raise RefusedError("")
    if tie is not None:
        return collaborations.update_collaboration(
            session,
            tie.id,
            relation,
            brand_id=brand.id,
            expected_version=form["version"],
            **terms,
        )
    made, is_new = collaborations.add_collaboration(
        session, brand.id, relation, creator_id=owner.id, **terms
    )
    if not is_new:
        raise ConflictError(
            "the same collaboration is on record already (number {number})",
            remedy="Change that one, or remove this one",
            values={"number": made.id},
        )
    return made


def _meant_by(form: Form, entry: str, find: Callable[[str], _Found]) -> _Found | None:
    try:
        return find(form.text(entry))
    except PaleseError as error:
        form.fail(error, entry)
        return None


def _number(form: Form, name: str) -> int | None:
    given = form.text(name)
    if not given:
        return None
    if given.isascii() and given.isdigit() and len(given) < 10:
        return int(given)
    form.fail(UsageError("nothing was chosen", remedy="Choose one", entry=name))
    return None


def _called(session: Session, made: Collaboration) -> str:
    return f"{creators.get_creator(session, made.creator_id).name} – {made.brand}"


def _changed(before: Collaboration | None, after: Collaboration) -> dict[str, str]:
    """Return what is different afterwards, for the log."""
    changes = different(before, after, _FIELDS)
    return {field: "" if value is None else str(value) for field, value in changes.items()}


def _onward(made: Collaboration) -> str:
    return url_for("creators.show", creator_id=made.creator_id) + "#ties"


_EDITOR = Editor(
    "collaboration",
    collaborations.get_collaboration,
    _written,
    _page,
    _changed,
    _called,
    _onward,
)


@needs("auditor")
def remove(tie_id: int) -> ResponseReturnValue:
    """Show what goes with a collaboration, or take it away."""
    with services().database.read() as session:
        tie = found(collaborations.get_collaboration, session, tie_id)
        owner = creators.get_creator(session, tie.creator_id)
    return removing(
        "collaboration",
        tie_id,
        lambda session: collaborations.delete_collaboration(session, tie_id),
        crumbs=[
            (url_for("creators.index"), _("Creators")),
            (url_for("creators.show", creator_id=owner.id), owner.name),
        ],
        back=url_for("collaborations.edit", tie_id=tie_id),
        onward=url_for("creators.show", creator_id=owner.id),
    )
