from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from pytest_django.asserts import assertContains

from levelground.accounts.models import Person
from levelground.demo.cast import make_person
from levelground.formation.actions import seats
from levelground.formation.models import (
    Change,
    ProposedGroup,
    Publication,
    Roster,
    Search,
    Seat,
)
from levelground.formation.queries.rounds import version_of
from levelground.groups.models import Group, Member
from tests.formation.making import Desk, candidates, everybody_says_yes, make_proposal


def publish(desk: Desk, **more: str) -> object:
    return desk.post("publication/", version=version_of(desk.round), **more)


def test_everybody_is_asked_and_nobody_is_put_anywhere(desk: Desk):
    make_person("Ada", email="person-0@example.org")

    publish(desk)

    assert not Member.objects.exists()
    assert not Group.objects.exists()
    assert Seat.objects.count() == 10
    assertContains(desk.get("publication/"), "0 of 5 yes", count=2)
    assertContains(desk.get("publication/"), "10 people have not answered yet.")


def test_each_gets_a_letter_that_says_nothing(desk: Desk):
    publish(desk)

    assert sorted(m.to[0] for m in mail.outbox) == [f"person-{n}@example.org" for n in range(10)]
    for letter in mail.outbox:
        said = f"{letter.subject}{letter.body}"
        assert not [word for word in ("Autumn", "Person", "Group 1", "nurse") if word in said]


def test_what_people_said_stays_until_the_last_group_stands(desk: Desk):
    publish(desk)
    everybody_says_yes(group=0)
    assert Roster.objects.exists()

    everybody_says_yes(group=1)

    assert not Roster.objects.exists()
    assert not Search.objects.exists()
    assert not Change.objects.exists()
    assert not Seat.objects.exists()
    assert not any(ProposedGroup.objects.values_list("shown", flat=True))


def test_publishing_twice_is_publishing_once(desk: Desk):
    version = version_of(desk.round)
    for _ in range(2):
        desk.post("publication/", version=version)

    assert Publication.objects.count() == 1
    assert Seat.objects.count() == 10
    assert len(mail.outbox) == 10


def test_all_or_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    made: list[object] = []
    usual = seats._ask

    def breaking(*what: Any) -> None:
        if made:
            raise RuntimeError("the lights go out")
        made.append(what)
        usual(*what)

    monkeypatch.setattr(seats, "_ask", breaking)
    with pytest.raises(RuntimeError):
        publish(desk)

    assert made
    assert not Seat.objects.exists()
    assert not Publication.objects.exists()
    assert Roster.objects.exists()


def test_a_proposal_that_changed_meanwhile_is_not_published(desk: Desk):
    version = version_of(desk.round)
    desk.change("swapped", one=0, other=9)

    response = desk.post("publication/", version=version)

    assertContains(response, "The proposal has changed since you looked.", status_code=409)
    assert not Publication.objects.exists()


def test_a_rule_that_does_not_hold_is_not_passed_over_in_silence(desk: Desk):
    desk.change("moved", one=0, other=1)
    desk.change("moved", one=1, other=1)

    assertContains(publish(desk), "Say that you know", status_code=409)  # type: ignore[arg-type]
    assert not Publication.objects.exists()

    publish(desk, known="yes")

    assert Publication.objects.exists()


def nameless(fay: Person) -> Desk:
    """People without an address: names serve as ids."""
    people = [replace(person, id=person.name) for person in candidates()]
    return Desk(make_proposal(fay, people=people))


def test_those_without_an_address_are_asked_for_first(fay: Person):
    desk = nameless(fay)

    assertContains(desk.get("publication/"), "10 people have no address yet.")
    assertContains(publish(desk), "no address yet", status_code=409)  # type: ignore[arg-type]

    lines = "\n".join(f"Person {at}, p{at}@example.org" for at in range(10))
    desk.post("addresses/", lines=lines)
    publish(desk)

    assert Seat.objects.filter(email="p7@example.org").exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Person 1", "Write a name, a comma and an address."),
        ("Zed, zed@example.org", "Nobody here is called “Zed”."),
        ("Person 1, nowhere", "“nowhere”: This is not an e-mail address."),
        ("Person 1, a@example.org\nPerson 2, a@example.org", "is given for two people."),
    ],
)
def test_a_line_that_is_unclear_is_named(fay: Person, line: str, fault: str):
    response = nameless(fay).post("addresses/", lines=line)

    assertContains(response, fault, status_code=422)


def test_once_people_are_asked_only_groups_are_mended(desk: Desk):
    publish(desk)

    for page in ("people/", "rules/", "search/"):
        assert desk.get(page).status_code == 404
    for page in ("proposal/", "why/?person=1"):
        assert desk.get(page).status_code == 200
    assertContains(desk.get("proposal/"), "To the answers")
    assert "Search again" not in desk.text("proposal/")


def test_when_all_stand_there_is_nothing_left_to_mend(desk: Desk):
    publish(desk)
    for number in range(2):
        everybody_says_yes(group=number)

    for page in ("people/", "rules/", "proposal/", "search/", "why/?person=1"):
        assert desk.get(page).status_code == 404
    assert desk.change("locked", one=0).status_code == 404
    assertContains(desk.get("publication/"), "2 of 2 groups stand.")
