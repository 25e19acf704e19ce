"""What goes when a record is taken away, and what forbids it.

Audits keep their posts and verdicts whole, with the names, the followers and the relation that
were known when they were judged. What they need all the same keeps a record from going: an audit
that is not finished writes what leads to records, and a waiver is part of every report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.fields import present
from checker.storage.keys import digest
from checker.storage.tables import (
    AccountRow,
    AuditRow,
    Base,
    BrandRow,
    CampaignRow,
    CollaborationRow,
    CreatorRow,
    IndicatorRow,
    IndicatorValueRow,
    PostBrandRow,
    PostRow,
    SnapshotRow,
    WaiverRow,
)

Kind = Literal["creator", "account", "brand", "campaign", "collaboration"]


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """What the removal of a record takes along, leaves behind and is kept from by.

    Attributes:
        kind: of the record.
        id: its number.
        name: what it is called; a collaboration is called by its creator and its brand.
        version: of the record, 0 where it has none.
        accounts: of the creator; they go.
        snapshots: counts of the accounts; they go.
        campaigns: of the brand; they go.
        indicators: of the campaigns; they go, with so many ``values``.
        values: monitored values; they go.
        collaborations: they go.
        loosened: collaborations that stay, without their campaign.
        posts: of audits; they stay, and lead to this record no longer.
        waivers: numbers of those that rest on it; they keep it from going.
        unfinished: names of audits that are not finished; they keep it from going.
    """

    kind: Kind
    id: int
    name: str
    version: int = 0
    accounts: int = 0
    snapshots: int = 0
    campaigns: int = 0
    indicators: int = 0
    values: int = 0
    collaborations: int = 0
    loosened: int = 0
    posts: int = 0
    waivers: tuple[int, ...] = ()
    unfinished: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Digits that are others once any of this is."""
        return digest(repr(self))


def look(session: Session, kind: Kind, number: int) -> Removal:
    """Return what the removal of a record would mean.

    Args:
        session: any.
        kind: of the record.
        number: of the record.

    Raises:
        NotFoundError: there is none of this number.
    """
    return _LOOK[kind](session, number)


def refuse(session: Session, kind: Kind, number: int) -> None:
    """Refuse a removal that would take away what an audit needs.

    Raises:
        ConflictError: an audit is not finished, or a waiver rests on the record.
        NotFoundError: there is none of this number.
    """
    unfinished = _unfinished(session)
    if unfinished:
        raise ConflictError(
            "the audit {name} is not finished, and rests on what is on record",
            remedy="Wait for its end, or cancel it, and remove this afterwards",
            values={"name": repr(unfinished[0])},
        )
    waivers = _waivers(session, kind, number)
    if waivers:
        raise ConflictError(
            "reports of audits need it: waivers rest on it (number {numbers})",
            remedy="End those waivers first",
            values={"numbers": ", ".join(map(str, waivers))},
        )


def _count(session: Session, table: type[Base], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _unfinished(session: Session) -> tuple[str, ...]:
    query = select(AuditRow.name).where(AuditRow.state == "running").order_by(AuditRow.id)
    return tuple(session.scalars(query))


def _waivers(session: Session, kind: Kind, number: int) -> tuple[int, ...]:
    columns: dict[str, Any] = {"creator": WaiverRow.creator_id, "brand": WaiverRow.brand_id}
    if kind not in columns:
        return ()
    query = select(WaiverRow.id).where(columns[kind] == number).order_by(WaiverRow.id)
    return tuple(session.scalars(query))


def _of_accounts(session: Session, accounts: Sequence[int]) -> dict[str, Any]:
    return {
        "snapshots": _count(session, SnapshotRow, SnapshotRow.account_id.in_(accounts)),
        "posts": _count(session, PostRow, PostRow.account_id.in_(accounts)),
    }


def _creator(session: Session, number: int) -> Removal:
    row = present(session, CreatorRow, number, "creator")
    accounts = session.scalars(select(AccountRow.id).where(AccountRow.creator_id == number)).all()
    return Removal(
        kind="creator",
        id=number,
        name=row.name,
        version=row.version,
        accounts=len(accounts),
        collaborations=_count(session, CollaborationRow, CollaborationRow.creator_id == number),
        waivers=_waivers(session, "creator", number),
        unfinished=_unfinished(session),
        **_of_accounts(session, accounts),
    )


def _account(session: Session, number: int) -> Removal:
    row = present(session, AccountRow, number, "account")
    return Removal(
        kind="account",
        id=number,
        name=f"{row.platform} @{row.handle}",
        collaborations=_count(session, CollaborationRow, CollaborationRow.account_id == number),
        unfinished=_unfinished(session),
        **_of_accounts(session, [number]),
    )


def _of_campaigns(session: Session, campaigns: Sequence[int]) -> dict[str, Any]:
    own = select(IndicatorRow.id).where(IndicatorRow.campaign_id.in_(campaigns))
    return {
        "indicators": _count(session, IndicatorRow, IndicatorRow.campaign_id.in_(campaigns)),
        "values": _count(session, IndicatorValueRow, IndicatorValueRow.indicator_id.in_(own)),
    }


def _brand(session: Session, number: int) -> Removal:
    row = present(session, BrandRow, number, "brand")
    campaigns = session.scalars(select(CampaignRow.id).where(CampaignRow.brand_id == number)).all()
    return Removal(
        kind="brand",
        id=number,
        name=row.name,
        version=row.version,
        campaigns=len(campaigns),
        collaborations=_count(session, CollaborationRow, CollaborationRow.brand_id == number),
        posts=_count(session, PostBrandRow, PostBrandRow.brand_id == number),
        waivers=_waivers(session, "brand", number),
        unfinished=_unfinished(session),
        **_of_campaigns(session, campaigns),
    )


def _campaign(session: Session, number: int) -> Removal:
    row = present(session, CampaignRow, number, "campaign")
    return Removal(
        kind="campaign",
        id=number,
        name=row.name,
        version=row.version,
        loosened=_count(session, CollaborationRow, CollaborationRow.campaign_id == number),
        unfinished=_unfinished(session),
        **_of_campaigns(session, [number]),
    )


def _collaboration(session: Session, number: int) -> Removal:
    found = session.execute(
        select(CollaborationRow, CreatorRow.name, BrandRow.name)
        .join(CreatorRow, CreatorRow.id == CollaborationRow.creator_id)
        .join(BrandRow, BrandRow.id == CollaborationRow.brand_id)
        .where(CollaborationRow.id == number)
    ).first()
    if found is None:
        raise NotFoundError(f"there is no collaboration number {number}")
    row, creator, brand = found
    return Removal(
        kind="collaboration",
        id=row.id,
        name=f"{creator} – {brand}",
        unfinished=_unfinished(session),
    )


_LOOK = {
    "creator": _creator,
    "account": _account,
    "brand": _brand,
    "campaign": _campaign,
    "collaboration": _collaboration,
}
