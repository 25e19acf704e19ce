"""What Zeeschuimer, a browser extension, and 4CAT put around a record of a platform."""

from __future__ import annotations

from checker.importers.exports.base import Record, at, moment

META = "__import_meta"
"""Under this key 4CAT keeps what Zeeschuimer had put around the record."""


def unwrap(value: Record) -> Record:
    """Return the platform's own record, with what was around it under :data:`META`."""
    data = value.get("data")
    if isinstance(data, dict) and "source_platform" in value:
        return {**data, META: {key: kept for key, kept in value.items() if key != "data"}}
    return value


def is_from(value: Record, *platforms: str) -> bool:
    """Whether it was collected from one of these platforms, or nothing says where from."""
    platform = at(value, META, "source_platform")
    return platform is None or platform in platforms


def collected_at(value: Record) -> object:
    """Return when it was collected, as an ISO date-time in UTC."""
    return moment(at(value, META, "timestamp_collected"))
