"""Japanese: templates without blanks, katakana as words, lemmas, the words of the word list."""

from __future__ import annotations

import pytest

from checker.match.codes import PersonalCodes
from checker.match.japanese import JapaneseWords
from checker.match.patterns import Haystack, compile_expression, spans
from checker.match.tokens import MAX_CHARS_JAPANESE, TokenMatchers
from checker.model import Segment
from checker.rulepack.template import compile_template
from checker.text.normalise import normalise
from checker.text.segment import SegmentText


def found(template: str, text: str) -> list[str]:
    """Return what a template matches in a text, as written."""
    norm = normalise(text)
    expression = compile_expression(compile_template(template, {}, "test").pattern, "test")
    places = [norm.span(*extent) for extent in spans(expression, Haystack(norm.folded))]
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("template", "text", "match"),
    [
        ("コード {latin} で", "コード「ANNA15」で安い", "コード「ANNA15」で"),
        ("コード {latin} で", "コードANNA15で安い", "コードANNA15で"),
        ("コード[は] {latin}", "コードは、anna です", "コードは、anna"),
        ("割引 ~2 コード", "割引になるコード", "割引になるコード"),
        ("初回 ~1 {price}", "初回は1万5000円です", "初回は1万5000円"),
        ("初回 ~1 {price}", "初回 五百円", "初回 五百円"),
        ("初回 {price}", "初回¥980", "初回¥980"),
        ("全品 {percent} オフ", "全品30％オフ", "全品30％オフ"),
        ("全品 {percent} 引き", "全品3割引き", "全品3割引き"),
        ("クーポン", "ｸｰﾎﾟﾝあります", "ｸｰﾎﾟﾝ"),
        ("クーポン", "ク一ポンあります", "ク一ポン"),
    ],
)
def test_a_blank_of_a_template_need_not_be_in_the_text(
    template: str, text: str, match: str
) -> None:
    assert found(template, text) == [match]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("コード", "古いレコードを買う"),
        ("コード", "コードレスの掃除機"),
        ("割引 ~2 コード", "割引。コードはこちら"),
        ("割引 ~2 コード", "割引のことは誰も知らないコード"),
        ("use my code", "use mycode"),
    ],
)
def test_words_keep_their_edges(template: str, text: str) -> None:
    assert found(template, text) == []


def quotes(text: str) -> list[str]:
    segment = SegmentText(0, Segment(kind="caption", text=text))
    return [text[start:end] for start, end in segment.quotes]


def test_corner_brackets_hold_speech_only_where_somebody_speaks() -> None:
    assert quotes("「今だけ半額ですよお客さん」と言われた") == ["「今だけ半額ですよお客さん」"]
    assert quotes("店員さん「今だけ半額ですよお客さん」\n私は帰った") == [
        "「今だけ半額ですよお客さん」"
    ]
    assert quotes("「三十日で弾けるギター」という講座です") == []
    assert quotes("「三十日で弾けるギター講座」を始めます") == []


def test_tokens_have_lemmas() -> None:
    document = TokenMatchers().document("買って、使わないと", "ja")
    assert [token.lemma_ for token in document][:3] == ["買う", "て", "、"]
    assert "使う" in [token.lemma_ for token in document]


@pytest.mark.parametrize("text", ["", " \n ", "\ud800", "\x00", "😀" * 20_000, "か\u3099…‥"])
def test_any_text_can_be_cut(text: str) -> None:
    assert len(TokenMatchers().document(text, "ja").text) <= MAX_CHARS_JAPANESE


def test_the_word_list_reads_lemmas_and_names_things() -> None:
    words = JapaneseWords(lambda text: TokenMatchers().document(text, "ja"))
    text = "公式サイトでanna15打つと15%引き、1,980円 #pr @kumabako_jp さん kuma.example/a を買った"
    cut = words.words_of(text)
    assert {"<mixed>", "<percent>", "<price>", "<link>", "打つ", "買う"} <= set(cut)
    assert not {"kumabako", "pr", "<hashtag>"} & set(cut)
    place = words.place_of(text, "買う")
    assert place is not None and text[slice(*place)] == "買っ"
    price = words.place_of(text, "<price>")
    assert price is not None and text[slice(*price)] == "1,980円"
    assert words.place_of(text, "売る") is None


def test_a_word_that_leads_to_a_code_may_stand_in_a_run() -> None:
    segment = SegmentText(0, Segment(kind="caption", text="購入時のコードはNORAEXAMです"))
    assert list(PersonalCodes(("joined",), ("コード",)).find(segment, "nora.example"))
    assert not list(PersonalCodes(("joined",), ("合言葉",)).find(segment, "nora.example"))
