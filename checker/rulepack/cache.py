"""Keep the compiled pack between runs; it is rebuilt whenever any rule file changes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from checker import settings
from checker.rulepack import files
from checker.rulepack.pack import FORMAT, RulePack


def load_pack(roots: Sequence[Path] | None = None, *, cache: bool = True) -> RulePack:
    """Return the compiled rules of ``roots`` (default: those that ship with palese).

    Args:
        roots: folders of rules; later ones add to earlier ones.
        cache: keep and reuse the compiled form below ``settings.cache_dir()``.

    Raises:
        RuleError: naming file and line of the first thing that is wrong.
    """
    folders = list(roots) if roots else [settings.rules_dir()]
    if not cache:
        return _build(folders)
    stamp = hashlib.sha256(f"{FORMAT}\0{files.digest(folders)}".encode()).hexdigest()
    place = settings.cache_dir() / f"rules-{stamp[:32]}.msgpack"
    with suppress(OSError, msgspec.MsgspecError):
        # A missing, foreign or damaged cache is no error: the rules themselves are at hand.
        return msgspec.msgpack.decode(place.read_bytes(), type=RulePack)
    pack = _build(folders)
    with suppress(OSError):
        # A read-only home only costs the time of compiling again.
        _write(place, msgspec.msgpack.encode(pack))
    return pack


def _build(folders: Sequence[Path]) -> RulePack:
    # Compiling needs YAML and the template language; reading the cache needs neither.
    from checker.rulepack.build import build

    return build(folders)


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".rules-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(place)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for old in sorted(place.parent.glob("rules-*.msgpack"), key=lambda p: p.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)
