"""Engagement rates: several definitions are in use, so each figure names its own.

A number that was not observed (hidden likes, for one) is unknown and makes the rate unknown;
it is never taken for zero.
"""

from __future__ import annotations

from typing import Literal

Definition = Literal["likes-per-followers", "likes-and-comments-per-followers", "by-views"]
"""The definitions of an engagement rate that palese can work out."""


def engagement_rate(
    likes: int | None,
    comments: int | None,
    views: int | None,
    followers: int | None,
    definition: Definition = "likes-per-followers",
) -> float | None:
    """Return a post's engagement rate as a fraction (0.02 stands for 2 %).

    * ``likes-per-followers``: ``likes / followers``. The plainest definition, given for
      micro-influencers by ideabit.com ("Chi e cosa sono i micro-influencers?").
    * ``likes-and-comments-per-followers``: ``(likes + comments) / followers``. Usual for
      Instagram, X and Facebook (Infludata and Ampfluence, help pages on the engagement rate).
    * ``by-views``: ``(likes + comments) / views``. Usual for TikTok and YouTube, where a post
      reaches far beyond the followers (Infludata, same page).

    Args:
        likes: likes of the post, or ``None`` when hidden or not observed.
        comments: comments on the post, or ``None``.
        views: views of the post, or ``None``.
        followers: followers of the author, or ``None``.
        definition: which of the three formulas to use.

    Returns:
        The rate, or ``None`` when a figure that the formula needs is unknown or when it would
        divide by nothing.

    Raises:
        ValueError: when there is no such definition.
    """
    if definition == "likes-per-followers":
        return _ratio(likes, followers)
    if definition == "likes-and-comments-per-followers":
        return _ratio(_total(likes, comments), followers)
    if definition == "by-views":
        return _ratio(_total(likes, comments), views)
    raise ValueError(f"there is no engagement rate called {definition!r}")


def _total(likes: int | None, comments: int | None) -> int | None:
    return None if likes is None or comments is None else likes + comments


def _ratio(part: int | None, whole: int | None) -> float | None:
    if part is None or whole is None or whole <= 0:
        return None
    return part / whole
