"""Users, their tokens for the JSON API, and the log of who did what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checker.errors import UsageError
from checker.storage.errors import ConflictError, NotFoundError
from checker.storage.fields import present, required
from checker.storage.keys import name_key
from checker.storage.tables import ActivityRow, TokenRow, UserRow, utc_now

Role = Literal["viewer", "reviewer", "auditor", "administrator"]

ROLES: tuple[Role, ...] = ("viewer", "reviewer", "auditor", "administrator")
"""Each may do what those before it may."""

_SEEN_EVERY_S = 300
"""How often, in seconds, it is noted that a user or a token is in use."""


class User(msgspec.Struct, frozen=True):
    """A person who may sign in. ``epoch`` grows whenever open sessions must end."""

    id: int
    name: str
    role: Role
    active: bool
    has_password: bool
    language: str | None
    epoch: int
    created_at: datetime
    seen_at: datetime | None


class Token(msgspec.Struct, frozen=True):
    """A token of the JSON API; ``hint`` is how it begins."""

    id: int
    user_id: int
    user: str
    name: str
    hint: str
    created_at: datetime
    expires_on: date | None
    used_at: datetime | None


class Activity(msgspec.Struct, frozen=True):
    """One thing that somebody did."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


def _user(row: UserRow) -> User:
    return User(
        id=row.id,
        name=row.name,
        role=_role(row.role),
        active=row.active,
        has_password=row.password_hash is not None,
        language=row.language,
        epoch=row.epoch,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


def _row(session: Session, user_id: int) -> UserRow:
    return present(session, UserRow, user_id, "user")


def _role(value: str) -> Role:
    for role in ROLES:
        if role == value:
            return role
    raise UsageError(
        "there is no role {role}",
        remedy="Choose among {choices}",
        values={"role": repr(value), "choices": ", ".join(ROLES)},
    )


def add_user(session: Session, name: str, role: str, *, password_hash: str | None = None) -> User:
    """Add a user.

    Args:
        session: of :meth:`Database.write`.
        name: to sign in with; case does not tell two users apart.
        role: one of :data:`ROLES`.
        password_hash: as argon2 writes it; ``None``: nobody can sign in yet.

    Raises:
        UsageError: the name is empty or too long, or there is no such role.
        ConflictError: there is a user of this name.
    """
    name = required(name, "name of the user", 200)
    key = name_key(name)
    if session.scalar(select(UserRow.id).where(UserRow.name_key == key)) is not None:
        raise ConflictError(
            "there is a user {name} already",
            remedy="Choose another name, or change that user",
            values={"name": repr(name)},
        )
    row = UserRow(name=name, name_key=key, role=_role(role), password_hash=password_hash)
    session.add(row)
    session.flush()
    return _user(row)


def get_user(session: Session, user_id: int) -> User:
    """Return a user.

    Raises:
        NotFoundError: there is none of this number.
    """
    return _user(_row(session, user_id))


def find_user(session: Session, name: str) -> tuple[User, str | None] | None:
    """Return the user of a name with the password's hash, or ``None``."""
    row = session.scalar(select(UserRow).where(UserRow.name_key == name_key(name.strip())))
    return None if row is None else (_user(row), row.password_hash)


def password_hash_of(session: Session, user_id: int) -> str | None:
    """Return a user's password hash; raises :class:`NotFoundError` as :func:`get_user`."""
    return _row(session, user_id).password_hash


def list_users(session: Session) -> list[User]:
    """Return every user, by name."""
    return [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name_key))]


def count_users(session: Session) -> int:
    """Count the users."""
    return session.scalar(select(func.count()).select_from(UserRow)) or 0


def set_password(session: Session, user_id: int, password_hash: str) -> User:
    """Give a user another password, which ends every open session."""
    row = _row(session, user_id)
    row.password_hash = password_hash
    row.epoch += 1
    session.flush()
    return _user(row)


def change_user(
    session: Session,
    user_id: int,
    *,
    role: str | None = None,
    active: bool | None = None,
) -> User:
    """Change a user's role or access, which ends the user's open sessions.

    Raises:
        NotFoundError: there is none of this number.
        UsageError: there is no such role.
        ConflictError: no administrator who can sign in would be left.
    """
    row = _row(session, user_id)
    was = (row.role, row.active)
    row.role = row.role if role is None else _role(role)
    row.active = row.active if active is None else active
    if (row.role, row.active) != was:
        row.epoch += 1
    session.flush()
    _keep_an_administrator(session)
    return _user(row)


def end_sessions(session: Session, user_id: int) -> User:
    """End every open session of a user."""
    row = _row(session, user_id)
    row.epoch += 1
    session.flush()
    return _user(row)


def delete_user(session: Session, user_id: int) -> User:
    """Delete a user with tokens and kept drafts; what the user did stays in the log.

    Raises:
        NotFoundError: there is none of this number.
        ConflictError: no administrator who can sign in would be left.
    """
    row = _row(session, user_id)
    gone = _user(row)
    session.delete(row)
    session.flush()
    _keep_an_administrator(session)
    return gone


