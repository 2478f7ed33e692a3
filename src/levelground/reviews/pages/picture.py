"""From what is known of a group's sessions to what its picture shows: sentences, lines, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from levelground import library
from levelground.core.hours import in_hours
from levelground.core.review import Figure, History, Met
from levelground.core.review.picture import (
    fidelity,
    presenter_spread,
    processes,
    silences,
)
from levelground.ui.charts import SMALL, WHOLE, Point, Size, Trend, trend

WIDELY, PARTLY = 0.75, 0.5  # how evenly presenting is spread
MOVED = 0.25  # of 4; less is steady
LATELY = 3  # sessions, against as many before


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseLine:
    """One thing said at the close, over time: in words first, then as a line."""

    name: str
    short: str  # at the head of its column
    says: str
    chart: Trend | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """One session in the table behind the lines: the middle and the spread of each."""

    day: str
    figures: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a group may see of itself. Nobody is in it."""

    worth: PulseLine
    pulses: Sequence[PulseLine]
    table: Sequence[PictureRow]
    sessions: int  # of which the rest is told
    seen: Sequence[tuple[str, str]]  # without listening: a name and a sentence each
    known: Sequence[tuple[str, int]]  # processes, most often first

    @property
    def lines(self) -> Sequence[PulseLine]:
        return [self.worth, *self.pulses]


def picture_of(history: History) -> Picture | None:
    """The whole picture; None while so few have answered that it would show somebody."""
    worth = _line(history.met, "worth", _("Worth our time"), _("Worth"), WHOLE)
    if not history.is_enough or worth is None:
        return None
    names = {
        "heard": (_("We were heard"), _("Heard")),
        "kept": (_("We kept to the process"), _("Process")),
        "usable": (_("We take something usable with us"), _("Usable")),
    }
    pulses = {pulse: _line(history.met, pulse, *name, SMALL) for pulse, name in names.items()}
    shown = ["worth", *(pulse for pulse, line in pulses.items() if line)]
    return Picture(
        worth=worth,
        pulses=[line for line in pulses.values() if line],
        table=[
            PictureRow(day=_day(met), figures=[_figure(getattr(met, pulse)) for pulse in shown])
            for met in history.met
            if met.worth
        ],
        sessions=len(history.lately),
        seen=_seen(history),
        known=_known(history),
    )


def way(history: History) -> str:
    """Which way it goes, in a sentence; "" while there is no picture."""
    picture = picture_of(history)
    return f"{picture.worth.name}. {picture.worth.says}" if picture else ""


def _line(met: Sequence[Met], pulse: str, name: str, short: str, size: Size) -> PulseLine | None:
    rated = [(one, found) for one in met if (found := getattr(one, pulse)) is not None]
    if not rated:
        return None
    points = [
        Point(label=_day(one), value=found.median, low=found.lowest, high=found.highest)
        for one, found in rated
    ]
    medians = [found.median for _one, found in rated]
    return PulseLine(
        name=name,
        short=short,
        says=_way(medians),
        chart=trend(points, lowest=0, highest=4, size=size),
    )


def _way(medians: Sequence[float]) -> str:
    """Which way it goes, before how much it is."""
    lately, before = medians[-LATELY:], medians[:-LATELY][-LATELY:]
    now = f"{fmean(lately):.1f}"
    if not before:
        return _("%(now)s of 4 so far.") % {"now": now}
    then = f"{fmean(before):.1f}"
    change = fmean(lately) - fmean(before)
    places = {"now": now, "then": then}
    if change >= MOVED:
        return _("Rising: lately %(now)s of 4, before that %(then)s.") % places
    if change <= -MOVED:
        return _("Falling: lately %(now)s of 4, before that %(then)s.") % places
    return _("Steady: lately %(now)s of 4, before that %(then)s.") % places


def _figure(found: Figure | None) -> str:
    """The middle, and the spread where it shows nobody: “3 (2–4)”."""
    if found is None:
        return "–"
    if found.lowest is None or found.lowest == found.highest:
        return f"{found.median:g}"
    return f"{found.median:g} ({found.lowest}–{found.highest})"


def _seen(history: History) -> list[tuple[str, str]]:
    lately, promises = history.lately, history.promises
    there = sum(one.facts.present for one in lately)
    found = [
        (_("Who could be there"), _of(there, sum(one.facts.expected for one in lately))),
        (_("Time of all of you together"), _together(lately)),
        (_("Begun on time"), _of(sum(one.facts.on_time for one in lately), len(lately))),
        (_("Done or changed on purpose"), _of(promises.done + promises.changed, promises.due)),
        (_("Steps that kept to their plan"), _percent(fidelity(lately))),
        (_("Silences that held"), _percent(silences(lately))),
        (_("Who presents"), _spread(presenter_spread(lately))),
    ]
    return [(name, text) for name, text in found if text]


def _known(history: History) -> list[tuple[str, int]]:
    book = library.book(get_language() or library.ENGLISH)
    return [(book[one].name, times) for one, times in processes(history.met)]


def _day(met: Met) -> str:
    return date_format(localtime(met.at), "j M Y")


def _of(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole} if whole else ""


def _together(met: Sequence[Met]) -> str:
    """What it costs, beside what it was worth; nothing where it was not counted each time."""
    minutes = [one.facts.minutes for one in met]
    return in_hours(sum(minutes)) if all(minutes) else ""


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    tenths = round(share * 10)
    return ngettext("%(tenths)d in ten", "%(tenths)d in ten", tenths) % {"tenths": tenths}


def _spread(spread: float | None) -> str:
    if spread is None:
        return _("nobody, lately")
    if spread >= WIDELY:
        return _("widely shared")
    return _("partly shared") if spread >= PARTLY else _("few of you")
