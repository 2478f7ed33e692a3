from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import mail
from pytest_django.asserts import assertContains

from levelground.accounts.models import Person
from levelground.demo.cast import make_person
from levelground.formation import actions, searching
from levelground.formation.actions import letter_sent, take_letter
from levelground.formation.models import Change, Letter, Publication, Roster, Search
from levelground.formation.queries import version_of
from levelground.formation.store import open_letter
from levelground.groups.actions import form_group
from levelground.groups.models import Group, Invitation, Member
from levelground.live import clock
from tests.formation.making import Desk, candidates, later, make_proposal
from tests.make import signed_in


def publish(desk: Desk, **more: str) -> object:
    return desk.post("publication/", version=version_of(desk.round), **more)


def send_all() -> None:
    while letter := take_letter(until=clock.now()):
        searching._send(letter)


def test_those_with_an_account_are_in_and_the_others_are_asked(desk: Desk):
    ada = make_person("Ada", email="person-0@example.org")

    publish(desk)

    assert [member.person for member in Member.objects.all()] == [ada]
    assert Group.objects.count() == 2
    assert Invitation.objects.count() == 9
    assertContains(desk.get("publication/"), "1 in it, 4 asked")
    assertContains(desk.get("publication/"), "9 letters are still on their way out.")


def test_each_letter_is_sent_and_nothing_of_it_stays(desk: Desk):
    publish(desk)

    send_all()

    assert len(mail.outbox) == 10
    assert not Letter.objects.exists()
    assert all("Autumn" not in str(m.body) + m.subject for m in mail.outbox)


def test_the_link_of_a_letter_lets_its_reader_in(desk: Desk):
    publish(desk)
    first = Letter.objects.first()
    assert first is not None
    email, secret = open_letter(first)
    reader = make_person("Ada", email=email)

    response = signed_in(reader).post(f"/invitations/{secret}/")

    assert response.status_code == 302
    assert reader.memberships.count() == 1


def test_what_people_said_is_erased(desk: Desk):
    publish(desk)

    assert not Roster.objects.exists()
    assert not Search.objects.exists()
    assert not Change.objects.exists()


def test_publishing_twice_is_publishing_once(desk: Desk):
    version = version_of(desk.round)
    for _ in range(2):
        desk.post("publication/", version=version)

    assert Publication.objects.count() == 1
    assert Group.objects.count() == 2
    assert Letter.objects.count() == 10


def test_all_or_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    made: list[object] = []

    def breaking(**what: object) -> object:
        if made:
            raise RuntimeError("the lights go out")
        made.append(what)
        return form_group(**what)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(actions, "form_group", breaking)
    with pytest.raises(RuntimeError):
        publish(desk)

    assert made
    assert not Group.objects.exists()
    assert not Invitation.objects.exists()
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

    assert Invitation.objects.filter(email="p7@example.org").exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Person 1", "Write a name, a comma and an address."),
        ("Zed, zed@example.org", "Nobody here is called “Zed”."),
        ("Person 1, nowhere", "“nowhere” is not an e-mail address."),
        ("Person 1, a@example.org\nPerson 2, a@example.org", "is given for two people."),
    ],
)
def test_a_line_that_is_unclear_is_named(fay: Person, line: str, fault: str):
    response = nameless(fay).post("addresses/", lines=line)

    assertContains(response, fault, status_code=422)


def test_a_letter_that_does_not_get_away_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    publish(desk)
    letter = take_letter(until=clock.now() + searching.AGAIN_AFTER)
    assert letter is not None

    def fails(**what: object) -> None:
        raise OSError("no line")

    monkeypatch.setattr(searching, "send_invitation", fails)
    searching._send(letter)

    assert Letter.objects.filter(pk=letter.pk).exists()
    with later(minutes=3):
        again = take_letter(until=clock.now())
        assert again is not None
        assert again.pk == letter.pk
        letter_sent(letter=again)


def test_what_is_published_cannot_be_changed_any_more(desk: Desk):
    publish(desk)

    for page in ("people/", "rules/", "proposal/", "search/", "why/?person=1"):
        assert desk.get(page).status_code == 404
    assert desk.change("locked", one=0).status_code == 404
