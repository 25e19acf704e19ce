"""Errors that say what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping


class PaleseError(Exception):
    """Base of every error that palese raises on purpose.

    Args:
        what: what is wrong, one sentence without a full stop.
        where: file, line or field it was found at, empty when there is none.
        remedy: what the user can do about it, empty when there is nothing.
        values: what stands in ``what`` and ``remedy`` under a name in braces; without it they are
            finished sentences, braces and all. ``told`` keeps both apart for other languages.
        entry: the entry of a form or the column of a list that it is about, if it is about one.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        values: Mapping[str, object] | None = None,
        entry: str = "",
    ) -> None:
        said = {name: str(value) for name, value in (values or {}).items()}
        self.told = (what, remedy, said)
        self.what = what.format(**said) if values is not None else what
        self.where = where
        self.remedy = remedy.format(**said) if values is not None else remedy
        self.entry = entry
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.remedy}" if self.remedy else text


class InputError(PaleseError):
    """A file or a post that cannot be read."""


class RuleError(PaleseError):
    """A rule file that does not follow the schema, or a rule that cannot be compiled."""


class UsageError(PaleseError):
    """A request that makes no sense, such as a jurisdiction that no pack covers."""
