"""English and Italian: which is spoken, and the catalogues, read from their ``.po`` files.

Nothing has to be compiled at build: a catalogue of this size is read in milliseconds, once.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from web.access import me

LANGUAGES = {"en": "English", "it": "Italiano"}
LOCALES = {"en": "en_GB", "it": "it_IT"}
COOKIE = "palese_language"
CATALOGUES = Path(__file__).parent / "translations"


class PoDomain(Domain):  # type: ignore[misc]  # the library has no types
    """Catalogues of ``translations/<lang>/LC_MESSAGES/messages.po``."""

    def __init__(self) -> None:
        super().__init__(translation_directories=[str(CATALOGUES)])
        self._read = {code: _catalogue(code) for code in LANGUAGES}

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language of the present request."""
        found = g.get("palese_catalogue") if has_request_context() else None
        if found is None:
            locale = get_locale()
            found = self._read.get(locale.language if locale else "en", self._read["en"])
            if has_request_context():
                g.palese_catalogue = found  # a page asks for it a thousand times
        return cast(NullTranslations, found)


def _catalogue(code: str) -> NullTranslations:
    source = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not source.exists():  # English is the language of the sources
        return NullTranslations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def choose() -> str:
    """Return the language of the user, else of the cookie, else that the browser asks for."""
    user = me()
    for wanted in (user.language if user else None, request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


def init_app(app: Flask) -> None:
    """Translate pages and format dates and numbers by the language of the request."""
    babel = Babel(app, default_locale="en_GB", locale_selector=lambda: LOCALES[choose()])
    babel.domain_instance = PoDomain()
