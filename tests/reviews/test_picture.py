"""The group's own picture: for its members, without names, and only from four answers on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from levelground.core.review import Facts
from levelground.groups.models import Group, Member
from levelground.live import clock
from levelground.reviews.actions import forget_dismissals, tally
from levelground.reviews.models import Dismissal, Tally
from levelground.reviews.queries import history
from levelground.sessions.models import Rating, Session
from tests.make import make_group, make_person, signed_in
from tests.room import Room, make_room

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
FOUR = ("Ada", "Ben", "Cai", "Hana")


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(AT):
        yield


@pytest.fixture
def group(db: None) -> Group:
    return make_group(people=[make_person(name) for name in FOUR])


def meet(group: Group, weeks_ago: int, *worth: int, frame: str = "meeting", **other: Any) -> Tally:
    """A session of some weeks ago and what was answered at its close."""
    at = AT - timedelta(weeks=weeks_ago)
    session = Session.objects.create(
        group=group, starts_at=at, frame=frame, opened_at=at, closed_at=at + timedelta(hours=1)
    )
    for said in worth:
        Rating.objects.create(session=session, rater=str(uuid.uuid4()), worth=said, heard=said)
    members = tuple(str(pk) for pk in group.members.values_list("pk", flat=True))
    facts: dict[str, Any] = {
        "expected": 4,
        "present": 4,
        "quorum": 3,
        "on_time": True,
        "steps": 10,
        "as_planned": 9,
        "silences": 4,
        "unbroken": 4,
        "taken": 0,
        "presenters": (members[weeks_ago % 4],),
        "members": members,
        "processes": (("consultancy", "wise-crowds", "tietze")[weeks_ago % 3],),
        "turns": (60, 60, 60, 60),
    } | other
    return Tally.objects.create(
        session=session,
        group=group,
        closed_at=at + timedelta(hours=1),
        is_review=frame == "review",
        facts=asdict(Facts(**facts)),
    )


def page(group: Group, name: str = "ada", where: str = "picture/") -> Any:
    member = Member.objects.select_related("person").get(group=group, person__name=name.title())
    return signed_in(member.person).get(f"/groups/{group.pk}/{where}")


def test_a_group_that_has_not_met_is_told_so(group: Group):
    assertContains(page(group), "once you have met")


def test_three_answers_are_no_figure(group: Group):
    for weeks in (4, 2):
        meet(group, weeks, 0, 4, 4)

    assertContains(page(group), "once four of you have answered")
    assertNotContains(page(group), "trend__line")


def test_four_answers_are_the_middle_and_the_spread(group: Group):
    meet(group, 4, 2, 3, 3, 4)
    meet(group, 2, 3, 3, 4, 4)

    assertContains(page(group), "3.2 of 4 so far")
    assertContains(page(group), "trend__line")
    assertContains(page(group), "(2–4)")


def test_the_way_it_goes_is_said_first(group: Group):
    for weeks in (12, 10, 8):
        meet(group, weeks, 4, 4, 4, 4)
    for weeks in (6, 4, 2):
        meet(group, weeks, 2, 2, 3, 3)

    assertContains(page(group), "Falling: lately 2.5 of 4, before that 4.0.")
    assertContains(page(group), "have become less so")


def test_nobodys_name_is_on_it(group: Group):
    for weeks in (8, 6, 4, 2):
        meet(group, weeks, 2, 2, 3, 3, presenters=(str(group.members.all()[0].pk),))

    text = page(group).content.decode()
    assert "few of you" in text
    assert not [name for name in FOUR if name in text]


@pytest.mark.parametrize("who", ["Dana", "Fay"])
def test_nobody_from_outside_sees_it(group: Group, who: str):
    meet(group, 2, 4, 4, 4, 4)
    stranger = signed_in(make_person(who, is_staff=who == "Fay"))

    assert stranger.get(f"/groups/{group.pk}/picture/").status_code == 404
    body = {"kind": "falling"}
    assert stranger.post(f"/groups/{group.pk}/picture/dismissal/", body).status_code == 404


# One suggestion at a time


def sparse(group: Group) -> None:
    for weeks in (8, 6, 4, 2):
        meet(group, weeks, present=2, frame="review" if weeks == 8 else "meeting")


def test_one_suggestion_with_its_reason(group: Group):
    sparse(group)

    for where in ("picture/", ""):
        assertContains(page(group, where=where), "Look at your dates together")
        assertContains(page(group, where=where), "Something to try", count=1)


def test_who_dismisses_it_does_so_for_themselves_and_for_a_while(group: Group):
    sparse(group)
    ada = Member.objects.get(group=group, person__name="Ada").person
    signed_in(ada).post(f"/groups/{group.pk}/picture/dismissal/", {"kind": "decaying"})

    assertNotContains(page(group), "Look at your dates together")
    assertContains(page(group, "ben"), "Look at your dates together")
    Dismissal.objects.update(at=AT - timedelta(days=120))
    assertContains(page(group), "Look at your dates together")
    assert forget_dismissals(AT) == 1


def test_what_is_no_suggestion_cannot_be_dismissed(group: Group):
    ada = Member.objects.get(group=group, person__name="Ada").person
    response = signed_in(ada).post(f"/groups/{group.pk}/picture/dismissal/", {"kind": "x"})

    assert response.status_code == 422
    assert not Dismissal.objects.exists()


# The review


def test_a_review_is_proposed_after_three_sessions_and_leads_to_its_planning(group: Group):
    for weeks in (4, 2):
        meet(group, weeks)
    assertNotContains(page(group, where=""), "Time for a review")
    meet(group, 1)

    assertContains(page(group, where=""), "Time for a review")
    ada = Member.objects.get(group=group, person__name="Ada").person
    planning = signed_in(ada).get(f"/sessions/of/{group.pk}/new/?frame=review")
    assertContains(planning, 'value="review"')
    checked = planning.content.decode().split("checked")[0]
    assert checked.rstrip().rsplit("value=", 1)[1].startswith('"review"')


def test_after_a_review_it_takes_six(group: Group):
    meet(group, 14, frame="review")
    for weeks in range(1, 6):
        meet(group, weeks * 2)
    assertNotContains(page(group, where=""), "Time for a review")
    meet(group, 1)

    assertContains(page(group, where=""), "Time for a review")


# What sessions come to


@pytest.fixture
def held(db: None) -> Room:
    return make_room(FOUR).open().until("")


def test_a_session_that_has_just_closed_is_in_the_picture_at_once(held: Room):
    [one] = history(held.group).met

    assert (one.facts.present, one.facts.expected, one.facts.on_time) == (4, 4, True)
    assert one.facts.presenters == (held.member("Ada"),)
    assert one.facts.processes == ("respond-in-turn",)
    assert one.facts.unbroken == one.facts.silences > 0


def test_what_is_counted_beside_the_requests_is_the_same(held: Room):
    before = history(held.group)

    assert (tally(), tally()) == (1, 0)
    assert history(held.group) == before


def test_the_numbers_step_of_a_review_shows_the_way_to_them(db: None):
    room = make_room(FOUR)
    from tests.room import make_session  # noqa: PLC0415  only here

    review = Room(
        session=make_session(group=room.group, frame="review", minutes=90),
        people=room.people,
        browsers=room.browsers,
    ).open()
    review.until("numbers")

    assertContains(review.get("Ada"), f"/groups/{room.group.pk}/picture/")
    review.until("")
    tally()
    assert Tally.objects.get(session=review.session).is_review


@pytest.mark.parametrize(("where", "most"), [("picture/", 12), ("", 40)])
def test_three_sessions_ask_no_more_than_one(group: Group, where: str, most: int):
    ada = signed_in(Member.objects.get(group=group, person__name="Ada").person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ada.get(f"/groups/{group.pk}/{where}").status_code == 200
        return len(caught)

    meet(group, 6, 3, 3, 3, 3)
    one = queries()
    for weeks in (4, 2):
        meet(group, weeks, 3, 3, 3, 3)

    assert queries() <= one <= most
