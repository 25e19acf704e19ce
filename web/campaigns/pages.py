"""The list of campaigns, and a page for each."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from checker.reports.bars import stacked
from checker.storage import brands, campaigns, collaborations, creators, portraits
from checker.storage.records import Indicator
from web.access import needs
from web.charts import LineChart, over_time
from web.creators.pages import record_of
from web.records import found
from web.services import services

_PAGE = 60
_POSTS = 20


@needs("viewer")
def index() -> ResponseReturnValue:
    """List campaigns, the newest first."""
    page = max(1, request.args.get("page", 1, type=int))
    with services().database.read() as session:
        all_ = campaigns.list_campaigns(session)
        names = {brand.id: brand.name for brand in brands.list_brands(session)}
    ordered = sorted(all_, key=lambda c: (str(c.starts_on or ""), c.id), reverse=True)
    return render_template(
        "campaigns/index.html",
        campaigns=ordered[(page - 1) * _PAGE : page * _PAGE],
        names=names,
        total=len(all_),
        page=page,
        pages=max(1, -(-len(all_) // _PAGE)),
    )


@needs("viewer")
def show(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign: target, budget, indicators over time, creators and compliance.

    Its posts are those of its creators, within its dates, that name the brand or are on
    record for it.
    """
    with services().database.read() as session:
        campaign = found(campaigns.get_campaign, session, campaign_id)
        mine = (
            portraits.of_campaign(campaign_id),
            portraits.of_brand(campaign.brand_id),
            *portraits.between(
                campaign.starts_on.isoformat() if campaign.starts_on else None,
                campaign.ends_on.isoformat() if campaign.ends_on else None,
            ),
        )
        seen = portraits.portrait(session, *mine, limit=_POSTS)
        ties = collaborations.list_collaborations(session, campaign_id=campaign_id)
        people = creators.creators_by_id(session, sorted({tie.creator_id for tie in ties}))
        return render_template(
            "campaigns/show.html",
            campaign=campaign,
            the_brand=brands.get_brand(session, campaign.brand_id),
            charts=[(indicator, _chart(indicator)) for indicator in campaign.indicators],
            ties=ties,
            people={creator.id: creator for creator in people},
            record=record_of(seen.counts),
            bars=[(code, None, stacked(counts)) for code, counts in seen.counts.items()],
            posts=portraits.glances(session, seen.newest),
            platforms=services().engine.pack.platforms,
        )


def _chart(indicator: Indicator) -> LineChart | None:
    """Return an indicator's values over time; those below zero are left to the text."""
    if any(value.value < 0 for value in indicator.values):
        return None
    return over_time(
        [(indicator.name, [(v.observed_at, float(v.value)) for v in indicator.values])]
    )
