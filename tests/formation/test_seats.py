"""From being asked to a group that stands: one's own page, yes, something is wrong, mending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.formation import Free, Rules
from levelground.formation.actions import seats
from levelground.formation.domain.objections import Objection, Weekly, with_objection
from levelground.formation.domain.roster import Listed
from levelground.formation.models import ProposedGroup, Roster, Seat
from levelground.formation.queries.rounds import listed_in, proposal_of, roster_of, version_of
from levelground.groups.models import Group, Member
from levelground.runtime import clock
from tests.formation.making import (
    TUESDAY,
    Desk,
    answer,
    candidates,
    everybody_says_yes,
    later,
    make_proposal,
    person_at,
    seated,
)
from tests.make import make_person, signed_in


def mended(desk: Desk, **more: str) -> Any:
    return desk.post("publication/", version=version_of(desk.round), **more)


def page_of(number: int, page: str = "") -> Any:
    return signed_in(person_at(number)).get(f"/seats/{seated(number).pk}/{page}")


# One's own page


def test_each_sees_first_names_and_roles_of_their_own_group_and_nothing_else(fay: Person):
    people = [
        replace(person, name=f"{first} Lastname", organisation="Somewhere")
        for person, first in zip(
            candidates(),
            ["Ana", "Bo", "Cy", "Di", "Ed", "Flo", "Gil", "Hu", "Ivo", "Jo"],
            strict=True,
        )
    ]
    desk = Desk(make_proposal(fay, people=people))
    desk.post("publication/", version=version_of(desk.round))

    page = page_of(0)

    for shown in ("Ana", "Bo", "Cy", "Di", "Ed", "nurse", "driver"):
        assertContains(page, shown)
    for hidden in ("Flo", "Jo<", "Lastname", "Somewhere", "@example.org<", "Autumn"):
        assertNotContains(page, hidden)


def test_the_time_is_on_the_clock_of_whoever_reads(fay: Person):
    rules = Rules(time_zone="Pacific/Auckland", starts_on=date(2026, 6, 1))
    desk = Desk(make_proposal(fay, rules=rules))
    desk.post("publication/", version=version_of(desk.round))
    group = ProposedGroup.objects.first()
    assert group
    assert group.slot_minute == TUESDAY + 540
    person = person_at(0)
    Person.objects.filter(pk=person.pk).update(time_zone="Europe/Berlin")

    assertContains(page_of(0), "Monday, 23:00 to 00:30")


def test_opening_the_page_changes_nothing(asked: Desk):
    for method in ("get", "head", "options"):
        getattr(signed_in(person_at(0)), method)(f"/seats/{seated(0).pk}/")

    assert seated(0).state == "asked"


def test_a_letter_leads_to_ones_own_seat(asked: Desk):
    response = signed_in(person_at(3)).get("/seats/")

    assertRedirects(response, f"/seats/{seated(3).pk}/")
    assertContains(signed_in(make_person("Zoe")).get("/seats/"), "No group waits")


def test_somebody_new_may_come_in_for_their_seat(asked: Desk, settings: Settings):
    settings.SIGN_UP_OPEN = False

    for email in ("person-4@example.org", "nobody-asked@example.org"):
        Client().post("/sign-in/", {"email": email})

    letters = [letter for letter in mail.outbox if "person-4@example.org" in letter.to]
    assert len(letters) == 1
    assert any(character.isdigit() for character in str(letters[0].body))


# Yes


def test_when_all_have_said_yes_the_group_is_theirs(asked: Desk):
    everybody_says_yes(group=0, but=[4])
    assert not Group.objects.exists()
    assertContains(page_of(0), "So far 4 of 5 have.")

    assertRedirects(answer(4), "/")

    group = Group.objects.get()
    emails = Member.objects.filter(group=group).values_list("person__email", flat=True)
    assert sorted(emails) == [f"person-{n}@example.org" for n in range(5)]
    assert (group.slot_minute, group.minutes) == (TUESDAY + 540, 90)
    told = [letter.to[0] for letter in mail.outbox if "complete" in letter.subject]
    assert sorted(told) == sorted(emails)


def test_yes_twice_is_yes_once(asked: Desk):
    for _ in range(3):
        answer(0)

    assert not Group.objects.exists()
    assertContains(asked.get("publication/"), "1 of 5 yes")


def test_a_group_that_stands_is_not_shown_to_the_coordinator(asked: Desk):
    everybody_says_yes(group=0)

    page = asked.text("proposal/")
    assert "Person 7" in page
    assert "Person 2" not in page
    assert asked.client.get(f"/groups/{Group.objects.get().pk}/").status_code == 404


# Something is wrong


@pytest.mark.parametrize("kind", ["under", "over", "apart", "else", "time"])
def test_the_coordinator_sees_that_a_rule_does_not_hold_and_nothing_else(fay: Person, kind: str):
    only = (Free(starts=TUESDAY + 540, ends=TUESDAY + 630),)  # one meeting long
    desk = Desk(make_proposal(fay, people=[replace(p, free=only) for p in candidates()]))
    desk.post("publication/", version=version_of(desk.round))

    assertRedirects(
        answer(0, "wrong/", kind=kind, whom="3"), "/seats/", fetch_redirect_response=False
    )

    page = desk.text("publication/")
    assert page.count("A rule keeps this from working.") == 1
    assert "1 said something is wrong" in page
    assert "Person 0" not in page
    assert "Person 3" not in page


def test_what_was_said_is_not_in_the_database_in_clear(asked: Desk):
    answer(0, "wrong/", kind="apart", whom="3")

    roster = Roster.objects.get()
    assert b"not_together" not in bytes(roster.body)
    assert "person-3@example.org" in listed_in(roster).people[0].not_together
    assert "apart" not in str(list(Seat.objects.values()))


def test_with_whom_has_to_be_said_and_can_only_be_somebody_there(asked: Desk):
    for whom in ("", "7", "x", "0"):
        response = answer(0, "wrong/", kind="under", whom=whom)
        assert response.status_code == 422

    assertContains(answer(0, "wrong/"), "Choose what is wrong.", status_code=422)
    assert seated(0).state == "asked"


def test_who_said_that_something_is_wrong_is_asked_again_when_it_is_mended(asked: Desk):
    everybody_says_yes(group=0, but=[0])
    answer(0, "wrong/", kind="apart", whom="3")
    assert not mail.outbox

    asked.change("swapped", one=3, other=7)
    assertContains(asked.get("publication/"), "2 groups have changed since")
    mended(asked)

    assert len(mail.outbox) == 10
    assert not Seat.objects.exclude(state="asked").exists()


def test_only_those_whose_group_changed_are_asked_again(fay: Person):
    people = candidates(15)
    groups = [tuple(range(at, at + 5)) for at in (0, 5, 10)]
    desk = Desk(make_proposal(fay, people=people, groups=groups))
    desk.post("publication/", version=version_of(desk.round))
    everybody_says_yes(group=2, but=[14])
    mail.outbox.clear()

    desk.change("swapped", one=0, other=9)
    mended(desk)

    assert {letter.to[0] for letter in mail.outbox} == {
        f"person-{n}@example.org" for n in range(10)
    }
    assert Seat.objects.filter(group__number=2, state="yes").count() == 4
    answer(14)
    assert Group.objects.count() == 1


def test_who_opts_out_is_gone_and_the_others_are_asked_again(asked: Desk):
    everybody_says_yes(group=0, but=[0])
    answer(0, "wrong/", kind="out")

    assert not Group.objects.exists(), "they said yes to a group of five"
    roster = roster_of(asked.round)
    assert roster
    assert not listed_in(roster).people[0].answers
    page = asked.text("proposal/")
    assert "Person 0" not in page
    mended(asked)
    everybody_says_yes(group=0)

    assert Member.objects.count() == 4


def test_who_opts_out_of_a_kept_group_is_gone_too(desk: Desk):
    desk.change("locked", one=0)
    desk.post("publication/", version=version_of(desk.round))

    assert answer(0, "wrong/", kind="out").status_code == 302

    assert "Person 0" not in desk.text("proposal/")


def test_that_somebody_left_cannot_be_undone(asked: Desk):
    asked.change("moved", one=7, other=-1)
    answer(0, "wrong/", kind="out")

    response = asked.post("undo/", version=version_of(asked.round))

    assertContains(response, "Somebody has left since.", status_code=409)
    assertNotContains(asked.get("proposal/"), "Undo")


def test_a_group_that_is_being_mended_does_not_stand_meanwhile(asked: Desk):
    asked.change("swapped", one=3, other=7)

    everybody_says_yes(group=0)
    assert not Group.objects.exists()
    asked.post("undo/", version=version_of(asked.round))

    assert Group.objects.count() == 1


def test_what_stands_cannot_be_undone_from_under_it(asked: Desk):
    asked.change("swapped", one=3, other=7)
    mended(asked)
    everybody_says_yes(group=0)

    response = asked.post("undo/", version=version_of(asked.round))

    assertContains(response, "That group stands by now", status_code=409)
    roster = roster_of(asked.round)
    assert roster
    proposal = proposal_of(asked.round, roster)
    assert proposal
    assert proposal.stands == {0}
    assert asked.change("swapped", one=0, other=6).status_code == 409


def test_a_rule_that_does_not_hold_is_not_passed_over_when_asking_again(asked: Desk):
    answer(0, "wrong/", kind="apart", whom="3")
    asked.change("swapped", one=1, other=7)

    assertContains(mended(asked), "Say that you know", status_code=409)


# Silence


def test_a_seat_is_kept_for_a_week(asked: Desk):
    pk, person = seated(0).pk, person_at(0)

    with later(days=7, minutes=1):
        assert signed_in(person).post(f"/seats/{pk}/").status_code == 404
        assertContains(asked.get("publication/"), "5 silent for a week", count=2)


def test_the_silent_get_one_more_letter_a_day(asked: Desk):
    answer(0)
    asked.post("reminders/")
    assert not mail.outbox

    with later(days=8):
        asked.post("reminders/")
        asked.post("reminders/")
        assert len(mail.outbox) == 9
        assert answer(1).status_code == 302

    assert Seat.objects.filter(state="yes").count() == 2


def test_finishing_lets_go_of_what_does_not_stand_and_erases(asked: Desk):
    everybody_says_yes(group=0)

    assertContains(asked.client.get("/forming/"), "people are asked")
    asked.post("finishing/")

    assertContains(asked.client.get("/forming/"), "finished")
    assert not Roster.objects.exists()
    assert not Seat.objects.exists()
    assert Group.objects.count() == 1
    assertContains(asked.get("publication/"), "stands")


def test_a_round_that_nobody_ends_ends_by_itself(asked: Desk):
    with later(days=55):
        assert seats.forget_old_rounds(clock.now()) == 0
    with later(days=57):
        assert seats.forget_old_rounds(clock.now()) == 1
        assert seats.forget_old_rounds(clock.now()) == 0

    assert not Roster.objects.exists()


# The dashboard


def test_the_answers_of_three_hundred_groups_cost_as_many_queries_as_those_of_two(
    asked: Desk, fay: Person, django_assert_max_num_queries: DjangoAssertNumQueries
):
    groups = [tuple(range(at, at + 4)) for at in range(0, 1200, 4)]
    large = Desk(make_proposal(fay, people=candidates(1200), groups=groups))
    large.post("publication/", version=version_of(large.round))
    for desk in (asked, large):
        desk.get("publication/")
        with django_assert_max_num_queries(13):
            assert desk.get("publication/").status_code == 200

    assert ProposedGroup.objects.count() == 302


# What is told, as the rules know it


def listed() -> Listed:
    return Listed(people=candidates())


@pytest.mark.parametrize(("zone", "starts"), [("UTC", 540), ("Asia/Tokyo", 540 - 9 * 60)])
def test_a_time_that_does_not_work_is_taken_out_of_ones_own_week(zone: str, starts: int):
    me = replace(candidates()[0], time_zone="UTC")
    meets = Weekly(
        minute=TUESDAY + 540, minutes=90, zone=zone, first=date(2026, 6, 1), last=date(2026, 7, 1)
    )
    before = Listed(people=(replace(me, free=(Free(starts=TUESDAY, ends=TUESDAY + 1440),)),))

    after = with_objection(before, by=0, kind=Objection.TIME, whom=None, beside=(), meets=meets)

    free = after.people[0].free
    busy = TUESDAY + starts
    assert all(one.ends <= busy or one.starts >= busy + 90 for one in free)
    assert sum(one.ends - one.starts for one in free) == 1440 - 90


def test_whoever_opts_out_leaves_nothing_but_a_name():
    after = with_objection(listed(), by=2, kind=Objection.OUT, whom=None, beside=(), meets=None)

    assert after.gone == {2}
    assert not after.people[2].free
    assert not after.people[2].opted_in
