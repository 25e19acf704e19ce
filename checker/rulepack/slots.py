"""The slots of templates: what stands for a price, a code, a brand."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from checker.text.segment import TLDS

DIGIT = "\N{DIGIT ZERO}\N{HORIZONTAL ELLIPSIS}\N{DIGIT NINE}"
"""Stands among atoms for any digit."""


class Slot(msgspec.Struct, frozen=True):
    """One slot.

    ``atoms`` are texts one of which every filling contains, where there are any.
    """

    expression: str
    atoms: tuple[str, ...] = ()


_AMOUNT = r"[0-9]{1,6}(?:[.,][0-9]{1,3})*"
_SIGN = "[€$£¥₹]"
_AHEAD = r"(?:chf|rs\.?|inr|pln|kr\.?|dkk|sek|nok|eur|usd|gbp|aud|cad)"
_BEHIND = (
    r"(?:euros?|eur|pounds?|quid|dollars?|bucks?|usd|gbp|pence|aud|cad|kr|kroner|kronor|dkk|sek"
    r"|nok|zl|zlotych|zlote|pln|chf|franken|francs?|reais|rupees?|rs|inr|yen)"
)
_PRICE = (
    rf"(?:{_SIGN}\s?{_AMOUNT}(?:k\b)?"
    rf"|\b{_AHEAD}\s?{_AMOUNT}"
    rf"|{_AMOUNT}\s?(?:{_SIGN}|{_BEHIND}\b|(?:万[0-9]{{0,4}}|千)?円|,-)"
    r"|[一二三四五六七八九十百千万]{1,8}円)"
)
SLOTS: Mapping[str, Slot] = {
    "code": Slot(
        r"(?:[a-z]+[-_.]?[0-9]+[a-z0-9]*|[0-9]+[a-z]+[0-9a-z]*)",
        atoms=(DIGIT,),
    ),
    "price": Slot(_PRICE, atoms=(DIGIT,)),
    "percent": Slot(
        r"[0-9]{1,2}\s?(?:%|per ?cento?\b|pct\b|prozent\b|pour ?cent\b|por ?ciento\b"
        r"|por ?cento\b|procent\b|prosent\b|proc\b|パーセント|割)",
        atoms=(
            "%",
            " percent ",
            " per cent ",
            " per cento ",
            " percento ",
            " pct ",
            " prozent ",
            " pourcent ",
            " pour cent ",
            " porciento ",
            " por ciento ",
            " porcento ",
            " por cento ",
            " procent ",
            " prosent ",
            " proc ",
            "パーセント",
            "割",
        ),
    ),
    "num": Slot("[0-9]{1,6}", atoms=(DIGIT,)),
    "latin": Slot(r"[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*"),
    "mention": Slot(r"@[\pL\pN_](?:[\pL\pN_.-]*[\pL\pN_])?", atoms=("@",)),
    "hashtag": Slot(r"#[\pL\pN_]+", atoms=("#",)),
    "link": Slot(
        r"(?:https?://\S+|www\.\S+|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\."
        rf"(?:(?:{TLDS})\b(?:/\S*)?|[a-z]{{2,12}}/\S+))"
    ),
    "word": Slot(r"[\pL\pN][\pL\pN'’._-]*"),
    "brand": Slot(r"[@#]?[\pL\pN][\pL\pN'&._-]*(?:[ ](?:[&+][ ])?[\pL\pN][\pL\pN'&._-]*){0,3}?"),
}
"""Slots of a template by name."""
