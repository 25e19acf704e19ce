"""Numbers as people write them: read and shown by the language of the page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from babel import Locale
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from flask import has_request_context, request
from flask_babel import get_locale

from checker.errors import UsageError
from web.i18n import LOCALES

_BLANKS = re.compile(r"([+-]?\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+)((?:[.,]\d*)?)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?=[.,]?\d)[\d.,]+", re.ASCII)
_BLANK = re.compile(r"[ \u00a0\u202f'’]")
_EXAMPLE = Decimal("12500.50")
_HUNDREDTHS = 2
_REMEDY = "Write it like {example}"


def _locale() -> Locale:
    return get_locale() or Locale("en", "GB")


def _of_form() -> Locale:
    """Return what the form was shown in, should the language have been changed meanwhile."""
    said = request.form.get("written_in") if has_request_context() else None
    return Locale.parse(LOCALES[said]) if said in LOCALES else _locale()


def read(given: str, entry: str = "") -> Decimal:
    """Return a number as it is written in the language of the page: 1,234.50 or 1.234,50.

    Points and commas must stand where that language puts them, so that what would be another
    number elsewhere is asked about and never guessed. Blanks and apostrophes may part thousands.

    Args:
        given: what was entered.
        entry: the entry of the form, for the error.

    Raises:
        UsageError: it is no number, or not clearly one.
    """
    plain = given.strip()
    if grouped := _BLANKS.fullmatch(plain):
        plain = _BLANK.sub("", grouped[1]) + grouped[2]
    values = {"given": plain, "example": written(_EXAMPLE)}
    if not _NUMBER.fullmatch(plain):
        raise UsageError("that is no number", remedy=_REMEDY, values=values, entry=entry)
    try:
        return Decimal(parse_decimal(plain, locale=_of_form(), strict=True))
    except NumberFormatError as error:
        raise UsageError(
            "it is not clear which number {given} is", remedy=_REMEDY, values=values, entry=entry
        ) from error


def written(value: Decimal | float | None) -> str:
    """Return a number as an entry of a form shows it, so that :func:`read` gives it back.

    Whole, or with both digits of its hundredths, or with all the digits that it has.
    """
    if value is None:
        return ""
    exact = Decimal(str(value))
    hundredths = 0 < -cast(int, exact.normalize().as_tuple().exponent) <= _HUNDREDTHS
    form = "#,##0.00" if hundredths else "#,##0.###"
    return str(format_decimal(exact, form, locale=_locale(), decimal_quantization=False))
