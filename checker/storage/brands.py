"""Brands and the names by which they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from checker.storage import removal, sets
from checker.storage.errors import ConflictError
from checker.storage.fields import changing, optional, present, required
from checker.storage.keys import digest, domain_key, handle_key, name_key
from checker.storage.records import Brand, BrandNameKind
from checker.storage.tables import BrandNameRow, BrandRow

_KEYS: dict[BrandNameKind, Callable[[str], str]] = {
    "alias": name_key,
    "handle": handle_key,
    "domain": domain_key,
}


def add_brand(
    session: Session,
    name: str,
    *,
    category: str | None = None,
    handles: Iterable[str] = (),
    aliases: Iterable[str] = (),
    domains: Iterable[str] = (),
    notes: str = "",
) -> Brand:
    """Add a brand, or add to the one of this name.

    Args:
        session: of :meth:`Database.write`.
        name: unique without regard to case.
        category: what it sells; brands of one category compete.
        handles: on any platform, with or without ``@``.
        aliases: other names.
        domains: web addresses or their hosts.
        notes: anything else.

    Raises:
        ConflictError: a name, handle or domain is another brand's; both are named.
        UsageError: a field is empty or too long.
    """
    name = required(name, "name of a brand")
    row = session.scalar(select(BrandRow).where(BrandRow.name_key == name_key(name)))
    if row is None:
        _refuse_taken(session, "alias", name, None, name)
        row = BrandRow(name=name, name_key=name_key(name), version=1, notes="")
        session.add(row)
    else:
        row.version += 1
    if category:
        row.category = name_key(required(category, "category"))
    row.notes = notes or row.notes
    session.flush()
    given: dict[BrandNameKind, Iterable[str]] = {
        "handle": handles,
        "alias": aliases,
        "domain": domains,
    }
    for kind, values in given.items():
        for value in values:
            _add_name(session, row, kind, value)
    return get_brand(session, row.id)


def _add_name(session: Session, brand: BrandRow, kind: BrandNameKind, value: str) -> None:
    value = required(value, f"{kind} of a brand")
    key = required(_KEYS[kind](value), f"{kind} of a brand")
    if kind == "alias" and key == brand.name_key:
        return
    if not _refuse_taken(session, kind, value, brand.id, brand.name):
        session.add(BrandNameRow(brand_id=brand.id, kind=kind, value=value, key=key))
        session.flush()


def _refuse_taken(
    session: Session, kind: BrandNameKind, value: str, brand_id: int | None, brand: str
) -> bool:
    """Return whether the brand has this name already; raise when another has it."""
    key = _KEYS[kind](value)
    owner = session.scalar(
        select(BrandRow)
        .join(BrandNameRow, BrandNameRow.brand_id == BrandRow.id)
        .where(BrandNameRow.kind == kind, BrandNameRow.key == key)
    )
    if owner is None and kind == "alias":
        owner = session.scalar(select(BrandRow).where(BrandRow.name_key == key))
    if owner is None:
        return False
    if owner.id == brand_id:
        return True
    raise ConflictError(
        "the {kind} {value} cannot belong to the brand {brand}: it belongs to {owner}",
        remedy="Correct one of the two brands",
        values={
            "kind": kind, "value": repr(value), "brand": repr(brand), "owner": repr(owner.name)
        },
        entry=kind,
    )  # fmt: skip


def update_brand(
    session: Session,
    brand_id: int,
    *,
    expected_version: int | None = None,
    name: str | None = None,
    category: str | None = None,
    notes: str | None = None,
) -> Brand:
    """Change a brand's name, category (empty: none) or notes; ``None`` leaves a field.

    Raises:
        NotFoundError: there is no such brand.
        ConflictError: the name is another brand's, or the record has another version.
        UsageError: a field is too long.
    """
    row = _row(session, brand_id)
    with changing(session, row, "brand", expected_version):
        if name is not None:
            name = required(name, "name of a brand")
            _refuse_taken(session, "alias", name, brand_id, row.name)
            row.name, row.name_key = name, name_key(name)
        if category is not None:
            given = optional(category, "category")
            row.category = name_key(given) if given else None
        if notes is not None:
            row.notes = notes
    return get_brand(session, brand_id)


def set_names(session: Session, brand_id: int, kind: BrandNameKind, values: Iterable[str]) -> None:
    """Give a brand these handles, aliases or domains in place of those that it has.

    Raises:
        NotFoundError: there is no such brand.
        ConflictError: one of them is another brand's; both are named.
        UsageError: one of them is too long.
    """
    row = _row(session, brand_id)
    wanted = [value for value in values if value.strip()]
    keys = {_KEYS[kind](value) for value in wanted}
    for known, value in _names(session, BrandNameRow.brand_id == brand_id).get(brand_id, []):
        if known == kind and _KEYS[kind](value) not in keys:
            remove_name(session, brand_id, kind, value)
    for value in wanted:
        _add_name(session, row, kind, value)


def remove_name(session: Session, brand_id: int, kind: BrandNameKind, value: str) -> None:
    """Take a handle, alias or domain from a brand; nothing happens when it has none such."""
    session.execute(
        delete(BrandNameRow).where(
            BrandNameRow.brand_id == brand_id,
            BrandNameRow.kind == kind,
            BrandNameRow.key == _KEYS[kind](value),
        )
    )


def delete_brand(session: Session, brand_id: int) -> None:
    """Remove a brand with its campaigns and collaborations; posts keep its name.

    Raises:
        ConflictError: an audit needs the record.
        NotFoundError: there is no such brand.
    """
    row = _row(session, brand_id)
    removal.refuse(session, "brand", brand_id)
    session.delete(row)
    session.flush()
    sets.forget_brand(session, brand_id)


def _row(session: Session, brand_id: int) -> BrandRow:
    return present(session, BrandRow, brand_id, "brand")


def get_brand(session: Session, brand_id: int) -> Brand:
    """Return a brand.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = _row(session, brand_id)
    return _record(row, _names(session, BrandNameRow.brand_id == brand_id).get(brand_id, []))


