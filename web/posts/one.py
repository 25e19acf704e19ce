"""One post: its text with what was found, why, and what it has to do with others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from flask import abort, render_template
from flask.typing import ResponseReturnValue

from checker.model import Verdict
from checker.storage import NotFoundError, Session, audits, crossposts, posts, reviews, verdicts
from checker.storage.posts import PostFacts
from checker.storage.records import CrossFinding, Review, VerdictItem
from web.access import acting, may, needs
from web.audits.pages import find
from web.draft.result import show as shown
from web.posts import history
from web.services import services
from web.waivers import of_post

_decode = msgspec.json.Decoder(Verdict).decode
_MOST_MEMBERS = 12
_MOST_RELATED = 20


class Member(NamedTuple):
    """Another post that a finding across posts rests on."""

    facts: VerdictItem | None
    number: int
    role: str
    text: str
    here: bool


class Related(NamedTuple):
    """A finding that rests on several posts, this one among them."""

    finding: CrossFinding
    members: list[Member]
    more: int


@needs("viewer")
def show(audit_id: int, number: int) -> ResponseReturnValue:
    """Show a post of an audit."""
    with services().database.read() as session:
        audit = find(session, audit_id)
        try:
            facts = posts.get_facts(session, posts.post_id(audit_id, number))
        except NotFoundError:
            abort(404)
        post = audits.read_post(session, facts.id)
        found = tuple(_decode(line) for line in posts.documents_of(session, facts.id))
        said, hidden = _visible(reviews.list_reviews(session, audit_id, post_id=facts.id))
        before, behind = posts.neighbours(session, facts)
        return render_template(
            "posts/show.html",
            audit=audit,
            facts=facts,
            post=post,
            result=shown(post, found),
            reviews=said,
            hidden=hidden,
            history=history.of(session, facts),
            related=_related(session, facts),
            standings=of_post.of(session, facts, datetime.now(UTC).date()),
            before=before,
            behind=behind,
            platforms=services().engine.pack.platforms,
        )


def _visible(given: list[Review]) -> tuple[list[Review], int]:
    """Return the reviews that one may read, and how many one may not.

    What others think of a post that was drawn for review stays hidden from those who review,
    until they have said what they think themselves.
    """
    user = acting()
    if not may(user, "reviewer") or any(review.reviewer == user.name for review in given):
        return given, 0
    shown_now = [review for review in given if review.plan_id is None]
    return shown_now, len(given) - len(shown_now)


def _related(session: Session, facts: PostFacts) -> list[Related]:
    found = crossposts.list_cross_findings(session, facts.audit_id, post_id=facts.id)
    made = []
    for finding in found[:_MOST_RELATED]:
        near = _near([identity for identity, _ in finding.members], facts.id)
        roles = dict(finding.members)
        texts = posts.lines_of(session, near, 110)
        members = []
        for identity in near:
            of_post = verdicts.Filter(posts=(identity, identity))
            first = verdicts.list_verdicts(session, facts.audit_id, of_post, limit=1)
            members.append(
                Member(
                    first[0] if first else None,
                    posts.number_of(identity),
                    roles[identity],
                    texts[identity].text,
                    identity == facts.id,
                )
            )
        made.append(Related(finding, members, len(finding.members) - len(near)))
    return made


def _near(members: list[int], own: int) -> list[int]:
    """Return the members that are shown: those round the post itself."""
    if len(members) <= _MOST_MEMBERS:
        return members
    at = members.index(own) if own in members else 0
    first = max(0, min(at - _MOST_MEMBERS // 2, len(members) - _MOST_MEMBERS))
    return members[first : first + _MOST_MEMBERS]
