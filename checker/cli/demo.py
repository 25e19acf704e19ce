"""``palese demo``: audit the sample posts and write a report to look at."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from checker import settings
from checker.cli.check import judge_all
from checker.cli.options import jurisdictions_option
from checker.engine import Engine
from checker.importers.read import read_posts
from checker.importers.records import Problem
from checker.reports.base import writer_for

_VERDICTS = ("undisclosed", "inadequate", "review", "disclosed", "no-intent")


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("palese-demo"),
    show_default=True,
    help="Folder for the report.",
)
@jurisdictions_option
def command(out: Path, jurisdictions: str) -> None:
    """Audit the sample posts that ship with palese and write an HTML report."""
    engine = Engine()
    codes = engine.jurisdictions(jurisdictions or "IT,UK,US,EU")
    folder = settings.data_dir("sample_posts")
    expected = _expected(folder / "expected.jsonl")
    out.mkdir(parents=True, exist_ok=True)
    page = out / "report.html"
    counts: dict[str, Counter[str]] = {code: Counter() for code in codes}
    rules: Counter[str] = Counter()
    agreed = compared = posts = 0
    with page.open("wb") as html, (out / "verdicts.jsonl").open("wb") as lines:
        writers = [
            writer_for("html", html, name="Sample posts"),
            writer_for("jsonl", lines),
        ]
        for writer in writers:
            writer.begin()
        for item in judge_all(engine, read_posts(folder / "posts.jsonl"), codes, fix=True):
            if isinstance(item, Problem):
                click.echo(f"palese: {item.level}: {item}", err=True)
                continue
            posts += 1
            for verdict in item.verdicts:
                counts[verdict.jurisdiction][verdict.verdict] += 1
                rules.update(f.rule for f in verdict.findings if f.severity == "error")
                wanted = expected.get(item.post.id, {}).get(verdict.jurisdiction)
                compared += wanted is not None
                agreed += wanted == verdict.verdict
            for writer in writers:
                writer.add(item)
        for writer in writers:
            writer.end()
    _summary(posts, counts, rules)
    click.echo(f"\nAs the samples' own notes expect: {agreed} of {compared} verdicts")
    click.echo(f"Verdicts: {out / 'verdicts.jsonl'}")
    click.echo(f"Report:   {page.resolve()}")


def _summary(posts: int, counts: dict[str, Counter[str]], rules: Counter[str]) -> None:
    click.echo(f"{posts} sample posts\n")
    click.echo(f"{'':14}" + "".join(f"{code:>7}" for code in counts))
    for name in _VERDICTS:
        click.echo(f"{name:14}" + "".join(f"{counts[code][name]:>7}" for code in counts))
    click.echo("\nRules that objected most often")
    for rule, number in rules.most_common(6):
        click.echo(f"{number:>7}  {rule}")


def _expected(path: Path) -> dict[str, dict[str, str]]:
    """Return what the samples' author expects, by post and jurisdiction."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {row["id"]: row["expect"] for row in rows}