def list_brands(session: Session, *, category: str | None = None) -> list[Brand]:
    """Return the brands of a category (empty: none), or every brand, by name."""
    query = select(BrandRow).order_by(BrandRow.name_key)
    own: list[ColumnElement[bool]] = []
    if category is not None:
        inside = select(BrandRow.id).where(BrandRow.category == category)
        query = query.where(BrandRow.category == category)
        own.append(BrandNameRow.brand_id.in_(inside))
    names = _names(session, *own)
    return [_record(row, names.get(row.id, [])) for row in session.scalars(query)]


def _names(session: Session, *own: ColumnElement[bool]) -> dict[int, list[tuple[str, str]]]:
    query = select(BrandNameRow.brand_id, BrandNameRow.kind, BrandNameRow.value)
    found: dict[int, list[tuple[str, str]]] = {}
    for brand, kind, value in session.execute(query.where(*own).order_by(BrandNameRow.key)):
        found.setdefault(brand, []).append((kind, value))
    return found


def _record(row: BrandRow, names: list[tuple[str, str]]) -> Brand:
    def of(kind: str) -> tuple[str, ...]:
        return tuple(value for known, value in names if known == kind)

    return Brand(
        row.id,
        row.name,
        row.category,
        of("handle"),
        of("alias"),
        of("domain"),
        row.notes,
        row.version,
    )


def find_brand(session: Session, name: str) -> Brand | None:
    """Return the brand of this name, alias, handle or domain, looked for in this order."""
    identity = session.scalar(select(BrandRow.id).where(BrandRow.name_key == name_key(name)))
    for kind, key in _KEYS.items():
        if identity is not None:
            break
        identity = session.scalar(
            select(BrandNameRow.brand_id).where(
                BrandNameRow.kind == kind, BrandNameRow.key == key(name)
            )
        )
    return None if identity is None else get_brand(session, identity)


def brand_index(session: Session) -> dict[str, tuple[int, str]]:
    """Return every key of a name, alias, handle or domain with its brand's number and name.

    Look names up by ``keys.name_key`` or ``keys.handle_key``, hosts by ``keys.domain_key``. For
    a whole audit in memory: there are few brands.
    """
    names = {row.id: row.name for row in session.scalars(select(BrandRow))}
    index: dict[str, tuple[int, str]] = {}
    for kind in ("domain", "handle", "alias"):
        query = select(BrandNameRow.key, BrandNameRow.brand_id).where(BrandNameRow.kind == kind)
        for key, brand_id in session.execute(query):
            index[key] = (brand_id, names[brand_id])
    for row in session.scalars(select(BrandRow)):
        index[row.name_key] = (row.id, row.name)
    return index


def stamp(session: Session) -> str:
    """Return digits that are others once a brand is called otherwise."""
    names, keys = names_by_key(session)
    return digest(repr(sorted(names.items())), repr(sorted(keys.items())))


def names_by_key(session: Session) -> tuple[dict[int, str], dict[str, str]]:
    """Return the names of brands by number, and by the keys that posts may name them by.

    A name comes before an alias, an alias before a handle.
    """
    names: dict[int, str] = {}
    keys: dict[str, str] = {}
    for number, name, key in session.execute(select(BrandRow.id, BrandRow.name, BrandRow.name_key)):
        names[number] = keys[key] = name
    for kind in ("alias", "handle"):
        query = select(BrandNameRow.key, BrandNameRow.brand_id).where(BrandNameRow.kind == kind)
        for key, number in session.execute(query):
            keys.setdefault(key, names[number])
    return names, keys
