"""Parquet: one post a row, batch by batch. pyarrow is imported only here and only when used."""

from __future__ import annotations

import importlib
import math
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import msgspec

from checker.errors import InputError
from checker.importers import columns, explain
from checker.importers.context import Context
from checker.importers.records import FIELDS, Row
from checker.importers.validate import post_from_mapping

_BATCH_BYTES = 16_000_000
_BATCH_ROWS = 512


def read(stream: BinaryIO, seekable: bool, stem: str, context: Context) -> Iterator[Row]:
    """Yield the post of every row, or what is wrong with it; the row's number stands for the line.

    Args:
        stream: the file from its start.
        seekable: whether any place in ``stream`` can be read; if not, it goes through a temporary
            file on disk.
        stem: what the id of a post without one is made of: ``<stem>:<row>``.
        context: of the file.

    Raises:
        InputError: pyarrow is not installed, the file is damaged, or its columns are not a post's.
        OSError: the stream cannot be read.
    """
    context.container = "Parquet"
    context.recognised(None)
    try:
        # By name, because pyarrow has no type information and may be missing altogether.
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(
            "it is a Parquet file, and pyarrow is not installed",
            remedy="Install pyarrow, or save the table as CSV",
        ) from None
    if seekable:
        yield from _read(parquet, stream, stem)
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield from _read(parquet, copy, stem)


def _read(parquet: Any, file: Any, stem: str) -> Iterator[Row]:
    number = 0
    with _Damage():
        # Unbuffered ahead, so that memory is bounded by the batch and not by the row group.
        opened = parquet.ParquetFile(file, pre_buffer=False, buffer_size=1_000_000)
        schema = opened.schema_arrow
        batches = opened.iter_batches(_batch_rows(opened.metadata), use_threads=False)
    names = columns.names(schema.names)
    while True:
        with _Damage():
            batch = next(batches, None)
            rows = [] if batch is None else list(_rows(_micro(batch), names))
        if batch is None:
            return
        for row in rows:
            number += 1
            try:
                if isinstance(row, InputError):
                    raise row
                yield number, post_from_mapping(columns.fold(row), stem, number)
            except InputError as error:
                yield number, error


class _Damage:
    """Turns whatever pyarrow raises on a damaged file into an :class:`InputError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # pyarrow raises its own errors, ValueError, OSError, KeyError and others as the damage
        # has it, and none of them is a fault of this program.
        if isinstance(error, Exception):
            reason = explain.printable(str(error).partition("\n")[0])[:120].rstrip(". ")
            raise InputError(
                "the Parquet file cannot be read: {reason}",
                remedy="Write the file anew",
                values={"reason": reason},
            ) from None


def _batch_rows(metadata: Any) -> int:
    sizes = [metadata.row_group(n) for n in range(min(metadata.num_row_groups, 100))]
    widest = max((g.total_byte_size / g.num_rows for g in sizes if g.num_rows), default=1)
    return max(1, min(_BATCH_ROWS, int(_BATCH_BYTES / max(widest, 1))))


def _micro(batch: Any) -> Any:
    """Cut nanoseconds to microseconds: Python's own date-times know nothing finer."""
    for place, field in enumerate(batch.schema):
        if str(field.type).startswith("timestamp[ns"):
            arrow = importlib.import_module("pyarrow")
            finer = arrow.timestamp("us", tz=field.type.tz)
            column = batch.column(place).cast(finer, safe=False)
            batch = batch.set_column(place, field.name, column)
    return batch


def _rows(batch: Any, names: list[str]) -> Iterator[dict[str, Any] | InputError]:
    # By place and not by name, because two columns may have one name.
    try:
        cells = [column.to_pylist() for column in batch.columns]
    except (ValueError, OverflowError):  # a text that is not UTF-8, a date out of range
        if batch.num_rows == 1:
            yield InputError("a value of the row cannot be read", remedy=explain.SAVE_AS_UTF8)
        else:
            for place in range(batch.num_rows):
                yield from _rows(batch.slice(place, 1), names)
        return
    for row in zip(*cells, strict=True):
        yield {
            name: _plain(value) if name in FIELDS else _finite(_builtin(value))
            for name, value in zip(names, row, strict=True)
            if value is not None
        }


def _plain(value: Any) -> Any:
    """Return a known field's value as JSON would give it: no empty keys, dates as text."""
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _builtin(value: Any) -> Any:
    try:
        return msgspec.to_builtins(value, str_keys=True)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return explain.printable(str(value))


def _finite(value: Any) -> Any:
    """Return an unknown column's value with null for NaN, as which tables write a gap."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return value
