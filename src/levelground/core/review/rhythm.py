"""When a group looks at itself: after its first few sessions, then every few, or as it says itself."""

from __future__ import annotations

from collections.abc import Sequence

REVIEW = "review"  # the frame of a meeting about the group itself
REVIEWS = frozenset({REVIEW, "group-review"})  # and the process, within another meeting
FIRST, LATER = 3, 6  # sessions
SOONEST, LATEST = 1, 26  # that a group may choose


def usual(reviews: int) -> int:
    """After how many sessions a group that does not say looks at itself, having done so before."""
    return LATER if reviews else FIRST


def since_review(were_reviews: Sequence[bool]) -> int:
    """Sessions since the last review, or since the beginning.

    `were_reviews`: of each session that is over, oldest first.
    """
    last = [place for place, was_review in enumerate(were_reviews, 1) if was_review]
    return len(were_reviews) - (last[-1] if last else 0)


def to_review(were_reviews: Sequence[bool], *, after: int | None = None) -> int:
    """How many sessions there are until a review; 0: it is time. `after`: what the group says."""
    return max(0, (after or usual(sum(were_reviews))) - since_review(were_reviews))
