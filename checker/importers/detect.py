"""Which format a file is in, told from its content; the name decides only where that does not."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from checker.errors import InputError
from checker.importers import explain
from checker.importers.columns import KNOWN
from checker.importers.exports import registry
from checker.importers.table import first_row
from checker.importers.validate import decode_object

Kind = Literal["lines", "document", "table", "workbook", "parquet", "draft"]

_JSON_LINES_NAMES = (".jsonl", ".ndjson")
_JSON_NAMES = (*_JSON_LINES_NAMES, ".json")
_TABLE_NAMES = (".csv", ".tsv", ".tab")
_TEXT_NAMES = (".txt", ".md")

_ASK = "Give JSON Lines, JSON, CSV, XLSX, Parquet or plain text"
_UNPACK = "Unpack it first"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a PNG image", _ASK),
    (b"\xff\xd8\xff", "a JPEG image", _ASK),
    (b"GIF87a", "a GIF image", _ASK),
    (b"GIF89a", "a GIF image", _ASK),
    (b"II*\0", "a TIFF image", _ASK),
    (b"MM\0*", "a TIFF image", _ASK),
    (b"%PDF-", "a PDF document", "Save its text as plain text"),
    (b"{\\rtf", "an RTF document", "Save it as plain text"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or protected Excel or Word file",
        "Save it as CSV, or as XLSX without a password",
    ),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"(\xb5/\xfd", "a Zstandard archive", _UNPACK),
    (b"7z\xbc\xaf'\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a", "a RAR archive", _UNPACK),
    (b"SQLite format 3\0", "an SQLite database", "Export its table as CSV"),
    (b"ARROW1\0\0", "an Arrow file", "Save it as Parquet"),
    (b"PARE", "an encrypted Parquet file", "Save it without encryption"),
    (b"OggS\0", "an Ogg recording", _ASK),
    (b"\x7fELF", "a program", _ASK),
)
_BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
_MEDIA = re.compile(rb"(?s)RIFF.{4}(?:WEBP|AVI |WAVE)|.{4}ftyp|ID3[\x02-\x04]")
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b") + b"\x7f"

# An object as JSON or as people get it wrong: {"id", {'id', {id: — but not "{gifted} I love this".
_OBJECT = rb"\{\s*(?:[\"'}]|\w+\s*[\"']?\s*:|$)"
_STARTS_OBJECT = re.compile(_OBJECT)
_STARTS_ARRAY = re.compile(rb"\[\s*(?:" + _OBJECT + rb"|$|\]\s*$)")
_GOES_ON = (b"{", b"[", b",", b":")
_PREAMBLE = 40
_COLUMN = re.compile(r"[\w .#/@()-]{0,64}")


class Format(msgspec.Struct, frozen=True):
    """A format and, for a table, what stands between two cells."""

    kind: Kind
    delimiter: str = ","


def detect(head: bytes, whole: bool, suffix: str, mapped: frozenset[str] = frozenset()) -> Format:
    """Return the format of a file.

    Args:
        head: its first bytes, without a UTF-8 byte order mark.
        whole: whether there are no others.
        suffix: the ending of its name in lower case with the dot, or an empty text.
        mapped: the columns of the user's mapping in lower case; with any, it must be a table.

    Raises:
        InputError: it is empty, not text, or not UTF-8; it says what the file looks like.
    """
    if not head or head.isspace():
        if not whole:
            raise InputError(
                "it begins with {count} bytes of blank space",
                remedy="Remove them",
                values={"count": f"{len(head):,}"},
            )
        raise InputError("the file is empty", remedy="Give a file with at least one post")
    if head.startswith(b"PAR1"):
        return Format("parquet")
    if head.startswith(b"PK\x03\x04"):
        return Format("workbook")
    _refuse_binary(head)
    if mapped:
        return Format("table", _mapped_delimiter(head, mapped))
    start = head.lstrip()
    if start.startswith(b"{") and (_STARTS_OBJECT.match(start) or suffix in _JSON_NAMES):
        return Format(_lines_or_document(start, whole, suffix))
    if start.startswith(b"[") and (_STARTS_ARRAY.match(start) or suffix == ".json"):
        return Format("document")
    delimiter = _delimiter(head, suffix)
    if delimiter is not None:
        return Format("table", delimiter)
    return Format("lines" if suffix in _JSON_NAMES or _mostly_objects(start) else "draft")


def _refuse_binary(head: bytes) -> None:
    for signature, name, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise _not_text(name, remedy)
    if _BZIP2.match(head):
        raise _not_text("a bzip2 archive", _UNPACK)
    if _MEDIA.match(head):
        raise _not_text("a picture, sound or film", _ASK)
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or _wide(head):
        raise InputError("the text is UTF-16 or UTF-32, not UTF-8", remedy=explain.SAVE_AS_UTF8)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls == len(head) or (controls > 3 and 10 * controls > len(head)):
        raise _not_text("binary data", _ASK)


def _not_text(name: str, remedy: str) -> InputError:
    return InputError("it looks like {kind}, not text", remedy=remedy, values={"kind": name})


def _wide(head: bytes) -> bool:
    """Whether this is UTF-16 or UTF-32 without a mark: every second byte of plain letters is 0."""
    half = len(head) // 2
    few, many = sorted((head[::2].count(0), head[1::2].count(0)))
    sixteen = 10 * many >= 3 * half and 10 * few <= many
    thirty_two = many >= half - 1 and 10 * few <= 7 * half
    return half > 0 and many > 0 and (sixteen or thirty_two)


def _lines_or_document(start: bytes, whole: bool, suffix: str) -> Kind:
    """Tell JSON Lines, a line of which may be broken, from objects that run over several lines."""
    lines = [line for line in start.split(b"\n") if line.strip()]
    if len(lines) == 1 or _is_object(lines[0]):
        return "lines"
    if lines[0].strip() == b"{":
        return "document"
    complete = lines[1:] if whole else lines[1:-1]
    if any(line.startswith(b"{") and _is_object(line) for line in complete):
        return "lines"
    if suffix not in _JSON_LINES_NAMES:
        if lines[0].rstrip().endswith(_GOES_ON):
            return "document"
        if not any(line.startswith(b'{"') for line in complete):
            return "document"
    return "lines"


def _mostly_objects(start: bytes) -> bool:
    """Whether this is JSON Lines whose first line is broken beyond recognition."""
    lines = [line for line in start.split(b"\n") if line.strip()]
    objects = sum(line.lstrip().startswith(b"{") and _is_object(line) for line in lines)
    return objects > 0 and 2 * objects >= len(lines)


def _is_object(line: bytes) -> bool:
    try:
        decode_object(line)
    except InputError:
        return False
    return True


def _mapped_delimiter(head: bytes, mapped: frozenset[str]) -> str:
    """Return what stands between the cells of the line that has most of the mapped columns."""
    lines = head.decode("utf-8", "replace").splitlines()[:_PREAMBLE]

    def fit(delimiter: str) -> tuple[int, bool]:
        found = (first_row(line, delimiter) for line in lines)
        known = max(sum(c.strip().lower() in mapped for c in cells) for cells in found)
        return known, delimiter == ","

    return max("\t;,", key=fit)


def _delimiter(head: bytes, suffix: str) -> str | None:
    """Return what stands between the cells of a table, or ``None`` where this is none."""
    text = head.decode("utf-8", "replace")
    headers = {delimiter: first_row(text, delimiter) for delimiter in "\t;,"}

    def fit(delimiter: str) -> tuple[int, int, bool]:
        cells = headers[delimiter]
        known = sum(cell.strip().lower() in KNOWN for cell in cells)
        usual = "\t" if suffix in (".tsv", ".tab") else ","
        return known, len(cells), delimiter == usual

    best = max(headers, key=fit)
    cells = headers[best]
    if suffix in _TABLE_NAMES:
        return best
    known, width, _ = fit(best)
    if width < 2:
        alone = cells == ["text"] and b"\n" in head.strip() and suffix not in _TEXT_NAMES
        return best if alone else None
    if registry.by_columns(frozenset(cell.strip() for cell in cells)) is not None:
        return best
    if not all(_COLUMN.fullmatch(cell) for cell in cells):
        return None
    if any(cell.startswith(" ") for cell in cells):  # "text, likes": prose unless all is known
        return best if known == width else None
    has_text = any(cell.strip().lower() in ("text", "segments") for cell in cells)
    return best if has_text or known >= 2 else None
