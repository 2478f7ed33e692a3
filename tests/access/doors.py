"""Where each door stands, and how to take it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from levelground.accounts.models import Person
from levelground.commitments.models import Commitment
from levelground.credentials.models import Passkey
from levelground.formation.models import Round, Seat
from levelground.groups.models import Group, Invitation
from levelground.programmes.models import Coordinator, Invitee, Programme
from levelground.reports.models import Certificate
from levelground.reports.queries.health import all_looked_after
from levelground.schedule.models import Date
from levelground.sessions.models import Session
from tests.access.table import Row, rows

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

MODELS: dict[str, type[Model]] = {
    "groups": Group,
    "living_groups": Group,
    "sessions": Session,
    "rounds": Round,
    "commitments": Commitment,
    "certificates": Certificate,
    "dates": Date,
    "programmes": Programme,
    "invitees": Invitee,
    "seats": Seat,
    "invitations": Coordinator,
    "passkeys": Passkey,
}


def open_up(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this door let everybody in."""
    if door.endswith("invitation_of"):
        monkeypatch.setattr(door, lambda person, secret: Invitation.objects.first())
    elif door.endswith("looked_after_by"):
        monkeypatch.setattr(door, lambda person: {one.key: one for one in all_looked_after()})
    else:
        monkeypatch.setattr(door, everything(MODELS[door.rpartition(".")[2].removesuffix("_of")]))


def everything(model: type[Model]) -> Callable[[Person], Any]:
    return lambda person: model._default_manager.all()


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
