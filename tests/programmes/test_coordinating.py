"""A second coordinator, and handing a programme over."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.formation.actions.rounds import begin_round
from levelground.mine.actions.closing import StillHeld, close_account
from levelground.programmes.actions.coordinators import ask_to_coordinate, say_yes_to_coordinating
from levelground.programmes.models import Coordinator, Programme
from tests.make import make_person, make_programme, signed_in
from tests.programmes.making import Desk


@pytest.fixture
def gus(db: None) -> Person:
    return make_person("Gus", is_staff=True)


def answers(person: Person, programme: Programme, said: str) -> object:
    return signed_in(person).post(f"/programmes/asked/{programme.pk}/", {"answer": said})


def together(programme: Programme, person: Person) -> None:
    """They look after it too."""
    ask_to_coordinate(programme=programme, email=person.email)
    say_yes_to_coordinating(asked=Coordinator.objects.get(person=person))


def pages_of(programme: Programme, round_pk: int) -> list[str]:
    return [f"/programmes/{programme.pk}/", f"/forming/{round_pk}/people/"]


def opens(client: Client, pages: list[str]) -> set[int]:
    return {client.get(page).status_code for page in pages}


# Asking somebody in


def test_whoever_is_asked_sees_nothing_before_they_say_yes(desk: Desk, gus: Person):
    round_ = begin_round(by=desk.programme.by, name="Spring", programme=desk.programme)
    pages = pages_of(desk.programme, round_.pk)
    client = signed_in(gus)

    desk.post("coordinators/", address=" GUS@example.org")
    assert opens(client, pages) == {404}
    assertContains(client.get("/programmes/"), "Fay asks whether you would look after")
    answers(gus, desk.programme, "yes")

    assert opens(client, pages) == {200}
    assertContains(client.get("/forming/"), "Spring")
    assert opens(desk.client, pages) == {200}
    assertContains(desk.get(), "gus@example.org")


def test_the_letter_says_nothing_of_the_programme(desk: Desk, gus: Person):
    desk.post("coordinators/", address=gus.email)

    [letter] = mail.outbox
    assert letter.to == [gus.email]
    assert "/programmes/" in letter.body
    assert desk.programme.name not in f"{letter.subject} {letter.body}"
    assert "Fay" not in f"{letter.subject} {letter.body}"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ada@example.org", "Nobody with this address may coordinate here."),
        ("nobody@example.org", "Nobody with this address may coordinate here."),
        ("fay@example.org", "coordinates it, or has been asked"),
        ("no address", "This is not an e-mail address."),
    ],
)
def test_only_who_may_coordinate_is_asked(desk: Desk, address: str, sentence: str):
    make_person("Ada")

    response = desk.post("coordinators/", address=address)

    assertContains(response, sentence, status_code=422)
    assert not Coordinator.objects.exists()
    assert not mail.outbox


def test_nobody_is_asked_twice_and_five_are_enough(desk: Desk, gus: Person):
    desk.post("coordinators/", address=gus.email)
    again = desk.post("coordinators/", address=gus.email)
    assertContains(again, "coordinates it, or has been asked", status_code=422)
    for name in ("Ina", "Jon", "Kim"):
        desk.post("coordinators/", address=make_person(name, is_staff=True).email)
    response = desk.post("coordinators/", address=make_person("Lou", is_staff=True).email)

    assertContains(response, "At most 5 people", status_code=422)
    assert len(mail.outbox) == 4


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "٣", "-1", "one"])
def test_a_number_that_is_none_takes_nothing_back(desk: Desk, gus: Person, number: str):
    desk.post("coordinators/", address=gus.email)

    assert desk.post("coordinators/", back=number).status_code == 422
    assert Coordinator.objects.count() == 1


def test_a_no_and_an_asking_that_is_taken_back_leave_nothing(desk: Desk, gus: Person):
    desk.post("coordinators/", address=gus.email)
    answers(gus, desk.programme, "no")
    assert not Coordinator.objects.exists()
    desk.post("coordinators/", address=gus.email)
    desk.post("coordinators/", back=Coordinator.objects.get().pk)

    assert not Coordinator.objects.exists()
    assertNotContains(signed_in(gus).get("/programmes/"), "asks whether you")


def test_what_is_asked_in_one_programme_cannot_be_taken_back_in_another(desk: Desk, gus: Person):
    other = make_programme(by=gus, name="Another")
    ask_to_coordinate(programme=other, email=desk.programme.by.email)

    desk.post("coordinators/", back=Coordinator.objects.get().pk)

    assert Coordinator.objects.exists()


def test_whoever_may_no_longer_coordinate_sees_nothing_of_it(desk: Desk, gus: Person):
    together(desk.programme, gus)
    Person.objects.filter(pk=gus.pk).update(is_staff=False)

    assert signed_in(gus).get(f"/programmes/{desk.programme.pk}/").status_code == 404


# Leaving, and handing over


def test_the_last_one_cannot_leave(desk: Desk, gus: Person):
    desk.post("coordinators/", address=gus.email)  # without an answer

    response = desk.post("leaving/")

    assertContains(response, "Somebody has to look after this programme.", status_code=409)
    assert desk.get().status_code == 200


def test_a_programme_is_handed_over_with_its_rounds(desk: Desk, gus: Person):
    fay = desk.programme.by
    round_ = begin_round(by=fay, name="Spring", programme=desk.programme)
    pages = pages_of(desk.programme, round_.pk)
    with pytest.raises(StillHeld):
        close_account(person=fay)
    together(desk.programme, gus)

    assertRedirects(desk.post("leaving/"), "/programmes/")

    assert opens(desk.client, pages) == {404}
    assert opens(signed_in(gus), pages) == {200}
    assert Programme.objects.get().by == gus
    assert not Coordinator.objects.exists()
    close_account(person=fay)
    assert opens(signed_in(gus), pages) == {200}


def test_it_is_handed_to_who_has_been_there_longest_and_may(desk: Desk):
    for name in ("Ina", "Jon", "Kim"):
        together(desk.programme, make_person(name, is_staff=True))
    Person.objects.filter(name="Ina").update(is_staff=False)

    desk.post("leaving/")

    assert Programme.objects.get().by.name == "Jon"
    assert {one.person.name for one in Coordinator.objects.all()} == {"Ina", "Kim"}


def test_a_second_coordinator_leaves_it_as_it_was(desk: Desk, gus: Person):
    together(desk.programme, gus)

    Desk(desk.programme, client=signed_in(gus)).post("leaving/")

    assert Programme.objects.get().by == desk.programme.by
    assert signed_in(gus).get(f"/programmes/{desk.programme.pk}/").status_code == 404
    assert desk.get().status_code == 200


def test_who_has_left_is_asked_like_anybody(desk: Desk, gus: Person):
    fay = desk.programme.by
    together(desk.programme, gus)
    desk.post("leaving/")
    theirs = Desk(desk.programme, client=signed_in(gus))

    theirs.post("coordinators/", address=fay.email)
    answers(fay, desk.programme, "yes")

    assert desk.get().status_code == 200
