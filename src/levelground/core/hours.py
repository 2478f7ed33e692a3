"""A member's hours, as a register asks for them: per year, with how many people, about what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

ENOUGH_PEOPLE = 3  # present, for an hour that counts as peer group work in New Zealand


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """One session somebody was in. `is_counted`: by the session's clock, else by their own word."""

    day: date
    minutes: int
    people: int
    has_equity: bool
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the sessions of one calendar year come to, in minutes."""

    year: int
    sessions: int
    minutes: int
    with_enough: int  # of these, with enough people present
    with_equity: int  # of these, with cultural safety or equity in them


def by_year(lines: Iterable[HoursLine]) -> tuple[Year, ...]:
    """Oldest first."""
    years: dict[int, list[HoursLine]] = {}
    for line in lines:
        years.setdefault(line.day.year, []).append(line)
    return tuple(_year(year, years[year]) for year in sorted(years))


def in_hours(minutes: int) -> str:
    """As it is printed: 7 h 05."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02}"


def _year(year: int, lines: Sequence[HoursLine]) -> Year:
    return Year(
        year=year,
        sessions=len(lines),
        minutes=sum(line.minutes for line in lines),
        with_enough=sum(line.minutes for line in lines if line.people >= ENOUGH_PEOPLE),
        with_equity=sum(line.minutes for line in lines if line.has_equity),
    )
