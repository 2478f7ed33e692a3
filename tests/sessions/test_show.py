"""The page of a session: lobby, step, close; and who gets none."""

from __future__ import annotations

from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from levelground.core.session.moves import Join, Leave
from levelground.groups.actions.groups import leave_group
from levelground.groups.models import Member
from tests.make import join, signed_in
from tests.room import Room, later, make_room, person, without_chance


def test_the_lobby_says_who_is_here_and_offers_to_come_in(room: Room):
    response = room.get("Ada")

    assertContains(response, "0 of 3 are here.")
    assertContains(response, "I am here")
    assertContains(response, room.session.code)


def test_the_lobby_offers_to_begin_once_enough_are_here(room: Room):
    for name in ("Ada", "Ben"):
        room.press(name, "join")

    assert "Begin" not in room.screen("Ada").may
    room.press("Cai", "join")

    assertContains(room.get("Ada"), "Begin")


def test_a_step_says_what_to_do_and_whose_turn_it_is(running: Room):
    running.until("check-in")

    speaker = running.screen("Ada").speaking
    name = next(name for name in running.people if running.member(name) == speaker)
    other = next(other for other in running.people if other != name)

    assertContains(running.get(name), "How are you in your work just now?")
    assertContains(running.get(other), "Listen, without answering or asking.")
    assert "done" in running.screen(name).may
    assert "done" not in running.screen(other).may


def test_whose_line_dropped_is_away_and_may_not_speak(running: Room):
    shown = running.page("Ada")

    running.move(Leave(by=running.member("Cai"), dropped=True))
    after = running.page("Ada")

    assert after.count("person--away") == 1
    assert after.count("person--floor") == shown.count("person--floor") - 1
    assert after.count("may speak") == shown.count("may speak") - 1


def test_the_closed_page_tells_what_was_and_offers_nothing_more(running: Room):
    running.until("")

    response = running.get("Ben")

    assertContains(response, "The session is closed")
    assert "ready" not in running.screen("Ben").may


def test_a_whole_session_can_be_held_by_pressing_buttons(running: Room):
    running.until("respond").until("")

    assert running.state.closed_how == "finished"


def test_a_part_page_is_sent_to_a_page_that_has_the_rest(room: Room):
    response = room.get("Ada", **{"hx-request": "true"})

    assertContains(response, 'id="stage"')
    assert b"<html" not in response.content


def test_a_page_asked_for_by_its_number_without_change_costs_few_queries(
    running: Room, django_assert_max_num_queries
):
    running.get("Ada")  # the state is at hand now

    with django_assert_max_num_queries(9):
        running.get("Ada")


def test_a_longer_story_costs_no_more_queries(running: Room, django_assert_max_num_queries):
    running.until("commitments")
    running.get("Ada")

    with django_assert_max_num_queries(9):
        running.get("Ada")


def test_a_stranger_learns_not_even_that_it_exists(room: Room):
    dana = signed_in(person("Dana"))

    foreign, missing = dana.get(room.url()), dana.get("/sessions/987654/")

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


def test_whoever_left_the_group_is_a_stranger(room: Room):
    eli = person("Eli")
    leave_group(member=join(room.group, eli))

    assert signed_in(eli).get(room.url()).status_code == 404


def test_a_member_of_another_group_is_a_stranger(room: Room):
    other = make_room(("Hana", "Tama"), quorum=2)

    assert other.browsers["Hana"].get(room.url()).status_code == 404


def test_who_is_not_signed_in_is_asked_to_and_comes_back(room: Room):
    response = Client().get(room.url())

    assertRedirects(response, f"/sign-in/?next={room.url()}")


def test_somebody_who_joined_the_group_after_the_planning_may_come_in(room: Room):
    hana = join(room.group, person("Hana"))

    assertContains(signed_in(hana.person).get(room.url()), "I am here")
    assert room.move(Join(by=str(hana.pk))).refusal is None
    assertContains(room.get("Ada"), "1 of 4 are here.")


def test_somebody_who_joined_the_group_in_the_middle_may_come_in(running: Room):
    hana = join(running.group, person("Hana"))

    assertContains(signed_in(hana.person).get(running.url()), "I am here")
    assert running.move(Join(by=str(hana.pk))).refusal is None
    assert str(hana.pk) in running.state.present


def test_somebody_who_left_is_still_named_in_what_was(running: Room):
    leave_group(member=Member.objects.get(group=running.group, person=running.people["Cai"]))

    assertContains(running.get("Ada"), "Cai")


def test_time_that_passed_is_shown_before_anybody_wrote_it_down(running: Room):
    running.until("think")
    version = running.state, running.session.version

    with later(minutes=5):
        page = running.page("Ada")

    assert (running.state, running.session.version) == version
    assert "Say your one response" in page or "Listen to the end" in page
