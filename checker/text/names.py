"""Names of brands and accounts, compared as a reader would."""

from __future__ import annotations

import functools

from checker.text.normalise import fold_word


@functools.lru_cache(maxsize=4096)
def name_forms(name: str) -> tuple[str, str]:
    """Return a name folded, and folded without anything but letters and digits."""
    folded = fold_word(name.lstrip("@#")).strip()
    return folded, "".join(char for char in folded if char.isalnum())


def same_brand(brand: str, handle: str) -> bool:
    """True when two names (letters and digits only) are plainly of one brand.

    One may be part of the other, as ``forcella`` is of ``forcella.scarponi``, from four
    letters up.
    """
    if not brand or not handle:
        return False
    if brand == handle:
        return True
    short, long = sorted((brand, handle), key=len)
    return len(short) >= 4 and short in long
