"""Finding a time: each paints a week, the times that suit all are shown, all say yes to one."""

from __future__ import annotations

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains

from levelground.accounts.models import Person
from levelground.schedule.actions import forget_past
from levelground.schedule.models import FreeWeek, Poll, Slot, SlotYes
from tests.make import Cast, join, leave, make_person, signed_in
from tests.schedule.making import at, letters_to, live_in, place_of

DAY = 24 * 60
MON, TUE, WED = 0, DAY, 2 * DAY
SEVEN_TO_NINE = range(TUE + 19 * 60, TUE + 21 * 60, 30)
SIX_TO_NINE = range(TUE + 18 * 60, TUE + 21 * 60, 30)


def url(cast: Cast, more: str = "") -> str:
    return f"/groups/{cast.group.pk}/time/{more}"


def paint(cast: Cast, who: Person, halves: range):
    return signed_in(who).post(url(cast), {"week": list(halves)})


def all_paint(cast: Cast, halves: range = SEVEN_TO_NINE) -> None:
    for who in (cast.ada, cast.ben, cast.cai):
        live_in(who, "Pacific/Auckland")
        paint(cast, who, halves)


def propose(cast: Cast, minute: int = TUE + 19 * 60, who: str = "ada"):
    return signed_in(getattr(cast, who)).post(url(cast, "proposals/"), {"minute": minute})


def say(cast: Cast, who: Person, suits: str, slot: int | None = None):
    standing = slot or Slot.objects.latest("pk").pk
    return signed_in(who).post(url(cast, "answers/"), {"slot": standing, "suits": suits})


def page(cast: Cast, who: str = "ada") -> str:
    return " ".join(signed_in(getattr(cast, who)).get(url(cast)).text.split())


# Painting


def test_looking_opens_no_poll(cast: Cast):
    page(cast)

    assert not Poll.objects.exists()


def test_what_was_painted_is_there_to_be_changed(cast: Cast):
    paint(cast, cast.ada, SEVEN_TO_NINE)
    paint(cast, cast.ada, SIX_TO_NINE)

    assert FreeWeek.objects.get().spans == [[TUE + 18 * 60, TUE + 21 * 60]]
    assert page(cast).count("checked") == 6


def test_the_first_to_paint_asks_the_others(cast: Cast):
    paint(cast, cast.ada, SEVEN_TO_NINE)
    paint(cast, cast.ben, SEVEN_TO_NINE)

    assert [letter.subject for letter in mail.outbox] == [
        "Your peer group is looking for a time"
    ] * 2
    assert not letters_to(cast.ada)
    assert "Ada" not in mail.outbox[0].body


def test_nobody_sees_the_week_of_another(cast: Cast):
    paint(cast, cast.ben, SEVEN_TO_NINE)

    assert page(cast, "ada").count("checked") == 0


@pytest.mark.parametrize("wrong", [[], ["x"], ["7"], ["10080"], ["-30"], ["30"] * 700])
def test_what_is_no_week_is_said(cast: Cast, wrong: list[str]):
    response = signed_in(cast.ada).post(url(cast), {"week": wrong})

    assert response.status_code == 422
    assert not Poll.objects.exists()


# What suits


def test_the_time_that_suits_all_is_found_and_said(cast: Cast):
    all_paint(cast)
    text = page(cast)

    assert "3 of 3 have painted their week" in text
    assert "<strong>Tuesday 19:00</strong>" in text
    assert "Suits all 3 of you, all year" in text


def test_a_time_that_misses_one_is_said_by_number_only(cast: Cast):
    all_paint(cast)
    paint(cast, cast.ben, range(MON, MON + 120, 30))

    assert "Suits 2 of 3<" in page(cast, "ada")
    assert "Suits 2 of 3, but not you" in page(cast, "ben")
    assert "Ben" not in page(cast, "ada")


def test_it_is_also_said_on_your_own_clock(cast: Cast):
    all_paint(cast)
    live_in(cast.ben, "Europe/Berlin")

    assert "On your clock: Tuesday 7:00, in other months 8:00 or 9:00" in page(cast, "ben")
    assert "On your clock" not in page(cast, "cai")


def test_on_a_clock_that_is_changed_on_the_same_nights_it_is_one_time(cast: Cast):
    all_paint(cast)
    live_in(cast.ben, "Antarctica/McMurdo")
    live_in(cast.cai, "Pacific/Chatham")

    assert "On your clock" not in page(cast, "ben")
    assert "On your clock: Tuesday 19:45 </p>" in page(cast, "cai")


def test_another_day_on_your_clock_is_named(cast: Cast):
    all_paint(cast, range(TUE + 660, TUE + 780, 30))
    live_in(cast.ben, "Europe/Berlin")

    assert "On your clock: Monday 23:00, in other months Tuesday 0:00 or Tuesday 1:00" in page(
        cast, "ben"
    )


def test_while_somebody_has_not_painted_it_does_not_say_all_of_you(cast: Cast):
    paint(cast, cast.ada, SEVEN_TO_NINE)
    paint(cast, cast.ben, SEVEN_TO_NINE)

    text = page(cast)
    assert "Suits all 2 who have painted, all year" in text
    assert "button--main" not in text

    paint(cast, cast.cai, SEVEN_TO_NINE)
    assert "Suits all 3 of you, all year" in page(cast)
    assert page(cast).count("button--main") == 1, "now it is time to propose one"


