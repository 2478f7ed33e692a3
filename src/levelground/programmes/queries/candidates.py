"""Who said yes to a programme, with what they said, for the forming of groups and nothing else.

Only `formation` may import this. What it gives is never shown beside a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from levelground.core.formation import Person
from levelground.core.formation.reading.profiles import Joiner, ProfileAnswers, joined
from levelground.programmes import store
from levelground.programmes.models import Affiliation, Invitee, Profile, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Those who said yes. The three run side by side: who they are to the rules, and to us."""

    people: tuple[Person, ...] = field(repr=False)
    person_ids: tuple[int, ...]
    addresses: tuple[str, ...] = field(repr=False)


def people_of(programme: Programme) -> Joined:
    """Everybody who said yes, as the rules see them, in the order of their places."""
    invitees = list(
        Invitee.objects.filter(
            programme=programme, state=Invitee.State.YES, person__is_active=True
        ).select_related("person")
    )
    ids = [invitee.person_id for invitee in invitees if invitee.person_id is not None]
    profiles = {
        profile.person_id: store.open_profile(profile)
        for profile in Profile.objects.filter(person__in=ids)
    }
    works = _organisations_of(ids, programme)
    joiners = [
        Joiner(
            id=f"person-{invitee.person_id}",
            name=invitee.person.name,
            address=invitee.email,
            names=(invitee.name,),
            organisation=works.get(invitee.person_id, ""),
            profile=profiles.get(invitee.person_id, ProfileAnswers()),
        )
        for invitee in invitees
        if invitee.person is not None and invitee.person_id is not None
    ]
    return Joined(
        people=joined(joiners),
        person_ids=tuple(ids),
        addresses=tuple(invitee.email for invitee in invitees),
    )


def _organisations_of(ids: Sequence[int], programme: Programme) -> dict[int, str]:
    """Of each, the first of the programme's organisations that they named, or the first at all."""
    asked = set(programme.organisations.values_list("pk", flat=True))
    rows = Affiliation.objects.filter(person__in=ids).select_related("organisation").order_by("pk")
    found: dict[int, Affiliation] = {}
    for row in rows:
        known = found.get(row.person_id)
        if known is None or (row.organisation_id in asked and known.organisation_id not in asked):
            found[row.person_id] = row
    return {person_id: row.organisation.name for person_id, row in found.items()}
