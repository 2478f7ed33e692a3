"""The group's own picture: for its members, without names, and only from four answers on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from levelground.commitments.actions import commit
from levelground.commitments.models import Commitment
from levelground.core.review import Facts
from levelground.groups.models import Group, Member
from levelground.reports.actions.certificates import sum_up
from levelground.reports.models import Attendance
from levelground.reviews.actions import forget_dismissals, tally
from levelground.reviews.models import Dismissal, Tally
from levelground.reviews.queries import history
from levelground.runtime import clock
from levelground.sessions.models import PresenterLine, Rating, Session
from tests.make import join, make_group, make_person, signed_in
from tests.room import Room, later, make_room, make_session

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
FOUR = ("Ada", "Ben", "Cai", "Hana")
KEEP, CHANGE, NEWER = "canary-keep-3f1c", "canary-change-a802", "canary-newer-77d0"


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(AT):
        yield


@pytest.fixture
def group(db: None) -> Group:
    return make_group(people=[make_person(name) for name in FOUR])


def meet(
    group: Group, weeks_ago: float, *worth: int, frame: str = "meeting", **other: Any
) -> Tally:
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
        "presenters": (members[int(weeks_ago) % 4],),
        "members": members,
        "processes": (("consultancy", "wise-crowds", "tietze")[int(weeks_ago) % 3],),
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


PICTURE = ("What the clock saw", "Who could be there", "What we have worked with", "trend__line")


def test_three_answers_are_no_picture(group: Group):
    """Not of what was said, nor of what the clock saw, nor of what they worked with."""
    for weeks in (4, 2):
        meet(group, weeks, 0, 4, 4)

    text = page(group).content.decode()
    assert "Four of you have not yet said" in text
    assert [part for part in PICTURE if part in text] == []
    assertNotContains(page(group, where=""), "of 4 so far")


def test_control_one_answer_more_is_one(group: Group):
    for weeks in (4, 2):
        meet(group, weeks, 0, 4, 4, 4)

    text = page(group).content.decode()
    assert [part for part in PICTURE if part in text] == [*PICTURE]
    assertContains(page(group, where=""), "of 4 so far")


def test_four_answers_are_the_middle_and_the_spread(group: Group):
    meet(group, 4, 2, 3, 3, 4)
    meet(group, 2, 3, 3, 4, 4)

    assertContains(page(group), "3.2 of 4 so far")
    assertContains(page(group), "trend__line")


def test_behind_the_lines_is_a_table_of_every_session_with_a_figure(group: Group):
    meet(group, 6, 2, 3, 3, 4)
    meet(group, 4, 3, 3, 3)
    meet(group, 2, 3, 3, 4, 4)

    table = page(group).content.decode().split('class="lines__table"')[1].split("</table>")[0]
    assert table.count("<tr>") == 1 + 2
    assert "3 (2–4)" in table
    assert "3.5 (3–4)" in table


def test_the_time_it_took_of_all_of_them_stands_beside_what_it_was_worth(group: Group):
    for weeks in (4, 2):
        meet(group, weeks, 3, 3, 4, 4, minutes=4 * 75)

    assertContains(page(group), "<td>10 h 00</td>", html=True)


def test_control_where_one_session_was_not_counted_no_time_is_said(group: Group):
    meet(group, 4, 3, 3, 4, 4)
    meet(group, 2, 3, 3, 4, 4, minutes=300)

    assertNotContains(page(group), "Time of all of you")


@pytest.mark.django_db
def test_the_time_is_what_those_who_were_there_find_among_their_hours():
    room = make_room().open().until("")
    tally()
    sum_up()

    [counted] = Tally.objects.all()
    assert counted.facts
    assert counted.facts["minutes"] == sum(one.minutes for one in Attendance.objects.all()) > 0
    assert room.session.pk == counted.session_id


def test_what_presenters_found_is_counted_without_their_names(group: Group):
    ada, ben, cai, _hana = group.members.all()
    for weeks, said in ((6, {ada: "yes"}), (4, {ben: "changed"}), (2, {ada: "yes", cai: "no"})):
        session = meet(group, weeks, 3, 3, 4, 4).session
        for member, answer in said.items():
            PresenterLine.objects.create(session=session, member=member, answer=answer)

    text = page(group).content.decode().split('id="answered"')[1].split("</section>")[0]

    counts = re.findall(r"<dt>(.+?)</dt>\s*<dd>\s*(.+?)\s*</dd>", text)
    assert counts == [("Yes", "2 times"), ("It changed the question", "once"), ("No", "once")]
    assert not [name for name in FOUR if name in text]


def test_where_nobody_said_so_nothing_is_asked(group: Group):
    meet(group, 2, 3, 3, 4, 4)

    assertNotContains(page(group), 'id="answered"')


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


def test_one_thing_at_a_time(group: Group):
    """A review is due and few come: only the first is said; then nothing; once they have met, the second."""
    for weeks in (8, 6, 4, 2):
        meet(group, weeks, present=2)
    ada = Member.objects.get(group=group, person__name="Ada").person

    def suggested(*, said: str, unsaid: str, where: str) -> None:
        assertContains(page(group, where=where), "Not for me now", count=1)
        assertContains(page(group, where=where), said)
        assertNotContains(page(group, where=where), unsaid)

    for where in ("picture/", ""):
        suggested(said="Time for a review", unsaid="your dates", where=where)
    with clock.held(AT + timedelta(hours=1)):
        signed_in(ada).post(f"/groups/{group.pk}/picture/dismissal/", {"kind": "review"})
        for where in ("picture/", ""):
            assertNotContains(page(group, where=where), "Not for me now")
    with clock.held(AT + timedelta(hours=9)):
        meet(group, -0.05, present=2)
        for where in ("picture/", ""):
            suggested(said="your dates", unsaid="Time for a review", where=where)


@pytest.mark.parametrize(("sent", "back"), [({"on_picture": "yes"}, "picture/"), ({}, "")])
def test_who_dismisses_it_stays_where_they_are(group: Group, sent: dict[str, str], back: str):
    sparse(group)
    ada = Member.objects.get(group=group, person__name="Ada").person

    response = signed_in(ada).post(
        f"/groups/{group.pk}/picture/dismissal/", {"kind": "decaying", **sent}
    )

    assert response["Location"] == f"/groups/{group.pk}/{back}"


def test_what_has_come_due_since_they_met_is_not_held_against_them(group: Group):
    """The next session opens with it; only then do they say how it went."""
    meet(group, 4, 3, 3, 3, 3)
    for name in FOUR:
        member = Member.objects.get(group=group, person__name=name)
        commit(member=member, what=uuid.uuid4(), shared=True, due_on=(AT - timedelta(7)).date())
    Commitment.objects.update(made_at=AT - timedelta(weeks=5))
    assert history(group).promises.due == 0

    meet(group, 0, 3, 3, 3, 3)

    assert history(group).promises.unsaid == 4


# What to keep and what to change


def close_with(*said: tuple[str, str], answers: int = 4) -> Room:
    """A session at whose close so many answered, and some wrote what they would keep and change."""
    room = make_room(FOUR).open().until("worth")
    for place, name in enumerate(FOUR[:answers]):
        keep, change = said[place] if place < len(said) else ("", "")
        room.say_worth(name, 3, keep=keep, change=change)
    return room.until("")


def test_what_to_keep_and_to_change_is_read_there_without_names(db: None):
    room = close_with((KEEP, ""), ("", CHANGE))

    for name in FOUR:
        text = page(room.group, name).content.decode()
        assert KEEP in text
        assert CHANGE in text
        assert not [one for one in FOUR if one in text]
    assertContains(page(room.group), "kept until 2 March 2027")


def test_of_three_answers_no_word_is(db: None):
    room = close_with((KEEP, ""), ("", CHANGE), answers=3)

    for name in FOUR:
        assertNotContains(page(room.group, name), KEEP)
        assertNotContains(page(room.group, name), CHANGE)


def test_while_a_session_runs_no_word_of_it_is(db: None):
    room = make_room(FOUR).open().until("worth")
    for name in FOUR:
        room.say_worth(name, 3, keep=KEEP)

    for name in FOUR:
        assertNotContains(page(room.group, name), KEEP)


def test_who_joined_later_does_not_read_what_was_not_said_to_them(db: None):
    room = close_with((KEEP, CHANGE))
    with later(days=1):
        join(room.group, make_person("Tama"))

        assertContains(page(room.group), KEEP)
        assertNotContains(page(room.group, "Tama"), KEEP)


def test_after_a_year_the_words_are_gone(db: None):
    room = close_with((KEEP, CHANGE))

    with later(days=364):
        assertContains(page(room.group), KEEP)
    with later(days=366):
        assertNotContains(page(room.group), KEEP)


def test_the_newest_stand_first(db: None):
    room = close_with((KEEP, ""))
    with later(days=14) as at:
        again = Room(
            session=make_session(group=room.group, starts_at=at),
            people=room.people,
            browsers=room.browsers,
        )
        again.open().until("worth")
        for name in FOUR:
            again.say_worth(name, 3, keep=NEWER if name == "Ada" else "")
        again.until("")

        text = page(room.group).content.decode()
        assert text.index(NEWER) < text.index(KEEP)


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


def test_or_after_as_many_as_the_group_says(group: Group):
    Group.objects.update(review_after=2)
    meet(group, 4)
    assertContains(page(group), "After one more session.")
    assertNotContains(page(group), "Time for a review")
    meet(group, 2)

    assertContains(page(group), "Time for a review")
    assertContains(page(group), f'href="/groups/{group.pk}/edit/"')


def hold_review(*, until: str) -> Room:
    """A review of a group that has met once."""
    room = close_with((KEEP, CHANGE))
    review = Room(
        session=make_session(group=room.group, frame="review", minutes=90),
        people=room.people,
        browsers=room.browsers,
    )
    return review.open().until(until)


def test_a_review_looks_at_the_numbers_and_at_what_was_written(db: None):
    review = hold_review(until="numbers")

    for name in FOUR:
        assertContains(review.get(name), "3.0 of 4 so far")
        assertContains(review.get(name), "Who could be there")
        assertContains(review.get(name), KEEP)
    assertNotContains(review.get("Ada", "room/"), KEEP)
    review.until("")
    tally()
    assert Tally.objects.get(session=review.session).is_review


def test_then_says_what_to_keep_and_to_change(db: None):
    review = hold_review(until="keep-change")

    assertContains(review.get("Ada"), KEEP)
    assertContains(review.get("Ada"), CHANGE)


def test_then_reads_the_whole_agreement_again(db: None):
    review = hold_review(until="agreement")

    assertContains(review.get("Ada"), f'href="/groups/{review.group.pk}/agreement/"')
    assertContains(review.get("Ada"), "does it still say what you need?")
    assertNotContains(review.get("Ada"), "Today's process")


def test_and_says_what_each_decision_takes(db: None):
    review = hold_review(until="")

    assertContains(review.get("Ada"), "Stopping well is a success.")
    for where in ("agreement", "edit", "ending"):
        assertContains(review.get("Ada"), f'href="/groups/{review.group.pk}/{where}/"')


def test_without_numbers_it_says_so(db: None):
    room = make_room(FOUR)
    review = Room(
        session=make_session(group=room.group, frame="review", minutes=90),
        people=room.people,
        browsers=room.browsers,
    )

    assertContains(review.open().until("numbers").get("Ada"), "There are no numbers yet")


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


@pytest.mark.parametrize(("where", "most"), [("picture/", 13), ("", 40)])
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
