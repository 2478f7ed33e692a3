"""Who gets which answer, from every address there is. A new address must be put into the table.

The columns: somebody who is not signed in; Ada and Ben, members; Dana, a stranger, whom Ada has
invited; Eli, who has left; Hana, a member of another group, whom Fay has asked to a programme; Fay,
who coordinates and has begun a round of forming groups; Gus, who coordinates something else, and
whom Fay has asked to look after her programme, without an answer. Dana
also has a seat in a group that is being asked.
The answers: a status, or `in` for “sign in first”, or `go` for any other redirect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from pytest_django import DjangoDbBlocker, Settings

from levelground.accounts.models import Person
from levelground.audit.queries import entries_between
from levelground.commitments.models import Commitment
from levelground.core.audit import EntryKind
from levelground.credentials.models import Passkey
from levelground.formation.actions.rounds import begin_round
from levelground.formation.models import Round, Seat
from levelground.groups.models import Group, Invitation
from levelground.groups.queries.groups import member_of
from levelground.live import clock
from levelground.programmes.actions.coordinators import ask_to_coordinate
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Coordinator, Invitee, Programme
from levelground.reports.models import CHECK_LENGTH, Certificate
from levelground.reports.queries.health import all_looked_after
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

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
WHO = ("nobody", "ada", "ben", "dana", "eli", "hana", "fay", "gus")
TABLE = """
address                          method  nobody  ada  ben  dana  eli  hana  fay  gus
(home)                           GET     200     200  200  200   200  200   200  200
.well-known/security.txt         GET     404     404  404  404   404  404   404  404
sign-in/                         GET     200     go   go   go    go   go    go   go
sign-in/                         POST    200     go   go   go    go   go    go   go
sign-in/code/                    GET     in      go   go   go    go   go    go   go
sign-in/code/                    POST    in      go   go   go    go   go    go   go
sign-in/name/                    GET     in      go   go   go    go   go    go   go
sign-in/name/                    POST    in      go   go   go    go   go    go   go
sign-in/closed/                  GET     200     200  200  200   200  200   200  200
sign-out/                        POST    go      go   go   go    go   go    go   go
sign-out/everywhere/             POST    in      go   go   go    go   go    go   go
sign-in/more/                    GET     in      go   go   go    go   go    go   go
sign-in/recovery-code/           POST    in      go   go   go    go   go    go   go
sign-in/passkey/options/         POST    200     200  200  200   200  200   200  200
sign-in/passkey/                 POST    in      go   go   go    go   go    go   go
sign-in/provider/                POST    404     404  404  404   404  404   404  404
sign-in/provider/back/           GET     404     404  404  404   404  404   404  404
account/sign-in/                 GET     in      200  200  200   200  200   200  200
account/devices/sign-out/        POST    in      go   go   go    go   go    go   go
account/passkeys/options/        POST    in      200  200  200   200  200   200  200
account/passkeys/                POST    in      go   go   go    go   go    go   go
account/passkeys/<int:pk>/       GET     in      200  404  404   404  404   404  404
account/passkeys/<int:pk>/       POST    in      422  404  404   404  404   404  404
account/passkeys/<int:pk>/removal/  POST  in     go   404  404   404  404   404  404
account/recovery-codes/          GET     in      go   go   go    go   go    go   go
account/recovery-codes/          POST    in      go   go   go    go   go    go   go
account/provider/                POST    in      404  404  404   404  404   404  404
account/provider/removal/        POST    in      go   go   go    go   go    go   go
account/again/                   GET     in      go   go   go    go   go    go   go
account/again/                   POST    in      go   go   go    go   go    go   go
account/                         GET     in      200  200  200   200  200   200  200
account/                         POST    in      422  422  422   422  422   422  422
who-can-see-what/                GET     200     200  200  200   200  200   200  200
mine/                            GET     in      200  200  200   200  200   200  200
mine/download/                   GET     in      200  200  200   200  200   200  200
mine/activity/                   GET     in      200  200  200   200  200   200  200
mine/address/                    GET     in      200  200  200   200  200   200  200
mine/address/                    POST    in      422  422  422   422  422   422  422
mine/closing/                    GET     in      200  200  200   200  200   200  200
mine/closing/                    POST    in      422  422  422   422  422   422  422
mine/closed/                     GET     200     200  200  200   200  200   200  200
picture/                         GET     in      404  404  404   404  404   200  200
picture/<slug:key>/              GET     in      404  404  404   404  404   200  404
picture/<slug:key>/csv/          GET     in      404  404  404   404  404   200  404
picture/<slug:key>/pdf/          GET     in      404  404  404   404  404   200  404
picture/<slug:key>/export/       GET     in      404  404  404   404  404   200  404
picture/<slug:key>/removal/      GET     in      404  404  404   404  404   200  404
picture/<slug:key>/removal/      POST    in      404  404  404   404  404   422  404
certificates/                    GET     in      200  200  200   200  200   200  200
certificates/hours/              GET     in      200  200  200   200  200   200  200
certificates/hours/              POST    in      go   go   go    go   go    go   go
certificates/new/                GET     in      200  200  200   200  200   200  200
certificates/new/                POST    in      422  422  422   422  422   422  422
certificates/<int:pk>/           GET     in      200  404  404   404  404   404  404
certificates/<int:pk>/pdf/       GET     in      200  404  404   404  404   404  404
certificates/<int:pk>/revocation/  GET   in      200  404  404   404  404   404  404
certificates/<int:pk>/revocation/  POST  in      go   404  404   404  404   404  404
certificates/check/              GET     200     200  200  200   200  200   200  200
certificates/check/              POST    422     422  422  422   422  422   422  422
certificates/check/<slug:code>/   GET     200     200  200  200   200  200   200  200
groups/new/                      GET     in      200  200  200   200  200   200  200
groups/new/                      POST    in      422  422  422   422  422   422  422
groups/<int:pk>/                 GET     in      200  200  404   404  404   404  404
groups/<int:pk>/edit/            GET     in      200  200  404   404  404   404  404
groups/<int:pk>/edit/            POST    in      422  422  404   404  404   404  404
groups/<int:pk>/invitations/     POST    in      422  422  404   404  404   404  404
groups/<int:pk>/invitations/<int:invitation_pk>/withdrawal/  POST  in  go  go  404  404  404  404  404
groups/<int:pk>/questions/<int:question_pk>/  POST  in  go   go   404   404  404   404  404
groups/<int:pk>/merging/         GET     in      200  200  404   404  404   404  404
groups/<int:pk>/merging/         POST    in      422  422  404   404  404   404  404
groups/<int:pk>/ending/          GET     in      200  200  404   404  404   404  404
groups/<int:pk>/ending/          POST    in      go   go   404   404  404   404  404
groups/<int:pk>/leaving/         GET     in      200  200  404   404  404   404  404
groups/<int:pk>/leaving/         POST    in      go   go   404   404  404   404  404
invitations/<str:secret>/        GET     in      404  404  200   404  404   404  404
invitations/<str:secret>/        POST    in      404  404  go    404  404   404  404
groups/<int:group_pk>/agreement/                             GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/ticks/                       GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/draft/                       POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/clauses/<slug:clause>/       GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/clauses/<slug:clause>/       POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/proposal/                    POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/acceptance/                  POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/review/                      POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/versions/<int:version>/      GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/versions/<int:version>/book/ GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/versions/<int:version>/pdf/  GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/employer/                    GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/employer/                    POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/employer/book/               GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/employer/pdf/                GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/                     GET    in      200  200  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/                     POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/<uuid:worry>/back/   POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/<uuid:worry>/clause/ POST   in      422  422  404   404  404   404  404
groups/<int:group_pk>/agreement/worries/enough/              POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/going-on/            POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/showing/             POST   in      go   go   404   404  404   404  404
groups/<int:group_pk>/agreement/worries/again/               POST   in      go   go   404   404  404   404  404
sessions/join/                   GET     in      200  200  200   200  200   200  200
sessions/join/                   POST    in      422  422  422   422  422   422  422
sessions/of/<int:group_pk>/new/  GET     in      200  200  404   404  404   404  404
sessions/of/<int:group_pk>/new/  POST    in      422  422  404   404  404   404  404
sessions/of-date/<int:date_pk>/  POST    in      go   go   404   404  404   404  404
sessions/<int:pk>/               GET     in      200  200  404   404  404   404  404
sessions/plans/<int:pk>/         GET     in      200  200  404   404  404   404  404
sessions/plans/<int:pk>/         POST    in      422  422  404   404  404   404  404
sessions/plans/<int:pk>/cancelled/ POST    in      go   go   404   404  404   404  404
sessions/<int:pk>/moves/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/words/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/worth/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/words/<uuid:words_id>/change/ POST in 422  422  404   404  404   404  404
sessions/<int:pk>/words/<uuid:words_id>/take-back/ POST in go go  404   404  404   404  404
sessions/<int:pk>/draft/         POST    in      422  422  404   404  404   404  404
sessions/<int:pk>/pad/           POST    in      go   go   404   404  404   404  404
sessions/<int:pk>/room/          GET     in      200  200  404   404  404   404  404
sessions/<int:pk>/ticks/         GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/picture/   GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/picture/dismissal/  POST  in  422  422  404  404  404  404  404
groups/<int:group_pk>/commitments/  GET  in      200  200  404   404  404   404  404
commitments/<int:pk>/            GET     in      200  404  404   404  404   404  404
commitments/<int:pk>/            POST    in      422  404  404   404  404   404  404
for-me-alone/                    GET     in      200  200  200   200  200   200  200
for-me-alone/                    POST    in      422  422  422   422  422   422  422
for-me-alone/kept/               POST    in      go   go   go    go   go    go   go
for-me-alone/deletion/           POST    in      422  422  422   422  422   422  422
commitments/reminders/           POST    in      422  422  422   422  422   422  422
groups/<int:group_pk>/time/      GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/time/      POST    in      422  422  404   404  404   404  404
groups/<int:group_pk>/time/proposals/  POST  in  422  422  404   404  404   404  404
groups/<int:group_pk>/time/answers/  POST  in    422  422  404   404  404   404  404
groups/<int:group_pk>/dates/     GET     in      200  200  404   404  404   404  404
groups/<int:group_pk>/dates/plan/  GET   in      200  200  404   404  404   404  404
groups/<int:group_pk>/dates/plan/  POST  in      422  422  404   404  404   404  404
groups/<int:group_pk>/dates/ending/  GET  in     200  200  404   404  404   404  404
groups/<int:group_pk>/dates/ending/  POST  in    go   go   404   404  404   404  404
dates/<int:pk>/                  GET     in      200  200  404   404  404   404  404
dates/<int:pk>/coming/           POST    in      422  422  404   404  404   404  404
dates/<int:pk>/moving/           GET     in      200  200  404   404  404   404  404
dates/<int:pk>/moving/           POST    in      422  422  404   404  404   404  404
dates/<int:pk>/cancelling/       GET     in      200  200  404   404  404   404  404
dates/<int:pk>/cancelling/       POST    in      go   go   404   404  404   404  404
coming/<str:secret>/             GET     200     200  200  200   200  200   200  200
coming/<str:secret>/             POST    422     422  422  422   422  422   422  422
calendar/                        GET     in      200  200  200   200  200   200  200
calendar/                        POST    in      200  200  200   200  200   200  200
calendar/off/                    POST    in      go   go   go    go   go    go   go
calendar/<str:secret>.ics        GET     200     200  200  200   200  200   200  200
forming/                         GET     in      404  404  404   404  404   200  200
forming/new/                     GET     in      404  404  404   404  404   200  200
forming/new/                     POST    in      404  404  404   404  404   422  422
forming/<int:pk>/                GET     in      404  404  404   404  404   go   404
forming/<int:pk>/people/         GET     in      404  404  404   404  404   200  404
forming/<int:pk>/people/         POST    in      404  404  404   404  404   422  404
forming/<int:pk>/people/taken/   POST    in      404  404  404   404  404   go   404
forming/<int:pk>/rules/          GET     in      404  404  404   404  404   go   404
forming/<int:pk>/rules/          POST    in      404  404  404   404  404   go   404
forming/<int:pk>/search/         GET     in      404  404  404   404  404   go   404
forming/<int:pk>/search/         POST    in      404  404  404   404  404   go   404
forming/<int:pk>/search/stop/    POST    in      404  404  404   404  404   go   404
forming/<int:pk>/proposal/       GET     in      404  404  404   404  404   go   404
forming/<int:pk>/changes/        POST    in      404  404  404   404  404   go   404
forming/<int:pk>/undo/           POST    in      404  404  404   404  404   go   404
forming/<int:pk>/why/            GET     in      404  404  404   404  404   go   404
forming/<int:pk>/addresses/      POST    in      404  404  404   404  404   404  404
forming/<int:pk>/publication/    GET     in      404  404  404   404  404   go   404
forming/<int:pk>/reminders/      POST    in      404  404  404   404  404   go   404
forming/<int:pk>/finishing/      GET     in      404  404  404   404  404   200  404
forming/<int:pk>/finishing/      POST    in      404  404  404   404  404   go   404
forming/<int:pk>/publication/    POST    in      404  404  404   404  404   go   404
forming/<int:pk>/erasing/        GET     in      404  404  404   404  404   200  404
forming/<int:pk>/erasing/        POST    in      404  404  404   404  404   go   404
programmes/                      GET     in      404  404  404   404  404   200  200
programmes/new/                  GET     in      404  404  404   404  404   200  200
programmes/new/                  POST    in      404  404  404   404  404   422  422
programmes/<int:pk>/             GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/edit/        GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/edit/        POST    in      404  404  404   404  404   422  404
programmes/<int:pk>/people/      GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/people/      POST    in      404  404  404   404  404   422  404
programmes/<int:pk>/people/taken/  POST    in      404  404  404   404  404   go   404
programmes/<int:pk>/people/undone/  POST    in      404  404  404   404  404   go   404
programmes/<int:pk>/people/one/  POST    in      404  404  404   404  404   422  404
programmes/<int:pk>/letters/     POST    in      404  404  404   404  404   go   404
programmes/<int:pk>/list/        GET     in      404  404  404   404  404   200  404
programmes/<int:pk>/coordinators/  POST  in      404  404  404   404  404   422  404
programmes/<int:pk>/leaving/     POST    in      404  404  404   404  404   409  404
programmes/asked/<int:pk>/       POST    in      404  404  404   404  404   404  go
asked/<int:pk>/                  GET     in      404  404  404   404  200   404  404
asked/<int:pk>/about-you/        GET     in      404  404  404   404  200   404  404
asked/<int:pk>/about-you/        POST    in      404  404  404   404  go    404  404
asked/<int:pk>/in-confidence/    GET     in      404  404  404   404  200   404  404
asked/<int:pk>/in-confidence/    POST    in      404  404  404   404  go    404  404
asked/<int:pk>/times/            GET     in      404  404  404   404  200   404  404
asked/<int:pk>/times/            POST    in      404  404  404   404  422   404  404
asked/<int:pk>/yes/              GET     in      404  404  404   404  go    404  404
asked/<int:pk>/yes/              POST    in      404  404  404   404  go    404  404
asked/<int:pk>/no/               GET     in      404  404  404   404  200   404  404
asked/<int:pk>/no/               POST    in      404  404  404   404  go    404  404
about-you/                       GET     in      200  200  200   200  200   200  200
about-you/answers/               GET     in      go   go   go    go   200   go   go
about-you/answers/               POST    in      go   go   go    go   go    go   go
about-you/in-confidence/         GET     in      go   go   go    go   200   go   go
about-you/in-confidence/         POST    in      go   go   go    go   go    go   go
about-you/times/                 GET     in      go   go   go    go   200   go   go
about-you/times/                 POST    in      go   go   go    go   422   go   go
seats/                           GET     in      200  200  go    200  200   200  200
seats/<int:pk>/                  GET     in      404  404  200   404  404   404  404
seats/<int:pk>/                  POST    in      404  404  go    404  404   404  404
seats/<int:pk>/wrong/            GET     in      404  404  200   404  404   404  404
seats/<int:pk>/wrong/            POST    in      404  404  422   404  404   404  404
"""
# Where each door stands: the name in the view's module, and whose rooms are behind it.
# A place is the beginning of addresses, or with a $ at its end just this one.
DOORS: dict[str, str | tuple[str, ...]] = {
    "levelground.groups.views.groups.groups_of": "groups/<int:pk>/$",
    "levelground.agreements.views.agreement.groups_of": "groups/<int:group_pk>/agreement/",
    "levelground.groups.views.groups.living_groups_of": (
        "groups/<int:pk>/edit",
        "groups/<int:pk>/invitations/$",
        "groups/<int:pk>/leaving",
    ),
    "levelground.groups.views.decisions.living_groups_of": (
        "groups/<int:pk>/invitations/<int:invitation_pk>",
        "groups/<int:pk>/questions",
        "groups/<int:pk>/merging",
        "groups/<int:pk>/ending",
    ),
    "levelground.sessions.views.plan.living_groups_of": "sessions/of/<int:group_pk>",
    "levelground.sessions.views.plan.dates_of": "sessions/of-date",
    "levelground.sessions.views.session.sessions_of": "sessions/<int:pk>",
    "levelground.sessions.views.plan.sessions_of": "sessions/plans/<int:pk>",
    "levelground.reviews.views.groups_of": "groups/<int:group_pk>/picture",
    "levelground.commitments.views.groups_of": "groups/<int:group_pk>/commitments",
    "levelground.commitments.views.commitments_of": "commitments/<int:pk>",
    "levelground.schedule.views.finding.living_groups_of": "groups/<int:group_pk>/time",
    "levelground.schedule.views.dates.living_groups_of": "groups/<int:group_pk>/dates",
    "levelground.schedule.views.dates.dates_of": "dates/<int:pk>",
    "levelground.groups.views.groups.invitation_of": "invitations/<str:secret>",
    "levelground.formation.http.rounds_of": "forming/<int:pk>",
    "levelground.reports.views.certificates.certificates_of": "certificates/<int:pk>",
    "levelground.reports.views.picture.looked_after_by": "picture/<slug:key>",
    "levelground.programmes.views.coordinator.programmes_of": "programmes/<int:pk>",
    "levelground.programmes.views.coordinator.invitations_of": "programmes/asked/<int:pk>",
    "levelground.programmes.views.invitee.invitees_of": "asked/<int:pk>",
    "levelground.formation.views.seats.seats_of": "seats/<int:pk>",
    "levelground.credentials.views.passkeys.passkeys_of": "account/passkeys/<int:pk>",
}
# Here the address is the key: whoever has it comes in, signed in or not. What it opens, and that
# nothing else does, is in the tests of its app.
KEYS = ("certificates/check/<slug:code>/", "coming/<str:secret>/", "calendar/<str:secret>.ics")


@dataclass(frozen=True, slots=True)
class Row:
    address: str
    method: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


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


def rows() -> list[Row]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    assert lines[0] == ["address", "method", *WHO]
    return [Row(address, method, tuple(answers)) for address, method, *answers in lines[1:]]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once: there are many questions, and each of them is undone."""
    with django_db_blocker.unblock(), undone():
        yield make_world()


