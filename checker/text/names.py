"""Names of brands and accounts, compared as a reader would."""

from __future__ import annotations

import functools

from checker.text.normalise import fold_word

_SPELLED_OUT = (("æ", "a"), ("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
"""Handles hold no letters beyond a-z: "Mølle", "Åben", "Bær" are "moelle", "aaben", "baer" there,
and "molle", "aben", "bær" on the folded reading."""


@functools.lru_cache(maxsize=4096)
def name_forms(name: str) -> tuple[str, str]:
    """Return a name folded, and folded without anything but letters and digits."""
    folded = fold_word(name.lstrip("@#")).strip()
    return folded, "".join(char for char in folded if char.isalnum())


def same_brand(brand: str, handle: str) -> bool:
    """True when two names (letters and digits only) are plainly of one brand.

    One may be part of the other, as ``forcella`` is of ``forcella.scarponi``, from four
    letters up; "skonvask" is "skoenvask" in a handle.
    """
    if not brand or not handle:
        return False
    return _within(brand, handle) or _within(_bare(brand), _bare(handle))


def _within(brand: str, handle: str) -> bool:
    if brand == handle:
        return True
    short, long = sorted((brand, handle), key=len)
    return len(short) >= 4 and short in long


@functools.lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """Return a name with letters that were spelled out in two written as one."""
    for pair, letter in _SPELLED_OUT:
        name = name.replace(pair, letter)
    return name
