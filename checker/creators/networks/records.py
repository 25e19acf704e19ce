"""What the network check reads and what it finds."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from checker.model import VerdictName

Basis = Literal["brand", "name"]
"""``brand``: on record, by handle or in a link. ``name``: only by a rare name or hashtag."""


class NetworkPost(msgspec.Struct, frozen=True):
    """A post as far as the network check needs it.

    ``author`` identifies the *creator*: accounts of one person on several platforms must come
    under one key. ``brands`` are those on record or recognised in the text, names or handles.
    ``verdict`` is the gravest over the jurisdictions, ``None`` when the post was not judged.
    Posts whose day is not known cannot be placed in a window and are the caller's to leave out.
    """

    id: str
    author: str
    day: date
    text: str
    brands: tuple[str, ...] = ()
    verdict: VerdictName | None = None


class NetworkFinding(msgspec.Struct, frozen=True):
    """Creators who voiced nearly the same text on one brand.

    ``posts`` are in order of day and id, ``authors`` sorted. ``centre`` is the post that most
    of the others resemble; ``similarity`` is the mean Jaccard similarity of the posts with one
    another (0 to 1). ``words`` are the beginnings of the words that most of them share, sorted.
    """

    brand: str
    basis: Basis
    posts: tuple[str, ...]
    authors: tuple[str, ...]
    first_day: date
    last_day: date
    centre: str
    similarity: float
    words: tuple[str, ...]