def _keep_an_administrator(session: Session) -> None:
    left = session.scalar(
        select(UserRow.id)
        .where(
            UserRow.role == "administrator",
            UserRow.active.is_(True),
            UserRow.password_hash.is_not(None),
        )
        .limit(1)
    )
    if left is None:
        raise ConflictError(
            "no administrator who can sign in would be left",
            remedy="Make another user an administrator first",
        )


def set_language(session: Session, user_id: int, language: str | None) -> None:
    """Remember the language that a user reads the pages in."""
    _row(session, user_id).language = language
    session.flush()


def is_due(seen_at: datetime | None, now: datetime) -> bool:
    """True when it is time to note again that somebody is there."""
    return seen_at is None or (now - seen_at).total_seconds() >= _SEEN_EVERY_S


def seen(session: Session, user_id: int, now: datetime) -> None:
    """Note that a user is there."""
    row = session.get(UserRow, user_id)
    if row is not None:
        row.seen_at = now
        session.flush()


def add_token(
    session: Session,
    user_id: int,
    name: str,
    digest: str,
    hint: str,
    *,
    expires_on: date | None = None,
) -> Token:
    """Put a token on record.

    Args:
        session: of :meth:`Database.write`.
        user_id: in whose name it acts.
        name: what it is for.
        digest: its SHA-256, in hexadecimal; the token itself is kept nowhere.
        hint: how it begins, so that its owner knows which it is.
        expires_on: the last day on which it is taken.

    Raises:
        UsageError: the name is empty or too long.
        NotFoundError: there is no such user.
    """
    row = TokenRow(
        user_id=_row(session, user_id).id,
        name=required(name, "name of the token", 200),
        digest=digest,
        hint=hint,
        expires_on=expires_on,
    )
    session.add(row)
    session.flush()
    return _token(row, _row(session, user_id).name)


def _token(row: TokenRow, user: str) -> Token:
    return Token(
        row.id, row.user_id, user, row.name, row.hint, row.created_at, row.expires_on, row.used_at
    )


def list_tokens(session: Session, *, user_id: int | None = None) -> list[Token]:
    """Return tokens, newest first: all of them, or one user's."""
    query = select(TokenRow, UserRow.name).join(UserRow, UserRow.id == TokenRow.user_id)
    if user_id is not None:
        query = query.where(TokenRow.user_id == user_id)
    found = session.execute(query.order_by(TokenRow.id.desc()))
    return [_token(row, name) for row, name in found]


def revoke_token(session: Session, token_id: int, *, user_id: int | None = None) -> Token:
    """Take a token back.

    Raises:
        NotFoundError: there is none of this number (or none of this user's).
    """
    row = session.get(TokenRow, token_id)
    if row is None or user_id not in (None, row.user_id):
        raise NotFoundError(f"there is no token number {token_id}")
    gone = _token(row, _row(session, row.user_id).name)
    session.delete(row)
    session.flush()
    return gone


def find_token(session: Session, digest: str, today: date) -> tuple[Token, User] | None:
    """Return the token of a digest and its user, where both still hold."""
    row = session.scalar(select(TokenRow).where(TokenRow.digest == digest))
    if row is None or (row.expires_on is not None and row.expires_on < today):
        return None
    user = _user(_row(session, row.user_id))
    return (_token(row, user.name), user) if user.active else None


def token_used(session: Session, token_id: int, now: datetime) -> None:
    """Note that a token is in use."""
    row = session.get(TokenRow, token_id)
    if row is not None:
        row.used_at = now
        session.flush()


def log(
    session: Session,
    actor: str,
    action: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add to the log of who did what; nothing changes or deletes its entries.

    Args:
        session: of :meth:`Database.write`; best that of the deed itself, so that neither is
            stored without the other.
        actor: the user's name.
        action: a short word such as ``user-added``.
        subject: what it was done to.
        detail: what else is worth knowing; never a password or a token.
    """
    session.add(
        ActivityRow(
            at=utc_now(), actor=actor[:200], action=action, subject=subject, detail=detail or {}
        )
    )
    session.flush()


def list_activity(
    session: Session,
    *,
    before: int | None = None,
    limit: int = 50,
    actor: str | None = None,
    action: str | None = None,
) -> list[Activity]:
    """Return what was done, the newest first.

    Args:
        session: of :meth:`Database.read`.
        before: only what is older than the entry of this number.
        limit: most entries.
        actor: only what this user did.
        action: only deeds of this kind.
    """
    query = select(ActivityRow)
    if before is not None:
        query = query.where(ActivityRow.id < before)
    if actor:
        query = query.where(ActivityRow.actor == actor)
    if action:
        query = query.where(ActivityRow.action == action)
    rows = session.scalars(query.order_by(ActivityRow.id.desc()).limit(limit))
    return [Activity(r.id, r.at, r.actor, r.action, r.subject, r.detail) for r in rows]


def actions(session: Session) -> list[str]:
    """Return the kinds of deeds that the log holds, sorted."""
    return sorted(session.scalars(select(ActivityRow.action).distinct()))
