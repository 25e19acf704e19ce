"""Token patterns: spaCy's Matcher on blank tokenizers, built when a rule first needs one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from checker.errors import RuleError
from checker.match.patterns import Expressions, escape

MAX_CHARS = 20_000
"""Longest text handed to spaCy; beyond it token rules look at the beginning only."""

MAX_CHARS_JAPANESE = 12_000
"""SudachiPy, which spaCy cuts Japanese with, takes 49,149 bytes: four a letter at most."""

_SURROGATES = re.compile("[\ud800-\udfff]")


class TokenMatchers:
    """One tokenizer a language, as in spaCy's blank pipelines, and one Matcher a rule.

    spaCy is imported on first use: most posts call for no token rule at all.
    """

    def __init__(self) -> None:
        self._tokenizers: dict[str, Any] = {}
        self._matchers: dict[tuple[str, tuple[int, ...]], Any] = {}
        self._outlines: dict[tuple[str, int], str] = {}
        self._required = Expressions()

    def forget(self) -> None:
        """Drop what was compiled; it is compiled again when needed."""
        self._required.forget()
        self._matchers.clear()
        self._tokenizers.clear()

    def possible(
        self, key: str, patterns: Sequence[Sequence[dict[str, Any]]], number: int, data: bytes
    ) -> bool:
        """True when a text holds what every match of a pattern does, in its order.

        A linear search costs next to nothing; a tokenizer and a Matcher do not.

        Args:
            key: of the rule.
            patterns: its token patterns.
            number: which of them, counted from either end as in a list.
            data: the folded text in UTF-8.
        """
        outline = self._outlines.get((key, number))
        if outline is None:
            outline = self._outlines[key, number] = f"(?s:{_outline(patterns[number])})"
        first, _ = self._required.get((key, number), outline, key)(data, 0, len(data))[0]
        return bool(first >= 0)

    def document(self, text: str, lang: str) -> Any:
        """Return ``text`` as tokens of ``lang`` (``any`` is the multi-language tokenizer).

        Japanese tokens have lemmas ("買って" is 買う and て); those of other languages have none.
        """
        if lang == "ja":
            text = _SURROGATES.sub("\ufffd", text[:MAX_CHARS_JAPANESE])
        return self._tokenizer(lang)(text[:MAX_CHARS])

    def _tokenizer(self, lang: str) -> Any:
        code = {"any": "xx", "no": "nb"}.get(lang, lang)
        tokenizer = self._tokenizers.get(code)
        if tokenizer is None:
            # All threads must use the same one: a Matcher knows the words of its vocabulary alone.
            tokenizer = self._tokenizers.setdefault(code, _blank_tokenizer(code))
        return tokenizer

    def spans(
        self,
        key: str,
        patterns: Sequence[Sequence[dict[str, Any]]],
        numbers: Sequence[int],
        lang: str,
        doc: Any,
    ) -> Iterator[tuple[int, int]]:
        """Yield the extents of the longest matches of some of a rule's patterns."""
        wanted = (key, tuple(numbers))
        matcher = self._matchers.get(wanted)
        if matcher is None:
            chosen = [patterns[number] for number in numbers]
            matcher = self._matchers.setdefault(wanted, self._compile(key, chosen, lang))
        for match in matcher(doc, as_spans=True):
            yield match.start_char, match.end_char

    def _compile(self, key: str, patterns: Sequence[Sequence[dict[str, Any]]], lang: str) -> Any:
        from spacy.errors import MatchPatternError
        from spacy.matcher import Matcher

        for pattern in patterns:
            for token in pattern:
                if _has_regex(token):
                    raise RuleError(
                        "REGEX in a token pattern is not allowed (it may run for ever)",
                        where=key,
                        remedy="Use IN, LOWER or a rule of kind pattern",
                    )
        matcher = Matcher(self._tokenizer(lang).vocab, validate=True)
        try:
            matcher.add(key, [list(pattern) for pattern in patterns], greedy="LONGEST")
        except (MatchPatternError, ValueError) as error:
            raise RuleError(f"spaCy cannot read a token pattern: {error}", where=key) from error
        return matcher


def _outline(pattern: Sequence[dict[str, Any]]) -> str:
    """Return an expression that matches wherever a token pattern does: its words in order.

    Between two words lie as many tokens as the pattern has there, or any number.
    """
    parts: list[str] = []
    between: int | None = 0  # how many tokens at most lie between; None: any number
    for token in pattern:
        operator = token.get("OP", "1")
        value = token.get("LOWER")
        words = value.get("IN") if isinstance(value, dict) else [value]
        if value is None or not words or operator not in ("1", "+"):
            bounded = operator in ("1", "?", "!")
            between = between + 1 if bounded and between is not None else None
            continue
        if parts:
            # Whole words are counted here, and a word has at least one token.
            gap = ".*?" if between is None else rf"\S*(?:\s+\S+){{0,{between}}}?\s*\S*?"
            parts.append(gap)
        parts.append("(?:" + "|".join(sorted(escape(str(word)) for word in words)) + ")")
        between = None if operator == "+" else 0
    return "".join(parts)


def _blank_tokenizer(code: str) -> Any:
    """Return the tokenizer of ``spacy.blank(code)`` without the pipeline around it.

    The pipeline's registry takes as long to set up as everything else that a short text needs.
    """
    from spacy.util import get_lang_class
    from spacy.vocab import create_vocab

    if code == "ja":
        from spacy.lang.ja import JapaneseTokenizer

        return JapaneseTokenizer(create_vocab(code, get_lang_class(code).Defaults))
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    defaults: Any = get_lang_class(code).Defaults
    return Tokenizer(
        create_vocab(code, defaults),
        rules=defaults.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(defaults.prefixes).search,
        suffix_search=compile_suffix_regex(defaults.suffixes).search,
        infix_finditer=compile_infix_regex(defaults.infixes).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


def _has_regex(value: Any) -> bool:
    if isinstance(value, dict):
        return any(k in ("REGEX", "FUZZY") or _has_regex(v) for k, v in value.items())
    return isinstance(value, list) and any(_has_regex(item) for item in value)
