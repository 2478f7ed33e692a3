"""Calendars as other programs read them (RFC 5545), and what is asked of them (RFC 5546).

A schedule is one event that recurs, under one UID for ever; a date that was moved or cancelled is
that event's exception. They say when, how long, and where to look: “Peer group”, or what the group
wants to be called in calendars, its call link if it wants that there, and nobody's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)

from levelground.core.schedule import Observance, Rule, instant, observances, on_the_wall

REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChange:
    """A date as it is now. `wall`: when the rule has it, by which calendars know it."""

    wall: datetime
    at: datetime
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All dates of one schedule. `left_out`: days of the rule on which there never was a date."""

    uid: str
    sequence: int
    zone: str
    rule: Rule
    minutes: int
    left_out: tuple[datetime, ...] = ()
    changes: tuple[CalendarChange, ...] = ()
    summary: str = "Peer group"
    address: str = ""
    call_link: str = ""
    note: str = ""  # how to say whether you come

    @property
    def first(self) -> datetime:
        """When the earliest of all these dates is, wherever it was moved."""
        return min([self._at(self.rule.first), *(change.at for change in self.changes)])

    @property
    def last(self) -> datetime:
        return max([self._at(self.rule.until), *(change.at for change in self.changes)])

    def _at(self, on: date) -> datetime:
        return instant(datetime.combine(on, self.rule.time), ZoneInfo(self.zone)).at


def feed(series: Sequence[Series], *, name: str, stamp: datetime) -> str:
    """Everything, for a calendar that looks again by itself."""
    calendar = _calendar(name=name)
    for one in series:
        calendar.add_component(_event(one, stamp))
        for change in one.changes:
            calendar.add_component(_exception(one, change, stamp))
    return _written(calendar, series)


def invitation(series: Series, *, to: str, sender: str, stamp: datetime) -> str:
    """The whole series, for a letter to one person."""
    calendar = _calendar(method=REQUEST)
    events = [_event(series, stamp)]
    events += [_exception(series, change, stamp) for change in series.changes]
    for event in events:
        calendar.add_component(_between(event, to, sender))
    return _written(calendar, [series])


def one_date(
    series: Series, date_: CalendarChange, *, to: str, sender: str, stamp: datetime
) -> str:
    """One date of the series as it is now: still on, at another time, or off."""
    calendar = _calendar(method=CANCEL if date_.is_off else REQUEST)
    calendar.add_component(_between(_exception(series, date_, stamp), to, sender))
    return _written(calendar, [series])


def whole_series_off(series: Series, *, to: str, sender: str, stamp: datetime) -> str:
    """The series will not take place at all."""
    calendar = _calendar(method=CANCEL)
    event = _event(series, stamp)
    event["STATUS"] = "CANCELLED"
    event.pop("EXDATE", None)  # all of it is off, whatever was left out before
    calendar.add_component(_between(event, to, sender))
    return _written(calendar, [series])


def _calendar(*, method: str = "", name: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", "-//Level Ground//Schedule//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    if name:
        calendar.add("X-WR-CALNAME", name)
        calendar.add("REFRESH-INTERVAL", timedelta(hours=6), {"VALUE": "DURATION"})
    return calendar


def _event(series: Series, stamp: datetime) -> Event:
    zone = ZoneInfo(series.zone)
    event = _plain(series, stamp)
    rule = series.rule
    event.add("DTSTART", datetime.combine(rule.first, rule.time, tzinfo=zone))
    event.add("DURATION", timedelta(minutes=series.minutes))
    until = instant(datetime.combine(rule.until, rule.time), zone).at
    event.add("RRULE", vRecur({**rule.pattern, "UNTIL": until}))
    for wall in series.left_out:
        event.add("EXDATE", wall.replace(tzinfo=zone))
    event.add("STATUS", "CONFIRMED")
    return event


def _exception(series: Series, change: CalendarChange, stamp: datetime) -> Event:
    zone = ZoneInfo(series.zone)
    event = _plain(series, stamp)
    event.add("RECURRENCE-ID", change.wall.replace(tzinfo=zone))
    event.add("DTSTART", on_the_wall(change.at, zone).replace(tzinfo=zone))
    event.add("DURATION", timedelta(minutes=series.minutes))
    event.add("STATUS", "CANCELLED" if change.is_off else "CONFIRMED")
    return event


def _plain(series: Series, stamp: datetime) -> Event:
    event = Event()
    event.add("UID", series.uid)
    event.add("SEQUENCE", series.sequence)
    event.add("DTSTAMP", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("SUMMARY", series.summary)
    event.add("CLASS", "PRIVATE")
    if series.call_link:
        event.add("LOCATION", series.call_link)
    if series.note:
        event.add("DESCRIPTION", series.note)
    if series.address:
        event.add("URL", series.address)
    return event


def _between(event: Event, to: str, sender: str) -> Event:
    """A request is between somebody and somebody: this place, and the person who gets the letter.

    It asks for no answer: they are counted in until they say otherwise, by the link in the letter.
    """
    event["ORGANIZER"] = _mailbox(sender)
    attendee = _mailbox(to)
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    event.add("ATTENDEE", attendee)
    return event


def _mailbox(address: str) -> vCalAddress:
    return vCalAddress(f"mailto:{address}")


def _written(calendar: Calendar, series: Sequence[Series]) -> str:
    """With the clocks of each zone that is named, for as long as there are dates."""
    for zone in sorted({one.zone for one in series}, reverse=True):
        there = [one for one in series if one.zone == zone]
        first, last = min(one.first for one in there), max(one.last for one in there)
        calendar.subcomponents.insert(0, _clocks(zone, first, last))
    text: str = calendar.to_ical().decode()
    return text


def _clocks(zone: str, first: datetime, last: datetime) -> Timezone:
    clocks = Timezone()
    clocks.add("TZID", zone)
    for one in observances(ZoneInfo(zone), first, last):
        clocks.add_component(_observance(one))
    return clocks


def _observance(one: Observance) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if one.is_daylight else TimezoneStandard()
    part.DTSTART = one.starts
    part.TZOFFSETFROM, part.TZOFFSETTO = one.before, one.after
    part.add("TZNAME", one.name)
    if one.yearly:
        until = {"UNTIL": one.until} if one.until else {}
        part.add("RRULE", vRecur({**one.yearly.pattern, **until}))
    return part
