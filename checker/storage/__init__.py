"""The database: creators, brands, audits, reviews. The only place that knows SQLAlchemy.

Open a :class:`Database`, take a session of it, and hand that to the functions of the modules
here: ``creators``, ``authors``, ``brands``, ``campaigns``, ``collaborations``, ``audits``,
``verdicts``, ``compare``, ``crossposts``, ``waivers``, ``reviews`` and ``directory``.
"""

from sqlalchemy.orm import Session

from checker.storage.errors import (
    ConflictError,
    FullError,
    LockedError,
    LostConnectionError,
    NotFoundError,
    SchemaError,
    StorageError,
)
from checker.storage.records import AuditInput, Cursor, InputProblem
from checker.storage.rows import AuditedPost, PostBrand, PreparedPost, prepare
from checker.storage.schema import migrate
from checker.storage.session import DEFAULT_URL, Database
from checker.storage.writer import AuditWriter

__all__ = [
    "DEFAULT_URL",
    "AuditInput",
    "AuditWriter",
    "AuditedPost",
    "ConflictError",
    "Cursor",
    "Database",
    "FullError",
    "InputProblem",
    "LockedError",
    "LostConnectionError",
    "NotFoundError",
    "PostBrand",
    "PreparedPost",
    "SchemaError",
    "Session",
    "StorageError",
    "migrate",
    "prepare",
]
