"""Passwords: argon2id, with the library's own parameters (RFC 9106, low memory)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from checker.errors import UsageError

SHORTEST = 12
LONGEST = 1_000
"""Characters of a password; more would only keep the server busy."""

_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("nobody has this password")


def hashed(password: str, name: str) -> str:
    """Return what is stored of a password.

    Raises:
        UsageError: it is too short or too long, or it is the user's name.
    """
    if len(password) < SHORTEST:
        raise UsageError(
            "the password has fewer than {least} characters",
            remedy="Choose a longer one; a sentence of four words is good",
            values={"least": SHORTEST},
        )
    if len(password) > LONGEST:
        raise UsageError(
            "the password is too long",
            remedy="Stay below {most} characters",
            values={"most": LONGEST},
        )
    if name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST:
        raise UsageError("the password is made of the name", remedy="Choose another one")
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Compare a password with what is stored; takes as long for a user that does not exist."""
    try:
        same = _HASHER.verify(stored or _NOBODYS, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return same and stored is not None


def is_old(stored: str) -> bool:
    """True when it was hashed with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
