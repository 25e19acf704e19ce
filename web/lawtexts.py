"""Palese's own texts on the law, and of which jurisdictions the catalogues must have them.

They are written in English in ``rules``. Who works with pages in Italian reads those on Italy and
on the European Union all day: these are translated, those of other jurisdictions stay English and
are marked so (``web/quotes.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.rulepack.pack import RulePack
from checker.rulepack.schema import JurisdictionFile, Sourced

TRANSLATED = ("IT", "EU")
"""Jurisdictions whose texts every catalogue has."""
_LABELS = "it/"
"""How ids of labels begin whose notes every catalogue has."""

_SAME = re.compile(r"art\. \d+(\.\d+)?")
"""A place that reads alike in the languages of the pages."""


def of_law(law: JurisdictionFile) -> Iterator[tuple[str, str]]:
    """Yield what a page on a jurisdiction says of its law: the kind of text, and the text."""
    for instrument in law.instruments:
        yield "title", instrument.title
        # Otherwise it is named in its own language; short forms in capitals are in none.
        if "en" in law.languages and instrument.issuer != "ESMA":
            yield "issuer", instrument.issuer
    if "en" in law.languages:
        for body in law.regulators:
            yield "name", body.name
    for entry in entries(law):
        for text in said_by(entry):
            yield "note", text
        if entry.section and not _SAME.fullmatch(entry.section):
            yield "section", entry.section


def entries(law: JurisdictionFile) -> tuple[Sourced, ...]:
    """Return everything that a jurisdiction says with a source."""
    return (
        *law.relations, *law.labels, *law.placement, *law.platform_tools, *law.language_of_label,
        *law.sectors, *law.thresholds, *law.sanctions, *law.provisions,
    )  # fmt: skip


def said_by(entry: Sourced) -> list[str]:
    """Return what an entry says in English words: its note, rule and effect."""
    texts = [getattr(entry, field, "") for field in ("note", "rule", "effect")]
    return [text for text in texts if text]


def gathered(pack: RulePack) -> Iterator[tuple[str, str]]:
    """Yield each text that catalogues must have, with where it stands in the rules."""
    for code in TRANSLATED:
        for field, text in of_law(pack.jurisdictions[code]):
            yield text, f"{code}: {field}"
    for label in pack.labels:
        if label.key.startswith(_LABELS) and label.rule.note:
            yield label.rule.note, "note on an Italian label"
