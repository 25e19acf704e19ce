"""The posts that speed is measured on, made anew from the repository's own corpora.

Captions of about 150 characters, half of them Italian and half English, a fifth commercial, with
the fields that an export has. A caption is put together from whole sentences: a commercial one
from the opening and the close of one commercial case (which is where labels and codes stand) and
ordinary sentences to make up the length, an ordinary one from ordinary sentences only. The same
seed gives the same posts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

LENGTH = 150
"""Characters of a caption, on average."""

COMMERCIAL = 5
"""One post of so many is commercial."""

SEED = 20260501

ROOT = Path(__file__).resolve().parent.parent
LANGS = ("it", "en")

_SPREAD = 45
_SHORTEST, _LONGEST = 40, 320
_CLEAN = ("no-intent",)
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*[)\"'»”]*\s*")
_KEPT = (
    "platform", "author", "country", "published_at", "platform_label", "relation", "brands",
    "followers", "likes", "comments", "views",
)  # fmt: skip


class Source:
    """One post of a corpus: its caption cut into sentences, and its other fields."""

    def __init__(self, post: dict[str, Any]) -> None:
        text = str(post.get("text") or "\n".join(s["text"] for s in post["segments"]))
        self.sentences = [s.strip() for s in _SENTENCE.findall(text) if s.strip()]
        self.fields = {key: post[key] for key in _KEPT if key in post}


class Corpus:
    """The sources of one language."""

    def __init__(self, quiet: Sequence[Source], commercial: Sequence[Source]) -> None:
        self.quiet = quiet
        self.commercial = commercial
        self.sentences = [sentence for source in quiet for sentence in source.sentences]


def corpora() -> dict[str, Corpus]:
    """Read the quiet corpus, the development cases and the sample posts, by language.

    The cases that are held back for measuring accuracy are not read.
    """
    quiet: dict[str, list[Source]] = {lang: [] for lang in LANGS}
    commercial: dict[str, list[Source]] = {lang: [] for lang in LANGS}
    for lang in LANGS:
        for path in (ROOT / f"tests/quiet/{lang}.jsonl", ROOT / f"tests/cases/dev_{lang}.jsonl"):
            for case in _lines(path):
                _sort(case["post"], case["expect"], lang, quiet, commercial)
    expected: dict[str, dict[str, str]] = {}
    for entry in _lines(ROOT / "sample_posts/expected.jsonl"):
        expected[entry["id"]] = entry["expect"]
    for post in _lines(ROOT / "sample_posts/posts.jsonl"):
        lang = "it" if post.get("country") == "IT" else "en"
        _sort(post, expected[post["id"]], lang, quiet, commercial)
    return {lang: Corpus(quiet[lang], commercial[lang]) for lang in LANGS}


def make(count: int, seed: int = SEED) -> list[bytes]:
    """Return ``count`` posts, each the bytes of one line of JSON Lines (with its line break).

    No id and no caption comes twice.
    """
    dice = random.Random(seed)
    sources = corpora()
    order = _order(count, dice)
    lines: list[bytes] = []
    seen = {""}
    for number, (lang, is_commercial) in enumerate(order):
        text = ""
        while text in seen:
            fields, text = _post(sources[lang], is_commercial, dice)
        seen.add(text)
        post = {"id": f"mix-{number:06d}", **fields, "text": text}
        lines.append(json.dumps(post, ensure_ascii=False).encode() + b"\n")
    return lines


def _order(count: int, dice: random.Random) -> list[tuple[str, bool]]:
    """Say of each post its language and whether it is commercial, in exact shares, shuffled."""
    block = [(lang, n == 0) for lang in LANGS for n in range(COMMERCIAL)]
    order: list[tuple[str, bool]] = []
    while len(order) < count:
        dice.shuffle(block)
        order.extend(block)
    return order[:count]


def _post(corpus: Corpus, is_commercial: bool, dice: random.Random) -> tuple[dict[str, Any], str]:
    source = dice.choice(corpus.commercial if is_commercial else corpus.quiet)
    wanted = min(max(int(dice.gauss(LENGTH, _SPREAD)), _SHORTEST), _LONGEST)
    return source.fields, _caption(source, corpus, is_commercial, wanted, dice)


def _caption(
    source: Source, corpus: Corpus, is_commercial: bool, wanted: int, dice: random.Random
) -> str:
    own = source.sentences
    parts: list[str] = []
    if is_commercial:
        parts = [own[0], own[-1]] if len(own) > 1 else list(own)
    size = sum(len(part) + 1 for part in parts)
    fillers: list[str] = []
    while size < wanted:
        # Of a few sentences the one that comes nearest, or the average would lie above LENGTH.
        choice = min(
            (dice.choice(corpus.sentences) for _ in range(4)),
            key=lambda sentence: abs(wanted - size - len(sentence)),
        )
        if fillers and size + len(choice) - wanted > wanted - size:
            break
        fillers.append(choice)
        size += len(choice) + 1
    parts[1:1] = fillers
    return " ".join(parts)


def _sort(
    post: dict[str, Any],
    expect: dict[str, str],
    lang: str,
    quiet: dict[str, list[Source]],
    commercial: dict[str, list[Source]],
) -> None:
    """File a post under ordinary or commercial; what is left to a person is neither."""
    verdicts = set(expect.values())
    source = Source(post)
    if not source.sentences or "review" in verdicts:
        return
    (quiet if verdicts.issubset(_CLEAN) else commercial)[lang].append(source)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def texts(lines: Iterable[bytes]) -> list[str]:
    """Return the captions of a mix."""
    return [json.loads(line)["text"] for line in lines]
