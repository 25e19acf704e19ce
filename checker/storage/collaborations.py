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
from checker.storage import removal
from checker.storage.errors import ConflictError
from checker.storage.fields import optional, period, present
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
    optional(source, "source")
    brand, creator, key = _checked(
        session, brand_id, relation, creator_id, account_id, campaign_id, starts_on, ends_on,
        contract,
    )  # fmt: skip
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


def _checked(
    session: Session,
    brand_id: int,
    relation: str,
    creator_id: int | None,
    account_id: int | None,
    campaign_id: int | None,
    starts_on: date | None,
    ends_on: date | None,
    contract: str,
) -> tuple[BrandRow, int, str]:
    """Return the brand, the creator and the key of a tie that makes sense."""
    if relation not in get_args(RelationKind):
        raise UsageError(
            "there is no relation {relation}",
            remedy="Choose among {choices}",
            values={"relation": repr(relation), "choices": ", ".join(get_args(RelationKind))},
            entry="relation",
        )
    creator = _creator(session, creator_id, account_id)
    brand = present(session, BrandRow, brand_id, "brand")
    period(starts_on, ends_on, f"the collaboration with {brand.name!r}")
    optional(contract, "contract")
    if campaign_id is not None:
        campaign = present(session, CampaignRow, campaign_id, "campaign")
        if campaign.brand_id != brand_id:
            raise UsageError(
                "the campaign {campaign} is not one of {brand}",
                remedy="Choose a campaign of this brand, or none",
                values={"campaign": repr(campaign.name), "brand": repr(brand.name)},
                entry="campaign",
            )
    parts = (creator, account_id, brand_id, campaign_id, relation, starts_on, ends_on, contract)
    return brand, creator, digest(*(str(part) for part in parts))


def get_collaboration(session: Session, collaboration_id: int) -> Collaboration:
    """Return a collaboration.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = present(session, CollaborationRow, collaboration_id, "collaboration")
    return _record(row, present(session, BrandRow, row.brand_id, "brand").name)


def version_of(tie: Collaboration) -> str:
    """Return digits that are others once anything of a collaboration is."""
    return digest(repr(tie))


def update_collaboration(
    session: Session,
    collaboration_id: int,
    relation: RelationKind,
    *,
    brand_id: int,
    expected_version: str | None = None,
    account_id: int | None = None,
    campaign_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    contract: str = "",
    source: str = "",
    notes: str = "",
) -> Collaboration:
    """Give a collaboration other values; its creator stays.

    Args:
        session: of :meth:`Database.write`.
        collaboration_id: which one.
        relation: as for :func:`add_collaboration`, like the others.
        brand_id: the brand.
        expected_version: refuse unless :func:`version_of` it is this still.
        account_id: an account of the creator, ``None``: all of them.
        campaign_id: a campaign of the brand.
        starts_on: first day, ``None`` when open.
        ends_on: last day, ``None`` when open.
        contract: reference of the contract.
        source: where the entry comes from.
        notes: anything else.

    Raises:
        ConflictError: it is not what it was, or another is the same in all but source and notes.
        NotFoundError: there is no such collaboration, account, brand or campaign.
        UsageError: as :func:`add_collaboration`.
    """
    before = get_collaboration(session, collaboration_id)
    if expected_version is not None and version_of(before) != expected_version:
        raise ConflictError(
            "{what} was changed by somebody else meanwhile",
            remedy="Look at it again and repeat the change",
            values={"what": f"the collaboration with {before.brand!r}"},
        )
    optional(source, "source")
    brand, _creator_id, key = _checked(
        session, brand_id, relation, before.creator_id, account_id, campaign_id, starts_on,
        ends_on, contract,
    )  # fmt: skip
    same = session.scalar(select(CollaborationRow.id).where(CollaborationRow.key == key))
    if same not in (None, collaboration_id):
        raise ConflictError(
            "the same collaboration is on record already (number {number})",
            remedy="Change that one, or remove this one",
            values={"number": same},
        )
    row = present(session, CollaborationRow, collaboration_id, "collaboration")
    row.relation, row.brand_id, row.account_id = relation, brand_id, account_id
    row.campaign_id, row.starts_on, row.ends_on = campaign_id, starts_on, ends_on
    row.contract, row.source, row.notes, row.key = contract, source, notes, key
    session.flush()
    return _record(row, brand.name)


def _creator(session: Session, creator_id: int | None, account_id: int | None) -> int:
    if account_id is not None:
        account = present(session, AccountRow, account_id, "account")
        if creator_id is not None and account.creator_id != creator_id:
            raise UsageError(
                "the account @{handle} belongs to creator {owner}, not to creator {creator}",
                values={
                    "handle": account.handle, "owner": account.creator_id, "creator": creator_id
                },
                entry="account",
            )  # fmt: skip
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
        ConflictError: an audit is not finished.
        NotFoundError: there is none of this number.
    """
    row = present(session, CollaborationRow, collaboration_id, "collaboration")
    removal.refuse(session, "collaboration", collaboration_id)
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
