"""A JSON array of posts, or posts as JSON objects that run over several lines."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import msgspec

from checker.errors import InputError
from checker.importers import explain
from checker.importers.context import Context
from checker.importers.exports import registry
from checker.importers.exports.base import Export
from checker.importers.records import Row
from checker.importers.stream import MAX_DOCUMENT_BYTES
from checker.importers.validate import decode_object, post_from_json

_Element = tuple[int, bytes | InputError]

_GAP = re.compile(r"[\s,]*")
_decode_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_one = msgspec.json.Decoder(msgspec.Raw).decode


def read(reader: io.BufferedReader, stem: str, context: Context) -> Iterator[Row]:
    """Yield the post of every element, or what is wrong with it, with the line it begins on.

    A post without an id is called ``<stem>:<line>``, and ``<stem>:<line>.2`` and so on where
    several begin on one line.

    Args:
        reader: the file's bytes from the start; all of them are loaded.
        stem: what the id of a post without one is made of.
        context: of the file.

    Raises:
        InputError: the document is larger than :data:`MAX_DOCUMENT_BYTES`.
        OSError: the stream cannot be read.
    """
    context.container = "JSON"
    data = reader.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise InputError(
            "the JSON array or object is larger than {most} MB",
            remedy="Write one object a line (JSON Lines), which may be of any size",
            values={"most": MAX_DOCUMENT_BYTES // 1_000_000},
        )
    elements = list(_elements(data))
    export = _recognise(elements, context)
    last, nth = 0, 0
    for line, element in elements:
        if isinstance(element, InputError):
            yield line, element
            continue
        nth = nth + 1 if line == last else 1
        last = line
        place = line if nth == 1 else f"{line}.{nth}"
        try:
            if export is None:
                yield line, post_from_json(element, stem, place)
                continue
            value = decode_object(element)
            for post in registry.posts(export, value, context.around, stem, place):
                yield line, post
        except InputError as error:
            broken = explain.broken_line(element)
            yield (line, error) if broken is None else (line + broken[0], broken[1])


def _recognise(elements: list[_Element], context: Context) -> Export | None:
    """Return the format of the first sound object, and let it take notes of all of them."""
    export: Export | None = None
    for _, element in elements:
        if isinstance(element, InputError):
            continue
        try:
            value = decode_object(element)
        except InputError:
            continue
        if context.about is None:
            export = registry.by_object(value)
            context.recognised(export)
        if export is None:
            break
        export.note(value, context.around)
    return export


def _elements(data: bytes) -> Iterator[_Element]:
    array = data.lstrip().startswith(b"[")
    try:
        raws = _decode_elements(data) if array else [_decode_one(data)]
    except (msgspec.MsgspecError, RecursionError):
        yield from _mended(data.decode("utf-8", "surrogateescape"), array)
        return
    line, counted, at = 1, 0, 0
    for raw in raws:
        element = bytes(raw).strip()
        # Only blank space and a comma lie between two elements, so the first match is the element.
        at = data.index(element, at)
        line += data.count(b"\n", counted, at)
        counted = at
        at += len(element)
        yield line, element


def _mended(text: str, array: bool) -> Iterator[_Element]:
    """Yield the sound elements of a broken document and one complaint for each break.

    After a break, reading goes on where a line begins with an object at the same indentation as
    the one that broke. Several objects one after the other, as jq prints them, are no break.
    """
    decoder = json.JSONDecoder()
    at = text.index("[") + 1 if array else 0
    line, counted = 1, 0
    commas: int | None = 0  # how many should lie ahead; None where a break makes that unknown
    effort = 4 * len(text) + 1_000_000
    while True:
        start = at
        at = _end_of_gap(text, at)
        line += text.count("\n", counted, at)
        counted = at
        closing = array and text.startswith("]", at)
        gap = text.count(",", start, at)
        if at == len(text) or closing:
            if gap or closing != array:
                wrong = "there is a comma too many" if gap else "the array is not closed"
                yield line, _broken(wrong)
            break
        if commas is not None and gap != commas:
            yield line, _broken("commas are missing or too many between two posts")
        commas = int(array)
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            wrong_at = max(at, getattr(error, "pos", at))
            # Every break may read on far ahead in vain: nested openings must not cost the square.
            effort -= wrong_at - at + 5_000
            again = _next_object(text, at) if effort > 0 else None
            yield line + text.count("\n", at, wrong_at), _break(error, again is None)
            if again is None:
                return
            at, commas = again, None
            continue
        yield line, text[at:end].encode("utf-8", "surrogateescape")
        at = end
    if closing and text[at + 1 :].strip():
        yield line, _broken("there is more after the end of the array")


def _end_of_gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def _next_object(text: str, at: int) -> int | None:
    """Return where the next line begins with an object, indented as the one at ``at`` is."""
    indent = text[text.rfind("\n", 0, at) + 1 : at]
    if indent.strip():
        return None
    match = re.compile(rf"\n{re.escape(indent)}(?=\{{)").search(text, at)
    return match.end() if match else None


def _break(error: Exception, last: bool) -> InputError:
    values: dict[str, str] = {}
    if isinstance(error, RecursionError):
        wrong = explain.nested(None).what
    elif isinstance(error, json.JSONDecodeError):
        wrong = "the JSON is broken: {reason}"
        values["reason"] = f"{error.msg[:1].lower()}{error.msg[1:]}"
    else:
        wrong = "a number is out of range"
    return InputError(
        f"{wrong}; what follows was not read" if last else wrong,
        remedy="Mend the JSON, or write one object a line",
        values=values,
    )


def _broken(wrong: str) -> InputError:
    return InputError(
        "the JSON is broken: {reason}", remedy="Mend the JSON", values={"reason": wrong}
    )
