"""What can go wrong with a database, and how a driver's error becomes a sentence."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError

from checker.errors import PaleseError


class StorageError(PaleseError):
    """The database cannot be used, or refuses what was asked of it."""


class LockedError(StorageError):
    """Another program holds the database for longer than we wait."""


class FullError(StorageError):
    """The disk, or the room that the database may take, is full."""


class LostConnectionError(StorageError):
    """The connection to the database server broke and could not be made again."""


class SchemaError(StorageError):
    """The database's tables are not those of this program: newer, or of another program."""


class NotFoundError(StorageError):
    """There is no such creator, brand, audit or whatever was asked for."""


class ConflictError(StorageError):
    """What is to be stored contradicts what is stored already."""


_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}
_LOCK_STATES = {"55P03", "40P01", "40001"}


def sqlite_name(error: DBAPIError) -> str:
    """Return SQLite's primary name of an error, such as ``SQLITE_BUSY``; else nothing."""
    name: str = getattr(error.orig, "sqlite_errorname", "") or ""
    return "_".join(name.split("_")[:2])


def sql_state(error: DBAPIError) -> str:
    """Return PostgreSQL's five-character state of an error; else nothing."""
    return getattr(error.orig, "sqlstate", "") or ""


def is_locked(error: DBAPIError) -> bool:
    """True when waiting and trying again may help."""
    return sqlite_name(error) in _BUSY or sql_state(error) in _LOCK_STATES


def is_lost(error: DBAPIError) -> bool:
    """True when the connection itself broke, was closed by the server, or cannot be made."""
    if error.connection_invalidated:
        return True
    # Class 08: connection exceptions; 57P01 to 57P03: the server is going down or coming up.
    state = sql_state(error)
    return state.startswith("08") or state in {"57P01", "57P02", "57P03"} or _never_made(error)


def _never_made(error: DBAPIError) -> bool:
    """True when no connection was made: the driver gives no state then, only what was said."""
    said = str(error.orig)
    return not sql_state(error) and ("connection failed" in said or "connection is bad" in said)


def translate(error: DBAPIError, where: str) -> StorageError:
    """Return what a driver's error means to a person.

    Args:
        error: as SQLAlchemy raised it.
        where: the database's URL without its password.
    """
    name, state = sqlite_name(error), sql_state(error)
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
    if is_locked(error):
        return LockedError(
            "another program keeps the database locked",
            where=where,
            remedy="Wait until it has finished, or stop it, and try again",
        )
    if name == "SQLITE_FULL" or state in {"53100", "53200"}:
        return FullError(
            "there is no room left for the database; nothing of this step was written",
            where=where,
            remedy="Free some disk space and run the command again; an audit resumes with --resume",
        )
    if isinstance(error, IntegrityError):
        return ConflictError(
            "this contradicts what is stored already ({reason})",
            where=where,
            remedy="Look at what is stored and try again",
            values={"reason": said},
        )
    known = {
        "SQLITE_CANTOPEN": (
            "the database file cannot be opened",
            "Check that its folder exists and may be written to",
        ),
        "SQLITE_READONLY": (
            "the database may not be written to",
            "Check the permissions of the file and of its folder",
        ),
        "SQLITE_NOTADB": ("this file is not a database", "Name another file with --db"),
        "SQLITE_CORRUPT": (
            "the database file is damaged",
            "Restore it from a copy, or audit again into a new file",
        ),
        "SQLITE_IOERR": ("the disk failed ({reason})", "Check the disk and try again"),
    }.get(name)
    reason = {"reason": said}
    if known is not None:
        return StorageError(known[0], where=where, remedy=known[1], values=reason)
    if _never_made(error):
        return LostConnectionError(
            "the server takes no connection ({reason})",
            where=where,
            remedy="Check --db, and that the server runs; an audit resumes with --resume",
            values={"reason": said.rsplit("FATAL:", 1)[-1].strip()},
        )
    if is_lost(error):
        return LostConnectionError(
            "the connection to the database was lost ({reason})",
            where=where,
            remedy="Check that the server runs and try again; an audit resumes with --resume",
            values=reason,
        )
    return StorageError(
        "the database refused ({reason})", where=where, remedy="Report this", values=reason
    )
