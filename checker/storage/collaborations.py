"""Who has worked for whom, when, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import get_args

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.model import RelationKind
from checker.storage.fields import period, present
from checker.storage.keys import digest
from checker.storage.records import Collaboration, Competition
from checker.storage.tables import (
    AccountRow,
    BrandRow,
    CampaignRow,
    CollaborationRow,
    CreatorRow,
)

_CHUNK = 500


def add_collaboration(
    session: Session,
    brand_id: int,
    relation: RelationKind,
    *,
    creator_id: int | None = None,
    account_id: int | None = None,
    campaign_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    contract: str = "",
    source: str = "",
    notes: str = "",
) -> tuple[Collaboration, bool]:
    """Put a tie on record, or find it there: the same list can be imported twice.

    Two entries are the same when they agree in all but source and notes.

    Args:
        session: of :meth:`Database.write`.
        brand_id: the brand.
        relation: of which kind; ``none`` states that there is no tie in this period.
        creator_id: the creator; may be left out when an account is given.
        account_id: the account, when the tie concerns one only.
        campaign_id: a campaign of the brand.
        starts_on: first day, ``None`` when open.
        ends_on: last day, ``None`` when open.
        contract: reference of the contract.
        source: where the entry comes from, such as the name of a gift list.
        notes: anything else.

    Returns:
        The collaboration, and whether it is new.

    Raises:
        NotFoundError: there is no such creator, account, brand or campaign.
        UsageError: neither creator nor account is given, they do not belong together, the
            campaign is another brand's, or the dates are reversed.
    """
    if relation not in get_args(RelationKind):
        raise UsageError(
            f"there is no relation {relation!r}",
            remedy=f"Choose among {', '.join(get_args(RelationKind))}",
        )
    creator = _creator(session, creator_id, account_id)
    brand = present(session, BrandRow, brand_id, "brand")
    period(starts_on, ends_on, f"the collaboration with {brand.name!r}")
    if campaign_id is not None:
        campaign = present(session, CampaignRow, campaign_id, "campaign")
        if campaign.brand_id != brand_id:
            raise UsageError(f"the campaign {campaign.name!r} is not one of {brand.name!r}")
    parts = (creator, account_id, brand_id, campaign_id, relation, starts_on, ends_on, contract)
    key = digest(*(str(part) for part in parts))
    row = session.scalar(select(CollaborationRow).where(CollaborationRow.key == key))
    new = row is None
    if row is None:
        row = CollaborationRow(
            creator_id=creator,
            account_id=account_id,
            brand_id=brand_id,
            campaign_id=campaign_id,
            relation=relation,
            starts_on=starts_on,
            ends_on=ends_on,
            contract=contract,
            source=source,
            notes=notes,
            key=key,
        )
        session.add(row)
        session.flush()
    return _record(row, brand.name), new


def _creator(session: Session, creator_id: int | None, account_id: int | None) -> int:
    if account_id is not None:
        account = present(session, AccountRow, account_id, "account")
        if creator_id is not None and account.creator_id != creator_id:
            raise UsageError(
                f"the account @{account.handle} belongs to creator {account.creator_id},"
                f" not to creator {creator_id}"
            )
        return account.creator_id
    if creator_id is None:
        raise UsageError("a collaboration needs a creator or an account")
    present(session, CreatorRow, creator_id, "creator")
    return creator_id


def _record(row: CollaborationRow, brand: str) -> Collaboration:
    return Collaboration(
        row.id,
        row.creator_id,
        row.brand_id,
        brand,
        row.relation,  # type: ignore[arg-type]
        row.account_id,
        row.campaign_id,
        row.starts_on,
        row.ends_on,
        row.contract,
        row.source,
        row.notes,
    )


def _select() -> Select[CollaborationRow, str]:
    return (
        select(CollaborationRow, BrandRow.name)
        .join(BrandRow, BrandRow.id == CollaborationRow.brand_id)
        .order_by(CollaborationRow.starts_on, CollaborationRow.id)
    )


def list_collaborations(
    session: Session,
    *,
    creator_id: int | None = None,
    brand_id: int | None = None,
    campaign_id: int | None = None,
    on: date | None = None,
) -> list[Collaboration]:
    """Return collaborations of a creator, a brand or a campaign, or that cover a day."""
    query = _select()
    if creator_id is not None:
        query = query.where(CollaborationRow.creator_id == creator_id)
    if brand_id is not None:
        query = query.where(CollaborationRow.brand_id == brand_id)
    if campaign_id is not None:
        query = query.where(CollaborationRow.campaign_id == campaign_id)
    found = [_record(row, brand) for row, brand in session.execute(query)]
    found.sort(key=_order)
    return [c for c in found if on is None or c.covers(on)]


def _order(tie: Collaboration) -> tuple[date, int]:
    return (tie.starts_on or date.min, tie.id)


def of_creators(session: Session, creator_ids: Sequence[int]) -> dict[int, list[Collaboration]]:
    """Return the collaborations of each of these creators, in order of their beginning."""
    found: dict[int, list[Collaboration]] = {}
    for at in range(0, len(creator_ids), _CHUNK):
        chosen = CollaborationRow.creator_id.in_(creator_ids[at : at + _CHUNK])
        for row, brand in session.execute(_select().where(chosen)):
            found.setdefault(row.creator_id, []).append(_record(row, brand))
    for ties in found.values():
        ties.sort(key=_order)
    return found


def delete_collaboration(session: Session, collaboration_id: int) -> None:
    """Take a collaboration off the record.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = present(session, CollaborationRow, collaboration_id, "collaboration")
    session.delete(row)
    session.flush()


def competing(session: Session, *, creator_id: int | None = None) -> list[Competition]:
    """Return pairs of brands of one category that a creator promoted at the same time.

    Collaborations of kind ``none`` do not count; an open date reaches as far as can be.

    Args:
        session: any.
        creator_id: look at one creator only.
    """
    categories: dict[int, str | None] = {
        row.id: row.category
        for row in session.scalars(select(BrandRow).where(BrandRow.category.is_not(None)))
    }
    query = select(CollaborationRow.creator_id).distinct().order_by(CollaborationRow.creator_id)
    if creator_id is not None:
        query = query.where(CollaborationRow.creator_id == creator_id)
    found: list[Competition] = []
    ids = session.scalars(query).all()
    for creator, ties in sorted(of_creators(session, ids).items()):
        found.extend(_competing(creator, ties, categories))
    return found


def _competing(
    creator: int, ties: Iterable[Collaboration], categories: dict[int, str | None]
) -> Iterable[Competition]:
    commercial = [tie for tie in ties if tie.relation != "none"]
    for first, second in combinations(commercial, 2):
        category = categories.get(first.brand_id)
        if first.brand_id == second.brand_id or not category:
            continue
        if category != categories.get(second.brand_id):
            continue
        start = max(first.starts_on or date.min, second.starts_on or date.min)
        end = min(first.ends_on or date.max, second.ends_on or date.max)
        if start <= end:
            yield Competition(
                creator,
                category,
                first,
                second,
                None if start == date.min else start,
                None if end == date.max else end,
            )
