"""Campaigns of brands, and what they are measured by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.storage import removal
from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.fields import period, present, required, unchanged, utc
from checker.storage.keys import digest, name_key
from checker.storage.records import Campaign, Indicator, IndicatorValue
from checker.storage.tables import (
    AccountRow,
    BrandRow,
    CampaignRow,
    CollaborationRow,
    IndicatorRow,
    IndicatorValueRow,
)

_CHUNK = 500


def save_campaign(
    session: Session,
    brand_id: int,
    name: str,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    target_group: str = "",
    strategy: str = "",
    budget: Decimal | None = None,
    currency: str | None = None,
    tactics: Iterable[str] = (),
    notes: str = "",
    campaign_id: int | None = None,
    expected_version: int | None = None,
) -> Campaign:
    """Add a campaign, or put new values into the one of ``campaign_id``.

    Args:
        session: of :meth:`Database.write`.
        brand_id: whose campaign it is.
        name: unique within the brand, without regard to case.
        starts_on: first day, ``None`` when open.
        ends_on: last day, ``None`` when open.
        target_group: whom it is to reach.
        strategy: how, in general.
        budget: amount in ``currency``.
        currency: ISO 4217 code, such as ``EUR``.
        tactics: how, in particular.
        notes: anything else.
        campaign_id: the campaign to change; ``None`` adds one.
        expected_version: refuse unless the record has this version still.

    Raises:
        ConflictError: the brand has a campaign of this name, or the version differs.
        NotFoundError: there is no such brand or campaign.
        UsageError: dates reversed, budget below zero or without a currency.
    """
    name = required(name, "name of a campaign")
    period(starts_on, ends_on, f"the campaign {name!r}")
    if budget is not None and (not budget.is_finite() or budget < 0 or budget >= 10**20):
        raise UsageError(
            "the budget of {name} is {budget}",
            values={"name": repr(name), "budget": budget},
            entry="budget",
        )
    if currency is not None:
        currency = currency.strip().upper()
        if len(currency) != 3 or not currency.isalpha():
            raise UsageError(
                "{currency} is no currency",
                remedy="Give a code such as EUR",
                values={"currency": repr(currency)},
                entry="currency",
            )
    if budget is not None and currency is None:
        raise UsageError(
            "the budget of {name} has no currency",
            remedy="Give a code such as EUR",
            values={"name": repr(name)},
            entry="currency",
        )
    present(session, BrandRow, brand_id, "brand")
    same = session.scalar(
        select(CampaignRow).where(
            CampaignRow.brand_id == brand_id, CampaignRow.name_key == name_key(name)
        )
    )
    if same is not None and same.id != campaign_id:
        raise ConflictError(
            "the brand has a campaign {name} already",
            values={"name": repr(same.name)},
            entry="name",
        )
    if campaign_id is None:
        row = CampaignRow(brand_id=brand_id, version=0)
        session.add(row)
    else:
        row = _row(session, campaign_id)
        unchanged(f"the campaign {row.name!r}", row.version, expected_version)
        row.brand_id = brand_id
    row.name, row.name_key = name, name_key(name)
    row.starts_on, row.ends_on = starts_on, ends_on
    row.target_group, row.strategy, row.notes = target_group, strategy, notes
    row.budget, row.currency = budget, currency
    row.tactics = [required(tactic, "tactic") for tactic in tactics]
    row.version += 1
    session.flush()
    return get_campaign(session, row.id)


def _row(session: Session, campaign_id: int) -> CampaignRow:
    return present(session, CampaignRow, campaign_id, "campaign")


def delete_campaign(session: Session, campaign_id: int) -> None:
    """Remove a campaign with its indicators; its collaborations stay, without it.

    Raises:
        ConflictError: an audit needs the record.
        NotFoundError: there is no such campaign.
    """
    row = _row(session, campaign_id)
    removal.refuse(session, "campaign", campaign_id)
    session.delete(row)
    session.flush()


def get_campaign(session: Session, campaign_id: int) -> Campaign:
    """Return a campaign with its indicators and their values.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = _row(session, campaign_id)
    return _record(row, _indicators(session, [campaign_id]).get(campaign_id, ()))


def _record(row: CampaignRow, indicators: tuple[Indicator, ...]) -> Campaign:
    return Campaign(
        row.id,
        row.brand_id,
        row.name,
        row.starts_on,
        row.ends_on,
        row.target_group,
        row.strategy,
        row.budget,
        row.currency,
        tuple(row.tactics),
        indicators,
        row.notes,
        row.version,
    )


def _indicators(session: Session, campaigns: Sequence[int]) -> dict[int, tuple[Indicator, ...]]:
    """Return the indicators of campaigns with their values."""
    rows = session.scalars(
        select(IndicatorRow)
        .where(IndicatorRow.campaign_id.in_(campaigns))
        .order_by(IndicatorRow.name)
    ).all()
    values: dict[int, list[IndicatorValue]] = {row.id: [] for row in rows}
    for value in session.scalars(
        select(IndicatorValueRow)
        .where(IndicatorValueRow.indicator_id.in_(list(values)))
        .order_by(IndicatorValueRow.observed_at)
    ):
        values[value.indicator_id].append(IndicatorValue(value.observed_at, value.value))
    found: dict[int, tuple[Indicator, ...]] = {}
    for r in rows:
        own = Indicator(r.id, r.name, r.unit, r.target, tuple(values[r.id]))
        found[r.campaign_id] = (*found.get(r.campaign_id, ()), own)
    return found


