"""A post taken apart and put together is the same post, and its text stands in it once."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model import Post, Relation, RelationKind, Segment, SegmentKind
from checker.storage import Database, audits
from checker.storage.documents import join, split
from checker.storage.keys import domain_key, handle_key, id_range, name_key, number_of, row_id
from tests.storage import made

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
maybe = st.none() | texts
segments = st.builds(
    Segment,
    texts,
    st.sampled_from(get_args(SegmentKind)),
    st.none() | st.integers(0, 9),
    st.none() | st.floats(0, 100),
    st.none() | st.floats(0, 100),
)
counts = st.none() | st.integers(0, 2**63 - 1)
posts = st.builds(
    Post,
    texts,
    st.lists(segments, max_size=4).map(tuple),
    maybe,
    maybe,
    maybe,
    maybe,
    st.none() | st.just("2026-05-01"),
    maybe,
    st.none() | st.booleans(),
    st.none() | st.builds(Relation, st.sampled_from(get_args(RelationKind)), maybe),
    st.lists(texts, max_size=3).map(tuple),
    counts,
    counts,
    counts,
    counts,
    counts,
    st.dictionaries(texts, st.none() | texts | st.integers(-9, 9), max_size=3),
)


@settings(deadline=None)
@given(posts)
def test_there_and_back(post: Post) -> None:
    text, document = split(post)
    assert join(text, document, post.url) == post


def test_the_text_stands_once() -> None:
    post = made.post(1, segments=(Segment("first part"), Segment("second part", "overlay")))
    text, document = split(post)
    assert text == "first part\n\nsecond part"
    assert "part" not in document.replace('"parts"', "")


@pytest.mark.parametrize("long", ["ü" * 5000, "\U0001f381" * 5000])
def test_absurd_names_are_stored(database: Database, long: str) -> None:
    post = made.audited(1, id=long, author=long, platform=long, brands=(long,), url=long)
    audit = made.stored(database, [post])
    with database.read() as session:
        assert audits.read_post(session, row_id(audit.id, 1)) == post.post


def test_keys() -> None:
    assert handle_key(" @Giulia.R ") == "giulia.r"
    assert handle_key("ＡＢ") == "ab"
    assert name_key("  Acme   S.p.A. ") == "acme s.p.a."
    assert domain_key("https://WWW.Acme.example:8080/shop?x=1") == "acme.example"
    low, high = id_range(3)
    assert low < row_id(3, 1) <= high < row_id(4, 1)
    assert number_of(row_id(3, 17)) == 17
