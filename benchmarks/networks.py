"""The network check among many ordinary posts: recall, false clusters, seconds.

Run from the root of the repository: ``python -m benchmarks networks [POSTS] [CLUSTERS]``. It
needs no other library than palese and its own dependencies, and runs on one core.
"""

from __future__ import annotations

import sys
import time

import click

from checker.creators.networks import find_networks
from tests.creators.planting import plant, score


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("posts", type=int, default=100_000)
@click.argument("clusters", type=int, default=100)
def main(posts: int, clusters: int) -> None:
    """Look for networks planted among many posts; fails when the target is missed."""
    met = True
    for strength in (0.3, 0.4, 0.5, 0.6):
        corpus = plant(posts, clusters, strength=strength)
        start = time.perf_counter()
        findings = find_networks(corpus.posts)
        seconds = time.perf_counter() - start
        recall, false, members = score(corpus, findings)
        print(
            f"{len(corpus.posts):,} posts, words replaced {strength:.0%}: recall {recall:.1%}, "
            f"members {members:.1%}, false clusters {false}, {seconds:.1f} s"
        )
        if strength <= 0.5:
            met = met and recall >= 0.95 and not false and seconds < 120
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
