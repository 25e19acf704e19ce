"""Brands named in a text: known ones by name, others by their handle."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from checker.model import BrandMention, Post
from checker.text.names import name_forms, same_brand
from checker.text.scripts import name_border
from checker.text.segment import SegmentText

_GENERIC = frozenset(
    {
        "studio",
        "atelier",
        "hotel",
        "albergo",
        "caffe",
        "casa",
        "centro",
        "edizioni",
        "editore",
        "libreria",
        "ristorante",
        "pizzeria",
        "trattoria",
        "osteria",
        "farmacia",
        "palestra",
        "banca",
        "cantina",
        "bottega",
        "salone",
        "forno",
        "agriturismo",
        "barberia",
        "house",
        "kitchen",
        "coffee",
        "bakery",
        "store",
        "salon",
        "lodge",
        "books",
        "little",
        "great",
        "green",
        "white",
        "black",
        "north",
        "south",
        "first",
        "royal",
        "monte",
        "santa",
        "villa",
        "terra",
        "fratelli",
        "scuola",
        "estetica",
        "cartoleria",
        "gelateria",
        "wydawnictwo",
        "pensjonat",
        "kuznia",
        "fabryka",
        "pracownia",
        "palarnia",
        "piekarnia",
        "cukiernia",
        "restauracja",
        "kawiarnia",
        "ksiegarnia",
        "gospodarstwo",
        "browar",
        "apteka",
        "klinika",
        "gabinet",
        "galeria",
        "akademia",
        "szkola",
        "sklep",
        "zielona",
        "zielony",
        "dobra",
        "nowa",
        "polska",
    }
)
"""First words of a name that say what a business is, not which."""


_DECLINING = frozenset({"pl"})
"""Languages that decline names too: "Kuźnia Zielona" makes shears, "z Kuźni Zielonej" they come."""

_ENDINGS = (
    "(?:a|e|i|o|u|y|ia|ie|ii|io|iu|em|iem|om|iom|owi|iowi|ow|ach|iach|ami|iami"
    "|ej|iej|ego|iego|emu|iemu|ym|im|ymi|imi)?"
)


def brands_in(
    post: Post, segments: Sequence[SegmentText], langs: Sequence[str | None] = ()
) -> Iterator[BrandMention]:
    """Yield the brands named in the text: known ones by name, others by handle or hashtag.

    ``langs`` are the languages of the segments: in some of them names have cases.
    """
    known = [
        name for name in (*post.brands, post.relation.brand if post.relation else None) if name
    ]
    forms = [name_forms(name) for name in known]
    own = name_forms(post.author or "")[1]
    for segment in segments:
        text = segment.folded
        places: list[tuple[int, int, str, bool]] = []
        for name, (folded, joined) in zip(known, forms, strict=True):
            if not joined:
                continue
            for spelling in _spellings(folded):
                for start in occurrences(text, spelling):
                    places.append((start, start + len(spelling), name, True))
                if langs and langs[segment.number] in _DECLINING:
                    for found in _declined(spelling).finditer(text):
                        places.append((*found.span(), name, True))
        for tag in (*segment.mentions, *segment.hashtags):
            joined = "".join(char for char in tag.name if char.isalnum())
            match = next(
                (n for n, f in zip(known, forms, strict=True) if same_brand(f[1], joined)), None
            )
            if match is not None:
                places.append((tag.start, tag.end, match, True))
            elif text[tag.start] == "@" and joined and joined != own:
                places.append((tag.start, tag.end, tag.name, False))
        for start, end, name, sure in sorted(set(places)):
            first, last = segment.original(start, end)
            before = segment.fold is None or end <= segment.fold
            yield BrandMention(name, segment.number, first, last, before, sure)


def _spellings(name: str) -> tuple[str, ...]:
    """Return the ways a name is written: "Ball & Brine" is "Ball and Brine" to many."""
    spellings = [name]
    if "&" in name:
        spellings += [name.replace("&", word) for word in ("and", "e", "und", "et", "y")]
    first = name.split(" ", maxsplit=1)[0]
    if first != name and len(first) >= 5 and first not in _GENERIC:
        spellings.append(first)
    return tuple(spellings)


@functools.lru_cache(maxsize=1024)
def _declined(name: str) -> re.Pattern[str]:
    """Return the expression for a Polish name in any case; short words stay as they are."""
    words = r"[\s-]+".join(map(_cases, name.split()))
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])")


def _cases(word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return re.escape(word)
    if word.endswith(("ek", "ec")):  # Lakierek, z Lakierka
        return f"{word[:-2]}e?{word[-1]}{_ENDINGS}"
    if word.endswith("ka"):  # Chłonka, w Chłonce
        return f"{word[:-2]}(?:k|c|ek){_ENDINGS}"
    return word.rstrip("aeouy" if len(word) > 4 else "a") + _ENDINGS


def names_of(post: Post, segments: Sequence[SegmentText]) -> frozenset[str]:
    """Return the brands of a post (on record or by handle) as letters and digits only."""
    known = [*post.brands, *([post.relation.brand] if post.relation else [])]
    spelled = [form for name in known if name for form in _spellings(name_forms(name)[0])]
    names = {"".join(char for char in form if char.isalnum()) for form in spelled}
    for segment in segments:
        for tag in segment.mentions:
            names.add("".join(char for char in tag.name if char.isalnum()))
    return frozenset(names - {""})


def occurrences(text: str, name: str) -> Iterator[int]:
    """Yield each place at which ``name`` stands in ``text`` as a word of its own."""
    place = text.find(name) if name else -1
    while place >= 0:
        end = place + len(name)
        before = name_border(text[place - 1 : place], name[0])
        if before and name_border(name[-1], text[end : end + 1]):
            yield place
        place = text.find(name, place + 1)
