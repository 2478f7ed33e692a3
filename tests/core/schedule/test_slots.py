"""Times of the week that suit everybody, all year, on every wall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from levelground.core.schedule import Slot, Week, on_the_wall, slots
from levelground.core.schedule.slots import DAY, STEP, WEEK, WEEKS

AUCKLAND = ZoneInfo("Pacific/Auckland")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
MONDAY = date(2026, 3, 2)
MON, TUE, WED, SUN = 0, DAY, 2 * DAY, 6 * DAY


def week(*free: tuple[int, int], zone: ZoneInfo = AUCKLAND) -> Week:
    return Week(zone=zone, free=free)


def hours(day: int, begins: float, ends: float) -> tuple[int, int]:
    return day + int(begins * 60), day + int(ends * 60)


def found(*weeks: Week, minutes: int = 90, zone: ZoneInfo = AUCKLAND, missing: int = 1):
    return slots(weeks, zone=zone, minutes=minutes, first=MONDAY, most_missing=missing)


def test_the_hour_and_a_half_that_all_have_is_found():
    one = week(hours(TUE, 18, 21), hours(WED, 9, 10))
    two = week(hours(TUE, 19, 22))
    (best, *_others) = found(one, two)

    assert (best.minute, best.misses, best.hard_weeks) == (TUE + 19 * 60, frozenset(), 0)


def test_times_that_suit_all_come_before_those_that_miss_one():
    all_three = hours(WED, 9, 11)
    two_only = hours(MON, 18, 22)
    best, *others = found(
        week(all_three, two_only), week(all_three, two_only), week(all_three), minutes=60
    )

    assert not best.misses
    assert best.minute // DAY == 2
    assert [one.misses for one in others if one.minute // DAY == 0] == [frozenset({2})] * 4


def test_a_time_with_room_on_both_sides_is_better_than_one_at_the_edge():
    best, *_ = found(week(hours(TUE, 17, 20.5)), week(hours(TUE, 17, 20.5)), minutes=90)

    assert best.minute == TUE + 18 * 60


def test_no_two_times_overlap():
    suggestions = found(week(hours(TUE, 8, 20)), week(hours(TUE, 8, 20)), minutes=90)
    starts = sorted(one.minute for one in suggestions)

    assert len(starts) > 4
    assert all(b - a >= 90 for a, b in pairwise(starts))


def test_sunday_night_goes_on_into_monday():
    late = week((SUN + 23 * 60, WEEK), (MON, 60))
    best, *_ = found(late, late, minutes=120)

    assert best.minute == SUN + 23 * 60


def test_nobody_is_asked_to_come_at_night_in_another_country():
    """Evening in Auckland is morning in Berlin, by ten, eleven or twelve hours as the year goes."""
    evening = week(hours(TUE, 18, 23))
    morning = week(hours(TUE, 8, 12), zone=BERLIN)
    suggestions = found(evening, morning, minutes=60, missing=0)

    assert suggestions
    for one in suggestions:
        assert suits_all_year(one.minute, 60, evening)
        assert suits_all_year(one.minute, 60, morning)


def test_a_time_that_suits_until_the_clocks_change_misses_somebody_in_some_weeks():
    """One hour on both walls, which move apart: it suits in a part of the year only."""
    here = week(hours(TUE, 20, 21))
    there = week(hours(TUE, 8, 9), zone=BERLIN)  # twelve hours behind, in the southern summer
    best, *_ = found(here, there, minutes=60)

    assert len(best.misses) == 1
    assert 0 < best.hard_weeks < WEEKS
    assert not found(here, there, minutes=60, missing=0)


def test_control_looking_at_one_week_only_would_not_notice():
    here = week(hours(TUE, 20, 21))
    there = week(hours(TUE, 8, 9), zone=BERLIN)

    assert fits_in_week(MONDAY, TUE + 20 * 60, 60, AUCKLAND, here)
    assert fits_in_week(MONDAY, TUE + 20 * 60, 60, AUCKLAND, there)


def test_a_zone_with_odd_quarters_is_reckoned_with():
    best, *_ = found(
        week(hours(TUE, 18, 20)), week(hours(TUE, 11.75, 13.75), zone=KATHMANDU), minutes=60
    )

    assert not best.misses or best.hard_weeks < WEEKS


# Against every week looked at by itself


def fits_in_week(monday: date, minute: int, minutes: int, zone: ZoneInfo, one: Week) -> bool:
    wall = datetime.combine(monday, datetime.min.time()) + timedelta(minutes=minute)
    there = on_the_wall(wall.replace(tzinfo=zone).astimezone(one.zone), one.zone)
    start = there.weekday() * DAY + there.hour * 60 + there.minute
    halves = {(begins + at) % WEEK for begins, ends in one.free for at in range(ends - begins)}
    return all((start + at) % WEEK in halves for at in range(minutes))


def suits_all_year(minute: int, minutes: int, one: Week, zone: ZoneInfo = AUCKLAND) -> bool:
    return all(
        fits_in_week(MONDAY + timedelta(weeks=number), minute, minutes, zone, one)
        for number in range(WEEKS)
    )


free = st.lists(
    st.tuples(st.integers(0, 335), st.integers(2, 20)).map(
        lambda pair: (pair[0] * 30, min(pair[0] * 30 + pair[1] * 30, WEEK))
    ),
    min_size=1,
    max_size=4,
)
painted = st.builds(
    lambda zone, spans: Week(zone=zone, free=tuple(spans)),
    st.sampled_from([AUCKLAND, BERLIN, NEW_YORK, KATHMANDU]),
    free,
)


@given(
    weeks=st.lists(painted, min_size=2, max_size=4),
    zone=st.sampled_from([AUCKLAND, BERLIN, NEW_YORK]),
    start=st.integers(0, WEEK // STEP - 1),
)
@settings(max_examples=40, deadline=None)
def test_what_is_said_of_a_slot_is_true_in_every_single_week(
    weeks: list[Week], zone: ZoneInfo, start: int
):
    suggestions = slots(weeks, zone=zone, minutes=60, first=MONDAY, most_missing=len(weeks))

    for one in suggestions[:2]:
        assert one.misses == misses_all_year(one.minute, weeks, zone)
    if not misses_all_year(start * STEP, weeks, zone):
        assert any(clash(one, start * STEP) and not one.misses for one in suggestions)


def misses_all_year(minute: int, weeks: list[Week], zone: ZoneInfo) -> frozenset[int]:
    return frozenset(
        number for number, one in enumerate(weeks) if not suits_all_year(minute, 60, one, zone)
    )


def clash(one: Slot, minute: int) -> bool:
    gap = abs(one.minute - minute)
    return min(gap, WEEK - gap) < 60
