"""Give memory that is no longer used back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Have the C library return what was freed, where it can be asked to (glibc).

    Compiled expressions live in its heap and Python's objects beside it, so that what the one
    frees is of no use to the other until the system has it back. Elsewhere than on Linux with
    glibc nothing happens but a round of the collector.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
