"""``palese waivers``: decisions not to object, each with a reason and an end."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime

import click

from checker.batch import waiving
from checker.cli import directory
from checker.cli.database import db_option, open_database
from checker.cli.onrecord import DAY, brand_called, say
from checker.cli.options import format_option
from checker.errors import UsageError
from checker.reports.base import json_bytes
from checker.reports.plain import visible
from checker.storage import NotFoundError, Session, audits, waivers


@click.group("waivers")
def command() -> None:
    """Decisions not to object: reason, scope, expiry."""


def _today() -> date:
    return datetime.now(UTC).date()


@command.command("add")
@click.option("--reason", required=True, help="Why.")
@click.option("--until", "until", type=DAY, required=True, help="The last day on which it holds.")
@click.option("--by", "author", metavar="NAME", help="Who decided.  [default: your login]")
@click.option("--rule", metavar="ID", help="Findings of this rule, such as it/label-below-fold.")
@click.option("--creator", metavar="NAME|HANDLE", help="On posts of this creator.")
@click.option("--brand", metavar="NAME", help="On posts that name this brand.")
@click.option("-j", "--jurisdiction", metavar="IT", help="Under this jurisdiction alone.")
@click.option("--audit", help="With --post and --rule: this one finding, wherever it comes up.")
@click.option("--post", metavar="ID", help="The id of the post, as the input has it.")
@db_option
def add(
    reason: str,
    until: datetime,
    author: str | None,
    rule: str | None,
    creator: str | None,
    brand: str | None,
    jurisdiction: str | None,
    audit: str | None,
    post: str | None,
    url: str,
) -> None:
    """Put a waiver on record; all parts of its scope must fit a finding.

    Verdicts stay as they are: reports list waived findings with the reason. Hidden advertising,
    false denials and rules on goods cannot be waived.
    """
    if bool(audit) != bool(post) or (post and not rule):
        raise UsageError("one finding is named by --audit, --post and --rule together")
    code = {"GB": "UK"}.get(jurisdiction.upper(), jurisdiction.upper()) if jurisdiction else None
    with open_database(url, existing=True) as database, database.write() as session:
        fingerprint = (
            _finding(session, audit, post, rule, code) if audit and post and rule else None
        )
        made = waivers.add_waiver(
            session,
            reason=reason,
            author=author or getpass.getuser(),
            expires_on=until.date(),
            today=_today(),
            unwaivable=waiving.unwaivable(),
            fingerprint=fingerprint,
            rule=rule,
            creator_id=directory.find(session, creator).id if creator else None,
            brand_id=brand_called(session, brand).id if brand else None,
            jurisdiction=code,
        )
    say(f"the waiver {made.id} holds until {made.expires_on}")


def _finding(session: Session, audit: str, post: str, rule: str, code: str | None) -> str:
    """Return the fingerprint of the one finding that is meant."""
    found = audits.findings_on(session, audits.get_audit(session, audit).id, post, rule, code)
    prints = sorted({finding.fingerprint for finding in found})
    if not prints:
        raise NotFoundError(
            f"the audit has no finding of {rule} on the post {post!r}",
            remedy="palese report --format json lists findings with their posts",
        )
    if len(prints) > 1:
        raise UsageError(
            f"the post {post!r} has {len(prints)} findings of {rule}",
            remedy="Waive the rule for its creator instead",
        )
    return prints[0]


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that have expired, too.")
@format_option("text", "json")
@db_option
def list_(everything: bool, format_: str, url: str) -> None:
    """List the waivers that hold today."""
    with open_database(url, existing=True) as database, database.read() as session:
        found = waivers.list_waivers(session, on=None if everything else _today())
        rows = [waiving.view(session, waiver, _today()) for waiver in found]
    if format_ == "json":
        click.echo(json_bytes(rows))
        return
    if not rows:
        say("no waiver is on record" if everything else "no waiver holds today")
    for row in rows:
        scope = ", ".join(
            f"{name} {value}"
            for name in ("rule", "creator", "brand", "jurisdiction")
            if (value := getattr(row, name))
        )
        one = "one finding, " if row.fingerprint else ""
        until = f"{'expired' if row.expired else 'until'} {row.expires_on}"
        click.echo(visible(f"{row.id:>4}  {until}  {one}{scope}"))
        click.echo(visible(f"      {row.reason} ({row.author})"))


@command.command("revoke")
@click.argument("number", type=click.IntRange(1))
@db_option
def revoke(number: int, url: str) -> None:
    """Withdraw the waiver of this NUMBER."""
    with open_database(url, existing=True) as database, database.write() as session:
        waivers.delete_waiver(session, number)
    say(f"the waiver {number} is withdrawn")
