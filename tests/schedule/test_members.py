"""What a change of members means for the dates."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail

from levelground.groups.actions.groups import leave_group
from levelground.runtime import clock
from levelground.schedule.actions import answer, end_schedule, follow, move_date
from levelground.schedule.models import Coming
from levelground.schedule.queries.dates import attendance, schedule_of
from tests.make import Cast, join, make_person
from tests.schedule.making import (
    at,
    calendar_in,
    first_date,
    letters_to,
    nth_date,
    place_of,
    read_by_others,
)

LATER = "2026-03-02T10:00"


def test_whoever_joins_gets_the_dates_and_nobody_else_a_letter(dated: Cast):
    gil = make_person("Gil")
    with at(LATER) as now:
        join(dated.group, gil)
        follow(dated.group, now)

    [letter] = mail.outbox
    assert letter.to == [gil.email]
    assert len(read_by_others(calendar_in(letter))) == 27


def test_whoever_leaves_is_spared_them(dated: Cast):
    answer(date=nth_date(dated.group, 1), member=place_of(dated.ben, dated.group), is_coming=True)
    with at(LATER):
        leave_group(member=place_of(dated.ben, dated.group))

    [letter] = letters_to(dated.ben)
    assert "METHOD:CANCEL" in calendar_in(letter)
    assert "Tuesday group" not in letter.message().as_string()
    assert not Coming.objects.exists()
    assert not letters_to(dated.ada)


def test_past_meetings_stay_in_the_calendar_of_whoever_leaves(dated: Cast):
    """By letter too: what is to come is taken out, one that was moved by its own entry."""
    moved = nth_date(dated.group, 9)
    move_date(date=moved, starts_at=moved.starts_at + timedelta(days=1))
    past = [nth_date(dated.group, number).starts_at for number in range(3)]
    with at("2026-04-01T09:00"):
        leave_group(member=place_of(dated.ben, dated.group))

    text = calendar_in(letters_to(dated.ben)[-1])
    found = read_by_others(text)
    assert "METHOD:REQUEST" in text
    assert [when for when, status in found if status == "CONFIRMED"] == past
    assert [when for when, status in found if status == "CANCELLED"] == [
        moved.starts_at + timedelta(days=1)
    ]
    assert "Tuesday group" not in text


def test_a_group_that_ends_takes_back_what_was_moved_too(dated: Cast):
    moved = nth_date(dated.group, 9)
    move_date(date=moved, starts_at=moved.starts_at + timedelta(days=1))
    with at("2026-04-01T09:00"):
        end_schedule(group=dated.group)

    found = read_by_others(calendar_in(letters_to(dated.ben)[-1]))
    assert [status for _when, status in found] == ["CONFIRMED"] * 3 + ["CANCELLED"]


def test_a_group_that_ends_has_no_more_dates(dated: Cast):
    dated.group.ended_at = clock.now()
    dated.group.save()
    follow(dated.group, clock.now())

    assert schedule_of(dated.group) is None
    assert "METHOD:CANCEL" in calendar_in(letters_to(dated.ada)[0])


def test_without_dates_a_change_is_nobodys_letter(cast: Cast):
    leave_group(member=place_of(cast.ben, cast.group))

    assert not mail.outbox


def test_a_date_belongs_to_whoever_is_there_now(dated: Cast):
    leave_group(member=place_of(dated.ben, dated.group))
    mail.outbox.clear()

    names = [one.name for one in attendance(first_date(dated.group)).answers]
    assert names == ["Ada", "Cai"]
