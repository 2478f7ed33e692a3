"""What comes next for a group: one thing, the same on its page and on the first page, in the right order."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.test import Client

from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.schedule.models import Poll
from levelground.sessions.models import Session
from tests.agreements.table import Table, filled_buttons, make_table
from tests.make import (
    make_agreement,
    make_dates,
    make_group,
    make_invitation,
    make_person,
    signed_in,
)
from tests.reviews.test_picture import meet

pytestmark = pytest.mark.django_db
SEVEN = (24 + 19) * 60  # on Tuesday evening, in minutes from Monday, midnight
TUESDAY_EVENING = range(SEVEN, SEVEN + 120, 30)


@pytest.fixture
def table() -> Table:
    return make_table()


def next_for(who: Client, group: Group) -> str:
    """The one filled button of the group's page, which is the first page's too."""
    (button,) = filled_buttons(who.get(group.get_absolute_url()).text)
    assert filled_buttons(who.get("/").text) == [button]
    return button


def test_from_the_first_worry_to_the_first_session(table: Table):
    """Everything a group does before it meets, each thing at its time and for whoever it waits for."""
    ada, ben = table.browsers["Ada"], table.browsers["Ben"]
    assert next_for(ada, table.group) == "Name what worries you"

    table.enough("Ada")
    assert next_for(ada, table.group) == "Find a time"  # while the others are still at it
    assert next_for(ben, table.group) == "Name what worries you"

    for name in table.people:
        table.name_worry(name, f"{name} worries")
    table.enough("Ben", "Cai")
    assert next_for(ada, table.group) == "Show what worries us"

    table.post("Ada", "worries/showing/")
    assert next_for(ben, table.group) == "Write it together"
    table.begin()
    table.write_all()
    assert next_for(ben, table.group) == "Write it together"

    table.post("Ada", "proposal/")
    assert next_for(ben, table.group) == "Read it and say yes"
    table.accept("Ada", "Ben", "Cai")
    assert next_for(ada, table.group) == "Find a time"

    _find_a_time(table)
    make_dates(table.group)
    assert filled_buttons(ada.get(table.group.get_absolute_url()).text) == []
    assert "You are counted in" in ada.get("/").text.replace("you are", "You are")


def _find_a_time(table: Table) -> None:
    ada, ben, cai = (table.browsers[name] for name in ("Ada", "Ben", "Cai"))
    finding = f"/groups/{table.group.pk}/time/"
    ada.post(finding, {"week": list(TUESDAY_EVENING)})
    assert next_for(ben, table.group) == "Paint your week"
    assert next_for(ada, table.group) == "Plan a session, or begin one now"  # the others paint
    for one in (ben, cai):
        one.post(finding, {"week": list(TUESDAY_EVENING)})
    assert next_for(ada, table.group) == "See the times"
    ada.post(f"{finding}proposals/", {"minute": SEVEN})
    assert next_for(ben, table.group) == "Look at it, and answer"
    slot = Poll.objects.get().slots.get()
    for one in (ben, cai):
        one.post(f"{finding}answers/", {"slot": slot.pk, "suits": "yes"})
    assert next_for(ada, table.group) == "Make the dates"


def test_a_session_that_is_about_to_begin_comes_before_all_else(table: Table):
    ada = table.browsers["Ada"]
    soon = Session.objects.create(group=table.group, starts_at=clock.now() + timedelta(days=2))
    assert next_for(ada, table.group) == "Name what worries you"

    soon.starts_at = clock.now() + timedelta(minutes=10)
    soon.save()
    assert next_for(ada, table.group) == "To the session"


def test_a_planned_session_waits_until_the_agreement_is_written_and_is_there_all_the_same(
    table: Table,
):
    Session.objects.create(group=table.group, starts_at=clock.now() + timedelta(days=2))

    page = table.browsers["Ada"].get(table.group.get_absolute_url()).text

    assert filled_buttons(page) == ["Name what worries you"]
    assert "To the session" in page
    assert "You meet on" in table.browsers["Ada"].get("/").text


def test_a_review_that_is_due_is_the_one_thing_to_do(table: Table):
    make_agreement(group=table.group)
    make_dates(table.group)
    for weeks in (6, 4, 2):
        meet(table.group, weeks)
    ada = table.browsers["Ada"]
    assert next_for(ada, table.group) == "Plan a review"

    starts_at = clock.now() + timedelta(days=2)
    Session.objects.create(group=table.group, starts_at=starts_at, frame="review")
    assert next_for(ada, table.group) == "To the session"


def test_while_the_others_want_a_yes_or_no_nothing_else_is_filled(table: Table):
    table.browsers["Ada"].post(
        f"/groups/{table.group.pk}/invitations/", {"email": "tama@x.example"}
    )

    assert next_for(table.browsers["Ada"], table.group) == "Name what worries you"  # she asked
    ben = table.browsers["Ben"]
    assert filled_buttons(ben.get("/").text) == ["Look at it, and answer"]
    page = ben.get(table.group.get_absolute_url()).text
    assert "Shall we ask tama@x.example to join us?" in page
    assert filled_buttons(page) == []


def test_somebody_joining_reopens_the_agreement_and_that_comes_first(table: Table):
    make_agreement(group=table.group)
    make_dates(table.group)
    tama = make_person("Tama")
    ada = table.browsers["Ada"]
    secret = make_invitation(group=table.group, by=table.people["Ada"], email=tama.email)

    signed_in(tama).post(f"/invitations/{secret}/")

    assert next_for(ada, table.group) == "Write it together"
    assert "Somebody joined or left" in html.unescape(ada.get("/").text)


def test_of_several_groups_the_most_pressing_one_has_the_filled_button():
    ada = make_person("Ada")
    others = [make_person(name) for name in ("Ben", "Cai")]
    quiet = make_group(name="A quiet one", people=[ada, *others])
    make_agreement(group=quiet)
    make_group(name="New", people=[ada, *others])

    assert filled_buttons(signed_in(ada).get("/").text) == ["Name what worries you"]


def test_two_can_write_their_agreement_though_their_worries_wait_for_a_third():
    table = make_table(("Ada", "Ben"))
    table.enough("Ada", "Ben")

    assert next_for(table.browsers["Ada"], table.group) == "Write it together"


def test_the_agreement_is_one_touch_away_from_the_first_day(table: Table):
    page = table.browsers["Ada"].get(table.group.get_absolute_url()).text

    assert f'href="{table.url()}"' in page
