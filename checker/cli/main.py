"""The ``palese`` command."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from checker import __version__
from checker.errors import PaleseError

_COMMANDS = {
    "check": ("checker.cli.check", "Judge posts and say why."),
    "audit": ("checker.cli.audit", "Judge files of any size into the database."),
    "import": ("checker.cli.imports", "Read the files of other tools; say what they carry."),
    "report": ("checker.cli.report", "A report on an audit: HTML, CSV or JSON."),
    "stats": ("checker.cli.stats", "Shares of verdicts by tier, platform, month and more."),
    "compare": ("checker.cli.compare", "What is new, fixed and unchanged between two audits."),
    "rules": ("checker.cli.rules", "List, show and test the rules."),
    "tiers": ("checker.cli.tiers", "Follower tiers under every taxonomy."),
    "creators": ("checker.cli.creators", "Creators on record: import, search and show them."),
    "brands": ("checker.cli.brands", "Brands on record: names, handles, domains."),
    "campaigns": ("checker.cli.campaigns", "Campaigns on record: target, budget, indicators."),
    "collaborations": ("checker.cli.collaborations", "Who works for whom, on record."),
    "waivers": ("checker.cli.waivers", "Decisions not to object: reason, scope, expiry."),
    "sample": ("checker.cli.sample", "Draw verdicts of an audit for a person to review."),
    "review": ("checker.cli.review", "Read back what people decided of a sample."),
    "serve": ("checker.cli.serve", "The web application: pages and JSON API."),
    "demo": ("checker.cli.demo", "Audit the sample posts and write a report."),
}


class _Lazy(click.Group):
    """Imports a command's module only when the command is called: start-up time matters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(entry[0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="palese")
def command() -> None:
    """Is a post advertising, and does it say so as the law asks?"""


def main(args: list[str] | None = None) -> Any:
    """Run the command line; an error of ours is one sentence and exit status 2."""
    try:
        return command.main(args=args, prog_name="palese", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("palese: stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except PaleseError as error:
        click.echo(f"palese: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Standard output is closed for good.
        sys.stderr.close()
        sys.exit(0)


def entry() -> None:
    """The console script."""
    status = main()
    sys.exit(status if isinstance(status, int) else 0)
