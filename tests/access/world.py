"""Ada's group and all that is in it, and how each of the cast asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from levelground.accounts.models import Person
from levelground.commitments.models import Commitment
from levelground.credentials.models import Passkey
from levelground.formation.actions.rounds import begin_round
from levelground.formation.models import Round, Seat
from levelground.groups.queries.groups import member_of
from levelground.programmes.actions.coordinators import ask_to_coordinate
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Programme
from levelground.reports.models import CHECK_LENGTH, Certificate
from levelground.runtime import clock
from levelground.schedule.actions import make_feed
from levelground.schedule.models import Date
from levelground.schedule.queries.links import answer_secret
from levelground.sessions.actions.sessions import plan_session
from levelground.sessions.models import Session
from tests.credentials.making import make_passkey
from tests.formation.making import make_seat
from tests.make import (
    Cast,
    make_agreement,
    make_cast,
    make_commitment,
    make_dates,
    make_invitation,
    make_person,
    make_programme,
    signed_in,
)
from tests.reports.making import make_certificate_of, make_looked_after

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class World:
    cast: Cast
    session: Session
    round: Round
    commitment: Commitment
    programme: Programme
    seat: Seat
    date: Date
    secrets: dict[str, str]  # by the beginning of the address
    gus: Person
    certificate: Certificate
    looked_after: Round
    passkey: Passkey
    sign_ins: dict[str, str] = field(default_factory=dict)  # of this test; by who
    browsers: dict[str, Client] = field(
        default_factory=dict
    )  # by who; with the middleware they found

    def path_of(self, address: str, *, missing: bool = False) -> str:
        """An address with the ids of Ada's group; or with ids that do not exist."""
        things = {
            "groups": self.cast.group,
            "sessions": self.session,
            "forming": self.round,
            "commitments": self.commitment,
            "certificates": self.certificate,
            "programmes": self.programme,
            "asked": self.programme,
            "seats": self.seat,
            "dates": self.date,
            "account": self.passkey,
        }
        kind = address.split("/", maxsplit=1)[0]
        thing = things.get(kind, self.cast.group)
        secret = self.secrets.get(kind, "")
        ids = {
            "<int:pk>": 999_999 if missing else thing.pk,
            "<int:invitation_pk>": 1,
            "<int:question_pk>": 1,
            "<int:version>": 1,
            "<slug:clause>": "line",
            "<uuid:worry>": "6f2d61ac-2d8c-4b1c-9a56-1c2d6f2d61ac",
            "<int:group_pk>": 999_999 if missing else self.cast.group.pk,
            "<uuid:words_id>": "8c4f3a0e-6b8e-4d3c-9b57-2f6a1d0c9e11",
            "<int:date_pk>": 999_999 if missing else self.date.pk,
            "<str:secret>": "x" * len(secret) if missing else secret,
            "<slug:key>": f"round-{999_999 if missing else self.looked_after.pk}",
            "<slug:code>": "x" * CHECK_LENGTH if missing else self.certificate.code,
        }
        for part, value in ids.items():
            address = address.replace(part, str(value))
        assert "<" not in address, f"Say in World.path_of what {address} stands for."
        return "/" + address.replace("(home)", "")


def make_world() -> World:
    cast = make_cast()
    session = plan_session(
        group=cast.group, by=cast.ada, starts_at=clock.now(), minutes=60, frame="meeting"
    )
    programme = make_programme(by=cast.fay)
    ask_one(programme=programme, known=InviteeRow(email=cast.hana.email, name="Hana Moe"))
    gus = make_person("Gus", is_staff=True)
    ask_to_coordinate(programme=programme, email=gus.email)
    make_agreement(group=cast.group, opened_again=True)
    date = make_dates(cast.group).dates.latest("starts_at")
    ben = member_of(cast.ben, cast.group)
    assert ben
    return World(
        cast=cast,
        session=session,
        date=date,
        round=begin_round(by=cast.fay, name="Spring"),
        commitment=make_commitment(by=cast.ada, group=cast.group),
        programme=programme,
        secrets={
            "invitations": make_invitation(group=cast.group, by=cast.ada, email=cast.dana.email),
            "coming": answer_secret(date, ben.pk),
            "calendar": make_feed(person=cast.ben),
        },
        gus=gus,
        certificate=make_certificate_of(cast.ada),
        looked_after=make_looked_after(by=cast.fay),
        seat=make_seat(by=gus, email=cast.dana.email),
        passkey=make_passkey(cast.ada),
    )


def client_of(world: World, who: str) -> Client:
    """The browser of somebody, who signs in once in each test. It remembers nothing else."""
    client, name = world.browsers.setdefault(who, Client()), settings.SESSION_COOKIE_NAME
    client.cookies.clear()
    if who == "nobody":
        return client
    if who not in world.sign_ins:
        person = world.gus if who == "gus" else getattr(world.cast, who)
        world.sign_ins[who] = signed_in(person).cookies[name].value
    client.cookies[name] = world.sign_ins[who]
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What is asked here leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(world: World, who: str, method: str, where: str) -> Any:
    client = client_of(world, who)
    with undone():
        return client.generic(method, where, data="said=nothing", content_type=FORM)
