"""Texts as content words, names as keys: what of a post is compared, and under which brand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.text.normalise import fold_word

RESHARED = re.compile(r"\s*(?:rt|mt)\s+@", re.I)
LINK = re.compile(r"(?:https?://|www\.)([\w.-]+)\S*|\S+@[\w-]+\.\w+")
HANDLE = re.compile(r"(?<![\w@./])@(\w(?:[\w.-]*\w)?)")
HASHTAG = re.compile(r"(?<![\w&/])#(\w+)")
CLOSING_TAGS = re.compile(r"(?:[\W_]*#\w+)+[\W_]*\Z")
TAG_RUN = re.compile(r"(?:#\w+\W{0,4}){3,}")
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{_UNSPACED}]+|[^\W\d_{_UNSPACED}]{{4,}}")
_NAME = re.compile(r"[^\W\d_]{4,}")
_SUFFIX = re.compile(
    r"(?:official|ufficiale|oficial|officiel)$"
    r"|[._-](?:italia|italy|it|uk|usa|us|fr|es|de|hq|shop|store|app)$"
)
# Hosts and platforms that a link or a tag leads through; naming one names no brand.
_PASSAGES = """
instagram youtube youtu facebook twitter tiktok linktr linktree bit goo tinyurl amzn amazon
patreon spotify apple google forms gle docs bitly lnkd telegra opensea etsy ebay paypal discord
twitch telegram whatsapp snapchat pinterest reddit threads blogspot wordpress http https
giveaway
"""
NO_BRANDS = frozenset(_PASSAGES.split())
# Function words of four letters and more, in six languages; shorter ones are never read.
_FUNCTION_WORDS = """
alla alle agli allo anche ancora avere aveva come cosi cosa dalla dalle dallo degli della delle
dello dentro dopo dove ecco essere fare fatto hanno loro mentre molto nella nelle nello negli
niente ogni oppure perche pero poco prima proprio quale quali quando quanto quella quelle quelli
quello questa queste questi questo quindi sempre senza siamo sono sopra sotto stata state stati
stato sugli sulla sulle sullo suoi tanto tutta tutte tutti tutto vostra vostre vostri vostro
nostra nostre nostri nostro about after again also always been before being both could does
doing down during each even every from have having here into just like more most much myself
only other over same should some such than that their them then there these they this those
through until very want were what when where which while will with would your yours aber alles
auch dann dass dein deine denn diese diesem diesen dieser dieses doch durch eine einem einen
einer eines euch fuer haben hier ihre immer kann mein meine mich mehr nach nicht noch oder ohne
schon sehr sein sich sind ueber unter viel wenn werden wird wurde algo ante antes como cuando
desde donde ella ellas ellos entre eres esta estas este esto estos hasta mucho muchos nada
nosotros otra otro para porque pues quien sido siempre sobre somos tambien tener tengo tiene
todo todos unas unos vosotros alors aussi autre avant avec avoir cette comme dans depuis donc
elle elles etait etre leur leurs mais meme moins notre nous parce pour quand sans sera sont suis
tous tout toute toutes tres vous votre ainda depois dela dele deles entao essa esse isso isto
minha muito muita nossa nosso onde pela pelo quem seus tudo voce
"""
_STOP = frozenset(_FUNCTION_WORDS.split())


def stem(word: str) -> str:
    """Cut a folded word so that gender, number and most endings of verbs fall away."""
    if len(word) > 6:
        return word[:6]
    return word[:-1] if word[-1] in "aeios" else word


def content(folded: str) -> Iterator[str]:
    """Yield the content words of a folded text; runs without spaces come as pairs of signs."""
    for match in WORD.finditer(folded):
        word = match.group()
        if word[0] >= "\u3040":
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
        elif word not in _STOP:
            yield word


def brand_key(name: str) -> str:
    """Return a brand's or account's name as a key: folded letters and digits, no trimmings."""
    return "".join(c for c in _SUFFIX.sub("", fold_word(name.lstrip("@#")).strip()) if c.isalnum())


def domain_key(host: str) -> str:
    labels = [label for label in host.strip(".").split(".") if label != "www"]
    if len(labels) < 2:
        return ""
    label = labels[-2]
    if label in ("co", "com", "org") and len(labels) > 2:
        label = labels[-3]
    return "".join(c for c in label if c.isalnum())


def capitals(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of an original text that tell whether they are names.

    The flag is true for a capitalised word inside a sentence and false for a lower-case one.
    Words at the head of a sentence and words in capitals throughout tell nothing.
    """
    for match in _NAME.finditer(text):
        word = match.group()
        if word.islower():
            yield word, False
        elif word[0].isupper() and word[1:].islower():
            head = text[max(0, match.start() - 2) : match.start()]
            if len(head) == 2 and head[0].isalnum() and head[1] in " '’":
                yield word, True
