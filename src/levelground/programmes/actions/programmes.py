"""Opening and changing programmes; and what a person says and answers, each for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.core.formation import OrganisationRule, Rules, Weights
from levelground.core.formation.reading.profiles import Confidence, ProfileAnswers
from levelground.core.formation.reading.rules_writer import written
from levelground.programmes import store
from levelground.programmes.actions.withdrawal_hooks import somebody_left
from levelground.programmes.models import (
    Affiliation,
    Invitee,
    Organisation,
    Profile,
    Programme,
)
from levelground.programmes.queries.programmes import is_needed_by_some, profile_of, rules_of
from levelground.runtime import clock

MOST_CONFIDENCES = 20  # things told in confidence by one person


class CannotJoin(Exception):
    """The message is for whoever wants to say yes."""


class Frame(TypedDict):
    """What a coordinator says of a programme."""

    name: str
    kind: str
    organisations: Sequence[str]
    starts_on: date
    ends_on: date
    time_zone: str
    minutes: int
    every: int
    asks: str
    agency: str
    agency_address: str
    law: str
    is_health_setting: bool


@transaction.atomic
def open_programme(*, by: Person, frame: Frame, grades_apart: int | None = None) -> Programme:
    """A new programme, with the rules of the source.

    grades_apart: said once and for all. To change it and look again would tell people's grades.
    """
    programme = Programme(by=by, made_at=clock.now())
    _put(programme, frame, Rules(grades_apart=grades_apart), Weights())
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, frame: Frame) -> None:
    """Change how a programme asks and when it meets; its other rules stay as they are."""
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    _put(locked, frame, *rules_of(locked))


@transaction.atomic
def say(*, person: Person, **answers: Any) -> None:
    """Keep what a person says of themselves: fields of `Said`. The rest stays as it was."""
    profile = Profile.objects.select_for_update().filter(person=person).first()
    before = store.open_profile(profile) if profile else ProfileAnswers()
    profile = profile or Profile(person=person)
    store.seal_profile(profile, replace(before, **answers))
    profile.changed_at = clock.now()
    profile.save()


@transaction.atomic
def say_where_one_works(*, person: Person, organisations: Sequence[tuple[str, bool]]) -> None:
    """The organisations a person belongs to, each with whether they are paid there."""
    Affiliation.objects.filter(person=person).delete()
    for name, is_paid in organisations:
        Affiliation.objects.get_or_create(
            person=person, organisation=_organisation(name), defaults={"is_paid": is_paid}
        )


@transaction.atomic
def tell_in_confidence(*, person: Person, confidence: Confidence) -> None:
    """One thing more that the next forming must know, and nobody else.

    Whoever is asked to no programme has no profile, and none is begun for this.
    """
    if not is_needed_by_some(person):
        return
    known = profile_of(person).confidences
    if confidence not in known:
        say(person=person, confidences=(*known, confidence)[-MOST_CONFIDENCES:])


@transaction.atomic
def say_yes(*, invitee: Invitee, by: Person) -> None:
    """Opt in. What a list had said of them is gone; what they said themselves is what counts.

    Raises CannotJoin.
    """
    if not profile_of(by).free:
        raise CannotJoin(_("Say first when you could meet."))
    mine = Invitee.objects.select_for_update().filter(pk=invitee.pk).standing(clock.now())
    if not mine.exists():
        raise CannotJoin(_("This came too late: you are no longer asked."))
    mine.exclude(state=Invitee.State.YES).update(
        state=Invitee.State.YES,
        person=by,
        name=invitee.name or by.name,
        answered_at=clock.now(),
        known=b"",
        wrapped=b"",
    )


@transaction.atomic
def say_no(*, invitee: Invitee, by: Person) -> None:
    """Not to take part, now or any longer. It needs no reason; what was said for it is deleted.

    The address stays until the programme ends, so that nobody asks again.
    """
    locked = Invitee.objects.select_for_update().get(pk=invitee.pk)
    was_in = locked.state in (Invitee.State.YES, Invitee.State.GONE)
    locked.state = Invitee.State.GONE if was_in else Invitee.State.NO
    locked.answered_at, locked.person, locked.name = clock.now(), None, ""
    locked.known, locked.wrapped = b"", b""
    locked.save()
    somebody_left(locked.email, locked.programme)
    forget_unneeded(by)


def forget_unneeded(person: Person) -> None:
    """Delete what somebody said of themselves once no programme needs it."""
    if not is_needed_by_some(person):
        Profile.objects.filter(person=person).delete()
        Affiliation.objects.filter(person=person).delete()


def _put(programme: Programme, frame: Frame, rules: Rules, weights: Weights) -> None:
    plain: dict[str, Any] = {key: value for key, value in frame.items() if key != "organisations"}
    for key, value in plain.items():
        setattr(programme, key, value)
    weeks = max((frame["ends_on"] - frame["starts_on"]).days // 7, 1)
    changed = replace(
        rules,
        organisation=OrganisationRule(frame["kind"]),
        time_zone=frame["time_zone"],
        starts_on=frame["starts_on"],
        weeks=weeks,
        meeting_minutes=frame["minutes"],
    )
    programme.rules = written(changed, weights)
    programme.save()
    programme.organisations.set([_organisation(name) for name in frame["organisations"]])


def _organisation(name: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).first()
    return known or Organisation.objects.create(name=name)
