"""Who looks after a programme: asking a second coordinator, joining, and handing it over."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.letters.actions.letters import post
from levelground.programmes.models import Coordinator, Programme
from levelground.programmes.queries.programmes import beside, may_coordinate
from levelground.runtime import clock

MOST = 4  # beside whoever answers for it


class CannotCoordinate(Exception):
    """The message is for the coordinator."""


@transaction.atomic
def ask_to_coordinate(*, programme: Programme, email: str) -> None:
    """A letter to a coordinator, without a word of the programme. Raises CannotCoordinate."""
    programme = _locked(programme)
    person = Person.objects.filter(email=email).first()
    if person is None or not may_coordinate(person):
        raise CannotCoordinate(
            _("Nobody with this address may coordinate here. Ask whoever runs this place first.")
        )
    others = beside(programme)
    if person.pk == programme.by_id or others.filter(person=person).exists():
        raise CannotCoordinate(_("This person coordinates it, or has been asked."))
    if others.count() >= MOST:
        raise CannotCoordinate(
            _("At most %(most)d people coordinate a programme.") % {"most": MOST + 1}
        )
    Coordinator.objects.create(programme=programme, person=person, asked_at=clock.now())
    post(
        to=person.email,
        template="programmes/mail/coordinate.txt",
        context={"address": settings.ADDRESSES[0].rstrip("/") + reverse("programmes:programmes")},
        kind="coordinate",
        person=person,
    )


def take_back_asking(*, programme: Programme, number: int) -> None:
    """Whoever has not answered is no longer asked."""
    Coordinator.objects.filter(pk=number, programme=programme, since=None).delete()


def say_yes_to_coordinating(*, asked: Coordinator) -> None:
    Coordinator.objects.filter(pk=asked.pk, since=None).update(since=clock.now())


def say_no_to_coordinating(*, asked: Coordinator) -> None:
    Coordinator.objects.filter(pk=asked.pk, since=None).delete()


@transaction.atomic
def leave_programme(*, programme: Programme, by: Person) -> None:
    """Leave it to the others; who has been there longest answers for it. Raises CannotCoordinate."""
    programme = _locked(programme)
    others = beside(programme).filter(since__isnull=False)
    if programme.by_id != by.pk:
        others.filter(person=by).delete()
        return
    heir = next((one for one in others if may_coordinate(one.person)), None)
    if heir is None:
        raise CannotCoordinate(
            _(
                "Somebody has to look after this programme. Ask somebody in; once they have said yes, you can go."
            )
        )
    programme.by = heir.person
    programme.save(update_fields=["by"])
    heir.delete()


def _locked(programme: Programme) -> Programme:
    """One writer at a time. The programme as it is now."""
    return Programme.objects.select_for_update().get(pk=programme.pk)
