"""Text in scripts without blanks: words, tags, names and labels in running Japanese."""

from __future__ import annotations

import pytest

from checker.engine import Engine
from checker.match.brands import occurrences
from checker.model import Post, Relation, Segment
from checker.text.scripts import word_count
from checker.text.segment import SegmentText


def _parts(text: str) -> SegmentText:
    return SegmentText(0, Segment(text=text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("uno due tre", 3),
        ("今日は", 1),
        ("今日は雨です", 2),
        ("今日 は", 2),
        ("新しいPR動画", 3),
    ],
)
def test_unspaced_words_are_measured_by_length(text: str, count: int) -> None:
    assert word_count(text) == count


def test_words_ahead_of_a_label_are_counted() -> None:
    assert len(_parts("柴犬と雨の日の散歩に行きました").words) == 5
    assert len(_parts("three plain words").words) == 3


def test_a_handle_ends_where_japanese_goes_on() -> None:
    parts = _parts("今日は@wansoto_jpさんのレインコート")
    assert [tag.name for tag in parts.mentions] == ["wansoto_jp"]
    assert [tag.name for tag in _parts("@コトリ電機 の").mentions] == ["コトリ電機"]


def test_a_tag_may_follow_without_a_blank() -> None:
    assert [tag.name for tag in _parts("かわいい#PR").hashtags] == ["pr"]
    assert not _parts("I like C#PR").hashtags


def test_a_link_ends_where_japanese_goes_on() -> None:
    assert [tag.name for tag in _parts("詳細はhttps://shop.example/aを見て").links] == [
        "https://shop.example/a"
    ]
    assert [tag.name for tag in _parts("詳細はshop.exampleで").links] == ["shop.example"]


def test_brackets_are_brackets() -> None:
    assert _parts("【PR】").folded == "[pr]"


@pytest.mark.parametrize(
    ("text", "found"),
    [("今年は山猫スパイスさん", True), ("山猫スパイスカレー", False), ("acme", False)],
)
def test_a_name_inside_running_text(text: str, found: bool) -> None:
    assert bool(list(occurrences(text, "山猫スパイス"))) is found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("広告 新しいお弁当箱です", "広告"),
        ("【広告】新しいお弁当箱です", "広告"),
        ("お弁当箱が届いた。 広告", "広告"),
        ("宣伝\n新しいお弁当箱です", "宣伝"),
        ("広告代理店に五年います", ""),
        ("動画に広告が多くて困る", ""),
        ("広告が多くて困る", ""),
        ("セールスプロモーション会議", ""),
    ],
)
def test_a_label_is_no_part_of_a_longer_word(engine: Engine, text: str, label: str) -> None:
    post = Post(
        id="p", segments=(Segment(text=text),), relation=Relation(kind="paid", brand="山猫スパイス")
    )
    assert "".join(found.text for found in engine.evidence(post).labels) == label
