"""What pages quote in another language than their own, marked so that it is read aloud rightly.

Palese's notes on the law are in English; where the catalogue has them in the language of the page
(``web/lawtexts.py``), they are shown in that. Titles of instruments are in the language of whoever
issued them, with an explanation in English behind; words that a law requires are in that law's
language.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from checker.language import LanguageIdentifier, prose_of
from checker.reports.plain import for_page
from web.services import services

_HEAD = re.compile(
    r"(.+?)( \(.*|: .*|, (?:arts?|ss?|cl|section|version|as|in|\d+(?:st|nd|rd|th)) .*)?", re.DOTALL
)
_OURS = re.compile(
    r"(?i)\b(the|of|on|and|account|action|activity|agency|answers|case|cases|charges|decisions?|fines?|guidance|guide|"
    r"guidelines?|injunctions?|judgment|letters|news|note|notes|notice|opinion|page|pages|plan|"
    r"police|press|proceedings?|questions|reports?|results|review|rules|ruling|rulings|study|sweep|"
    r"tattoo|warnings?)\b"
)
"""Words of the titles that palese gave: to what has no title of its own."""

_ARTICLES = re.compile(r"(?i)\b(arts?|annex|art|no|nos|par|pkt|stk|abs|lit)\b")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_ALSO = {"nb": "no", "nn": "no"}


def _page() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


def in_tongue(text: str, code: str) -> str | Markup:
    """Return a text, marked with its language where that is not the page's."""
    if not text or code in ("", _page()):
        return text
    return Markup('<span lang="{}">{}</span>').format(code, for_page(text))


def translated(text: str) -> str:
    """Return what the catalogue has for a text, or nothing where it has none of its own.

    Texts go through as they are: a per cent in them stands for nothing else.
    """
    made = str(gettext(text)) if text else text
    return made if made != text else ""


def note(text: str) -> str | Markup:
    """Return one of palese's notes on the law: from the catalogue, or marked as English."""
    return translated(text) or in_tongue(text, "en")


def english(*shown: str | Markup) -> bool:
    """Tell whether something shown on a page in another language is marked as English."""
    return any(isinstance(each, Markup) and '<span lang="en">' in each for each in shown)


def quoted(detail: str, code: str) -> str | Markup:
    """Return what a finding quotes: words that a law requires, or one of our notes on it.

    Args:
        detail: as the finding has it.
        code: of the jurisdiction.
    """
    law = services().engine.pack.jurisdictions.get(code)
    if law is not None and any(entry.text == detail for entry in law.sectors):
        return in_tongue(detail, tongue_of(detail, law.languages))
    made = note(detail) if _WORDS.search(detail) else detail
    if isinstance(made, Markup):
        return Markup("{} {}").format(made, gettext("(a note in English)"))
    return made


def required(text: str, code: str) -> str | Markup:
    """Return words that the law of a jurisdiction requires."""
    return in_tongue(text, tongue_of(text, services().engine.pack.jurisdictions[code].languages))


def title(text: str, instrument: str) -> str | Markup:
    """Return the title of an instrument: its own words in their language, ours in English.

    A title that the catalogue has is shown whole in the language of the page.

    Args:
        text: the title as the rules have it.
        instrument: its id, which begins with the code of its jurisdiction: ``IT-CDC``.
    """
    if whole := translated(text):
        return whole
    law = services().engine.pack.jurisdictions.get(instrument.partition("-")[0])
    match = _HEAD.fullmatch(text)
    if law is None or match is None or text.isupper():  # "ESMA" is in no language
        return text
    head, rest = match[1], match[2] or ""
    ours = "en" in law.languages or _OURS.search(head) is not None
    own = "en" if ours else tongue_of(head, law.languages, "en")
    return Markup("{}{}").format(
        *(escape(in_tongue(*each)) for each in ((head, own), (rest, "en")))
    )


def section(text: str, instrument: str) -> str | Markup:
    """Return the place in an instrument; numbers of articles alone are in no language."""
    if whole := translated(text):
        return whole
    law = services().engine.pack.jurisdictions.get(instrument.partition("-")[0])
    if law is None or not _WORDS.search(_ARTICLES.sub("", text)):
        return text
    return in_tongue(text, tongue_of(text, ("en", *law.languages)))


def tongue_of(text: str, languages: tuple[str, ...], *others: str) -> str:
    """Return which of some languages a text is in; the first of them when in doubt."""
    known = tuple(dict.fromkeys(_ALSO.get(code, code) for code in (*languages, *others)))
    if len(known) < 2:
        return known[0] if known else "en"
    return _told(services().engine.pack.digest, text, known)


@lru_cache(maxsize=4096)
def _told(digest: str, text: str, languages: tuple[str, ...]) -> str:
    return _identifier(digest, languages).identify(prose_of(text)).lang or languages[0]


@lru_cache(maxsize=64)
def _identifier(_digest: str, languages: tuple[str, ...]) -> LanguageIdentifier:
    return LanguageIdentifier(services().engine.pack.languages, languages)


def init_app(app: Flask) -> None:
    """Give templates the quotations as filters."""
    app.jinja_env.filters.update(note=note, required=required, instrument=title, place_in=section)
