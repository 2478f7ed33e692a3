from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.core.hours import HoursLine, by_year, in_hours
from levelground.reports.actions.certificates import forget_unconfirmed, sum_up
from levelground.reports.models import Attendance, Summary
from levelground.runtime import clock
from levelground.sessions.models import Session
from tests.make import make_cast, make_person, signed_in
from tests.reports.making import make_attendance, make_held
from tests.room import make_room

pytestmark = pytest.mark.django_db


def test_a_session_that_is_over_is_counted_once():
    room = make_room().open().until("")

    assert sum_up() == 1
    assert sum_up() == 0

    summary = Summary.objects.get()
    assert (summary.session, summary.people) == (room.session, 3)
    assert summary.minutes == sum(one.minutes for one in Attendance.objects.all())
    assert {one.person.name for one in Attendance.objects.all()} == {"Ada", "Ben", "Cai"}
    assert all(0 < one.minutes <= 61 and one.people == 3 for one in Attendance.objects.all())
    assert not Attendance.objects.exclude(confirmed_at=None).exists()


def test_a_session_nobody_opened_adds_nothing():
    make_held(make_cast().group)

    sum_up()

    assert (Summary.objects.get().people, Attendance.objects.count()) == (0, 0)


def test_what_the_clock_counted_waits_for_its_person_and_no_other():
    cast = make_cast()
    make_attendance(cast.ada, minutes=83)

    assertContains(signed_in(cast.ada).get("/certificates/"), "One session waits for your word")
    assertNotContains(signed_in(cast.ben).get("/certificates/"), "waits for your word")
    assertContains(signed_in(cast.ada).get("/certificates/hours/"), 'value="83"')
    assertContains(signed_in(cast.ben).get("/certificates/hours/"), "nothing to confirm")


def test_while_nothing_is_confirmed_there_is_no_table_and_nothing_to_print():
    cast = make_cast()
    one = make_attendance(cast.ada)
    ada = signed_in(cast.ada)

    page = ada.get("/certificates/")
    assertNotContains(page, "What you have confirmed")
    assertNotContains(page, "/certificates/new/")

    ada.post("/certificates/hours/", {f"minutes-{one.pk}": "85"})  # control
    page = ada.get("/certificates/")
    assertContains(page, "What you have confirmed")
    assertContains(page, "/certificates/new/")


def test_hours_are_shown_on_a_day_that_not_every_year_has():
    cast = make_cast()
    with clock.held(datetime(2028, 2, 29, 12, tzinfo=UTC)):
        assertContains(signed_in(cast.ada).get("/certificates/"), "Your hours")


def test_it_counts_once_it_is_confirmed():
    cast = make_cast()
    ada = signed_in(cast.ada)
    one = make_attendance(cast.ada)

    response = ada.post(
        "/certificates/hours/", {f"minutes-{one.pk}": "85", f"equity-{one.pk}": "on"}
    )

    assertRedirects(response, "/certificates/")
    one.refresh_from_db()
    assert (one.confirmed_at, one.has_equity) == (clock.now(), True)
    assertContains(ada.get("/certificates/"), "1 h 25")


def test_what_is_wrong_can_be_put_right_later_too():
    cast = make_cast()
    ada = signed_in(cast.ada)
    one = make_attendance(cast.ada)
    for minutes in ("85", "40"):
        ada.post("/certificates/hours/?all=1", {f"minutes-{one.pk}": minutes})

    one.refresh_from_db()
    assert (one.minutes, one.counted) == (40, 85)


def test_no_minutes_take_a_session_out_for_ever():
    room = make_room().open().until("")
    sum_up()
    one = Attendance.objects.get(person=room.people["Ada"])

    room.browsers["Ada"].post("/certificates/hours/", {f"minutes-{one.pk}": "0"})
    sum_up()

    assert not Attendance.objects.filter(person=room.people["Ada"]).exists()


@pytest.mark.parametrize("minutes", ["", "soon", "-1", "301", "1e9", "\x00"])
def test_minutes_that_are_none_are_asked_for_again(minutes: str):
    cast = make_cast()
    one = make_attendance(cast.ada)

    response = signed_in(cast.ada).post("/certificates/hours/", {f"minutes-{one.pk}": minutes})

    assert response.status_code == 422
    one.refresh_from_db()
    assert one.confirmed_at is None


def test_nobody_says_anything_of_somebody_elses_hours():
    cast = make_cast()
    one = make_attendance(cast.ada)

    signed_in(cast.ben).post("/certificates/hours/", {f"minutes-{one.pk}": "5"})

    one.refresh_from_db()
    assert (one.minutes, one.confirmed_at) == (85, None)


def test_hours_stay_when_the_session_is_forgotten():
    cast = make_cast()
    one = make_attendance(cast.ada, session=make_held(cast.group))

    Session.objects.all().delete()

    one.refresh_from_db()
    assert one.session is None


def test_what_nobody_confirmed_goes_after_two_years_and_not_before():
    cast = make_cast()
    make_attendance(cast.ada)
    two_years = clock.now() + timedelta(days=730)

    assert forget_unconfirmed(two_years - timedelta(seconds=1)) == 0
    assert forget_unconfirmed(two_years) == 1


def test_many_hours_cost_as_many_queries_as_few(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    for number, rows in enumerate((1, 3)):
        person = make_person("Ada", email=f"ada{number}@example.org")
        for day in range(rows):
            make_attendance(person, ended_at=clock.now() - timedelta(days=day))
        client = signed_in(person)
        with django_assert_num_queries(3):
            client.get("/certificates/hours/")
        with django_assert_num_queries(5):
            client.get("/certificates/")


# The rules


def test_hours_are_put_together_by_year_as_a_register_asks():
    day = clock.now().date()

    def line(minutes: int, *, people: int = 3, equity: bool = False, years: int = 0) -> HoursLine:
        return HoursLine(
            day=day.replace(year=day.year - years),
            minutes=minutes,
            people=people,
            has_equity=equity,
            is_counted=True,
        )

    last, this = by_year([line(90), line(60, people=2), line(30, equity=True), line(45, years=1)])

    assert (last.year, last.minutes) == (day.year - 1, 45)
    assert (this.sessions, this.minutes) == (3, 180)
    assert (this.with_enough, this.with_equity) == (120, 30)


def test_hours_are_written_as_people_write_them():
    assert [in_hours(minutes) for minutes in (0, 65, 600)] == ["0 h 00", "1 h 05", "10 h 00"]
