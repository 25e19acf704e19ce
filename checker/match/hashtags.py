"""Hashtags looked up among the rules that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class HashtagIndex:
    """Looks a hashtag's name up among the rules that name it.

    Args:
        names: for each rule the folded names of its hashtags; ``*`` at either end stands for
            anything.
    """

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._starts: list[tuple[str, int]] = []
        self._ends: list[tuple[str, int]] = []
        self._holds: list[tuple[str, int]] = []
        for number, wanted in enumerate(names):
            for name in wanted:
                core = name.strip("*")
                if name.startswith("*") and name.endswith("*"):
                    self._holds.append((core, number))
                elif name.startswith("*"):
                    self._ends.append((core, number))
                elif name.endswith("*"):
                    self._starts.append((core, number))
                else:
                    self._exact.setdefault(name, []).append(number)
        # Few hashtags begin or end with any of these: one look tells.
        self._any_start = tuple({core for core, _ in self._starts})
        self._any_end = tuple({core for core, _ in self._ends})

    def find(self, name: str) -> Iterator[tuple[int, str]]:
        """Yield each rule that names the hashtag, with what its wildcard stands for."""
        for number in self._exact.get(name, ()):
            yield number, ""
        for core, number in self._starts if name.startswith(self._any_start) else ():
            if name.startswith(core) and name != core:
                yield number, name[len(core) :]
        for core, number in self._ends if name.endswith(self._any_end) else ():
            if name.endswith(core) and name != core:
                yield number, name[: -len(core)]
        for core, number in self._holds:
            if core in name:
                yield number, name.replace(core, "", 1)
