"""The series check: a tie to a brand that a creator labels in one post and not in the next.

A label says that there is a relation, and a relation seldom ends with one post. Where the same
creator speaks of the same brand again within some weeks, before or after, and says nothing of the
relation, a person should look, whatever the second post looks like on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

import msgspec

from checker.model import VerdictName
from checker.text.names import name_forms, same_brand


class SeriesPost(msgspec.Struct, frozen=True):
    """A post as far as the series check needs it, judged under one jurisdiction.

    ``author`` identifies the *creator*, over all platforms. ``brands`` are names or handles.
    ``labelled`` says whether the post carries any label; left ``None`` it follows from the
    verdict: ``disclosed`` and ``inadequate`` posts are labelled, ``undisclosed`` and
    ``no-intent`` posts are not, and of posts for ``review`` it is not known.
    """

    id: str
    author: str
    brands: tuple[str, ...]
    day: date
    verdict: VerdictName
    platform: str | None = None
    labelled: bool | None = None


class SeriesFinding(msgspec.Struct, frozen=True):
    """Posts of one creator on one brand, some of them labelled and some not.

    ``labelled`` and ``unlabelled`` are ids in order of day and id; ``gap_days`` is the least
    number of days between a post of either kind. ``undisclosed`` is true when one of the
    unlabelled posts was found to be advertising on its own; otherwise the labelled posts are the
    only sign of the relation, and the finding is for a person to weigh.
    """

    author: str
    brand: str
    labelled: tuple[str, ...]
    unlabelled: tuple[str, ...]
    first_day: date
    last_day: date
    gap_days: int
    undisclosed: bool
    platforms: tuple[str, ...]


def find_series(posts: Iterable[SeriesPost], *, days: int = 30) -> Iterator[SeriesFinding]:
    """Yield the findings of the series check, creator by creator.

    Only one creator's posts are held at a time, so that any number of posts can be read from a
    database in the order of their creators.

    Args:
        posts: the posts; those of one creator must come one after the other, in any order of
            days. A post counts for each of its brands.
        days: most days between a labelled and an unlabelled post, in either direction.

    Yields:
        Findings in the order of creators as they came; within a creator by brand and first day.
        Posts that hang together within ``days`` of one another make one finding.

    Raises:
        ValueError: when ``days`` is negative, or a creator's posts do not come in one run.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    seen: set[str] = set()
    for author, run in groupby(posts, key=lambda post: post.author):
        if author in seen:
            raise ValueError(f"the posts of creator {author!r} do not come one after the other")
        seen.add(author)
        yield from _of_creator(author, list(run), days)


def _of_creator(author: str, posts: list[SeriesPost], days: int) -> Iterator[SeriesFinding]:
    by_brand: dict[str, dict[str, SeriesPost]] = defaultdict(dict)
    keys = brand_keys(brand for post in posts for brand in post.brands)
    for post in posts:
        for brand in post.brands:
            if brand in keys:
                by_brand[keys[brand]][post.id] = post
    for brand in sorted(by_brand):
        ordered = sorted(by_brand[brand].values(), key=lambda post: (post.day, post.id))
        yield from _of_brand(author, brand, ordered, days)


def brand_keys(names: Iterable[str]) -> dict[str, str]:
    """Return a key for each of a creator's brands, one key for names that are plainly one brand.

    Args:
        names: names and handles as they come. ``@lumea`` and ``Lumea Official`` share a key.

    Returns:
        Name as given to key; the key is the shortest folded form. Names without a letter or
        digit have none.
    """
    forms = {name: name_forms(name)[1] for name in names}
    shortest: list[str] = []
    for form in sorted(set(forms.values()), key=lambda form: (len(form), form)):
        if form and not any(same_brand(known, form) for known in shortest):
            shortest.append(form)
    return {
        name: next(known for known in shortest if same_brand(known, form))
        for name, form in forms.items()
        if form
    }


def _of_brand(
    author: str, brand: str, posts: list[SeriesPost], days: int
) -> Iterator[SeriesFinding]:
    """Yield a finding for each stretch of posts that hang together."""
    marked = [(post, label) for post in posts if (label := _is_labelled(post)) is not None]
    stretch: list[tuple[SeriesPost, bool]] = []
    for post, label in marked:
        if stretch and (post.day - stretch[-1][0].day).days > days:
            yield from _finding(author, brand, stretch, days)
            stretch = []
        stretch.append((post, label))
    yield from _finding(author, brand, stretch, days)


def _is_labelled(post: SeriesPost) -> bool | None:
    if post.labelled is not None:
        return post.labelled
    if post.verdict == "review":
        return None
    return post.verdict in ("disclosed", "inadequate")


def _finding(
    author: str, brand: str, stretch: list[tuple[SeriesPost, bool]], days: int
) -> Iterator[SeriesFinding]:
    """Yield the finding of a stretch, if it holds both kinds of posts near enough."""
    gaps: dict[str, int] = {}
    for kind in (True, False):
        others = [post.day.toordinal() for post, label in stretch if label is not kind]
        for post, label in stretch:
            if label is kind and others:
                gaps[post.id] = min(abs(post.day.toordinal() - other) for other in others)
    kept = [(post, label) for post, label in stretch if gaps.get(post.id, days + 1) <= days]
    if not kept:
        return
    unlabelled = [post for post, label in kept if not label]
    yield SeriesFinding(
        author=author,
        brand=brand,
        labelled=tuple(post.id for post, label in kept if label),
        unlabelled=tuple(post.id for post in unlabelled),
        first_day=kept[0][0].day,
        last_day=kept[-1][0].day,
        gap_days=min(gaps[post.id] for post in unlabelled),
        undisclosed=any(post.verdict == "undisclosed" for post in unlabelled),
        platforms=tuple(sorted({post.platform for post, _ in kept if post.platform})),
    )
