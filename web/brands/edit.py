"""The form by which a brand is put on record or changed."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from checker.storage import ConflictError, Session, brands
from checker.storage.records import Brand, BrandNameKind
from web.access import needs
from web.editing import Editor, different
from web.forms import Form, joined, version_of
from web.records import found
from web.services import services

_KINDS: tuple[tuple[BrandNameKind, str], ...] = (
    ("handle", "handles"), ("alias", "aliases"), ("domain", "domains"),
)  # fmt: skip
_PLACES: dict[str, str] = {kind: entry for kind, entry in _KINDS}  # noqa: C416
_FIELDS = ("name", "category", "handles", "aliases", "domains", "notes")


def _stored(brand: Brand | None) -> Form:
    if brand is None:
        return Form({}, _PLACES)
    return Form(
        {
            "name": brand.name,
            "category": brand.category or "",
            "notes": brand.notes,
            "version": str(brand.version),
            "handles": joined(f"@{handle.lstrip('@')}" for handle in brand.handles),
            "aliases": joined(brand.aliases),
            "domains": joined(brand.domains),
        },
        _PLACES,
    )


def _page(form: Form, brand: Brand | None) -> str:
    with services().database.read() as session:
        known = {each.category for each in brands.list_brands(session) if each.category}
    return render_template("brands/edit.html", form=form, the_brand=brand, categories=sorted(known))


@needs("auditor")
def new() -> ResponseReturnValue:
    """Show the form for another brand."""
    return _page(_stored(None), None)


@needs("auditor")
def edit(brand_id: int) -> ResponseReturnValue:
    """Show the form with what is on record."""
    with services().database.read() as session:
        brand = found(brands.get_brand, session, brand_id)
    return _page(_stored(brand), brand)


@needs("auditor")
def add() -> ResponseReturnValue:
    """Put a brand on record."""
    return _EDITOR.store(_sent(), None)


@needs("auditor")
def change(brand_id: int) -> ResponseReturnValue:
    """Change what is on record of a brand."""
    return _EDITOR.store(_sent(), brand_id)


def _written(session: Session, form: Form, brand: Brand | None) -> Brand:
    name = form.text("name")
    if brand is None:
        there = brands.find_brand(session, name) if name else None
        if there is not None:
            raise ConflictError(
                "a brand {name} is on record already",
                remedy="Change that one",
                values={"name": there.name},
                entry="name",
            )
        brand = brands.add_brand(
            session, name, category=form.text("category") or None, notes=form.text("notes")
        )
    else:
        brands.update_brand(
            session,
            brand.id,
            expected_version=version_of(form),
            name=name,
            category=form.text("category"),
            notes=form.text("notes"),
        )
    for kind, entry in _KINDS:
        given = form.lines(entry)
        if kind == "handle":
            given = [handle.lstrip("@") for handle in given]
        brands.set_names(session, brand.id, kind, given)
    return brands.get_brand(session, brand.id)


def _sent() -> Form:
    """Return the form as it was sent; a name may be another brand's alias."""
    own = Form.sent(_PLACES)
    return own if own["aliases"] else Form.sent({**_PLACES, "alias": "name"})


def _changed(before: Brand | None, after: Brand) -> dict[str, Any]:
    """Return what is different afterwards, for the log."""
    return {
        field: ", ".join(value) if isinstance(value, tuple) else value
        for field, value in different(before, after, _FIELDS).items()
    }


_EDITOR = Editor("brand", brands.get_brand, _written, _page, _changed)
