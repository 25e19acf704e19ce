"""``python -m benchmarks``: measure everything beside others in one run, and print it.

``python -m benchmarks pages``, ``audits`` or ``networks`` measures these; without the name of a
command it is ``speed``.
"""

from __future__ import annotations

import gc
import os
import platform
import tempfile
import time
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

import click
import msgspec

from benchmarks import mix, processes, rivals, stages
from benchmarks.table import Machine, Mix, Results, render
from benchmarks.timing import Work, compare
from benchmarks.workload import Palese

STAGE_PASSES = 5
PRESIDIO_STEP = 25
"""Presidio, a few dozen times slower, reads one in so many of the posts of a round."""

_OTHERS = ("audits", "networks", "pages")
"""Modules of this package with a command ``main``, loaded when asked for."""

_PACKAGES = ("palese", "spacy", "google-re2", "ahocorasick_rs", "presidio-analyzer", "yara-x")


class _Commands(click.Group):
    """The commands of this module, and those of other modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *_OTHERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _OTHERS:
            found: click.Command = import_module(f"benchmarks.{cmd_name}").main
            return found
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = args and (args[0] in self.list_commands(ctx) or args[0] in ("-h", "--help"))
        return super().parse_args(ctx, args if own else ["speed", *args])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure palese."""


@main.command()
@click.option("--posts", default=5000, show_default=True, help="Posts in the mix.")
@click.option("--rounds", default=9, show_default=True, help="Turns that each one takes.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the results here.")
def speed(posts: int, rounds: int, target: Path | None) -> None:
    """Measure palese beside Presidio, YARA-X and the floor."""
    if posts < 2 * PRESIDIO_STEP or rounds < 1:
        raise click.UsageError(f"give at least {2 * PRESIDIO_STEP} posts and one round")
    click.echo("making the mix", err=True)
    lines = mix.make(posts)
    palese = Palese()
    pack = palese.engine.pack
    terms = rivals.terms_of(pack)
    begin = time.process_time()
    palese(lines)
    first = time.process_time() - begin
    verdicts = dict(palese.verdicts)

    click.echo("compiling the words for the others", err=True)
    others: dict[str, tuple[Work, int]] = {"floor": (rivals.floor(pack), 1)}
    notes: list[str] = []
    for name, build, step in (
        ("YARA-X", rivals.yara, 1),
        ("Presidio", rivals.presidio, PRESIDIO_STEP),
    ):
        try:
            others[name] = (build(terms), step)
        except rivals.MissingError as error:
            notes.append(f"{error}")
    for work, _ in others.values():
        work(lines[:5])

    click.echo(f"taking turns, {rounds} rounds", err=True)
    gc.collect()
    gc.freeze()
    size = max(posts // 5, 2 * PRESIDIO_STEP)
    starts = [round_ * size % max(posts - size + 1, 1) for round_ in range(rounds)]
    comparisons = tuple(compare(palese, others, [lines[s : s + size] for s in starts]))

    click.echo("where the time goes", err=True)
    warm = median(c.palese_us for c in comparisons) / 1e6 * posts
    where = stages.shares(lambda: [palese(lines) for _ in range(STAGE_PASSES)])

    click.echo("starting processes", err=True)
    captions = mix.texts(lines[:: max(posts // rounds, 1)])[:rounds]
    with tempfile.TemporaryDirectory(prefix="palese-bench-") as name:
        start = processes.start_up(captions, Path(name))
        peak = processes.memory(lines, Path(name))

    captions = mix.texts(lines)
    found = Results(
        machine=_machine(),
        mix=Mix(posts, sum(map(len, captions)) / posts, verdicts),
        rules=len(terms),
        terms=sum(map(len, terms.values())),
        comparisons=comparisons,
        posts_per_second=posts / warm,
        cold=first / warm,
        stages=where,
        start_up=start,
        memory=peak,
        notes=tuple(notes),
    )
    click.echo(render(found))
    if target is not None:
        target.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")


def _machine() -> Machine:
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        system=platform.system(),
        python=platform.python_version(),
        versions=versions,
    )


def _processor() -> str:
    """Return the processor's name as Linux has it, or what Python knows."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
