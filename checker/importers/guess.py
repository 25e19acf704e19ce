"""Drafts a mapping for a table that palese does not know: a guess that the user corrects."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from checker.errors import InputError, UsageError
from checker.importers import workbook
from checker.importers.context import Context
from checker.importers.detect import detect
from checker.importers.explain import broken_bytes, printable, shown
from checker.importers.exports import registry
from checker.importers.records import COUNTS
from checker.importers.stream import peek

_SAMPLE = 60
_SHOWN = 60
_WORD = re.compile(r"[^\W_]+")

# What tools and people call the fields, in words of the header; the first fitting field wins.
_NAMES: dict[str, tuple[str, ...]] = {
    "platform_label": (
        *("paid partnership", "is paid partnership", "branded content", "is sponsored"),
        *("sponsored", "is ad", "sponsorizzato", "paid"),
    ),
    "followers": (
        *("followers", "follower", "follower count", "followers count", "subscribers"),
        *("subscriber count", "author followers", "instagram followers", "twitter followers"),
        *("seguaci", "abonnés", "seguidores", "fans"),
    ),
    "text": (
        *("full text", "text", "caption", "message", "content", "post text", "post", "body"),
        *("snippet", "description", "testo", "didascalia", "texte", "texto", "beschreibung"),
    ),
    "title": ("title", "headline", "titolo", "titre", "titulo", "titel"),
    "transcript": ("transcript", "voice to text", "subtitles", "trascrizione"),
    "overlay": ("image text", "ocr", "ocr text", "on screen text"),
    "author": (
        *("username", "user name", "author", "handle", "author handle", "account", "creator"),
        *("influencer", "screen name", "extra author attributes short name", "autore", "auteur"),
        *("autor", "profile", "page name"),
    ),
    "published_at": (
        *("published at", "published", "date", "created at", "created time", "timestamp"),
        *("post date", "publish date", "posted at", "created", "date and time", "data", "datum"),
        *("fecha", "indexed", "search indexed"),
    ),
    "url": ("url", "link", "permalink", "post url", "post link", "lien", "enlace"),
    "id": ("id", "post id", "resource id", "guid", "external id"),
    "country": ("country code", "country", "paese", "pays", "pais", "land"),
    "platform": (
        *("platform", "network", "content source name", "source type", "social network"),
        *("channel", "piattaforma", "page type"),
    ),
    "lang": ("language", "lang", "lingua", "langue", "idioma", "sprache"),
    "likes": ("likes", "like count", "like", "instagram likes", "mi piace", "favorites"),
    "comments": ("comments", "comment count", "replies", "instagram comments", "commenti"),
    "views": ("views", "view count", "plays", "video views", "visualizzazioni", "play count"),
    "shares": ("shares", "share count", "reposts", "retweets", "condivisioni"),
    "brands": ("brand", "brands", "sponsor", "sponsor name", "marca", "marque"),
}
_DATES = (
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"),
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M %p"),
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
    *("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y"),
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d"),
    *("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%b %d, %Y %I:%M %p"),
)
_GROUPED = re.compile(r"\s*\d{1,3}([.,'’ \u00a0\u202f])\d{3}(?:\1\d{3})*\s*")
_YES = ("yes", "true", "1", "sì", "si", "oui", "ja", "y", "paid", "sponsored")
_NO = ("no", "false", "0", "non", "nein", "nee", "n", "organic")


class Table(msgspec.Struct, frozen=True):
    """The beginning of a table: what it is, the header's row from 1, the header and some rows."""

    container: str
    header_row: int
    header: list[str]
    rows: list[list[str]]


def draft_mapping(file: str) -> str:
    """Return a mapping file (YAML) for a table, with a guess for each field.

    Args:
        file: name of a CSV, TSV or XLSX file.

    Raises:
        InputError: it is no table, or one that needs no mapping.
        UsageError: it cannot be read.
    """
    table = _look(file)
    header = frozenset(cell.strip() for cell in table.header)
    known = registry.by_columns(header)
    if known is not None:
        raise InputError(
            f"it needs no mapping: it is {known.about.name}",
            where=printable(file),
            remedy="Give it to palese check, audit or import as it is",
        )
    return "\n".join(_lines(file, table, _guess(table))) + "\n"


