"""Inputs for audits, as many posts as a test wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "sample_posts" / "posts.jsonl"

TEXTS = (
    "Gnocchi da mia nonna, come ogni domenica",
    "Correte: con GIULIA10 avete il 10% su tutto lo shop",
    "#pubblicità @acme La crema nuova è in negozio da oggi",
    "Grazie ad @acme per avermi mandato il profumo nuovo #gifted",
    "Use my code SAM20 for 20% off everything, link in bio",
)


def post(number: int, **known: Any) -> dict[str, Any]:
    """Return the ``number``-th post of a long series of different ones."""
    made = {
        "id": f"post-{number}",
        "platform": "instagram",
        "author": f"author{number % 17}",
        "country": ("IT", "GB", "US")[number % 3],
        "published_at": f"2026-0{1 + number % 6}-11T10:00:00Z",
        "text": f"{TEXTS[number % len(TEXTS)]} {number}",
        "followers": (number * 7919) % 200_000,
    }
    return {**made, **known}


def write(path: Path, *rows: dict[str, Any] | str) -> str:
    """Write rows as JSON Lines, text as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)
