"""Settings that administrators change in the browser."""

from __future__ import annotations

import msgspec

from checker.errors import UsageError
from checker.storage import Session, drafts

_NAME = "web"


class Settings(msgspec.Struct, frozen=True):
    """Retention: after how many days what users keep is gone."""

    keep_drafts_days: int = 30


def read_settings(session: Session) -> Settings:
    """Return the settings; what nobody has set stands at its default."""
    stored = drafts.get_setting(session, _NAME, {})
    return msgspec.convert(stored, Settings) if isinstance(stored, dict) else Settings()


def write_settings(session: Session, settings: Settings) -> None:
    """Store the settings.

    Raises:
        UsageError: a number of days is out of range.
    """
    if not 1 <= settings.keep_drafts_days <= 366:
        raise UsageError("results are kept for 1 to 366 days", remedy="Give a number in between")
    drafts.set_setting(session, _NAME, msgspec.to_builtins(settings))