def _look(file: str) -> Table:
    where = printable(file)
    try:
        with Path(file).open("rb") as stream:
            peeked = peek(stream)
            if peeked.head.startswith(b"PK\x03\x04"):
                stream.seek(0)
                context = Context()
                found = list(islice(workbook.rows(stream, context), _SAMPLE))
                return _table(context.container, found)
            found_format = detect(peeked.head, peeked.whole, ".csv")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"it cannot be read ({reason})", where=where) from None
    except InputError as error:
        raise InputError(error.what, where=where, remedy=error.remedy) from None
    if found_format.kind != "table":
        raise InputError("it is no table", where=where, remedy="A mapping is for CSV, TSV and XLSX")
    flaw = broken_bytes(peeked.head[: peeked.head.rfind(b"\n") + 1])
    if flaw is not None:
        raise InputError(flaw.what.replace(" of the line", ""), where=where, remedy=flaw.remedy)
    # A character may be cut at the end of what was looked at.
    text = peeked.head.decode("utf-8", "replace")
    best = max("\t;,", key=lambda d: (sum(len(r) for _, r in _csv(text, d)), d == ","))
    return _table({"\t": "TSV", ";": "CSV with semicolons"}.get(best, "CSV"), _csv(text, best))


def _csv(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, ""), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for row in islice(reader, _SAMPLE):
            if any(cell.strip() for cell in row):
                found.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error:
        pass  # what was read so far is enough for a guess
    return found


def _table(container: str, rows: list[tuple[int, list[str]]]) -> Table:
    """Find the header: of the first rows the one with the most cells."""
    if not rows:
        return Table(container, 1, [], [])
    widest = max(sum(1 for cell in row if cell.strip()) for _, row in rows[:30])
    at = next(n for n, (_, row) in enumerate(rows) if 10 * sum(map(bool, row)) >= 9 * widest)
    number, header = rows[at]
    return Table(container, number, header, [row for _, row in rows[at + 1 :]])


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    return " ".join(_WORD.findall(spaced)).casefold()


def _guess(table: Table) -> dict[str, int]:
    plain = [_plain(name) for name in table.header]
    found: dict[str, int] = {}
    for field, names in _NAMES.items():
        for name in names:
            places = [n for n, p in enumerate(plain) if p == name and n not in found.values()]
            filled = [n for n in places if _samples(table, n)] or places
            if filled:
                found[field] = filled[0]
                break
    if "text" not in found:
        lengths = {
            n: sum(map(len, _samples(table, n)))
            for n in range(len(table.header))
            if n not in found.values()
            and not any(s.startswith("http") for s in _samples(table, n)[:3])
        }
        if lengths:
            found["text"] = max(lengths, key=lambda n: lengths[n])
    return found


def _samples(table: Table, column: int) -> list[str]:
    return [row[column] for row in table.rows if column < len(row) and row[column].strip()]


def _lines(file: str, table: Table, guess: dict[str, int]) -> list[str]:
    """Write the mapping; what a person must look at stands in comments."""
    lines = [
        f"# How palese reads {printable(Path(file).name)} ({table.container}).",
        "# A guess: correct it, then look: palese import --explain --mapping MAPPING FILE",
        "fields:",
    ]
    order = sorted(guess, key=list(_FIELD_ORDER).index)
    for field in order:
        lines += _field(table, field, guess[field])
    mapped = set(guess.values())
    if "text" not in guess:
        lines += ["  text: ''  # which column holds the captions?"]
    lines += ["", "# The same for every post, where no column says it:", "always:"]
    if "platform" in guess:
        lines += ["  {}", "  # country: IT"]
    else:
        lines += ["  platform: instagram  # CHECK", "  # country: IT"]
    lines += [""]
    if table.header_row > 1:
        lines += [f"header: {table.header_row}  # the row of the header"]
    lines += ["keep: true  # hand back the other columns under extra"]
    others = [n for n, name in enumerate(table.header) if n not in mapped and name.strip()]
    if others:
        lines += ["", "# Columns that are not mapped:"]
        lines += [f"#   {_sampled(table, n)}" for n in others]
    fields = f"Fields: {', '.join(_FIELD_ORDER)}"
    lines += ["", *textwrap.wrap(fields, 76, initial_indent="# ", subsequent_indent="#   ")]
    return lines


