"""The only periods there are figures for: quarters of a year that are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 3
SETTLES_IN = timedelta(days=7)  # a session that runs into the new quarter is closed by then


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int  # 1 to 4

    @property
    def first(self) -> date:
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)  # noqa: PLR2004  of a year

    @property
    def published_on(self) -> date:
        """From this day on its figures stand, and never change again."""
        return self.next.first + SETTLES_IN

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def finished_quarters(since: date, today: date) -> Iterator[Quarter]:
    """Those whose figures stand, from the one with `since` in it."""
    quarter = quarter_of(since)
    while quarter.published_on <= today:
        yield quarter
        quarter = quarter.next
