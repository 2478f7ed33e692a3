"""What happens only if everybody says yes: somebody new, two groups becoming one, the end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.groups.actions import decisions, membership_hooks
from levelground.groups.actions.decisions import forget_questions
from levelground.groups.actions.groups import end_group, leave_group, merge_groups
from levelground.groups.models import LARGEST, Group, Invitation, Member, MergeCode, Question, Yes
from levelground.groups.queries.groups import current_members, member_of
from levelground.runtime import clock
from tests.make import Cast, make_cast, make_group, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(cast: Cast, email: str = "dana@example.org") -> Question:
    signed_in(cast.ada).post(f"/groups/{cast.group.pk}/invitations/", {"email": email})
    return Question.objects.get(email=email)


def answer(person: Person, group: Group, question: Question, said: str = "yes") -> Any:
    page = f"/groups/{group.pk}/questions/{question.pk}/"
    return signed_in(person).post(page, {"answer": said})


def letters_to(email: str) -> int:
    return sum(email in letter.to for letter in mail.outbox)


# Joining later


def test_the_letter_leaves_when_every_other_member_has_said_yes(cast: Cast):
    question = ask(cast)

    answer(cast.ben, cast.group, question)
    assert not letters_to("dana@example.org")
    answer(cast.cai, cast.group, question)

    assert letters_to("dana@example.org") == 1
    assert Invitation.objects.get().email == "dana@example.org"
    assert not Question.objects.exists(), "nothing stays of it"


def test_the_others_are_told_that_they_are_asked_and_not_what(cast: Cast):
    ask(cast)

    assert sorted(letter.to[0] for letter in mail.outbox) == ["ben@example.org", "cai@example.org"]
    for letter in mail.outbox:
        assert "dana" not in f"{letter.subject}{letter.body}"
        assert cast.group.name not in f"{letter.subject}{letter.body}"


def test_one_no_is_enough_and_nobody_learns_whose(cast: Cast):
    question = ask(cast)
    answer(cast.ben, cast.group, question)
    answer(cast.cai, cast.group, question, "no")
    answer(cast.cai, cast.group, question, "yes")

    assert not letters_to("dana@example.org")
    assert not Yes.objects.exists()
    page = signed_in(cast.ada).get(f"/groups/{cast.group.pk}/")
    assertContains(page, "Not all of us want to ask dana@example.org now.")
    assertNotContains(page, "Cai wants")


def test_saying_yes_twice_is_saying_it_once(cast: Cast):
    question = ask(cast)
    for _ in range(3):
        answer(cast.ben, cast.group, question)

    assert not letters_to("dana@example.org")
    assert question.yeses.count() == 2


def test_strangers_have_no_say(cast: Cast):
    question = ask(cast)

    for stranger in (cast.dana, cast.eli, cast.fay, cast.hana):
        assert answer(stranger, cast.group, question).status_code == 404
    answer(cast.hana, cast.other_group, question)  # by way of her own group

    assert question.yeses.count() == 1


def test_who_leaves_holds_nobody_up(cast: Cast):
    question = ask(cast)
    answer(cast.ben, cast.group, question)
    cai = member_of(cast.cai, cast.group)
    assert cai

    leave_group(member=cai)

    assert letters_to("dana@example.org") == 1


def test_what_somebody_asked_goes_with_them(cast: Cast):
    ask(cast)
    ada = member_of(cast.ada, cast.group)
    assert ada

    leave_group(member=ada)

    assert not Question.objects.exists()
    assert not letters_to("dana@example.org")


def test_a_question_is_open_for_two_weeks_and_then_forgotten(cast: Cast):
    question = ask(cast)

    with clock.held(clock.now() + timedelta(days=14, minutes=1)):
        answer(cast.ben, cast.group, question)
        assert question.yeses.count() == 1
        assert forget_questions(clock.now()) > 0

    assert not Question.objects.exists()


def test_the_same_address_is_not_asked_for_twice_at_once(cast: Cast):
    ask(cast)

    response = signed_in(cast.ben).post(
        f"/groups/{cast.group.pk}/invitations/", {"email": "DANA@example.org"}
    )

    assertContains(response, "being asked about them already", status_code=422)


def test_control_a_letter_that_waits_for_nobody_is_noticed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        decisions, "_concerned", lambda question: Member.objects.filter(pk=question.by_id)
    )

    signed_in(cast.ada).post(f"/groups/{cast.group.pk}/invitations/", {"email": "dana@example.org"})

    assert letters_to("dana@example.org") == 1, "without the others it would leave"


def test_the_page_of_a_full_group_that_is_asked_costs_as_many_queries_as_that_of_two():
    costs = []
    for count in (2, LARGEST - 1):
        people = [make_person(f"P{n}", email=f"p{n}@{count}.example") for n in range(count)]
        group = make_group(name=f"Group of {count}", people=people)
        page = f"/groups/{group.pk}/"
        for n in range(count - 1):
            signed_in(people[0]).post(f"{page}invitations/", {"email": f"q{n}@x.example"})
        client = signed_in(people[1])
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        costs.append(len(asked))

    assert costs[0] == costs[1]


# Merging


def code_of(person: Person, group: Group) -> str:
    page = signed_in(person).post(f"/groups/{group.pk}/merging/", {"make": "yes"})
    found = re.search(r'class="code">([^<]+)<', page.text)
    assert found
    return found[1]


def typed(person: Person, group: Group, code: str) -> Any:
    return signed_in(person).post(f"/groups/{group.pk}/merging/", {"code": code})


def test_two_groups_become_one_when_everybody_in_both_says_yes(cast: Cast):
    code = code_of(cast.hana, cast.other_group)
    assertRedirects(typed(cast.ada, cast.group, code.lower()), f"/groups/{cast.group.pk}/")
    question = Question.objects.get(kind="merge")

    for person in (cast.ada, cast.ben, cast.cai):
        answer(person, cast.group, question)
    assert Group.objects.count() == 2
    answer(cast.hana, cast.other_group, question)

    one = Group.objects.get(ended_at=None)
    assert [m.person for m in current_members(group=one)] == [
        cast.ada,
        cast.ben,
        cast.cai,
        cast.hana,
    ]
    assert Group.objects.exclude(ended_at=None).count() == 2


def test_each_group_sees_the_first_names_of_the_other_and_nothing_else(cast: Cast):
    typed(cast.ada, cast.group, code_of(cast.hana, cast.other_group))

    page = signed_in(cast.ben).get(f"/groups/{cast.group.pk}/")
    assertContains(page, "Shall we become one group with Hana?")
    assertNotContains(page, cast.other_group.name)
    page = signed_in(cast.hana).get(f"/groups/{cast.other_group.pk}/")
    assertContains(page, "Shall we become one group with Ada, Ben, Cai?")
    assertContains(page, "You would be 4.")
    assertNotContains(page, cast.group.name)


def test_one_no_in_either_group_is_enough(cast: Cast):
    typed(cast.ada, cast.group, code_of(cast.hana, cast.other_group))
    question = Question.objects.get(kind="merge")

    answer(cast.hana, cast.other_group, question, "no")
    for person in (cast.ada, cast.ben, cast.cai):
        answer(person, cast.group, question)

    assert not Group.objects.exclude(ended_at=None).exists()


def test_a_code_works_once_for_a_week_and_is_not_kept(cast: Cast):
    code = code_of(cast.hana, cast.other_group)
    assert code.replace("-", "") not in str(list(MergeCode.objects.values()))

    with clock.held(clock.now() + timedelta(days=7, minutes=1)):
        assert typed(cast.ada, cast.group, code).status_code == 422
    assert typed(cast.ada, cast.group, code).status_code == 302
    assert typed(cast.ada, cast.group, code).status_code == 422


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC", "x" * 41, "%", "’"])
def test_what_is_no_code_is_refused(cast: Cast, code: str):
    assertContains(typed(cast.ada, cast.group, code), "field__error", status_code=422)


def test_a_group_does_not_merge_with_itself(cast: Cast):
    assert typed(cast.ben, cast.group, code_of(cast.ada, cast.group)).status_code == 422


def test_more_than_eight_do_not_become_one(cast: Cast):
    people = [make_person(f"P{n}", email=f"p{n}@x.example") for n in range(6)]
    large = make_group(name="Large", people=people)

    response = typed(cast.ada, cast.group, code_of(people[0], large))

    assertContains(response, "more than 8", status_code=422)


def test_who_is_in_both_is_in_the_new_group_once(cast: Cast):
    second = make_group(name="Second", people=[cast.ada, cast.dana])
    typed(cast.ada, cast.group, code_of(cast.dana, second))
    question = Question.objects.get(kind="merge")
    for person in (cast.ada, cast.ben, cast.cai):
        answer(person, cast.group, question)
    answer(cast.dana, second, question)

    both = Group.objects.get(name__startswith="Tuesday group and")
    assert current_members(group=both).count() == 4
    assert set(Group.objects.filter(merged_into=both)) == {cast.group, second}


@pytest.mark.parametrize("why", ["somebody is not asked", "one has ended", "there is no room"])
def test_what_is_not_agreed_by_all_is_not_done_by_half(cast: Cast, why: str):
    people = [cast.ada, cast.ben, cast.cai, cast.hana]
    if why == "somebody is not asked":
        people.remove(cast.hana)
    elif why == "one has ended":
        end_group(group=cast.other_group)
    else:
        people += [make_person(f"P{n}", email=f"p{n}@x.example") for n in range(LARGEST - 3)]
    before = list(Group.objects.values())

    assert merge_groups(groups=(cast.group, cast.other_group), people=people) is None

    assert list(Group.objects.values()) == before
    assert current_members(group=cast.group).count() == 3


def test_many_long_names_fit_into_one():
    people = [make_person(f"P{n}", email=f"p{n}@x.example") for n in range(LARGEST)]
    groups = [make_group(name="N" * 80, people=[person]) for person in people]

    one = merge_groups(groups=groups, people=people)

    assert one
    one.full_clean(exclude=["merged_into"])
    assert current_members(group=one).count() == LARGEST


# Ending well


def end(cast: Cast) -> None:
    signed_in(cast.ada).post(f"/groups/{cast.group.pk}/ending/")
    question = Question.objects.get(kind="end")
    for person in (cast.ben, cast.cai):
        answer(person, cast.group, question)
    cast.group.refresh_from_db()


def test_a_group_ends_when_all_have_said_yes(cast: Cast):
    signed_in(cast.ada).post(f"/groups/{cast.group.pk}/ending/")
    question = Question.objects.get()
    answer(cast.ben, cast.group, question)
    cast.group.refresh_from_db()
    assert cast.group.ended_at is None

    answer(cast.cai, cast.group, question)

    cast.group.refresh_from_db()
    assert cast.group.ended_at


def test_what_is_kept_and_what_goes_is_said_before(cast: Cast):
    page = signed_in(cast.ada).get(f"/groups/{cast.group.pk}/ending/")

    assertContains(page, "each of you keeps their own hours")
    assertContains(page, "For 30 days you can still read it here.")


def test_in_an_ended_group_nothing_can_be_done(cast: Cast):
    end(cast)
    ada = signed_in(cast.ada)
    page = f"/groups/{cast.group.pk}/"

    assertContains(ada.get(page), "This group ended on")
    assert 'method="post" action="/groups' not in ada.get(page).text
    for place in ("edit/", "invitations/", "ending/", "merging/", "leaving/"):
        assert ada.post(page + place).status_code == 404
    assert ada.get(f"/sessions/of/{cast.group.pk}/new/").status_code == 404
    assertContains(ada.get("/"), "It ended on")


def test_who_ends_alone_asks_nobody():
    ada = make_person("Ada")
    group = make_group(people=[ada])

    signed_in(ada).post(f"/groups/{group.pk}/ending/")

    group.refresh_from_db()
    assert group.ended_at
    assert not mail.outbox


def test_with_its_last_member_a_group_ends():
    ada = make_person("Ada")
    group = make_group(people=[ada])

    signed_in(ada).post(f"/groups/{group.pk}/leaving/")

    group.refresh_from_db()
    assert group.ended_at


# Who else is told


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Group, bool]]:
    told: list[tuple[Group, bool]] = []
    monkeypatch.setattr(membership_hooks, "_listeners", list(membership_hooks._listeners))
    membership_hooks.on_membership_change(
        lambda group, _at: told.append((group, bool(group.ended_at)))
    )
    return told


def test_joining_leaving_and_ending_are_told(cast: Cast, heard: list[tuple[Group, bool]]):
    cai = member_of(cast.cai, cast.group)
    assert cai
    leave_group(member=cai)
    assert heard == [(cast.group, False)]
    leave_group(member=cai)
    assert len(heard) == 1, "a second click is no second leaving"

    signed_in(cast.ada).post(f"/groups/{cast.group.pk}/ending/")
    answer(cast.ben, cast.group, Question.objects.get())
    assert heard == [(cast.group, False), (cast.group, True)]