_FIELD_ORDER = (
    *("id", "text", "title", "description", "overlay", "transcript", "author", "platform"),
    *("published_at", "url", "country", "lang", "platform_label", "brands", "followers", "likes"),
    *("comments", "views", "shares", "relation_kind", "relation_brand"),
)


def _field(table: Table, field: str, column: int) -> list[str]:
    name = _yaml(table.header[column].strip())
    samples = _samples(table, column)
    comment = f"  # such as {_cut(samples[0])}" if samples else "  # empty in the first rows"
    if field == "published_at":
        patterns = _patterns(samples)
        if patterns and patterns[0] != "iso":
            unsure = " CHECK: day first, or month first?" if _either_way(patterns) else ""
            return [
                f"  {field}:{comment}",
                f"    column: {name}",
                f"    date: {_yaml(patterns[0])}{'  #' + unsure if unsure else ''}",
            ]
        if not patterns and samples:
            return [
                f"  {field}:{comment}",
                f"    column: {name}",
                "    date: '%d/%m/%Y'  # CHECK: the pattern was not recognised",
            ]
    if field == "platform_label":
        seen = list(dict.fromkeys(sample.strip() for sample in samples))[:12]
        yes = [word for word in seen if word.casefold() in _YES]
        no = [word for word in seen if word.casefold() in _NO]
        unknown = [word for word in seen if word not in yes + no]
        lists = (("yes", yes), ("no", no), ("unknown", unknown))
        return [
            f"  {field}:  # CHECK: the platform's own label, as it was observed",
            f"    column: {name}",
            *(f"    {key}: [{', '.join(map(_yaml, words))}]" for key, words in lists),
        ]
    grouped = next(filter(None, map(_GROUPED.fullmatch, samples)), None)
    if field in COUNTS and grouped:
        return [
            f"  {field}:{comment}",
            f"    column: {name}",
            f"    thousands: {_yaml(grouped[1])}",
        ]
    return [f"  {field}: {name}{comment}"]


def _patterns(samples: Sequence[str]) -> list[str]:
    """Return the patterns that all samples follow."""
    if not samples:
        return []
    found = [p for p in ("iso", "unix", *_DATES) if all(_fits(s.strip(), p) for s in samples)]
    return found[:2]


def _fits(sample: str, pattern: str) -> bool:
    if pattern == "unix":
        return sample.isdecimal() and 9 <= len(sample) <= 13
    try:
        if pattern == "iso":
            return sample[4:5] == "-" == sample[7:8] and bool(datetime.fromisoformat(sample))
        return bool(datetime.strptime(sample, pattern))
    except ValueError:
        return False


def _either_way(patterns: Sequence[str]) -> bool:
    return patterns[0].startswith("%d/%m") and any(p.startswith("%m/%d") for p in patterns)


def _yaml(text: str) -> str:
    """Return a scalar in single quotes where YAML would read it as something else."""
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else shown(text)


def _cut(text: str) -> str:
    line = " ".join(printable(text.strip()).split())
    return line if len(line) <= _SHOWN - 20 else line[: _SHOWN - 21] + "…"


def _sampled(table: Table, column: int) -> str:
    samples = _samples(table, column)
    name = printable(table.header[column].strip())
    return f"{name}: {_cut(samples[0])}" if samples else f"{name}: empty"
