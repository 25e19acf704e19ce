"""The table of posts, filtered by what stands in the address."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checker.storage import Session, audits, posts
from checker.storage.posts import PostLine
from checker.storage.records import Audit, VerdictItem
from checker.storage.verdicts import count_up_to, list_verdicts
from web import figures
from web.access import needs
from web.audits.overview import month_name, platform_name
from web.messages import of_pack
from web.names import finding_in, tier, tongue
from web.posts import filters, views
from web.services import services
from web.words import SEVERITIES

_PAGE = 40
_COUNTED = 10_000
"""How far matching verdicts are counted; beyond, "more than" is enough."""

FORMATS = ("csv", "json", "jsonl", "html")


class PostRow(NamedTuple):
    """A post in the table, with those of its verdicts that fit the filter."""

    number: int
    first: VerdictItem
    verdicts: tuple[VerdictItem, ...]
    line: PostLine


@needs("viewer")
def index() -> ResponseReturnValue:
    """Show the posts that fit, a page at a time."""
    with services().database.read() as session:
        audit = filters.audit_of(session, request.args.get("a"))
        if audit is None:
            if request.args.get("a"):
                abort(404)
            return render_template("posts/none.html")
        chosen = filters.read(session, audit, request.args)
        rows, behind = _rows(session, chosen, max(0, request.args.get("after", 0, type=int)))
        number = _number(session, chosen)
        every = audits.list_audits(session)
        choices = _choices(session, audit)
        saved = views.mine(session)
    return render_template(
        "posts/index.html",
        audit=audit,
        audits=every,
        chosen=chosen,
        rows=rows,
        behind=behind,
        number=min(number, _COUNTED),
        more=number > _COUNTED,
        choices=choices,
        saved=saved,
        formats=FORMATS,
        platforms=services().engine.pack.platforms,
        without=_without(chosen),
        tiers=[
            (
                key,
                of_pack(file.title),
                [(f"{key}/{own.name}", tier(own.name)) for own in file.tiers],
            )
            for key, file in figures.taxonomies().items()
        ],
        unknown=filters.UNKNOWN,
        v={key: chosen.values.get(key, "") for key in filters.KEYS},
    )


def _number(session: Session, chosen: filters.Chosen) -> int:
    """Return how many verdicts fit, counted just beyond what is told."""

    def count() -> int:
        return count_up_to(session, chosen.audit.id, chosen.filter, _COUNTED + 1)

    if chosen.filter.reviewed is not None:  # which changes while people work
        return count()
    return figures.remembered(chosen.audit, ("count", repr(chosen.filter)), count)


def _rows(session: Session, chosen: filters.Chosen, after: int) -> tuple[list[PostRow], int | None]:
    """Return a page of posts, and the verdict to go on behind, if there are more."""
    codes = max(1, len(chosen.audit.jurisdictions))
    limit = _PAGE * codes + 1
    found = list_verdicts(session, chosen.audit.id, chosen.filter, after=after, limit=limit)
    grouped: dict[int, list[VerdictItem]] = {}
    for item in found:
        grouped.setdefault(item.post_id, []).append(item)
    kept = list(grouped.items())
    if len(found) == limit or len(kept) > _PAGE:
        # The last post may have verdicts that were not read: it begins the next page.
        kept = kept[:-1][:_PAGE] or kept[:1]
        behind = kept[-1][1][-1].verdict_id
    else:
        behind = None
    lines = posts.lines_of(
        session, [identity for identity, _ in kept], under=chosen.filter.jurisdictions
    )
    return [
        PostRow(posts.number_of(identity), items[0], tuple(items), lines[identity])
        for identity, items in kept
    ], behind


def _choices(session: Session, audit: Audit) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter can be set to in this audit, with the names that people read."""

    def values(name: Any) -> list[str]:
        rows = figures.groups_of(session, audit, name)
        return [str(row.group) for row in rows if row.group is not None]

    langs = figures.languages_of(session, audit)
    everything = ("", _("all"))
    return {
        "j": [everything, *((code, code) for code in values("jurisdiction"))],
        "platform": [everything, *((name, platform_name(name)) for name in values("platform"))],
        "month": [everything, *((name, month_name(name)) for name in reversed(values("month")))],
        "rule": [
            everything,
            *sorted(
                ((name, finding_in(name)) for name in values("rule")), key=lambda pair: pair[1]
            ),
        ],
        "lang": [
            everything,
            *((code, tongue(code)) for code in langs),
        ],
        "topic": [everything, *((name, name) for name in values("topic"))],
        "severity": [everything, *((name, str(said)) for name, said in SEVERITIES.items())],
        "reviewed": [everything, ("yes", _("reviewed")), ("no", _("not reviewed"))],
    }


def _without(chosen: filters.Chosen) -> list[tuple[str, str]]:
    """Return each filter in words, with the address of the page without it."""
    made = []
    for key, value, words in chosen.words:
        query = dict(chosen.query)
        if key == "verdict":
            query[key] = [name for name in query[key] if name != value]
        else:
            query.pop(key, None)
            if key == "tier":
                query.pop("taxonomy", None)
        made.append((words, url_for("posts.index", **query)))
    return made
