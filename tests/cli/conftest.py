"""What every test of the command line needs."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the default database in the test's folder, the compiled rules beside all tests'."""
    monkeypatch.setenv("PALESE_CACHE_DIR", str(tmp_path.parent / "palese-cache"))
    monkeypatch.chdir(tmp_path)