def test_where_the_clocks_differ_for_some_weeks_it_is_said(cast: Cast):
    """Berlin and New York are six hours apart, but for some weeks in spring and autumn."""
    for who in (cast.ada, cast.cai):
        live_in(who, "Europe/Berlin")
        paint(cast, who, range(TUE + 18 * 60, TUE + 20 * 60, 30))
    live_in(cast.ben, "America/New_York")
    paint(cast, cast.ben, range(TUE + 12 * 60, TUE + 14 * 60, 30))

    assert "Suits all 3 of you, but not one in 4 weeks, when the clocks differ" in page(cast, "ada")
    assert "but not you in 4 weeks" in page(cast, "ben")


def test_one_week_is_not_enough_to_find_anything(cast: Cast):
    paint(cast, cast.ada, SEVEN_TO_NINE)

    assert "As soon as more of you have" in page(cast)


def test_when_nothing_suits_it_is_said(cast: Cast):
    for who, day in ((cast.ada, 0), (cast.ben, 2), (cast.cai, 4)):
        paint(cast, who, range(day * DAY + 600, day * DAY + 720, 30))

    assert "There is no time yet that suits all of you" in page(cast)


# Everybody's yes


def test_it_counts_when_it_suits_everybody(cast: Cast):
    all_paint(cast)
    propose(cast)
    say(cast, cast.ben, "yes")
    assert "It suits 2 of 3 so far" in page(cast)
    assert not Slot.objects.exclude(chosen_at=None).exists()

    say(cast, cast.cai, "yes")

    text = page(cast)
    assert "Tuesday 19:00 suits everybody." in text
    assert "Nothing is in anybody’s calendar yet." in text
    assert "they begin on Tuesday 3 March 2026 unless you say another day" in text
    assert not FreeWeek.objects.exists(), "no longer needed, no longer kept"


def test_the_plan_begins_with_the_time_that_was_found(cast: Cast):
    all_paint(cast)
    propose(cast)
    say(cast, cast.ben, "yes")
    say(cast, cast.cai, "yes")
    response = signed_in(cast.ben).get(f"/groups/{cast.group.pk}/dates/plan/")

    assertContains(response, 'value="2026-03-03"')
    assertContains(response, 'value="19:00"')
    assertContains(response, '<option value="Pacific/Auckland" selected>')
    assertContains(response, '<option value="NZ" selected>')


def test_one_no_is_enough_and_nobody_learns_whose(cast: Cast):
    all_paint(cast)
    propose(cast)
    mail.outbox.clear()
    say(cast, cast.ben, "no")

    assert "Times for 90 minutes, the best first" in page(cast)
    assert not mail.outbox
    assert list(SlotYes.objects.values_list("member__person", flat=True)) == [cast.ada.pk]


def test_whoever_joins_is_asked_too(cast: Cast):
    all_paint(cast)
    propose(cast)
    say(cast, cast.ben, "yes")
    gil = make_person("Gil")
    join(cast.group, gil)
    say(cast, cast.cai, "yes")
    assert not Slot.objects.exclude(chosen_at=None).exists()

    say(cast, gil, "yes")

    assert Slot.objects.exclude(chosen_at=None).exists()


def test_whoever_has_left_is_not_waited_for(cast: Cast):
    all_paint(cast)
    propose(cast)
    leave(place_of(cast.cai, cast.group))
    say(cast, cast.ben, "yes")

    assert Slot.objects.exclude(chosen_at=None).exists()


def test_a_late_answer_to_an_earlier_time_touches_no_other(cast: Cast):
    all_paint(cast)
    propose(cast)
    first = Slot.objects.get().pk
    say(cast, cast.ben, "no")
    propose(cast, minute=WED + 600)

    say(cast, cast.cai, "no", slot=first)

    assert Slot.objects.filter(dropped_at=None).count() == 1


def test_two_that_propose_at_once_propose_the_first(cast: Cast):
    all_paint(cast)
    propose(cast)
    propose(cast, minute=WED + 600, who="ben")

    assert Slot.objects.get().minute == TUE + 19 * 60


def test_proposing_and_dropping_writes_no_flood_of_letters(cast: Cast):
    all_paint(cast)
    mail.outbox.clear()
    for _time in range(5):
        propose(cast)
        say(cast, cast.ben, "no")

    assert len(mail.outbox) == 2


@pytest.mark.parametrize("wrong", ["", "x", "-1", "10080", "9" * 40])
def test_a_proposal_that_cannot_be_read_is_said(cast: Cast, wrong: str):
    response = signed_in(cast.ada).post(url(cast, "proposals/"), {"minute": wrong})

    assertContains(response, "could not be read", status_code=422)


@pytest.mark.parametrize("wrong", [{}, {"slot": "x", "suits": "yes"}, {"slot": "1", "suits": "?"}])
def test_an_answer_that_cannot_be_read_is_said(cast: Cast, wrong: dict[str, str]):
    response = signed_in(cast.ada).post(url(cast, "answers/"), wrong)

    assertContains(response, "could not be read", status_code=422)


def test_a_week_that_led_to_nothing_is_forgotten(cast: Cast):
    all_paint(cast)
    with at("2026-05-30T09:00") as later:
        forget_past(later)
        assert FreeWeek.objects.exists()
    with at("2026-06-02T09:00") as later:
        forget_past(later)
        assert not FreeWeek.objects.exists()


@pytest.mark.parametrize("members", [3, 6])
def test_more_members_cost_no_more_queries(
    cast: Cast, members: int, django_assert_max_num_queries: DjangoAssertNumQueries
):
    all_paint(cast)
    for number in range(members - 3):
        more = make_person(f"More{number}")
        join(cast.group, more)
        paint(cast, more, SEVEN_TO_NINE)
    client = signed_in(cast.ada)

    with django_assert_max_num_queries(10):
        assert client.get(url(cast)).status_code == 200
