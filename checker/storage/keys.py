"""Keys by which names are compared, and ids that are the same in every run."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

_SPACE = re.compile(r"\s+")
SHIFT = 32
"""Bits of an id behind the number of its audit."""


@functools.lru_cache(maxsize=8192)
def handle_key(handle: str) -> str:
    """Return a handle as platforms compare it: without ``@``, case or compatibility forms."""
    return unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold().strip()


def name_key(name: str) -> str:
    """Return a name for comparison: without case, compatibility forms or doubled spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def domain_key(domain: str) -> str:
    """Return a domain without scheme, path, port, ``www.`` or case."""
    host = domain.strip().casefold().split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    return host.removeprefix("www.").rstrip(".")


def digest(*parts: str) -> str:
    """Return 32 hexadecimal digits that stand for the parts (BLAKE2b, 128 bits)."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def row_id(audit: int, number: int) -> int:
    """Return the id of the ``number``-th row (from 1) of an audit: the same in every run.

    Posts, verdicts and findings are numbered within their audit, so that rows of an audit lie
    together, need no counter shared with other audits, and come back in the order of the input.
    """
    return audit << SHIFT | number


def id_range(audit: int) -> tuple[int, int]:
    """Return the lowest and the highest id that a row of this audit can have."""
    return audit << SHIFT, (audit + 1 << SHIFT) - 1


def number_of(identity: int) -> int:
    """Return a row's number within its audit, from 1."""
    return identity & ((1 << SHIFT) - 1)
