"""The wording of what is wrong with a post: the field, its value, what was expected, the remedy."""

from __future__ import annotations

import math
import re
from typing import Any, get_args

import msgspec

from checker import settings
from checker.errors import InputError
from checker.model import RelationKind, SegmentKind

ONE_OBJECT = "Write one complete JSON object for each post"
SAVE_AS_UTF8 = "Save the file as UTF-8"

_COUNT = (
    "a whole number of 0 or more",
    "Write digits only, such as 12000, or leave it out",
)
_TEXT = ("text", "Put it between quotation marks, or leave it out")
_SECONDS = ("a number of seconds of 0 or more", "Write a number such as 3.2, or leave it out")
_PART = "an object with a kind and a text"
_TIE = "an object with a kind"

# Field (positions in lists left out) to what it must be and what the user can do about it.
_WANTED: dict[str, tuple[str, str]] = {
    "platform_label": (
        "true, false or null",
        "Write true or false where it was observed, and leave it out where it was not",
    ),
    "published_at": (
        "an ISO date or date-time",
        "Write it like 2026-05-01 or 2026-05-01T10:00:00Z, or leave it out",
    ),
    "lang": ("a language code or null", "Write a code such as it or en, or leave it out"),
    "segments": ("a list of segments", 'Write it like [{"kind": "caption", "text": "…"}]'),
    "segments[]": (_PART, 'Write it like {"kind": "caption", "text": "…"}'),
    "segments[].text": ("text", "Put it between quotation marks"),
    "segments[].kind": (
        f"one of {', '.join(get_args(SegmentKind))}",
        "Use one of these kinds, or leave it out for a caption",
    ),
    "segments[].index": _COUNT,
    "segments[].start_s": _SECONDS,
    "segments[].end_s": _SECONDS,
    "relation": (_TIE, 'Write it like {"kind": "paid", "brand": "ACME"}, or leave it out'),
    "relation.kind": (
        f"one of {', '.join(get_args(RelationKind))}",
        "Use one of these kinds, or leave the relation out where it is not known",
    ),
    "brands": ("a list of texts", 'Write it like ["@acme"], or leave it out'),
    "brands[]": ("text", "Put it between quotation marks"),
    **dict.fromkeys(("followers", "likes", "comments", "views", "shares"), _COUNT),
}
_MISSING = {
    "relation.kind": "Say which kind it is, or leave the relation out where it is not known",
}
_AT = re.compile(r" - at `\$(.*)`$", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_FIELD_OF_OBJECT = re.compile(r"missing required field `(\w+)`")
_BYTE = re.compile(r" \(byte (\d+)\)$")
_NOT_A_NUMBER = re.compile(rb"[\[:,]\s*(-?Infinity|-?NaN)\b")
_LONE_SURROGATE = re.compile(
    rb"(?<!\\)(?:\\\\)*(?:(\\u[dD][89abAB][0-9a-fA-F]{2})(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][c-fC-F][0-9a-fA-F]{2}))"
)
_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    type(None): "null",
}