@pytest.fixture
def world(built: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    built.sign_ins.clear()
    monkeypatch.setattr("levelground.ui.pdf.pdf_of", lambda *_, **_style: b"%PDF")
    with undone():
        yield built


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
    """A browser of somebody, who signs in once in each test."""
    client, name = Client(), django_settings.SESSION_COOKIE_NAME
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


def told(response: Any) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith("/sign-in/") else "go"


def surprises(world: World, row: Row) -> list[str]:
    """Where an answer is other than declared."""
    where = world.path_of(row.address)
    return [
        f"{who}: {answer} instead of {expected}"
        for who, expected in zip(WHO, row.expected, strict=True)
        if (answer := told(ask(world, who, row.method, where))) != expected
    ]


# The table holds


@pytest.mark.parametrize("row", rows(), ids=str)
def test_everybody_gets_the_declared_answer(world: World, row: Row):
    assert not surprises(world, row)


@pytest.mark.parametrize("row", [row for row in rows() if row.method == "GET"], ids=str)
def test_head_is_answered_like_get_or_not_at_all(world: World, row: Row):
    for who, expected in zip(WHO, row.expected, strict=True):
        answer = told(ask(world, who, "HEAD", world.path_of(row.address)))
        assert answer in {expected, "405"}, who


def addresses() -> list[str]:
    return list(dict.fromkeys(row.address for row in rows()))


@pytest.mark.parametrize("address", addresses())
def test_what_is_not_declared_is_not_done(world: World, address: str):
    declared = {row.method for row in rows() if row.address == address}
    others = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - declared

    for method in sorted(others):
        for who in WHO:
            answer = told(ask(world, who, method, world.path_of(address)))
            assert answer in {"405", "in"}, f"{method} by {who}: {answer}"


# Nothing is forgotten


def routes(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, whole)
        else:
            yield whole or "(home)"


def undeclared(patterns: Sequence[URLPattern | URLResolver]) -> set[str]:
    return set(routes(patterns)) - set(addresses())


def test_every_address_is_in_the_table():
    assert not undeclared(get_resolver().url_patterns), "put it into TABLE"


def test_no_address_in_the_table_is_gone():
    assert not set(addresses()) - set(routes(get_resolver().url_patterns))


def test_control_a_new_address_is_noticed():
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("hello")

    more = [*get_resolver().url_patterns, path("groups/<int:pk>/secrets/", page)]

    assert undeclared(more) == {"groups/<int:pk>/secrets/"}


# What is not yours is as if it were not there


def seen(response: Any) -> tuple[object, ...]:
    text = re.sub(r'nonce="[^"]*"|\w{64}|\b[\w-]{43}\b|/(\d+|x{43})/', "", response.text)
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    headers["Content-Security-Policy"] = ""
    return response.status_code, sorted(headers.items()), text


def tells(world: World, row: Row) -> list[str]:
    """To whom an answer betrays that something exists which is not theirs."""
    here, nowhere = world.path_of(row.address), world.path_of(row.address, missing=True)
    return [
        who
        for who, expected in zip(WHO, row.expected, strict=True)
        if expected == "404"
        and seen(ask(world, who, row.method, here)) != seen(ask(world, who, row.method, nowhere))
    ]


@pytest.mark.parametrize("row", [row for row in rows() if "404" in row.expected], ids=str)
def test_a_refusal_does_not_tell_that_it_exists(world: World, row: Row):
    assert not tells(world, row)


def test_control_a_refusal_that_tells_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch):
    def telling(request: HttpRequest, exception: Exception) -> HttpResponse:
        group = request.path.split("/")[2]
        found = Group.objects.filter(pk=group).first() if group.isdecimal() else None
        return HttpResponse(f"Not your group: {found.name if found else ''}", status=404)

    monkeypatch.setattr("levelground.config.urls.handler404", telling, raising=False)
    row = next(row for row in rows() if str(row) == "GET groups/<int:pk>/")

    assert tells(world, row)


