"""``palese audit``: judge files of any size into the database."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import click

from checker.batch import run, stored
from checker.batch.inputs import look_at
from checker.cli.database import db_option, open_database
from checker.cli.options import (
    chosen_mapping,
    jurisdictions_option,
    mapping_option,
    rules_option,
)
from checker.engine import Engine
from checker.errors import PaleseError
from checker.importers.records import Problem
from checker.storage import Database, audits, verdicts
from checker.storage.records import Audit

_ORDER = ("undisclosed", "inadequate", "review", "disclosed", "no-intent")


@click.command("audit")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@jurisdictions_option
@db_option
@click.option("--name", metavar="NAME", help="The audit's name; else that of the first file.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write verdicts.jsonl and report.html there.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes to judge in; by default as many as suit the files and the machine.",
)
@mapping_option
@click.option("--resume", is_flag=True, help="Go on with an audit that was stopped.")
@rules_option
def command(
    files: tuple[str, ...],
    jurisdictions: str,
    url: str,
    name: str | None,
    out: Path | None,
    workers: int | None,
    mapping: Path | None,
    resume: bool,
    rules: tuple[Path, ...],
) -> int:
    """Judge the posts in FILES and keep posts, verdicts and findings in the database.

    An audit that was stopped, even by a power cut, goes on with --resume: give the same files
    and options again. Nothing is lost or doubled.

    Exit status: 0 all input was read, 2 wrong usage or input that could not be read (what could
    be read is stored).
    """
    inputs = look_at(files)
    engine = Engine(rules)
    codes = engine.jurisdictions(jurisdictions)
    chosen = chosen_mapping(mapping)
    progress = _Progress(sum(file.size or 0 for file in inputs))
    with open_database(url, lean=True) as database:
        with database.write() as session:
            audit = run.begin(
                session,
                name or _name(files[0]),
                inputs,
                engine,
                codes,
                mapping=chosen,
                resume=resume,
            )
        failed = resume and _failed_before(database, audit)

        def on_problem(problem: Problem) -> None:
            nonlocal failed
            failed = failed or problem.level == "error"
            progress.clear()
            click.echo(f"palese: {problem.level}: {problem}", err=True)

        try:
            audit = run.run(
                database,
                audit,
                inputs,
                engine,
                mapping=chosen,
                workers=workers or run.default_workers(inputs),
                on_problem=on_problem,
                on_progress=progress.show,
            )
        except KeyboardInterrupt:
            progress.clear()
            click.echo("palese: what was stored is kept; go on with --resume", err=True)
            raise
        finally:
            progress.clear()
        if out is not None:
            _write(database, audit, out)
        _say(database, audit, out)
    return 2 if failed else 0


def _name(file: str) -> str:
    stem = Path(file).stem.strip()[:190] or "audit"
    return f"audit-{stem}" if stem.isdigit() else stem


def _failed_before(database: Database, audit: Audit) -> bool:
    if not audit.problems:
        return False
    with database.read() as session:
        return any(problem.level == "error" for problem in audits.problems(session, audit.id))


def _write(database: Database, audit: Audit, out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PaleseError(
            f"the folder cannot be made ({(error.strerror or str(error)).lower()})", where=str(out)
        ) from error
    with database.read() as session:
        stored.replace_file(
            out / "verdicts.jsonl", lambda file: stored.write_lines(session, audit, file)
        )
        stored.replace_file(
            out / "report.html", lambda file: stored.write_report(session, audit, "html", file)
        )


def _say(database: Database, audit: Audit, out: Path | None) -> None:
    """Tell a person what is stored now."""
    with database.read() as session:
        counts = Counter[str]()
        for key, number in verdicts.tally(session, audit.id, ["verdict"]).items():
            counts[str(key[0])] += number
    told = ", ".join(f"{counts[name]:,} {name}" for name in _ORDER if counts[name])
    click.echo(
        f"Audit {audit.name} (number {audit.id}): {audit.posts:,} posts, "
        f"{audit.verdicts:,} verdicts{f' ({told})' if told else ''}",
        err=True,
    )
    if out is not None:
        click.echo(f"Verdicts: {out / 'verdicts.jsonl'}", err=True)
        click.echo(f"Report:   {out / 'report.html'}", err=True)


class _Progress:
    """A line on a terminal that says how far an audit is; elsewhere nothing."""

    _WIDTH = 30
    _PAUSE_S = 0.2

    def __init__(self, total: int) -> None:
        self._total = total
        self._on = sys.stderr.isatty()
        self._last = 0.0
        self._shown = False

    def show(self, done: int, posts: int) -> None:
        """Show how many bytes are read and how many posts are stored."""
        now = time.monotonic()
        if not self._on or now - self._last < self._PAUSE_S:
            return
        self._last = now
        share = min(1.0, done / self._total) if self._total else 1.0
        full = round(share * self._WIDTH)
        bar = "█" * full + "░" * (self._WIDTH - full)
        click.echo(f"\r\033[K{bar} {share:4.0%}  {posts:,} posts", err=True, nl=False)
        self._shown = True

    def clear(self) -> None:
        """Take the line away, so that something else can be said."""
        if self._shown:
            click.echo("\r\033[K", err=True, nl=False)
            self._shown = False
