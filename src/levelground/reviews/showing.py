"""From what is known of a group's sessions to what its picture says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground import library
from levelground.core.review import History, Met, Suggestion
from levelground.core.review.picture import (
    attendance,
    fidelity,
    presenter_spread,
    processes,
    silences,
)
from levelground.core.words import Sentence
from levelground.groups.models import Group
from levelground.ui.charts import Point, Trend, trend

WIDELY, PARTLY = 0.75, 0.5  # how evenly presenting is spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said at the close, over time: in words, as a line, in a table."""

    name: str
    says: str
    chart: Trend | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    kind: str
    text: str
    reason: str
    address: str
    button: str


def lines(history: History) -> list[Line]:
    """What was said at the close; only of sessions that enough of the members said something of."""
    names = {
        "worth": _("Worth our time"),
        "heard": _("We were heard"),
        "kept": _("We kept to the process"),
        "usable": _("We take something usable with us"),
    }
    found = [_line(history.met, pulse, name) for pulse, name in names.items()]
    return [line for line in found if line is not None]


def _line(met: Sequence[Met], pulse: str, name: str) -> Line | None:
    told = [(one, said) for one in met if (said := getattr(one, pulse)) is not None]
    if not told:
        return None
    points = [
        Point(label=_day(one), value=said.median, low=said.lowest, high=said.highest)
        for one, said in told
    ]
    medians = [said.median for _one, said in told]
    return Line(name=name, says=_way(medians), chart=trend(points, lowest=0, highest=4))


def _way(medians: Sequence[float]) -> str:
    """Which way it goes, before how much it is."""
    lately, before = medians[-3:], medians[:-3][-3:]
    now = f"{fmean(lately):.1f}"
    if not before:
        return _("%(now)s of 4 so far.") % {"now": now}
    then = f"{fmean(before):.1f}"
    change = fmean(lately) - fmean(before)
    places = {"now": now, "then": then}
    if change >= PARTLY / 2:
        return _("Rising: lately %(now)s of 4, before that %(then)s.") % places
    if change <= -PARTLY / 2:
        return _("Falling: lately %(now)s of 4, before that %(then)s.") % places
    return _("Steady: lately %(now)s of 4, before that %(then)s.") % places


def rows(history: History) -> list[tuple[str, str]]:
    """What can be seen without listening, of the last few sessions: a name and a sentence each."""
    lately, promises = history.lately, history.promises
    there = sum(one.facts.present for one in lately)
    found = [
        (_("Who could be there"), _of(there, sum(one.facts.expected for one in lately))),
        (_("Begun on time"), _of(sum(one.facts.on_time for one in lately), len(lately))),
        (_("Done or changed on purpose"), _of(promises.done + promises.changed, promises.due)),
        (_("Steps that kept to their plan"), _percent(fidelity(lately))),
        (_("Silences that held"), _percent(silences(lately))),
        (_("Who presents"), _spread(presenter_spread(lately))),
    ]
    return [(name, said) for name, said in found if said]


def known(history: History) -> list[tuple[str, int]]:
    """The processes the group has worked with, by name, most often first."""
    book = library.book()
    return [(book[one].name, times) for one, times in processes(history.met) if one in book]


def suggested(found: Suggestion | None, group: Group) -> Suggested | None:
    if found is None:
        return None
    places = {
        "review": (_review(group), _("Plan a review")),
        "dates": (reverse("schedule:finding", args=[group.pk]), _("Look for another time")),
        "library": (reverse("sessions:create", args=[group.pk]), _("Plan a session")),
        "commitments": (
            reverse("commitments:of_group", args=[group.pk]),
            _("What we said we would do"),
        ),
    }
    address, button = places.get(found.leads_to, ("", ""))
    return Suggested(
        kind=found.kind,
        text=_said(found.text),
        reason=_said(found.reason),
        address=address,
        button=button,
    )


def has_numbers(history: History) -> bool:
    """Whether there is anything to look at."""
    return bool(history.met) and attendance(history.met) is not None


def _review(group: Group) -> str:
    return reverse("sessions:create", args=[group.pk]) + "?frame=review"


def _said(sentence: Sentence) -> str:
    text = _(sentence.text)
    return text % sentence.places if sentence.places else text


def _day(met: Met) -> str:
    return date_format(localtime(met.at), "j M Y")


def _of(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole} if whole else ""


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