# Nothing is kept on the way


def is_feed(response: Any) -> bool:
    """A calendar: the program that fetched it, and nobody on the way, keeps it and asks for news."""
    return bool(response.headers["Content-Type"].startswith("text/calendar"))


@pytest.mark.parametrize("address", addresses())
def test_nobody_on_the_way_may_keep_an_answer(world: World, address: str):
    for who in WHO:
        response = ask(world, who, "GET", world.path_of(address))
        said = set(response["Cache-Control"].split(", "))
        if is_feed(response):
            assert said == {"private", "no-cache"}
        else:  # the sign-in pages say more, by the library's own hand
            assert said >= {"private", "no-store"}
        assert "Cookie" in response["Vary"]


POLICY = (  # goal S6
    "default-src 'none'",
    "script-src",
    "'strict-dynamic'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
)
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("address", addresses())
def test_every_answer_says_what_a_browser_may_do_with_it(world: World, address: str):
    for who in ("nobody", "ada", "dana"):
        for method in ("GET", "POST", "PUT"):
            response = ask(world, who, method, world.path_of(address))
            policy = response["Content-Security-Policy"]
            assert not [part for part in POLICY if part not in policy]
            assert "unsafe" not in policy
            assert ("'nonce-" in policy) == (b"<script" in response.content)
            assert {name: response[name] for name in HEADERS} == HEADERS
            assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("row", rows(), ids=str)
