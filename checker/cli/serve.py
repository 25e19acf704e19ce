"""``palese serve``: the web application on a server fit for work."""

from __future__ import annotations

import os
from pathlib import Path

import click

from checker.cli.database import db_option
from checker.cli.options import rules_option


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--create-admin",
    "admin",
    metavar="NAME",
    help="Add an administrator and print a link to set the password by.",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="The address that people use, where a proxy with HTTPS stands in front.",
)
@click.option(
    "--proxy",
    metavar="ADDRESS",
    help="The address of that proxy, whose word on who asks is then taken.",
)
@click.option(
    "--uploads",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where files of audits lie until they are judged; by default beside the database.",
)
@db_option
@rules_option
def command(
    host: str,
    port: int,
    threads: int,
    admin: str | None,
    public_url: str | None,
    proxy: str | None,
    uploads: Path | None,
    url: str,
    rules: tuple[Path, ...],
) -> None:
    """Serve the pages and the JSON API until stopped.

    On this machine alone (the default) nothing has to be set up. To be reached from others it
    needs a secret key in PALESE_SECRET_KEY and a proxy that speaks HTTPS.
    """
    # Only this command needs the web application; nothing else imports it.
    from web.server import serve

    serve(
        host,
        port,
        threads=threads,
        admin=admin,
        public_url=public_url,
        proxy=proxy,
        database_url=url,
        rules=rules,
        uploads=uploads,
        environ=os.environ,
        say=lambda text: click.echo(f"palese: {text}", err=True),
    )
