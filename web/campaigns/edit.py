"""The forms by which a campaign, its indicators and their values are put on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checker.errors import PaleseError, UsageError
from checker.storage import NotFoundError, Session, brands, campaigns
from checker.storage.records import Campaign
from web import amounts
from web.access import log, needs
from web.editing import Editor, RefusedError, different
from web.forms import Form, joined, version_of
from web.records import found
from web.services import services

_PLACES = {"tactic": "tactics"}
_PARTS = {"name": "indicator"}
_FIELDS = (
    "name", "brand_id", "starts_on", "ends_on", "target_group", "strategy", "budget", "currency",
    "tactics", "notes",
)  # fmt: skip
_LONGEST_UNIT = 50


def _stored(campaign: Campaign | None) -> Form:
    if campaign is None:
        return Form({"brand": request.args.get("brand", ""), "currency": "EUR"}, _PLACES)
    return Form(
        {
            "name": campaign.name,
            "brand": str(campaign.brand_id),
            "starts_on": campaign.starts_on.isoformat() if campaign.starts_on else "",
            "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else "",
            "target_group": campaign.target_group,
            "strategy": campaign.strategy,
            "budget": amounts.written(campaign.budget),
            "currency": campaign.currency or "",
            "tactics": joined(campaign.tactics),
            "notes": campaign.notes,
            "version": str(campaign.version),
        },
        _PLACES,
    )


def _page(
    form: Form, campaign: Campaign | None, part: Form | None = None, of: int | None = None
) -> str:
    """Return the page; ``part`` is the form of the indicator ``of`` (0: a new one) as sent."""
    with services().database.read() as session:
        all_ = [(brand.id, brand.name) for brand in brands.list_brands(session)]
    return render_template(
        "campaigns/edit.html",
        form=form,
        campaign=campaign,
        brands=all_,
        part=part,
        of=of,
        empty=Form({}),
        today=datetime.now(UTC).date().isoformat(),
    )


@needs("auditor")
def new() -> ResponseReturnValue:
    """Show the form for another campaign."""
    return _page(_stored(None), None)


@needs("auditor")
def edit(campaign_id: int) -> ResponseReturnValue:
    """Show the form with what is on record."""
    with services().database.read() as session:
        campaign = found(campaigns.get_campaign, session, campaign_id)
    return _page(_stored(campaign), campaign)


@needs("auditor")
def add() -> ResponseReturnValue:
    """Put a campaign on record."""
    return _EDITOR.store(Form.sent(_PLACES), None)


@needs("auditor")
def change(campaign_id: int) -> ResponseReturnValue:
    """Change what is on record of a campaign."""
    return _EDITOR.store(Form.sent(_PLACES), campaign_id)


def _written(session: Session, form: Form, campaign: Campaign | None) -> Campaign:
    starts_on, ends_on, budget = form.day("starts_on"), form.day("ends_on"), form.amount("budget")
    brand = form["brand"]
    if not (brand.isascii() and brand.isdigit() and len(brand) < 10):
        raise UsageError("no brand was chosen", remedy="Choose one", entry="brand")
    if form.bad:
        raise RefusedError("")
    return campaigns.save_campaign(
        session,
        int(brand),
        form.text("name"),
        starts_on=starts_on,
        ends_on=ends_on,
        target_group=form.text("target_group"),
        strategy=form.text("strategy"),
        budget=budget,
        currency=(form.text("currency") or None) if budget is not None else None,
        tactics=form.rows("tactics"),
        notes=form.text("notes"),
        campaign_id=campaign.id if campaign else None,
        expected_version=version_of(form) if campaign else None,
    )


def _changed(before: Campaign | None, after: Campaign) -> dict[str, Any]:
    """Return what is different afterwards, for the log."""
    return {
        field: ", ".join(value) if isinstance(value, tuple) else str(value or "")
        for field, value in different(before, after, _FIELDS).items()
    }


_EDITOR = Editor("campaign", campaigns.get_campaign, _written, _page, _changed)


def _deed(
    campaign_id: int, of: int, do: Callable[[Session, Form], tuple[str, dict[str, Any]]]
) -> ResponseReturnValue:
    """Do something to an indicator and log it; what is wrong stands beside its entry."""
    part = Form.sent(_PARTS)
    campaign = None
    try:
        with services().database.write() as session:
            campaign = found(campaigns.get_campaign, session, campaign_id)
            action, detail = do(session, part)
            log(session, action, f"{campaign.id}: {campaign.name}", **detail)
    except NotFoundError:
        abort(404)
    except PaleseError as error:
        if not part.bad:
            part.fail(error)
        return _page(_stored(campaign), campaign, part, of), 400
    return redirect(url_for("campaigns.edit", campaign_id=campaign_id) + "#indicators")


@needs("auditor")
def set_indicator(campaign_id: int) -> ResponseReturnValue:
    """Add an indicator, or change the unit and the target of the one of this name."""

    def do(session: Session, part: Form) -> tuple[str, dict[str, Any]]:
        unit, target = part.text("unit"), part.amount("target")
        if len(unit) > _LONGEST_UNIT:
            part.fail(UsageError("the unit is too long", remedy="Shorten it", entry="unit"))
        if part.bad:
            raise RefusedError("")
        made = campaigns.set_indicator(
            session, campaign_id, part.text("name"), unit=unit, target=target
        )
        return "indicator-set", {"name": made.name, "unit": unit, "target": str(target or "")}

    return _deed(campaign_id, 0, do)


@needs("auditor")
def remove_indicator(campaign_id: int, indicator_id: int) -> ResponseReturnValue:
    """Remove an indicator with its values."""

    def do(session: Session, part: Form) -> tuple[str, dict[str, Any]]:
        gone = campaigns.indicator_of(session, campaign_id, indicator_id)
        campaigns.remove_indicator(session, campaign_id, indicator_id)
        return "indicator-removed", {"name": gone.name, "values": len(gone.values)}

    if indicator_id >= 1 << 31:
        abort(404)
    return _deed(campaign_id, indicator_id, do)


@needs("auditor")
def set_value(campaign_id: int, indicator_id: int) -> ResponseReturnValue:
    """Store what an indicator stood at on a day, in place of what is stored for it."""

    def do(session: Session, part: Form) -> tuple[str, dict[str, Any]]:
        found = campaigns.indicator_of(session, campaign_id, indicator_id)
        day, value = part.day("day"), part.amount("value")
        if day is None and "day" not in part.wrong:
            part.fail(UsageError("the day is missing", remedy="Give one", entry="day"))
        if value is None and "value" not in part.wrong:
            part.fail(UsageError("the value is missing", remedy="Give a number", entry="value"))
        if part.bad or day is None or value is None:
            raise RefusedError("")
        campaigns.monitor(session, found.id, datetime.combine(day, time(), UTC), value)
        return "value-stored", {"name": found.name, "day": str(day), "value": str(value)}

    if indicator_id >= 1 << 31:
        abort(404)
    return _deed(campaign_id, indicator_id, do)


@needs("auditor")
def remove_value(campaign_id: int, indicator_id: int) -> ResponseReturnValue:
    """Remove what was stored for a moment."""

    def do(session: Session, part: Form) -> tuple[str, dict[str, Any]]:
        found = campaigns.indicator_of(session, campaign_id, indicator_id)
        try:
            moment = datetime.fromisoformat(part["at"])
        except ValueError as error:
            raise NotFoundError("there is no such value") from error
        campaigns.remove_value(session, campaign_id, indicator_id, moment)
        return "value-removed", {"name": found.name, "at": moment.isoformat()}

    if indicator_id >= 1 << 31:
        abort(404)
    return _deed(campaign_id, indicator_id, do)
