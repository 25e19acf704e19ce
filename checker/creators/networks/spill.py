"""Lists of numbers kept in a file, so that memory does not grow with the number of posts."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterator


class Spill:
    """A temporary file of lists of 32-bit numbers, each with a short name.

    The file has no name of its own and is gone with the process.

    Raises:
        OSError: the folder for temporary files is full or not to be written to.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=1 << 18)  # noqa: SIM115 - closed below
        self._ends = array("Q", [0])
        self._names = array("H")

    def add(self, name: str, numbers: array[int]) -> None:
        """Append a list."""
        head = name.encode("utf-8", "surrogatepass")
        self._file.write(head)
        self._file.write(numbers.tobytes())
        self._names.append(len(head))
        self._ends.append(self._ends[-1] + len(head) + len(numbers) * numbers.itemsize)

    def settle(self) -> None:
        """Make everything that was added readable."""
        self._file.flush()

    def __len__(self) -> int:
        return len(self._names)

    def _read(self, place: int, start: int, size: int) -> bytes:
        return os.pread(self._file.fileno(), size, self._ends[place] + start)

    def name(self, place: int) -> str:
        """Return the name of a list, by its place in the order of adding."""
        return self._read(place, 0, self._names[place]).decode("utf-8", "surrogatepass")

    def numbers(self, place: int) -> array[int]:
        """Return a list by its place."""
        head = self._names[place]
        found = array("I")
        found.frombytes(self._read(place, head, self._ends[place + 1] - self._ends[place] - head))
        return found

    def __iter__(self) -> Iterator[array[int]]:
        return (self.numbers(place) for place in range(len(self)))

    def close(self) -> None:
        """Give the room on the disk back."""
        self._file.close()
