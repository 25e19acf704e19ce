"""Where things are and how large they may be. Constants only."""

from __future__ import annotations

import os
from pathlib import Path

MAX_TEXT = 200_000
"""Longest text of one segment, in code points; a longer one is answered with an error."""

MAX_LINE_BYTES = 4_000_000
"""Longest line of a JSON Lines file, in bytes."""

MAX_SEGMENTS = 2_000
"""Most segments of one post."""


def data_dir(name: str) -> Path:
    """Return the folder of shipped data called ``name`` (``rules`` or ``sample_posts``).

    An installed wheel carries it inside the package; a checkout has it beside the package.
    """
    packaged = Path(__file__).parent / "_data" / name
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name


def rules_dir() -> Path:
    """Return the folder of the rules that ship with palese."""
    return data_dir("rules")


def cache_dir() -> Path:
    """Return the folder for compiled rules: ``$PALESE_CACHE_DIR``, else the user's cache."""
    own = os.environ.get("PALESE_CACHE_DIR")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "palese"
