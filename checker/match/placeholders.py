"""One expression that cuts a folded text into words and the things that stand for a kind."""

from __future__ import annotations

_AMOUNT = r"\d{1,6}(?:[.,]\d{1,3})*"

TOKENS = (
    r"(?P<link>(?:https?://|www\.)\S+|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/\S+)"
    r"|(?P<hashtag>#\w+)"
    r"|(?P<mention>@\w[\w.-]*)"
    rf"|(?P<price>[€$£]\s?{_AMOUNT}|\b{_AMOUNT}\s?(?:[€$£]|euros?\b|eur\b|quid\b|pounds?\b"
    r"|dollars?\b|bucks?\b))"
    rf"|(?P<percent>\b{_AMOUNT}\s?(?:%|per ?cento\b|per ?cent\b))"
    r"|(?P<mixed>\b(?:[a-z]+\d\w*|\d+[a-z]\w*))"
    r"|(?P<number>\b\d+\b)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
)
"""Words and, by the name of their group, links, hashtags, mentions, prices and numbers.

Every alternative is linear: no group repeats inside another without a sign in between.
"""
