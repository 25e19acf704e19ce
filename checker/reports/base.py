"""What every output format has in common: its input, its interface and its stream."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, BinaryIO, Protocol, TextIO, cast, runtime_checkable

import msgspec

from checker.errors import UsageError
from checker.model import Citation, Post, Severity, Verdict, Widest

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "csv", "html")


class Judged(msgspec.Struct, frozen=True):
    """A post, where it was read, and what each jurisdiction says of it.

    ``line`` counts from 1; 0 stands for a file that has no lines, such as Parquet. ``widest`` is
    the change that passes in the most jurisdictions, where it was asked for.
    """

    post: Post
    file: str
    line: int
    verdicts: tuple[Verdict, ...]
    widest: Widest | None = None


class RuleInfo(msgspec.Struct, frozen=True):
    """A rule as it is introduced to the readers of a report."""

    id: str
    title: str
    text: str
    citation: Citation | None = None


class AcrossPost(msgspec.Struct, frozen=True):
    """A post on which a finding across posts rests, and the part that it plays there."""

    id: str
    author: str | None
    platform: str | None
    published_at: str | None
    url: str | None
    role: str


class Across(msgspec.Struct, frozen=True):
    """A finding that rests on several posts of an audit."""

    rule: str
    severity: Severity
    message: str
    brand: str | None
    posts: tuple[AcrossPost, ...]


class WaivedFinding(msgspec.Struct, frozen=True):
    """A finding to which a person decided not to object; ``post`` is the post's own id."""

    post: str
    jurisdiction: str
    rule: str
    fingerprint: str


class Waived(msgspec.Struct, frozen=True):
    """A waiver that holds, and what it covers; verdicts stay as they are."""

    waiver: int
    reason: str
    author: str
    until: str
    findings: tuple[WaivedFinding, ...]


class Writer(Protocol):
    """Writes one report: ``begin`` once, ``add`` for each post, ``end`` once."""

    def begin(self) -> None: ...

    def add(self, judged: Judged) -> None: ...

    def end(self) -> None: ...


@runtime_checkable
class AcrossWriter(Protocol):
    """A writer that has a place for findings across posts and for waivers."""

    def across(self, findings: Sequence[Across]) -> None:
        """Take the findings; called once, before ``end``."""

    def waived(self, waivers: Sequence[Waived]) -> None:
        """Take the waivers; called once, before ``end``."""


class Out:
    """A stream that takes UTF-8, whatever it was opened as.

    A text stream with a binary one underneath is written past its own encoder, so that the
    output is the same bytes under every locale. What UTF-8 cannot hold (lone surrogates)
    becomes ``?``, which keeps offsets in code points true.
    """

    def __init__(self, stream: TextIO | BinaryIO) -> None:
        self._binary: BinaryIO | None
        self._text: TextIO | None = None
        is_text = isinstance(stream, io.TextIOBase) or hasattr(stream, "encoding")
        if not is_text:
            self._binary = cast(BinaryIO, stream)
            return
        stream.flush()
        self._binary = getattr(stream, "buffer", None)
        self._text = cast(TextIO, stream)

    def write(self, text: str) -> int:
        """Write text; the answer is there for the standard library's writers."""
        self.write_bytes(text.encode("utf-8", "replace"))
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes that are UTF-8 already."""
        if self._binary is not None:
            self._binary.write(data)
        elif self._text is not None:
            self._text.write(data.decode("utf-8"))

    def flush(self) -> None:
        """Hand everything written so far to the stream's owner."""
        (self._binary or cast(TextIO, self._text)).flush()


_ENCODER = msgspec.json.Encoder()


def json_bytes(value: Any) -> bytes:
    """Encode to compact JSON, with ``?`` for what UTF-8 cannot hold."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return _ENCODER.encode(_encodable(msgspec.to_builtins(value)))


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value


def verdict_json(verdict: Verdict) -> bytes:
    """Encode a verdict as the contract has it: ``extra`` only where there is something in it."""
    if verdict.extra is not msgspec.UNSET and not verdict.extra:
        verdict = msgspec.structs.replace(verdict, extra=msgspec.UNSET)
    return json_bytes(verdict)


def writer_for(
    format: str,
    stream: TextIO | BinaryIO,
    *,
    colour: bool = False,
    width: int = 80,
    rules: Sequence[RuleInfo] = (),
    name: str = "",
    ruleset: str = "",
) -> Writer:
    """Return the writer of a format.

    Args:
        format: one of ``FORMATS``.
        stream: where the report goes; binary, or text with or without a binary one below.
        colour: whether ``text`` may use the terminal's colours.
        width: columns that ``text`` may fill.
        rules: the rules that SARIF's rule table introduces, fired or not.
        name: the audit's name, for the heading of ``html``.
        ruleset: what ``json`` names as its rule set when there is no verdict to take it from.

    Raises:
        UsageError: there is no such format.
    """
    out = Out(stream)
    # Imported on demand: a run needs one format, and only html needs the template engine.
    match format:
        case "text":
            from checker.reports.text import TextWriter

            return TextWriter(out, colour=colour, width=width)
        case "json":
            from checker.reports.jsonfile import JsonWriter

            return JsonWriter(out, ruleset=ruleset)
        case "jsonl":
            from checker.reports.jsonlines import JsonLinesWriter

            return JsonLinesWriter(out)
        case "sarif":
            from checker.reports.sarif import SarifWriter

            return SarifWriter(out, rules)
        case "junit":
            from checker.reports.junit import JUnitWriter

            return JUnitWriter(out)
        case "csv":
            from checker.reports.table import CsvWriter

            return CsvWriter(out)
        case "html":
            from checker.reports.html import HtmlWriter

            return HtmlWriter(out, name=name)
    raise UsageError(
        f"there is no output format {format!r}", remedy=f"Choose one of {', '.join(FORMATS)}"
    )
