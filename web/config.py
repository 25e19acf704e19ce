"""How the application is set up; frozen, and made before the application."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec

from checker.errors import UsageError
from checker.storage import DEFAULT_URL

SECRET_VARIABLE = "PALESE_SECRET_KEY"
SHORTEST_SECRET = 32
"""Fewest characters of a secret key."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one application.

    Attributes:
        secret_key: signs sessions and links; who knows it can be anybody.
        database_url: as for :meth:`checker.storage.Database.open`.
        production: reached from other machines: cookies travel by HTTPS alone.
        rules: folders of further rules.
        max_upload_bytes: largest request, files included.
        max_form_bytes: largest form without its files.
        max_drafts: most drafts that are checked at once from one file.
        session_hours: how long somebody who does nothing stays signed in.
        login_limit: attempts to sign in from one address, and for one name.
        check_limit: live checks of one user.
        api_limit: requests of one token.
        audit_limit: audits that one user starts.
        batch_posts: most posts of one request to the JSON API.
        uploads: folder for the files of audits that are not finished; ``None``: beside the
            database where that is a file, else ``palese-uploads`` in the current folder.
    """

    secret_key: str
    database_url: str = DEFAULT_URL
    production: bool = True
    rules: tuple[Path, ...] = ()
    max_upload_bytes: int = 64_000_000
    max_form_bytes: int = 8_000_000
    max_drafts: int = 500
    session_hours: int = 12
    login_limit: str = "10 per minute; 60 per hour"
    check_limit: str = "600 per minute"
    api_limit: str = "600 per minute"
    audit_limit: str = "60 per hour"
    batch_posts: int = 1_000
    uploads: Path | None = None


def is_local(host: str) -> bool:
    """True when only this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def secret_key(environ: Mapping[str, str], *, production: bool) -> tuple[str, bool]:
    """Return the secret key, and whether it was made up for this run alone.

    Raises:
        UsageError: in production none is given, or one that could be guessed.
    """
    given = environ.get(SECRET_VARIABLE, "")
    if given and len(given) < SHORTEST_SECRET:
        raise UsageError(
            f"the secret key has fewer than {SHORTEST_SECRET} characters",
            where=SECRET_VARIABLE,
            remedy="Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'",
        )
    if given:
        return given, False
    if production:
        raise UsageError(
            "a server that other machines can reach needs a secret key",
            where=SECRET_VARIABLE,
            remedy="Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
            " and keep it in the environment of the server",
        )
    return secrets.token_hex(32), True
