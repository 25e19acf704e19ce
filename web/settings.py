"""Settings that administrators change in the browser."""

from __future__ import annotations

import msgspec

from checker.errors import UsageError
from checker.storage import Session, drafts

_NAME = "web"


class Settings(msgspec.Struct, frozen=True):
    """Retention: how long what is stored stays.

    Attributes:
        keep_drafts_days: after so many days a result that a user keeps is gone.
        keep_audits_days: so many days after its end an audit is past its time; ``None``: never.
        sweep: whether what is past its time is removed without anybody asking.
    """

    keep_drafts_days: int = 30
    keep_audits_days: int | None = None
    sweep: bool = False


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
    if settings.keep_audits_days is not None and not 1 <= settings.keep_audits_days <= 3660:
        raise UsageError("audits are kept for 1 to 3,660 days", remedy="Give a number in between")
    drafts.set_setting(session, _NAME, msgspec.to_builtins(settings))
