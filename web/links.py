"""Links that carry their own right: signed, for one purpose, and over after a time."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

DAY_S = 86_400


def _signer(purpose: str) -> URLSafeTimedSerializer:
    secret = current_app.secret_key
    assert isinstance(secret, str)
    return URLSafeTimedSerializer(secret, salt=f"palese/{purpose}")


def sign(purpose: str, value: Any) -> str:
    """Return a word for an address that nobody without the secret key could make."""
    return _signer(purpose).dumps(value)


def read(purpose: str, word: str, max_age_s: int) -> Any | None:
    """Return what was signed for this purpose, or ``None`` where it was not or is too old."""
    try:
        return _signer(purpose).loads(word, max_age=max_age_s)
    except BadSignature:
        return None
