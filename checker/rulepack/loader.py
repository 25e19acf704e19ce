"""Read rule files: safe YAML, duplicate keys refused, every error with its file and line.

A rule file is untrusted input. Nothing in it is executed; patterns run in RE2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from checker.errors import RuleError
from checker.rulepack import schema
from checker.rulepack.files import rule_files

T = TypeVar("T")

MAX_FILE_BYTES = 4_000_000

KINDS: dict[str, type[msgspec.Struct]] = {
    "signals": schema.SignalFile,
    "labels": schema.LabelFile,
    "sectors": schema.SectorFile,
    "lexicons": schema.LexiconFile,
    "names": schema.NamesFile,
    "jurisdictions": schema.JurisdictionFile,
    "platforms": schema.PlatformFile,
    "tiers": schema.TierFile,
    "waivers": schema.WaiverFile,
}
"""Top folder of a rules tree to the record its files hold. ``languages`` is plain data."""


class Source(msgspec.Struct, frozen=True):
    """A rule file as read: its path inside the tree, its content, and where its entries begin."""

    path: str
    kind: str
    data: Any
    lines: dict[str, int] = {}


class _Loader(yaml.CSafeLoader):
    """Safe loader that refuses duplicate keys, aliases and YAML 1.1's odd booleans."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise yaml.MarkedYAMLError(None, None, f"the key {key!r} is not text", node.start_mark)
        if key in seen:
            problem = f"the key {key!r} stands here and in line {seen[key]}"
            raise yaml.MarkedYAMLError(None, None, problem, key_node.start_mark)
        seen[key] = line
    return {
        loader.construct_object(k, deep=True): loader.construct_object(v, deep=True)
        for k, v in node.value
    }


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
# YAML 1.1 reads "no" and "on" as booleans; here "no" is Norwegian, and only true and false are.
# "null" is a German word; "~" and nothing at all stand for no value.
# Dates stay text: they are compared as text and written back as they were.
_DROPPED = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in _DROPPED]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^~?$"), ["~", ""])


def read_yaml(text: str, where: str) -> tuple[Any, dict[str, int]]:
    """Parse one YAML document.

    Returns:
        The data, and for each entry of a top-level list the line it begins in, by a key such
        as ``signals[3]``.

    Raises:
        RuleError: naming file and line.
    """
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise RuleError(
            str(error.problem or error.context),
            where=f"{where}{line}",
            remedy="Mend the YAML; docs/rules.md shows the layout",
        ) from error
    except yaml.YAMLError as error:
        raise RuleError(f"it is not YAML: {error}", where=where) from error
    except RecursionError as error:
        raise RuleError("it is nested too deeply", where=where) from error
    return data, dict(_entry_lines(node))


def _entry_lines(node: Any) -> Iterator[tuple[str, int]]:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        yield key.value, key.start_mark.line + 1
        if isinstance(value, yaml.SequenceNode):
            for i, item in enumerate(value.value):
                yield f"{key.value}[{i}]", item.start_mark.line + 1


def read_tree(root: Path) -> list[Source]:
    """Read every rule file below ``root``, in the order of their paths.

    Raises:
        RuleError: for a file that cannot be read or parsed.
    """
    return [read_file(path, root) for path in rule_files(root)]


def read_file(path: Path, root: Path) -> Source:
    """Read one rule file; its kind follows from its content."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise RuleError("the file is larger than 4 MB", where=str(path))
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise RuleError(f"it cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise RuleError(
            f"it is not UTF-8 (byte {error.start})", where=str(path), remedy="Save it as UTF-8"
        ) from error
    data, lines = read_yaml(text, str(path))
    name = path.relative_to(root).as_posix() if path != root else path.name
    kind = "languages" if path.parent.name == "languages" else kind_of(data, str(path))
    return Source(name, kind, data, lines)


def kind_of(data: Any, where: str) -> str:
    """Tell what a rule file holds from its top-level keys.

    Raises:
        RuleError: when it holds nothing that palese knows.
    """
    if not isinstance(data, dict):
        raise RuleError("a rule file is a mapping", where=where, remedy="See docs/rules.md")
    for key, kind in (
        ("jurisdiction", "jurisdictions"),
        ("taxonomy", "tiers"),
        ("platform", "platforms"),
        ("lexicon", "lexicons"),
        ("names", "names"),
        ("signals", "signals"),
        ("labels", "labels"),
        ("sectors", "sectors"),
        ("unwaivable", "waivers"),
        ("lists", "signals"),
    ):
        if key in data:
            return kind
    raise RuleError(
        "it holds no signals, labels, sectors, names, jurisdiction, platform or taxonomy",
        where=where,
        remedy="See docs/rules.md",
    )


def convert(source: Source, root: str) -> Any:
    """Turn a parsed file into its record.

    Raises:
        RuleError: naming the file, the line and the field.
    """
    record = KINDS[source.kind]
    try:
        return msgspec.convert(source.data, record)
    except msgspec.ValidationError as error:
        message = str(error)
        what, _, path = message.partition(" - at `$.")
        path = path.rstrip("`")
        entry = path.split("]")[0] + "]" if "]" in path else path.split(".")[0]
        line = source.lines.get(entry)
        identity = _entry_id(source.data, entry)
        field = f" (in {identity or entry}: {path})" if path else ""
        raise RuleError(
            f"{what}{field}",
            where=f"{root}/{source.path}" + (f":{line}" if line else ""),
            remedy="See docs/rules.md for the fields",
        ) from error


def _entry_id(data: Any, entry: str) -> str:
    key, _, rest = entry.partition("[")
    try:
        found = data[key][int(rest.rstrip("]"))]
        return str(found.get("id") or found.get("label") or found.get("kind") or "")
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return ""
