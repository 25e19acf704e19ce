"""Files of audits that are not finished, in a folder of the server's own.

What a user calls a file never becomes a path: each upload has a folder of a random name, and in it
files whose names are made safe. When the audit has ended, the folder goes.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from checker.errors import UsageError
from checker.storage.session import parse_url
from web.config import Config

_FOLDER = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 120
_MAPPING = "_mapping.yaml"
"""No file of posts is called so: safe names begin with no underscore."""
_MOST_FILES = 50


def root(config: Config) -> Path:
    """Return the folder of all uploads."""
    if config.uploads is not None:
        return config.uploads
    url = parse_url(config.database_url)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return Path(f"{url.database}.uploads")
    return Path("palese-uploads")


def names_of(given: Sequence[str]) -> list[str]:
    """Return safe names for files, each once, with their endings."""
    made: list[str] = []
    for name in given:
        safe = secure_filename(name)[-_LONGEST_NAME:] or "posts"
        stem, dot, ending = safe.partition(".")
        number = 1
        while safe in made:
            number += 1
            safe = f"{stem}-{number}{dot}{ending}"
        made.append(safe)
    return made


def store(
    config: Config, files: Sequence[FileStorage], mapping: FileStorage | None = None
) -> tuple[str, list[str]]:
    """Store files and a mapping, and return the folder's name and the names of the files.

    Raises:
        UsageError: there is no file, or there are too many.
    """
    given = [file for file in files if file.filename]
    if not given:
        raise UsageError("no file was chosen", remedy="Choose one with posts")
    if len(given) > _MOST_FILES:
        raise UsageError(
            "an audit takes {most} files at a time",
            remedy="Put several into one",
            values={"most": _MOST_FILES},
        )
    names = names_of([file.filename or "" for file in given])
    token = secrets.token_hex(16)
    folder = root(config) / token
    folder.mkdir(parents=True, mode=0o700)
    try:
        for file, name in zip(given, names, strict=True):
            file.save(folder / name)
        if mapping is not None:
            mapping.save(folder / _MAPPING)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return token, names


def paths(config: Config, token: str, names: Sequence[str]) -> list[str]:
    """Return where the files of an upload are.

    Raises:
        UsageError: that is no upload.
    """
    if not _FOLDER.fullmatch(token) or list(names) != names_of(names):
        raise UsageError("this audit was not uploaded")
    return [str(root(config) / token / name) for name in names]


def mapping_of(config: Config, token: str) -> str:
    """Return where the mapping of an upload is, if it has one."""
    return str(root(config) / token / _MAPPING)


def remove(config: Config, token: str) -> None:
    """Delete the files of an upload."""
    if _FOLDER.fullmatch(token):
        shutil.rmtree(root(config) / token, ignore_errors=True)
