"""What the commands that keep records have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TypeVar

import click

from checker import settings
from checker.importers.records import Problem
from checker.rulepack.cache import load_pack
from checker.rulepack.pack import RulePack
from checker.storage import NotFoundError, Session, brands
from checker.storage.records import Brand

T = TypeVar("T")

DAY = click.DateTime(["%Y-%m-%d"])


def day(value: datetime | None) -> date | None:
    """Return the day that an option of type ``DAY`` holds."""
    return value.date() if value else None


def platforms_of(pack: RulePack | None = None) -> dict[str, str]:
    """Return the other names of the platforms, and which platform each means."""
    pack = pack or load_pack([settings.rules_dir()])
    return {alias: name for name, p in pack.platforms.items() for alias in p.aliases}


def say(message: object) -> None:
    """Say something to a person."""
    click.echo(f"palese: {message}", err=True)


class Reader:
    """Tells the problems of lists while their lines go by, and remembers whether any is grave."""

    def __init__(self) -> None:
        self.failed = False

    def tell(self, problem: Problem) -> None:
        """Say what is wrong with a line."""
        self.failed = self.failed or problem.level == "error"
        say(f"{problem.level}: {problem}")

    def lines(self, found: Iterable[T | Problem]) -> Iterator[T]:
        """Yield the lines without the problems among them."""
        for item in found:
            if isinstance(item, Problem):
                self.tell(item)
            else:
                yield item


def brand_called(session: Session, name: str) -> Brand:
    """Return the brand of a name, alias, handle or domain.

    Raises:
        NotFoundError: there is none; some that are on record are named.
    """
    found = brands.find_brand(session, name) or brands.find_brand(session, name.lstrip("@"))
    if found is None:
        listed = ", ".join(brand.name for brand in brands.list_brands(session)[:20])
        raise NotFoundError(
            f"there is no brand called {name!r}",
            remedy=f"On record are: {listed}" if listed else "There are none on record",
        )
    return found