def test_a_closed_account_is_nobody(world: World, row: Row):
    """From the next answer on, although the browser is still signed in."""
    client = client_of(world, "ada")
    with undone():
        Person.objects.filter(pk=world.cast.ada.pk).update(is_active=False)
        where = world.path_of(row.address)
        response = client.generic(row.method, where, content_type=FORM)

        assert told(response) == row.expected[0]


@pytest.mark.parametrize("address", addresses())
def test_a_page_does_not_pass_for_a_file(world: World, address: str):
    """A cache that keeps everything called .css must not be given anybody's page."""
    where = world.path_of(address)
    for disguise in ("x.css", "%2fx.css", ";x.css", "..%2f..%2fstatic%2fx.css"):
        assert told(ask(world, "ada", "GET", where + disguise)) == "404"


# What coordinators ask for is written down


def unrecorded(world: World) -> list[str]:
    """Addresses at which a coordinator may change something, and the security log does not know."""
    silent = []
    for row in rows():
        by = dict(zip(WHO, row.expected, strict=True))
        coordinators = [who for who in ("fay", "gus") if by[who] not in {"404", "in"}]
        if row.method != "POST" or by["ada"] != "404" or not coordinators:
            continue
        client = client_of(world, coordinators[0])
        with undone():
            before = entry_count(EntryKind.COORDINATED)
            client.post(world.path_of(row.address), {"said": "nothing"})
            if entry_count(EntryKind.COORDINATED) == before:
                silent.append(row.address)
    return silent


