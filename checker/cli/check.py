"""``palese check``: judge posts from files or standard input."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from checker.cli.options import (
    chosen_mapping,
    format_option,
    jurisdictions_option,
    mapping_option,
    rules_option,
)
from checker.engine import Engine
from checker.importers.read import read_posts
from checker.importers.records import Problem, ReadPost
from checker.lots import letters_of, lots
from checker.reports.base import Judged, writer_for
from checker.reports.matrix import FROM

_OBJECTIONABLE = frozenset({"undisclosed", "inadequate"})


@click.command("check")
@click.argument("files", nargs=-1, metavar="[FILE… | -]")
@jurisdictions_option
@format_option("text", "json", "jsonl", "sarif", "junit", "csv")
@mapping_option
@click.option("--fix", is_flag=True, help="Propose the smallest change that makes a post pass.")
@click.option("--colour/--no-colour", "--color/--no-color", default=None, help="Colour the text.")
@rules_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    jurisdictions: str,
    format_: str,
    mapping: Path | None,
    fix: bool,
    colour: bool | None,
    rules: tuple[Path, ...],
) -> int:
    """Judge the posts in FILES (JSON Lines, JSON, CSV, XLSX, Parquet, or one draft as plain text).

    Exports of 4CAT, Zeeschuimer, CrowdTangle, instaloader, yt-dlp and platforms' interfaces are
    recognised by their content: palese import --explain FILE says as what.

    Exit status: 0 nothing to object to, 1 at least one post is undisclosed or inadequate,
    2 wrong usage or input that could not be read (what could be read is answered).
    """
    if not files and sys.stdin.isatty():
        raise click.UsageError("name a file, or - to read standard input", ctx)
    engine = Engine(rules)
    codes = engine.jurisdictions(jurisdictions)
    chosen = chosen_mapping(mapping)
    out = sys.stdout.buffer
    if colour is None:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    writer = writer_for(format_, out, colour=colour, width=width, rules=())
    objected = failed = False
    matrix = format_ == "text" and len(codes) >= FROM
    gc.freeze()  # the rules live as long as the process; the collector need not walk them
    writer.begin()
    for file in files or ("-",):
        stream = sys.stdin.buffer if file == "-" else None
        read = read_posts(file, stream, mapping=chosen)
        for item in judge_all(engine, read, codes, fix=fix, matrix=matrix):
            if isinstance(item, Problem):
                failed = failed or item.level == "error"
                click.echo(f"palese: {item.level}: {item}", err=True)
                continue
            objected = objected or any(v.verdict in _OBJECTIONABLE for v in item.verdicts)
            writer.add(item)
    writer.end()
    out.flush()
    return 2 if failed else 1 if objected else 0


def judge_all(
    engine: Engine,
    read: Iterable[ReadPost | Problem],
    codes: Sequence[str],
    *,
    fix: bool = False,
    matrix: bool = False,
) -> Iterator[Judged | Problem]:
    """Yield each post with its verdicts, and each problem, in the order in which they were read.

    Args:
        engine: checks the posts.
        read: what a reader gives.
        codes: jurisdictions; none: each post under its own regime.
        fix: propose the smallest change that makes a post pass in all of them.
        matrix: propose as well the one with which it passes in the most.
    """
    for lot in lots(read, _letters):
        found = iter(engine.evidence_of([item.post for item in lot if isinstance(item, ReadPost)]))
        for item in lot:
            if isinstance(item, Problem):
                yield item
                continue
            post = item.post
            verdicts = engine.check(post, codes, fix=fix, evidence=next(found))
            widest = engine.widest(post, codes) if matrix else None
            yield Judged(post, item.file, item.line, verdicts, widest)


def _letters(item: ReadPost | Problem) -> int:
    return letters_of(item.post) if isinstance(item, ReadPost) else 0
