"""``palese import``: read the files of other tools."""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path

import click
import msgspec

from checker.cli.options import chosen_mapping, mapping_option
from checker.errors import PaleseError
from checker.importers.explain import printable
from checker.importers.read import read_posts
from checker.importers.records import Problem
from checker.importers.tell import Explanation, Field, as_line, explain_file


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE… | -")
@click.option("--explain", is_flag=True, help="Say what was recognised and what is not observed.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Form of the explanation.",
)
@mapping_option
@click.option(
    "--draft-mapping",
    is_flag=True,
    help="Write a mapping for a CSV or XLSX that palese does not know, to be corrected.",
)
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    explain: bool,
    format_: str,
    mapping: Path | None,
    draft_mapping: bool,
) -> int:
    """Turn FILES of other tools into posts of palese, one JSON object a line.

    The format is told from the content. palese check and palese audit read the same files
    themselves; this command is for looking into them, and for pipes:

    \b
      palese import --explain export.csv
      palese import export.ndjson | palese check - -j IT
      palese import --draft-mapping table.xlsx > mapping.yaml
      palese import --mapping mapping.yaml table.xlsx > posts.jsonl

    What a format does not carry is not observed, never "no".

    Exit status: 0 all was read, 2 wrong usage or input that could not be read (what could be read
    is written).
    """
    if not files and sys.stdin.isatty():
        raise click.UsageError("name a file, or - to read standard input", ctx)
    if draft_mapping:
        return _draft(ctx, files, explain, mapping)
    chosen = chosen_mapping(mapping)
    failed = False

    def tell(problem: Problem) -> None:
        nonlocal failed
        failed = failed or problem.level == "error"
        click.echo(f"palese: {problem.level}: {problem}", err=True)

    out = sys.stdout.buffer
    explained: list[Explanation] = []
    for file in files or ("-",):
        stream = sys.stdin.buffer if file == "-" else None
        if explain:
            found = explain_file(file, stream, mapping=chosen, on_problem=tell)
            explained.append(found)
            if format_ == "text":
                click.echo("\n".join(_text(found, _width())) + "\n")
            continue
        for item in read_posts(file, stream, mapping=chosen):
            if isinstance(item, Problem):
                out.flush()
                tell(item)
            else:
                out.write(as_line(item.post))
    if explain and format_ == "json":
        out.write(msgspec.json.format(msgspec.json.encode(explained), indent=2) + b"\n")
    out.flush()
    return 2 if failed else 0


def _draft(ctx: click.Context, files: tuple[str, ...], explain: bool, mapping: Path | None) -> int:
    if explain or mapping is not None:
        raise click.UsageError("--draft-mapping goes with no other option", ctx)
    if len(files) != 1 or files[0] == "-":
        raise click.UsageError("--draft-mapping takes one file", ctx)
    from checker.importers.guess import draft_mapping  # seldom needed

    try:
        click.echo(draft_mapping(files[0]), nl=False)
    except PaleseError as error:
        click.echo(f"palese: error: {error}", err=True)
        return 2
    return 0


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 100))


def _text(found: Explanation, width: int) -> list[str]:
    """Return an explanation as lines of a terminal."""
    lines = [printable(found.file)]
    lines += _wrapped(found.name, "  ", width)
    told = [f"{found.container}: {_counted(found.posts, 'post')}".removeprefix(": ")]
    told += [
        _counted(n, word) for n, word in ((found.errors, "error"), (found.warnings, "warning")) if n
    ]
    lines.append("  " + ", ".join(told))
    if found.fields:
        lines += ["", "  field           posts  read from"]
        for field in found.fields:
            lines += _field(field, width)
    if found.posts:
        lines += ["", *_wrapped(f"Not observed: {', '.join(found.not_observed)}", "  ", width)]
    for note in found.notes:
        lines += ["", *_wrapped(f"Note: {note}", "  ", width)]
    return lines


def _field(field: Field, width: int) -> list[str]:
    name = f"  {field.field:<14} {field.posts:>6,}  "
    note = f" ({field.note})" if field.note else ""
    return textwrap.wrap(
        f"{field.source}{note}",
        width,
        initial_indent=name,
        subsequent_indent=" " * len(name) + "  ",
        break_on_hyphens=False,
    )


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        printable(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
