"""The checks across the posts of an audit: series of one creator, networks of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from checker.creators.networks import NetworkFinding, NetworkPost, find_networks
from checker.creators.series import SeriesFinding, SeriesPost, find_series
from checker.errors import PaleseError
from checker.storage import Database, Session, crossposts, crossreads
from checker.storage.crossreads import CrossPost
from checker.storage.records import CrossFinding, CrossKind

SERIES_RULE = "series/unlabelled"
NETWORK_RULE = "network/same-text"

SERIES_DAYS = 30
"""Most days between a labelled post and one without a label."""

_LABELLED = {"disclosed", "inadequate"}
_UNMARKED = {"undisclosed", "no-intent"}


def check_across(database: Database, audit_id: int) -> None:
    """Run both checks on what an audit holds, and store what they find.

    They put their findings in place of those that are there, so that they can be repeated.

    Raises:
        PaleseError: there is no room for temporary files.
        StorageError: the database failed; the audit can be resumed.
    """
    # By the posts' numbers: databases differ in how they order authors.
    series = database.consult(
        lambda session: sorted(_series(session, audit_id), key=lambda found: found.members)
    )
    _store(database, audit_id, "series", series)
    try:
        networks = database.consult(lambda session: list(_networks(session, audit_id)))
    except OSError as error:
        raise PaleseError(
            "the network check cannot use temporary files ({reason})",
            remedy="Make room there or name another folder in TMPDIR; then go on with --resume",
            values={"reason": error.strerror or error},
        ) from error
    _store(database, audit_id, "network", networks)


def _store(
    database: Database, audit_id: int, kind: CrossKind, findings: list[CrossFinding]
) -> None:
    database.transact(
        lambda session: crossposts.replace_cross_findings(session, audit_id, kind, findings)
    )


def _series(session: Session, audit_id: int) -> Iterator[CrossFinding]:
    posts = (
        SeriesPost(
            _id(post),
            post.author,
            post.brands,
            day,
            post.verdicts[0],
            post.platform,
            _labelled(post),
        )
        for post, day in _dated(crossreads.posts_with_brands(session, audit_id))
    )
    for found in find_series(posts, days=SERIES_DAYS):
        yield CrossFinding(
            "series",
            SERIES_RULE,
            "warning",
            _series_message(found),
            (
                *((int(post), "labelled") for post in found.labelled),
                *((int(post), "unlabelled") for post in found.unlabelled),
            ),
            found.brand,
            {
                "first_day": found.first_day.isoformat(),
                "last_day": found.last_day.isoformat(),
                "gap_days": found.gap_days,
                "undisclosed": found.undisclosed,
            },
        )


def _labelled(post: CrossPost) -> bool | None:
    """Say whether a post carries a label; ``None`` when every verdict is left to a person."""
    if _LABELLED.intersection(post.verdicts):
        return True
    return False if _UNMARKED.intersection(post.verdicts) else None


def _series_message(found: SeriesFinding) -> str:
    one = len(found.unlabelled) == 1
    return (
        f"The author labels {_number(len(found.labelled), 'post')} on {found.brand} and leaves "
        f"{_number(len(found.unlabelled), 'other')} without a label, {_days(found.gap_days)}: "
        f"look whether {'that one is' if one else 'those are'} advertising too"
    )


def _days(gap: int) -> str:
    return {0: "on the same day", 1: "one day apart"}.get(gap, f"{gap} days apart at the nearest")


def _number(number: int, word: str) -> str:
    return f"one {word}" if number == 1 else f"{number} {word}s"


def _networks(session: Session, audit_id: int) -> Iterator[CrossFinding]:
    posts = (
        NetworkPost(_id(post), post.author, day, post.text, post.brands, post.verdicts[0])
        for post, day in _dated(crossreads.posts_with_text(session, audit_id))
    )
    found = find_networks(posts)
    verdicts = _gravest(session, audit_id, found)
    for each in found:
        hidden = sum(verdicts[post] in ("undisclosed", "inadequate") for post in each.posts)
        yield CrossFinding(
            "network",
            NETWORK_RULE,
            "warning" if hidden else "info",
            _network_message(each, hidden),
            tuple((int(post), "centre" if post == each.centre else "") for post in each.posts),
            each.brand,
            {
                "basis": each.basis,
                "creators": len(each.authors),
                "hidden": hidden,
                "first_day": each.first_day.isoformat(),
                "last_day": each.last_day.isoformat(),
                "similarity": each.similarity,
                "words": list(each.words),
            },
        )


def _gravest(session: Session, audit_id: int, found: Iterable[NetworkFinding]) -> Mapping[str, str]:
    wanted = sorted({int(post) for each in found for post in each.posts})
    return {
        _padded(post): verdict
        for post, verdict in crossreads.gravest_verdicts(session, audit_id, wanted).items()
    }


def _network_message(found: NetworkFinding, hidden: int) -> str:
    days = (found.last_day - found.first_day).days + 1
    within = "on one day" if days == 1 else f"within {days} days"
    told = f"{hidden} of the {len(found.posts)} posts are not properly disclosed"
    return (
        f"{len(found.authors)} creators voice nearly the same text on {found.brand} {within}: "
        + (told if hidden else "look whether they were asked to")
    )


def _padded(post_id: int) -> str:
    """Return a post's number as a text that sorts as the number does."""
    return f"{post_id:020d}"


def _id(post: CrossPost) -> str:
    return _padded(post.post_id)


def _dated(posts: Iterable[CrossPost]) -> Iterator[tuple[CrossPost, date]]:
    """Yield posts with a verdict and a day of the calendar."""
    for post in posts:
        if post.verdicts:
            try:
                day = date.fromisoformat(post.day)
            except ValueError:
                continue
            yield post, day
