"""Charts are drawn by the server as SVG; here are the figures that templates place."""

from __future__ import annotations

from checker.reports.bars import BarPart, stacked

__all__ = ["BarPart", "stacked"]
