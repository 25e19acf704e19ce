"""Brands named in a text: known ones by name, others by their handle."""

from __future__ import annotations

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
    }
)
"""First words of a name that say what a business is, not which."""


def brands_in(post: Post, segments: Sequence[SegmentText]) -> Iterator[BrandMention]:
    """Yield the brands named in the text: known ones by name, others by handle or hashtag."""
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
