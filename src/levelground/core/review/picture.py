"""The group's own picture: what several sessions come to, and how it moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from levelground.core.review.facts import Facts
from levelground.core.review.figures import Figure
from levelground.core.review.rhythm import since_review, to_review

LATELY = 6  # sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One session that is over: what was seen of it, and what was said of it by enough of them."""

    session: int
    at: datetime
    facts: Facts
    worth: Figure | None = None
    heard: Figure | None = None
    kept: Figure | None = None
    usable: Figure | None = None
    promised: int = 0  # commitments made
    is_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What was due, and what is known of it. Changed on purpose counts as followed through."""

    done: int = 0
    changed: int = 0
    dropped: int = 0
    unsaid: int = 0  # due, and nobody has said how it went

    @property
    def due(self) -> int:
        return self.done + self.changed + self.dropped + self.unsaid

    @property
    def share(self) -> float | None:
        return (self.done + self.changed) / self.due if self.due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that a picture is drawn from, oldest first."""

    met: Sequence[Met] = ()
    promises: Promises = field(default_factory=Promises)
    gentle: frozenset[str] = frozenset()  # processes fit for a first time
    review_after: int | None = None  # sessions; None: as is usual
    review_planned: bool = False

    @property
    def lately(self) -> Sequence[Met]:
        return self.met[-LATELY:]

    @property
    def is_enough(self) -> bool:
        """There is a picture once so many have answered that it shows nobody."""
        return any(one.worth is not None for one in self.met)

    @property
    def to_review(self) -> int:
        """How many sessions there are until it is time for a review; 0: it is."""
        return to_review(self._reviews, after=self.review_after)

    @property
    def reviews(self) -> int:
        return sum(self._reviews)

    @property
    def since_review(self) -> int:
        return since_review(self._reviews)

    @property
    def _reviews(self) -> Sequence[bool]:
        return [one.is_review for one in self.met]


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def attendance(met: Sequence[Met]) -> float | None:
    return share(sum(m.facts.present for m in met), sum(m.facts.expected for m in met))


def on_time(met: Sequence[Met]) -> float | None:
    return share(sum(m.facts.on_time for m in met), len(met))


def fidelity(met: Sequence[Met]) -> float | None:
    """Steps that took as long as planned, give or take a fifth."""
    return share(sum(m.facts.as_planned for m in met), sum(m.facts.steps for m in met))


def silences(met: Sequence[Met]) -> float | None:
    return share(sum(m.facts.unbroken for m in met), sum(m.facts.silences for m in met))


def presenter_spread(met: Sequence[Met]) -> float | None:
    """1: everybody presented as often; towards 0: always the same. None: nobody did."""
    if not met:
        return None
    times = Counter(one for m in met for one in m.facts.presenters)
    counts = [times[member] for member in met[-1].facts.members]
    return evenness(counts) if sum(counts) else None


def evenness(counts: Sequence[int]) -> float:
    """1 − Gini, corrected for few people, so that one who does everything comes to 0."""
    total, n = sum(counts), len(counts)
    if total == 0 or n < 2:  # noqa: PLR2004  alone, everything is even
        return 1.0
    ordered = sorted(counts)
    gini = sum((2 * place - n - 1) * one for place, one in enumerate(ordered, 1)) / (n * total)
    return 1.0 - gini * n / (n - 1)


def processes(met: Sequence[Met]) -> list[tuple[str, int]]:
    """The processes the group has worked with, most often first."""
    return Counter(one for m in met for one in m.facts.processes).most_common()