def stamp(session: Session) -> str:
    """Return digits that are others once a campaign, its brand or who is in it changes."""
    tie = CollaborationRow
    own = select(tie.creator_id).where(tie.campaign_id.is_not(None))
    queries = (
        select(CampaignRow.id, CampaignRow.name, BrandRow.name)
        .join(BrandRow, BrandRow.id == CampaignRow.brand_id)
        .order_by(CampaignRow.id),
        select(tie.id, tie.campaign_id, tie.creator_id, tie.account_id, tie.starts_on, tie.ends_on)
        .where(tie.campaign_id.is_not(None))
        .order_by(tie.id),
        select(AccountRow.id, AccountRow.creator_id)
        .where(AccountRow.creator_id.in_(own))
        .order_by(AccountRow.id),
    )
    return digest(*(repr(session.execute(query).all()) for query in queries))


def list_campaigns(session: Session, *, brand_id: int | None = None) -> list[Campaign]:
    """Return the campaigns of a brand, or all, by name."""
    query = select(CampaignRow).order_by(CampaignRow.name_key, CampaignRow.id)
    if brand_id is not None:
        query = query.where(CampaignRow.brand_id == brand_id)
    rows = session.scalars(query).all()
    found: list[Campaign] = []
    for at in range(0, len(rows), _CHUNK):
        part = rows[at : at + _CHUNK]
        indicators = _indicators(session, [row.id for row in part])
        found += [_record(row, indicators.get(row.id, ())) for row in part]
    return found


def set_indicator(
    session: Session, campaign_id: int, name: str, *, unit: str = "", target: Decimal | None = None
) -> Indicator:
    """Add an indicator to a campaign, or change its unit and target.

    Raises:
        NotFoundError: there is no such campaign.
        UsageError: the name is empty or too long, or the target is no number.
    """
    _row(session, campaign_id)
    name = required(name, "name of an indicator", 200)
    row = session.scalar(
        select(IndicatorRow).where(
            IndicatorRow.campaign_id == campaign_id, IndicatorRow.name == name
        )
    )
    if row is None:
        row = IndicatorRow(campaign_id=campaign_id, name=name)
        session.add(row)
    row.unit = unit
    row.target = None if target is None else _number(target, name)
    session.flush()
    return next(i for i in _indicators(session, [campaign_id])[campaign_id] if i.id == row.id)


def _number(value: Decimal, name: str) -> Decimal:
    if not value.is_finite() or abs(value) >= 10**20:
        raise UsageError(
            "{value} is no value for the indicator {name}",
            values={"value": value, "name": repr(name)},
            entry="value",
        )
    return value


def monitor(session: Session, indicator_id: int, observed_at: datetime, value: Decimal) -> None:
    """Store the value of an indicator at a moment, in place of one stored for that moment.

    Raises:
        NotFoundError: there is no such indicator.
        UsageError: the value is no number.
    """
    indicator = present(session, IndicatorRow, indicator_id, "indicator")
    moment = utc(observed_at)
    row = session.get(IndicatorValueRow, (indicator_id, moment))
    if row is None:
        row = IndicatorValueRow(indicator_id=indicator_id, observed_at=moment)
        session.add(row)
    row.value = _number(value, indicator.name)
    session.flush()


def _owned(session: Session, campaign_id: int, indicator_id: int) -> IndicatorRow:
    row = session.get(IndicatorRow, indicator_id)
    if row is None or row.campaign_id != campaign_id:
        raise NotFoundError(f"the campaign has no indicator number {indicator_id}")
    return row


def indicator_of(session: Session, campaign_id: int, indicator_id: int) -> Indicator:
    """Return an indicator of a campaign.

    Raises:
        NotFoundError: the campaign has none of this number.
    """
    _owned(session, campaign_id, indicator_id)
    return next(i for i in _indicators(session, [campaign_id])[campaign_id] if i.id == indicator_id)


def remove_indicator(session: Session, campaign_id: int, indicator_id: int) -> None:
    """Remove an indicator with its values.

    Raises:
        NotFoundError: the campaign has none of this number.
    """
    session.delete(_owned(session, campaign_id, indicator_id))
    session.flush()


def remove_value(
    session: Session, campaign_id: int, indicator_id: int, observed_at: datetime
) -> None:
    """Remove the value of an indicator at a moment.

    Raises:
        NotFoundError: there is no such indicator or value.
    """
    _owned(session, campaign_id, indicator_id)
    row = session.get(IndicatorValueRow, (indicator_id, utc(observed_at)))
    if row is None:
        raise NotFoundError(f"there is no value of {observed_at}")
    session.delete(row)
    session.flush()
