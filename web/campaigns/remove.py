"""A campaign is taken off the record."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.storage import campaigns
from web.access import needs
from web.records import found
from web.removing import removing
from web.services import services


@needs("auditor")
def remove(campaign_id: int) -> ResponseReturnValue:
    """Show what goes with a campaign, or take it away."""
    with services().database.read() as session:
        campaign = found(campaigns.get_campaign, session, campaign_id)
    back = url_for("campaigns.show", campaign_id=campaign_id)
    return removing(
        "campaign",
        campaign_id,
        lambda session: campaigns.delete_campaign(session, campaign_id),
        crumbs=[(url_for("campaigns.index"), _("Campaigns")), (back, campaign.name)],
        back=back,
        onward=url_for("campaigns.index"),
    )
