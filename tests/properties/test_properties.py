"""What must hold for every post, not only for those somebody thought of."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.engine import Engine
from checker.model import Post, Segment
from tests.conftest import caption, lines, post_of

CODES = ("IT", "UK", "US", "EU")
CASES = [
    post_of(line["post"])
    for name in ("cases/dev_it.jsonl", "cases/dev_en.jsonl", "quiet/it.jsonl", "quiet/en.jsonl")
    for line in lines(name)
]
POSTS = st.sampled_from(CASES)
ANY_TEXT = st.text(st.characters(codec=None), max_size=400)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202a\u202c\U000e0041"
LOOKALIKES = str.maketrans("aceopxyi", "асеорхуі")
WORDS = st.sampled_from(
    sorted({word for post in CASES for s in post.segments for word in s.text.split(" ")})
)


def verdicts(engine: Engine, post: Post) -> list[str]:
    return [v.verdict for v in engine.check(post, CODES)]


def changed(post: Post, change: Callable[[str], str]) -> Post:
    segments = tuple(
        msgspec.structs.replace(segment, text=change(segment.text)) for segment in post.segments
    )
    return msgspec.structs.replace(post, segments=segments)


def wide(text: str) -> str:
    """Full-width forms of the letters, outside links (a full-width link leads nowhere)."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)


def bold(text: str) -> str:
    """Letters of the mathematical alphabets."""
    return "".join(
        chr(0x1D41A + ord(c) - 97)
        if "a" <= c <= "z"
        else chr(0x1D400 + ord(c) - 65)
        if "A" <= c <= "Z"
        else c
        for c in text
    )


@settings(max_examples=150, deadline=None)
@given(
    POSTS,
    st.sampled_from(
        [
            str.upper,
            str.lower,
            str.swapcase,
            wide,
            bold,
            lambda text: text.translate(LOOKALIKES),
            lambda text: unicodedata.normalize("NFD", text),
            lambda text: unicodedata.normalize("NFC", text),
        ]
    ),
)
def test_form_changes_no_verdict(engine: Engine, post: Post, change: Callable[[str], str]) -> None:
    assert verdicts(engine, changed(post, change)) == verdicts(engine, post)


@settings(max_examples=150, deadline=None)
@given(POSTS, st.lists(st.tuples(st.floats(0, 1), st.sampled_from(INVISIBLE)), max_size=12))
def test_invisible_characters_change_no_verdict(
    engine: Engine, post: Post, inserts: list[tuple[float, str]]
) -> None:
    def insert(text: str) -> str:
        for where, char in inserts:
            place = int(where * len(text))
            text = text[:place] + char + text[place:]
        return text

    assert verdicts(engine, changed(post, insert)) == verdicts(engine, post)


_RANK = {"disclosed": 0, "review": 1, "inadequate": 2, "undisclosed": 3}
_ACCEPTED = {"IT": "Pubblicità @acme – ", "UK": "Ad: ", "US": "#ad ", "EU": "Ad: "}
_MARKETS = {"it": ["IT"], "en": ["UK", "US", "EU"]}


@settings(max_examples=250, deadline=None)
@given(POSTS, st.integers(0, 2))
def test_an_accepted_label_first_never_makes_it_worse(
    engine: Engine, post: Post, market: int
) -> None:
    codes = _MARKETS.get(engine.evidence(post).lang or "", ["UK"])
    code = codes[market % len(codes)]
    before = engine.check(post, [code])[0].verdict
    # At the very start of every segment: each frame and each part of a video is on its own.
    labelled = changed(post, lambda text: _ACCEPTED[code] + text)
    after = engine.check(labelled, [code])[0]
    if before == "no-intent":
        # The label itself says that the post is commercial; a denial or a record of no tie
        # then contradicts it. What it never becomes is an accusation.
        assert after.verdict in ("disclosed", "review", "no-intent")
    else:
        assert _RANK[after.verdict] <= _RANK[before]


@pytest.fixture(scope="module")
def unfiltered(engine: Engine) -> Engine:
    return Engine(pack=engine.pack, prefilter=False)


@settings(max_examples=120, deadline=None)
@given(st.one_of(POSTS, st.lists(WORDS, max_size=40).map(lambda w: caption(" ".join(w)))))
def test_the_prefilter_loses_nothing(engine: Engine, unfiltered: Engine, post: Post) -> None:
    assert engine.evidence(post) == unfiltered.evidence(post)


def _spans(engine: Engine, post: Post) -> list[Any]:
    found: list[Any] = []
    evidence = engine.evidence(post)
    found += [(x.segment, x.start, x.end, x.text) for x in evidence.signals]
    found += [(x.segment, x.start, x.end, x.text) for x in evidence.labels]
    found += [(x.segment, x.start, x.end, x.text) for x in evidence.sectors]
    return found


@settings(max_examples=300, deadline=None)
@given(st.one_of(POSTS, ANY_TEXT.map(caption), st.lists(WORDS).map(lambda w: caption(" ".join(w)))))
def test_places_lie_in_their_segment_and_quote_it(engine: Engine, post: Post) -> None:
    for segment, start, end, text in _spans(engine, post):
        if segment == -1:
            continue
        original = post.segments[segment].text
        assert 0 <= start <= end <= len(original)
        assert original[start:end] == text
    for verdict in engine.check(post, CODES):
        for finding in verdict.findings:
            size = len(post.segments[finding.segment].text) if finding.segment >= 0 else 0
            assert 0 <= finding.start <= finding.end <= size


@settings(max_examples=300, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=3), st.sampled_from(["instagram", "x", None]))
def test_any_text_gets_a_verdict(engine: Engine, texts: list[str], platform: str | None) -> None:
    post = Post(id="any", platform=platform, segments=tuple(Segment(text=t) for t in texts))
    assert len(engine.check(post, CODES)) == len(CODES)
    assert len(engine.check(post)) == 1


def test_the_same_input_gives_the_same_bytes(engine: Engine) -> None:
    other = Engine(cache=False)
    for post in CASES[::7]:
        one = msgspec.json.encode(engine.check(post, CODES))
        assert one == msgspec.json.encode(other.check(post, CODES))


@pytest.mark.parametrize("text", ["a" * 150_000, "#ad " * 20_000, "@x " * 30_000, "((" * 50_000])
def test_long_texts_end(engine: Engine, text: str) -> None:
    assert engine.check(caption(text), CODES)