def entry_count(kind: EntryKind) -> int:
    return entries_between(clock.now() - timedelta(days=1), kind=kind).count()


def test_whatever_a_coordinator_asks_for_is_in_the_security_log(world: World):
    assert unrecorded(world) == []


@pytest.mark.parametrize(
    "app", ["programmes.views.coordinator", "formation.http", "reports.views.picture"]
)
def test_control_a_door_that_writes_nothing_down_is_noticed(
    world: World, app: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"levelground.{app}.note_coordinating", lambda *_: None)

    assert unrecorded(world)


# Controls: take away one check, and the table must say so


def everything(model: type[Model]) -> Callable[[Person], Any]:
    return lambda person: model._default_manager.all()


def open_up(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this door let everybody in."""
    if door.endswith("invitation_of"):
        monkeypatch.setattr(door, lambda person, secret: Invitation.objects.first())
    elif door.endswith("looked_after_by"):
        monkeypatch.setattr(door, lambda person: {one.key: one for one in all_looked_after()})
    else:
        models: dict[str, type[Model]] = {
            "groups": Group,
            "living_groups": Group,
            "sessions": Session,
            "rounds": Round,
            "commitments": Commitment,
            "certificates": Certificate,
            "dates": Date,
        }
        models |= {"programmes": Programme, "invitees": Invitee, "seats": Seat}
        models |= {"invitations": Coordinator, "passkeys": Passkey}
        monkeypatch.setattr(door, everything(models[door.rpartition(".")[2].removesuffix("_of")]))


def stands_before(door: str, address: str) -> bool:
    places = DOORS[door]
    return any(
        address == place[:-1] if place.endswith("$") else address.startswith(place)
        for place in ((places,) if isinstance(places, str) else places)
    )


def behind(door: str) -> list[Row]:
    return [
        row
        for row in rows()
        if stands_before(door, row.address) and set(row.expected) != {"in", "404"}
    ]


@pytest.mark.parametrize(
    ("door", "row"), [(door, row) for door in DOORS for row in behind(door)], ids=str
)
def test_control_a_door_without_its_check_is_noticed_at_every_page(
    world: World, door: str, row: Row, monkeypatch: pytest.MonkeyPatch
):
    open_up(door, monkeypatch)

    try:
        found = surprises(world, row)
    except Exception as failure:  # noqa: BLE001  a stranger got in so far that the page broke
        found = [repr(failure)]
    assert found


def test_every_page_with_an_id_is_behind_a_door():
    with_id = [one for one in addresses() if "<" in one and one not in KEYS]

    assert not [one for one in with_id if not any(stands_before(door, one) for door in DOORS)]


OWN_QUESTION = {"sign-in/code/", "sign-in/name/", "sign-in/passkey/"}


def rows_for_people() -> list[Row]:
    """Those that need a sign-in. At the code and the name allauth asks by itself, and a passkey is one."""
    return [row for row in rows() if row.expected[0] == "in" and row.address not in OWN_QUESTION]


@pytest.mark.parametrize("row", rows_for_people(), ids=str)
def test_control_a_house_that_does_not_ask_who_comes_is_noticed(
    world: World, row: Row, settings: Settings
):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "LoginRequired" not in one]

    try:
        found = surprises(world, row)
    except Exception as failure:  # noqa: BLE001  nobody got in so far that the page broke
        found = [repr(failure)]
    assert found
