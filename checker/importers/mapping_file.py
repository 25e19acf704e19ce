"""Reads a user's mapping file (YAML) and says what is wrong with it."""

from __future__ import annotations

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


def load(file: Path | str) -> Mapping:
    """Read a mapping file (YAML).

    Raises:
        UsageError: it cannot be read or makes no sense; it says where and what.
    """
    where = printable(str(file))
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError("the mapping is larger than 1 MB", where=where)
        mapping = msgspec.convert(
            yaml.load(data.decode("utf-8-sig"), _Loader), Mapping, strict=False
        )
        _check(mapping)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"the mapping cannot be read ({reason})", where=where) from None
    except UnicodeDecodeError:
        raise UsageError("the mapping is not UTF-8", where=where) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{where}:{mark.line + 1}" if mark else where
        raise UsageError(
            f"the mapping is no sound YAML: {error.problem or error.context}", where=at
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"the mapping is no sound YAML: {error}", where=where) from None
    except msgspec.ValidationError as error:
        raise UsageError(
            f"the mapping makes no sense: {error}",
            where=where,
            remedy="palese import --draft-mapping writes one to start from",
        ) from None
    except InputError as error:
        raise UsageError(error.what, where=where, remedy=error.remedy) from None
    return mapping


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
    for name in (*mapping.fields, *mapping.always):
        if name not in TARGETS:
            raise InputError(
                f"there is no field {shown(name)}", remedy=f"The fields are: {', '.join(TARGETS)}"
            )
    for name in mapping.always:
        if name not in ALWAYS:
            raise InputError(
                f"{name} cannot be the same for every post",
                remedy=f"Only these can: {', '.join(ALWAYS)}",
            )
        if name in mapping.fields:
            raise InputError(f"{name} stands under fields and under always", remedy="Keep one")
    if not mapping.fields.keys() & {"text", *TEXT_KINDS}:
        raise InputError(
            "no column is mapped to a text", remedy="Map the column of the captions to text"
        )
    if truth(mapping.always.get("platform_label", "no")) is None:
        raise InputError(
            "the platform_label is always true or false", remedy="Leave it out where it is unknown"
        )
    for name, column in mapping.columns.items():
        if column.thousands and (name not in COUNTS or column.thousands.isdigit()):
            raise InputError(
                f"{name} cannot have {shown(column.thousands)} between thousands",
                remedy=f"Only counts can: {', '.join(COUNTS)}",
            )
    kind = mapping.always.get("relation_kind")
    if kind is not None and kind not in get_args(RelationKind):
        raise InputError(
            f"there is no relation {shown(kind)}",
            remedy=f"The relations are: {', '.join(get_args(RelationKind))}",
        )
    if mapping.header is not None and mapping.header < 1:
        raise InputError("the header cannot be above row 1", remedy="Count rows from 1")
