"""Planning a session: any member may, for now or for later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.runtime import clock
from levelground.sessions.forms.plan import frame_choices
from levelground.sessions.models import Session
from tests.make import join, make_group, signed_in
from tests.room import Room, make_room, person, without_chance

GOOD = {"starts_at": "", "minutes": "60", "frame": "meeting"}


def url(room: Room) -> str:
    return f"/sessions/of/{room.group.pk}/new/"


def test_without_a_time_it_is_now(room: Room):
    response = room.browsers["Ben"].post(url(room), GOOD)

    planned = Session.objects.order_by("-pk")[0]
    assertRedirects(response, planned.get_absolute_url())
    assert (planned.group, planned.minutes, planned.starts_at) == (room.group, 60, clock.now())


def test_it_may_be_later(room: Room):
    room.browsers["Ben"].post(url(room), GOOD | {"starts_at": "2026-03-09T18:30"})

    assert f"{Session.objects.order_by('-pk')[0].starts_at:%d %H:%M}" == "09 18:30"


def test_everybody_who_is_in_the_group_now_is_expected(room: Room):
    hana = join(room.group, person("Hana"))

    room.browsers["Ada"].post(url(room), GOOD)

    page = room.browsers["Ada"].get(Session.objects.order_by("-pk")[0].get_absolute_url())
    assertContains(page, "0 of 4 are here.")
    assertContains(page, hana.person.name)


def test_a_group_of_one_can_plan_too(db: None):
    hana = person("Hana")
    group = make_group(people=[hana])

    response = signed_in(hana).post(f"/sessions/of/{group.pk}/new/", GOOD)

    assert response.status_code == 302
    assert signed_in(hana).get(response["location"]).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minutes": ""}, "Say how many minutes you have."),
        ({"minutes": "14"}, "A session needs at least 15 minutes."),
        ({"minutes": "241"}, "A session lasts at most 240 minutes."),
        ({"minutes": "an hour"}, "Give the minutes as a whole number."),
        ({"starts_at": "soon"}, "Give a date and a time"),
        ({"starts_at": "2026-03-01T12:00"}, "That time is over."),
        ({"starts_at": "2029-01-01T12:00"}, "That is more than a year away."),
        ({"frame": ""}, "Choose what kind of meeting it is."),
        ({"frame": "respond-in-turn"}, "Choose what kind of meeting it is."),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    room: Room, wrong: dict[str, str], sentence: str
):
    response = room.browsers["Ada"].post(url(room), GOOD | wrong)

    assertContains(response, sentence, status_code=422)
    assert Session.objects.count() == 1


def test_what_was_typed_stays(room: Room):
    response = room.browsers["Ada"].post(url(room), GOOD | {"minutes": "77", "starts_at": "soon"})

    assertContains(response, 'value="77"', status_code=422)
    assertContains(response, 'value="soon"', status_code=422)


def test_the_usual_is_filled_in(room: Room):
    response = room.browsers["Ada"].get(url(room))

    assertContains(response, f'value="{room.group.minutes}"')
    assertContains(response, "checked")


def test_the_frames_of_the_library_can_be_chosen():
    assert next(iter(frame_choices()))[0] == "meeting"
    assert len(frame_choices()) >= 1


def test_looking_plans_nothing(room: Room):
    room.browsers["Ada"].get(url(room))

    assert Session.objects.count() == 1


def test_nobody_plans_for_another_group(room: Room):
    make_room(("Hana", "Tama"), quorum=2)
    hana = signed_in(person("Hana"))

    foreign = hana.post(url(room), GOOD)
    missing = hana.post("/sessions/of/987654/new/", GOOD)

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)
    assert Session.objects.filter(group=room.group).count() == 1


def test_a_session_in_the_past_hour_may_still_be_planned(room: Room):
    at = clock.now() - timedelta(minutes=10)

    response = room.browsers["Ada"].post(url(room), GOOD | {"starts_at": f"{at:%Y-%m-%dT%H:%M}"})

    assert response.status_code == 302