def printable(text: str) -> str:
    """Escape what a terminal would act upon or could not write: controls, lone surrogates."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def shown(value: object) -> str:
    """Return a value as JSON for a message, cut to 40 characters and safe to print."""
    try:
        # JSON knows no NaN, which a Parquet column may hold.
        odd = isinstance(value, float) and not math.isfinite(value)
        text = str(value) if odd else msgspec.json.encode(value).decode("utf-8")
    except (TypeError, ValueError, OverflowError, RecursionError):
        text = f"of the type {type(value).__name__}"
    return printable(text if len(text) <= 40 else text[:39] + "…")


def wrong_value(field: str, value: object) -> InputError:
    """Say that ``field`` (a path such as ``segments[0].kind``) holds the wrong value."""
    wanted, remedy = _WANTED.get(re.sub(r"\[[^]]*\]", "[]", field), _TEXT)
    return InputError(
        "the field '{field}' is {value}, not {wanted}",
        remedy=remedy.replace("{", "{{").replace("}", "}}"),
        values={"field": field, "value": shown(value), "wanted": wanted},
    )


def wrong_type(mapping: dict[str, Any], error: Exception) -> InputError:
    """Put a complaint of msgspec about ``mapping`` into words that name the field and its value."""
    message = str(error)
    at = _AT.search(message)
    path = at[1] if at else ""
    missing = _FIELD_OF_OBJECT.search(message)
    if missing:
        field = f"{path}.{missing[1]}".lstrip(".")
        return InputError(
            "the field '{field}' is missing",
            remedy=_MISSING.get(field, "Give every segment a text"),
            values={"field": field},
        )
    value: Any = mapping
    for name, number in _STEP.findall(path):
        value = value[name] if name else value[int(number)]
    if not path or value is mapping:
        return InputError("a value has the wrong type or is out of range", remedy=ONE_OBJECT)
    return wrong_value(path.lstrip("."), value)


def not_an_object(value: object) -> InputError:
    """Say that the JSON is sound but is not an object."""
    kind = _KINDS.get(type(value), "something else")
    return InputError(
        "it holds {kind}, not a JSON object", remedy=ONE_OBJECT, values={"kind": kind}
    )


def broken_json(data: bytes, error: Exception) -> InputError:
    """Say why ``data`` is not JSON: the likeliest cause first, the parser's own word last."""
    flaw = broken_bytes(data)
    if flaw is not None:
        return flaw
    if isinstance(error, RecursionError):
        return nested(None)
    message = str(error)
    if "out of range" in message:
        return InputError("a number is out of range", remedy="Write null where it is not known")
    for lone in _LONE_SURROGATE.finditer(data):
        half = lone[1] or lone[2]
        if half:
            return InputError(
                "the text holds half a character ({half})",
                remedy="Remove it, or write both halves of the surrogate pair",
                values={"half": half.decode("ascii")},
            )
    byte = _BYTE.search(message)
    offset = int(byte[1]) if byte else len(data.rstrip())
    for number in _NOT_A_NUMBER.finditer(data):
        if number.start(1) <= offset <= number.end(1):
            return InputError(
                "{number} is not a JSON number",
                remedy="Write null where a number is not known",
                values={"number": number[1].decode("ascii")},
            )
    reason = _BYTE.sub("", message).removeprefix("JSON is malformed: ")
    if "truncated" in reason:
        reason = "it ends too early"
    return InputError(
        "the JSON is broken at byte {byte}: {reason}",
        remedy=ONE_OBJECT,
        values={"byte": offset + 1, "reason": reason},
    )


def broken_bytes(data: bytes) -> InputError | None:
    """Return what is wrong with the bytes themselves, or ``None`` when they are sound UTF-8."""
    nul = data.find(b"\0")
    if nul >= 0:
        return InputError(
            "byte {byte} of the line is NUL", remedy="Remove it", values={"byte": nul + 1}
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return InputError(
            "byte {byte} of the line (0x{code}) is not UTF-8",
            remedy=SAVE_AS_UTF8,
            values={"byte": error.start + 1, "code": f"{data[error.start]:02x}"},
        )
    return None


def broken_line(data: bytes) -> tuple[int, InputError] | None:
    """Return the first line of ``data`` (from 0) whose bytes are not sound UTF-8, and why."""
    if broken_bytes(data) is None:
        return None
    for number, line in enumerate(data.split(b"\n")):
        flaw = broken_bytes(line)
        if flaw is not None:
            return number, flaw
    return None


def nested(limit: int | None) -> InputError:
    """Say that lists or objects are nested too deeply (``limit`` levels, if that is known)."""
    if limit is None:
        return InputError("the JSON is nested too deeply", remedy="Flatten it")
    return InputError(
        "the JSON is nested too deeply, more than {limit} levels",
        remedy="Flatten it",
        values={"limit": limit},
    )


def nul_character() -> InputError:
    """Say that a name holds U+0000."""
    return InputError(
        "the id, the author, the brand or another name holds a NUL character", remedy="Remove it"
    )


def long_text(field: str, length: int) -> InputError:
    """Say that a text has more code points than are read."""
    return InputError(
        "the field '{field}' has {length} characters, and {most} are allowed",
        remedy="Shorten or split it",
        values={"field": field, "length": f"{length:,}", "most": f"{settings.MAX_TEXT:,}"},
    )


def long_line() -> InputError:
    """Say that a line has more bytes than are read."""
    return InputError(
        "the line is longer than {most} bytes",
        remedy="Shorten or split the post",
        values={"most": f"{settings.MAX_LINE_BYTES:,}"},
    )
