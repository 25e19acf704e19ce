"""A brand is taken off the record."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.storage import brands
from web.access import needs
from web.records import found
from web.removing import removing
from web.services import services


@needs("auditor")
def remove(brand_id: int) -> ResponseReturnValue:
    """Show what goes with a brand, or take it away."""
    with services().database.read() as session:
        brand = found(brands.get_brand, session, brand_id)
    back = url_for("brands.show", brand_id=brand_id)
    return removing(
        "brand",
        brand_id,
        lambda session: brands.delete_brand(session, brand_id),
        crumbs=[(url_for("brands.index"), _("Brands")), (back, brand.name)],
        back=back,
        onward=url_for("brands.index"),
    )
