"""A rule and a time of the week, as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.schedule import Odd, Rhythm, Rule, instant, on_the_wall

DAY = 24 * 60


def time_of_the_week(minute: int) -> str:
    """“Tuesday 19:00”."""
    day, rest = divmod(minute, DAY)
    return f"{WEEKDAYS[day]} {rest // 60}:{rest % 60:02}"


def on_another_wall(minute: int, zone: str, other: ZoneInfo, at: datetime) -> str:
    """The same time of this week, on another clock; "" if that shows the same."""
    monday = on_the_wall(at, ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    there = on_the_wall(instant(monday + timedelta(minutes=minute), ZoneInfo(zone)).at, other)
    shows = there.weekday() * DAY + there.hour * 60 + there.minute
    return "" if shows == minute else time_of_the_week(shows)


def rule_in_words(rule: Rule) -> str:
    """“Every second Tuesday at 19:00”."""
    places = {"day": str(WEEKDAYS[rule.first.weekday()]), "time": f"{rule.time:%-H:%M}"}
    if rule.rhythm == Rhythm.MONTHLY:
        return {
            1: _("Every first %(day)s of the month at %(time)s"),
            2: _("Every second %(day)s of the month at %(time)s"),
            3: _("Every third %(day)s of the month at %(time)s"),
            4: _("Every fourth %(day)s of the month at %(time)s"),
        }.get(rule.nth, _("Every last %(day)s of the month at %(time)s")) % places
    return {
        Rhythm.WEEKLY: _("Every %(day)s at %(time)s"),
        Rhythm.FORTNIGHTLY: _("Every second %(day)s at %(time)s"),
        Rhythm.FOUR_WEEKLY: _("Every fourth %(day)s at %(time)s"),
    }[rule.rhythm] % places


def odd_in_words(odd: Odd, at: datetime, zone: ZoneInfo) -> str:
    """What happens in the night in which the clocks are changed; "" on all other days."""
    time = f"{on_the_wall(at, zone):%-H:%M}"
    return {
        Odd.SKIPPED: _("The clocks skip this hour: you begin at %(time)s.") % {"time": time},
        Odd.TWICE: _("The clocks show this hour twice: you begin at the first."),
    }.get(odd, "")


def suits_in_words(people: int, misses: int, hard_weeks: int, *, is_you: bool) -> str:
    """Whom a time suits: numbers, and yourself."""
    if not misses:
        return _("Suits all %(count)d of you, all year") % {"count": people}
    places = {"some": people - misses, "count": people, "weeks": hard_weeks}
    if hard_weeks < 27:  # noqa: PLR2004  less than half of the year
        if is_you:
            return (
                ngettext(
                    "Suits all %(count)d of you, but not you in %(weeks)d week, when the clocks differ",
                    "Suits all %(count)d of you, but not you in %(weeks)d weeks, when the clocks differ",
                    hard_weeks,
                )
                % places
            )
        return (
            ngettext(
                "Suits all %(count)d of you, but not one in %(weeks)d week, when the clocks differ",
                "Suits all %(count)d of you, but not one in %(weeks)d weeks, when the clocks differ",
                hard_weeks,
            )
            % places
        )
    if is_you:
        return _("Suits %(some)d of %(count)d, but not you") % places
    return _("Suits %(some)d of %(count)d") % places
