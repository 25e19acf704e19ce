"""The list of brands, and a page for each."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from checker.reports.bars import stacked
from checker.storage import brands, campaigns, collaborations, creators, portraits
from web import figures
from web.access import needs
from web.creators.pages import record_of
from web.records import found
from web.services import services

_PAGE = 60
_POSTS = 20
_TIES = 100


@needs("viewer")
def index() -> ResponseReturnValue:
    """List brands; search and category stand in the address."""
    asked = request.args.get("q", "").strip()[:100]
    category = request.args.get("category", "").strip()[:100]
    page = max(1, request.args.get("page", 1, type=int))
    with services().database.read() as session:
        all_ = brands.list_brands(session)
    wanted = asked.casefold().lstrip("@")
    found = [
        brand
        for brand in all_
        if (not category or brand.category == category)
        and any(wanted in name.casefold() for name in (brand.name, *brand.aliases, *brand.handles))
    ]
    return render_template(
        "brands/index.html",
        brands=found[(page - 1) * _PAGE : page * _PAGE],
        found=len(found),
        total=len(all_),
        page=page,
        pages=max(1, -(-len(found) // _PAGE)),
        categories=sorted({brand.category for brand in all_ if brand.category}),
        asked=asked,
        category=category,
    )


@needs("viewer")
def show(brand_id: int) -> ResponseReturnValue:
    """Show a brand: names, rivals, campaigns, creators, disclosure record and posts."""
    with services().database.read() as session:
        brand = found(brands.get_brand, session, brand_id)
        named = portraits.of_brand(brand_id)
        seen = figures.remembered_of_all(
            portraits.stamp(session, brand_id),
            ("brand", brand_id),
            lambda: portraits.portrait(session, named, limit=_POSTS),
        )
        ties = collaborations.list_collaborations(session, brand_id=brand_id)
        people = creators.creators_by_id(session, sorted({t.creator_id for t in ties[:_TIES]}))
        return render_template(
            "brands/show.html",
            the_brand=brand,
            rivals=[
                other
                for other in brands.list_brands(session, category=brand.category or "")
                if other.id != brand.id
            ],
            campaigns=campaigns.list_campaigns(session, brand_id=brand_id),
            ties=ties[:_TIES],
            more=len(ties) - _TIES,
            people={creator.id: creator for creator in people},
            record=record_of(seen.counts),
            bars=[(code, None, stacked(counts)) for code, counts in seen.counts.items()],
            posts=portraits.glances(session, seen.newest),
            platforms=services().engine.pack.platforms,
        )
