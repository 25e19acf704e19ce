"""Reads a user's mapping file (YAML) and says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec
import yaml

from checker.errors import InputError, UsageError
from checker.importers.explain import printable, shown
from checker.importers.exports.base import truth
from checker.importers.mapping import ALWAYS, TARGETS, TEXT_KINDS, Mapping
from checker.importers.records import COUNTS
from checker.model import RelationKind

_MOST_BYTES = 1_000_000
_AT = re.compile(r" - at `(?:key in )?\$(.*)`$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(\w+)`")
_STEP = re.compile(r"\.(\w+)")


def load(file: Path | str, label: str = "") -> Mapping:
    """Read a mapping file (YAML).

    Args:
        file: its path.
        label: what it is called where its place is nobody's business; empty: its path.

    Raises:
        UsageError: it cannot be read or makes no sense; it says where (with the line, from 1, as
            far as it is one line's fault) and what.
    """
    where = printable(label or str(file))
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            "the mapping cannot be read ({reason})",
            where=where,
            values={"reason": (error.strerror or str(error)).lower()},
        ) from None
    return parse(data, where)


def parse(data: bytes, where: str) -> Mapping:
    """Read a mapping of its bytes; ``where`` names it in errors. Raises as :func:`load`."""
    if len(data) > _MOST_BYTES:
        raise UsageError("the mapping is larger than 1 MB", where=where)
    try:
        text = data.decode("utf-8-sig")
        mapping = msgspec.convert(yaml.load(text, _Loader), Mapping, strict=False)
        _check(mapping)
    except UnicodeDecodeError:
        raise UsageError("the mapping is not UTF-8", where=where) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UsageError(
            "the mapping is no sound YAML: {reason}",
            where=f"{where}:{mark.line + 1}" if mark else where,
            values={"reason": error.problem or error.context},
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(
            "the mapping is no sound YAML: {reason}", where=where, values={"reason": error}
        ) from None
    except msgspec.ValidationError as error:
        raise UsageError(
            "the mapping makes no sense: {reason}",
            where=_placed(where, text, _path_of(str(error))),
            remedy="palese import --draft-mapping writes one to start from",
            values={"reason": error},
        ) from None
    except _WrongError as error:
        raise UsageError(
            error.told[0],
            where=_placed(where, text, error.path),
            remedy=error.told[1],
            values=error.told[2],
        ) from None
    return mapping


class _WrongError(InputError):
    """Something in a mapping that cannot be, with the keys that lead to it."""

    def __init__(self, path: Sequence[str], what: str, remedy: str, **values: object) -> None:
        super().__init__(what, remedy=remedy, values=values)
        self.path = path


def _path_of(message: str) -> list[str]:
    """Return the keys that lead to what msgspec complains of."""
    at, unknown = _AT.search(message), _UNKNOWN.search(message)
    return [*_STEP.findall(at[1] if at else ""), *([unknown[1]] if unknown else [])]


def _placed(where: str, text: str, path: Sequence[str]) -> str:
    """Return where in the file the keys lead to, as far as they lead anywhere."""
    node = yaml.compose(text, _Loader)
    line = None
    for name in path:
        if not isinstance(node, yaml.MappingNode):
            break
        for key, value in node.value:
            if key.value == name:
                line, node = key.start_mark.line + 1, value
                break
        else:
            break
    return where if line is None else f"{where}:{line}"


class _Loader(yaml.BaseLoader):
    """Takes every scalar as text: in YAML's own view ``yes``, ``no`` and Norway are truth values.

    A key that is given twice, of which YAML would silently keep the last, is refused.
    """

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[object] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if isinstance(name, str) and name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{name}' is there twice", key.start_mark
                )
            seen.add(name if isinstance(name, str) else id(key))
        return super().construct_mapping(node, deep)


def _check(mapping: Mapping) -> None:
    for part, names in (("fields", mapping.fields), ("always", mapping.always)):
        for name in names:
            if name not in TARGETS:
                raise _WrongError(
                    (part, name), "there is no field {field}", "The fields are: {fields}",
                    field=shown(name), fields=", ".join(TARGETS),
                )  # fmt: skip
    for name in mapping.always:
        if name not in ALWAYS:
            raise _WrongError(
                ("always", name), "{field} cannot be the same for every post",
                "Only these can: {fields}", field=name, fields=", ".join(ALWAYS),
            )  # fmt: skip
        if name in mapping.fields:
            raise _WrongError(
                ("always", name), "{field} stands under fields and under always", "Keep one",
                field=name,
            )  # fmt: skip
    if not mapping.fields.keys() & {"text", *TEXT_KINDS}:
        raise _WrongError(
            ("fields",), "no column is mapped to a text",
            "Map the column of the captions to text",
        )  # fmt: skip
    if truth(mapping.always.get("platform_label", "no")) is None:
        raise _WrongError(
            ("always", "platform_label"), "the platform_label is always true or false",
            "Leave it out where it is unknown",
        )  # fmt: skip
    for name, column in mapping.columns.items():
        if column.thousands and (name not in COUNTS or column.thousands.isdigit()):
            raise _WrongError(
                ("fields", name), "{field} cannot have {thousands} between thousands",
                "Only counts can: {fields}",
                field=name, thousands=shown(column.thousands), fields=", ".join(COUNTS),
            )  # fmt: skip
    kind = mapping.always.get("relation_kind")
    if kind is not None and kind not in get_args(RelationKind):
        raise _WrongError(
            ("always", "relation_kind"), "there is no relation {relation}",
            "The relations are: {choices}",
            relation=shown(kind), choices=", ".join(get_args(RelationKind)),
        )  # fmt: skip
    if mapping.header is not None and mapping.header < 1:
        raise _WrongError(("header",), "the header cannot be above row 1", "Count rows from 1")
