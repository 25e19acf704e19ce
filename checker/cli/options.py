"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from checker.importers.mapping import Mapping

F = TypeVar("F", bound=Callable[..., Any])


def rules_option(function: F) -> F:
    """``--rules DIR``, as often as wanted."""
    return click.option(
        "--rules",
        "rules",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        metavar="DIR",
        help="A folder (or file) of further rules; may be given several times.",
    )(function)


def jurisdictions_option(function: F) -> F:
    """``-j IT,UK`` or ``-j all``."""
    return click.option(
        "-j",
        "--jurisdictions",
        "jurisdictions",
        metavar="IT,UK,…",
        default="",
        help="Jurisdictions to judge under, or 'all'. Without it each post is judged under the "
        "regime of its country, else of its language.",
    )(function)


def format_option(*formats: str, default: str = "text") -> Callable[[F], F]:
    """``--format`` with the formats of the command."""

    def decorate(function: F) -> F:
        return click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            default=default,
            show_default=True,
            help="How the answer is written.",
        )(function)

    return decorate


def mapping_option(function: F) -> F:
    """``--mapping FILE``: how to read a table that palese does not know."""
    return click.option(
        "--mapping",
        "mapping",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="How to read a CSV or XLSX that palese does not know (import --draft-mapping).",
    )(function)


def chosen_mapping(file: Path | None) -> Mapping | None:
    """Read the file of ``--mapping``, if there is one."""
    if file is None:
        return None
    from checker.importers.mapping_file import load  # YAML is seldom needed

    return load(file)
