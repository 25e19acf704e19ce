"""Which files make up a set of rules, and what identifies them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from checker.errors import RuleError


def rule_files(root: Path) -> list[Path]:
    """Return the rule files below ``root``, sorted, or ``root`` itself when it is one.

    Raises:
        RuleError: when ``root`` does not exist.
    """
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise RuleError("there is no such folder of rules", where=str(root), remedy="Check --rules")
    return sorted(p for p in root.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())


def digest(roots: Sequence[Path]) -> str:
    """Return the SHA-256 of every rule file below ``roots`` (names and contents)."""
    total = hashlib.sha256()
    for root in roots:
        for path in rule_files(root):
            name = path.relative_to(root).as_posix() if path != root else path.name
            try:
                content = path.read_bytes()
            except OSError as error:
                raise RuleError(f"it cannot be read: {error.strerror}", where=str(path)) from error
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return f"sha256:{total.hexdigest()}"
