"""The network check among many ordinary posts: recall, false clusters, seconds.

Run from the root of the repository: ``python -m benchmarks.networks [POSTS] [CLUSTERS]``. It
needs no other library than palese and its own dependencies, and runs on one core.
"""

from __future__ import annotations

import sys
import time

from checker.creators.networks import find_networks
from tests.creators.planting import plant, score


def main(posts: int = 100_000, clusters: int = 100) -> int:
    """Print what was found; return 0 when the target is met."""
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
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
