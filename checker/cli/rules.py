"""``palese rules``: what palese knows, and whether it still holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from checker import settings
from checker.cli.options import format_option, rules_option
from checker.errors import UsageError
from checker.match.matcher import Matcher
from checker.rulepack.cache import load_pack
from checker.rulepack.examples import run_examples
from checker.rulepack.lint import lint
from checker.rulepack.pack import (
    CompiledLabel,
    CompiledSector,
    CompiledSignal,
    RulePack,
)


@click.group("rules")
def command() -> None:
    """List, show and test the rules."""


def _rows(pack: RulePack) -> Iterator[dict[str, Any]]:
    for signal in pack.signals:
        yield {
            "id": signal.key,
            "kind": "signal" if signal.points > 0 else "counter",
            "name": signal.rule.signal,
            "strength": signal.rule.strength,
            "relations": list(signal.rule.relations),
        }
    for label in pack.labels:
        yield {
            "id": label.key,
            "kind": "label",
            "name": label.rule.id,
            "strength": label.rule.strength,
            "relations": list(label.rule.tells),
        }
    for sector in pack.sectors:
        yield {
            "id": sector.key,
            "kind": "sector",
            "name": sector.sector,
            "strength": "",
            "relations": [],
        }
    for code, law in pack.jurisdictions.items():
        yield {
            "id": code,
            "kind": "jurisdiction",
            "name": law.name,
            "strength": "",
            "relations": sorted({r.kind for r in law.relations}),
        }


@command.command("list")
@click.option("--kind", type=click.Choice(["signal", "counter", "label", "sector", "jurisdiction"]))
@format_option("text", "json")
@rules_option
def list_(kind: str | None, format_: str, rules: tuple[Path, ...]) -> None:
    """List every rule with its kind, what it stands for and its strength."""
    pack = load_pack([settings.rules_dir(), *rules])
    rows = [row for row in _rows(pack) if kind in (None, row["kind"])]
    if format_ == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['id']:36} {row['kind']:12} {row['name']:18} {row['strength']}".rstrip())


@command.command("show")
@click.argument("identity", metavar="ID")
@format_option("text", "json")
@rules_option
def show(identity: str, format_: str, rules: tuple[Path, ...]) -> None:
    """Show one rule: its wording and examples, or a jurisdiction's view of a label.

    ID is a rule as listed (en/code-use), a jurisdiction (IT), or a finding (it/label-below-fold).
    """
    import msgspec
    import yaml

    pack = load_pack([settings.rules_dir(), *rules])
    found = _find(pack, identity)
    data = _plain(msgspec.to_builtins(found))
    if format_ == "json":
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=78).rstrip())


def _find(pack: RulePack, identity: str) -> Any:
    for signal in pack.signals:
        if signal.key == identity:
            return {"id": signal.key, "points": signal.points, "rule": signal.rule}
    for label in pack.labels:
        if label.key == identity:
            views = {
                code: [e for e in law.labels if e.label == identity]
                for code, law in pack.jurisdictions.items()
            }
            views = {code: entries for code, entries in views.items() if entries}
            return {"id": label.key, "points": label.points, "rule": label.rule, "law": views}
    for sector in pack.sectors:
        if sector.key == identity:
            return sector
    law = pack.jurisdictions.get(identity.upper())
    if law is not None:
        return law
    code, _, finding = identity.partition("/")
    law = pack.jurisdictions.get(code.upper())
    if law is not None and finding:
        from checker.judge.messages import MESSAGES

        if finding in MESSAGES:
            sources = [p for p in law.provisions if p.id == finding]
            return {"id": identity, "message": MESSAGES[finding], "sources": sources}
    raise UsageError(f"there is no rule {identity!r}", remedy="'palese rules list' names them all")


def _plain(data: Any) -> Any:
    """Drop empty values, which only tire the reader."""
    if isinstance(data, dict):
        return {k: _plain(v) for k, v in data.items() if v not in (None, "", [], {}, False)}
    if isinstance(data, list):
        return [_plain(item) for item in data]
    return data


@command.command("test")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[DIR…]")
def test(folders: tuple[Path, ...]) -> int:
    """Run the examples inside the rules, and the linter over them.

    Without DIR the rules that ship with palese are tested; with it those of DIR, which may
    build on the shipped ones.
    """
    shipped = settings.rules_dir()
    pack = load_pack([shipped, *folders], cache=False)
    matcher = Matcher(pack, lambda prose: None)
    problems = [*run_examples(pack, matcher.evidence), *lint(pack)]
    if folders:
        own = tuple(str(folder) for folder in folders)
        problems = [p for p in problems if p.file.startswith(own)]
    for problem in problems:
        click.echo(str(problem), err=True)
    rules: list[CompiledSignal | CompiledLabel | CompiledSector] = [
        *pack.signals, *pack.labels, *pack.sectors,
    ]  # fmt: skip
    if folders:
        rules = [rule for rule in rules if rule.file.startswith(own)]
    count = sum(
        len(e.match) + len(e.silent)
        for e in (r.examples if isinstance(r, CompiledSector) else r.rule.examples for r in rules)
    )
    click.echo(f"{len(rules)} rules, {count} examples, {len(problems)} problems")
    return 2 if problems else 0
