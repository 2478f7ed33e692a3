"""Programmes, lists and answers for tests."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.test import Client

from levelground.accounts.models import Person
from levelground.programmes.actions.invitations import draft_list, send_now, take_list
from levelground.programmes.actions.programmes import say, say_yes
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Invitee, Programme
from levelground.programmes.queries.programmes import invitees_of
from levelground.runtime import clock
from tests.make import make_person, signed_in

TUESDAY_MORNING = ((1440 + 540, 1440 + 720),)


def file(text: str | bytes) -> io.BytesIO:
    found = io.BytesIO(text.encode() if isinstance(text, str) else text)
    found.name = "people.csv"
    return found


@contextmanager
def later(**time: float) -> Iterator[None]:
    """Some time after now."""
    with clock.held(clock.now() + timedelta(**time)):
        yield


def known(*names: str, **more: Any) -> list[InviteeRow]:
    return [InviteeRow(email=f"{name.lower()}@example.org", name=name, **more) for name in names]


def ask(programme: Programme, people: Sequence[InviteeRow], *, send: bool = True) -> list[Invitee]:
    """Take a list in, and let its letters leave."""
    draft_list(programme=programme, people=people, notes=())
    take_list(programme=programme)
    if send:
        send_now(programme=programme)
    return list(
        Invitee.objects.filter(programme=programme, email__in=[one.email for one in people])
    )


def joins(name: str, programme: Programme, **said: Any) -> Person:
    """Somebody who was asked and says yes."""
    person = Person.objects.filter(email=f"{name.lower()}@example.org").first() or make_person(name)
    if not invitees_of(person).filter(programme=programme).exists():
        ask(programme, known(name))
    say(person=person, **({"free": TUESDAY_MORNING, "time_zone": "UTC"} | said))
    say_yes(invitee=invitees_of(person).get(programme=programme), by=person)
    return person


class Desk:
    """A coordinator's browser at one programme."""

    def __init__(self, programme: Programme, *, client: Client | None = None) -> None:
        self.programme = programme
        self.client = client or signed_in(programme.by)

    def get(self, at: str = "", **query: Any) -> Any:
        return self.client.get(f"/programmes/{self.programme.pk}/{at}", query)

    def post(self, at: str = "", **data: Any) -> Any:
        return self.client.post(f"/programmes/{self.programme.pk}/{at}", data)

    def text(self, at: str = "") -> str:
        return str(self.get(at).content.decode())


class Phone:
    """A person's browser at one programme to which they were asked."""

    def __init__(self, programme: Programme, person: Person) -> None:
        self.programme, self.person, self.client = programme, person, signed_in(person)

    def get(self, page: str = "") -> Any:
        return self.client.get(f"/asked/{self.programme.pk}/{page}")

    def post(self, page: str = "", **data: Any) -> Any:
        return self.client.post(f"/asked/{self.programme.pk}/{page}", data)

    def invitee(self) -> Invitee:
        return Invitee.objects.get(programme=self.programme, email=self.person.email)
