"""A rule and a time of the week, as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.core.schedule import Odd, Rhythm, Rule, instant, on_the_wall

DAY = 24 * 60
WEEKS = 53  # a year and its seam


def time_of_the_week(minute: int) -> str:
    """“Tuesday 19:00”."""
    day, rest = divmod(minute, DAY)
    return f"{WEEKDAYS[day]} {time_of_the_day(rest)}"


def time_of_the_day(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def on_another_wall(minute: int, zone: str, other: ZoneInfo, at: datetime) -> str:
    """The same time of the week on another clock, this week and in the year to come; "" if it
    always shows the same.
    """
    monday = on_the_wall(at, ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    walls = [monday + timedelta(weeks=week, minutes=minute) for week in range(WEEKS)]
    shown = [_minute_of_week(instant(wall, ZoneInfo(zone)).at, other) for wall in walls]
    if set(shown) == {minute}:
        return ""
    return _through_the_year(shown[0], sorted(set(shown) - {shown[0]}))


def _through_the_year(now: int, later: list[int]) -> str:
    """“Tuesday 7:00, in other months 8:00 or 9:00”. The day is said where it is another one."""
    if not later:
        return time_of_the_week(now)
    others = [
        time_of_the_week(one) if one // DAY != now // DAY else time_of_the_day(one % DAY)
        for one in later
    ]
    return _("%(now)s, in other months %(others)s") % {
        "now": time_of_the_week(now),
        "others": _(" or ").join(others),
    }


def _minute_of_week(at: datetime, zone: ZoneInfo) -> int:
    there = on_the_wall(at, zone)
    return there.weekday() * DAY + there.hour * 60 + there.minute


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


def suits_in_words(
    people: int, misses: int, hard_weeks: int, *, is_you: bool, are_all: bool = True
) -> str:
    """Whom a time suits: numbers, and yourself. `are_all`: everybody has said when they can."""
    if not misses:
        if not are_all:
            return _("Suits all %(count)d who have painted, all year") % {"count": people}
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
