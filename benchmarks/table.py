"""The results for people, and as a record for ``--json``."""

from __future__ import annotations

import msgspec

from benchmarks.processes import Memory, StartUp
from benchmarks.timing import Comparison

START_UP_ASKED = 1.5
POSTS_ASKED = 3000


class Machine(msgspec.Struct, frozen=True):
    """Where the figures come from; they hold nowhere else."""

    processor: str
    cores: int
    system: str
    python: str
    versions: dict[str, str]


class Mix(msgspec.Struct, frozen=True):
    """The posts that were read, and what palese says of them."""

    posts: int
    characters: float
    verdicts: dict[str, int]


class Results(msgspec.Struct, frozen=True):
    """One run. ``cold`` is the first pass over the mix, which compiles the rules' expressions as
    they are first needed, over a later pass.
    """

    machine: Machine
    mix: Mix
    rules: int
    terms: int
    comparisons: tuple[Comparison, ...]
    posts_per_second: float
    cold: float
    stages: dict[str, float]
    start_up: StartUp
    memory: Memory
    notes: tuple[str, ...] = ()


def render(found: Results) -> str:
    """Return the results as tables of plain text."""
    mix = found.mix
    verdicts = ", ".join(f"{count} {name}" for name, count in sorted(mix.verdicts.items()))
    out = [
        f"{mix.posts} posts of {mix.characters:.0f} characters on average ({verdicts})",
        f"{found.rules} rules with words, {found.terms} words",
        "",
        "Time for a post beside palese's (palese = 1; above 1 is slower than palese)",
        f"  {'':<22}{'ratio':>9}   {'rounds from … to':<20}{'here, now':>14}",
    ]
    for c in found.comparisons:
        spread = f"{_ratio(c.low)} … {_ratio(c.high)}"
        here = f"{c.rival_us:,.0f} µs/post"
        out.append(f"  {c.rival:<22}{_ratio(c.ratio):>9}   {spread:<20}{here:>14}")
    out.append(f"  {'palese':<22}{1:>9}   {'':<20}{1e6 / found.posts_per_second:>6,.0f} µs/post")
    start = found.start_up
    out += [
        "",
        "Start-up: `palese check` of one caption over `python -c 'import spacy'`",
        f"  CPU time {start.cpu:.2f} (at most {START_UP_ASKED} is asked), slowest caption "
        f"{start.worst:.2f}, time that passes {start.wall:.2f}",
        f"  here, now: palese {start.palese_ms:.0f} ms, spaCy {start.spacy_ms:.0f} ms, "
        f"Python alone {start.python_ms:.0f} ms",
        "",
        "Throughput on one core, here, now",
        f"  {found.posts_per_second:,.0f} posts/s of CPU time (at least {POSTS_ASKED:,} is asked)",
        f"  the first pass over the mix takes {found.cold:.1f} times as long as a later one",
        f"  peak memory {found.memory.palese_mb:.0f} MB "
        f"({found.memory.palese_mb / found.memory.spacy_mb:.1f} times `import spacy` alone)",
        "",
        "Where the time goes",
    ]
    width = 40
    most = max(found.stages.values(), default=1.0)
    for name, share in found.stages.items():
        bar = "█" * max(round(width * share / most), 1)
        out.append(f"  {name:<20}{share:>6.1%}  {bar}")
    machine = found.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    out += ["", f"{machine.processor}, {machine.cores} cores, {machine.system}"]
    out.append(f"Python {machine.python}, {versions}")
    out += [f"Note: {note}" for note in found.notes]
    return "\n".join(out)


def _ratio(value: float) -> str:
    """Three figures, whatever the size."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f}"
