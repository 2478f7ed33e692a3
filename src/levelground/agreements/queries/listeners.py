"""Who may listen to the ticks of a group's agreement. `live` asks; only membership decides."""

from __future__ import annotations

from collections.abc import Collection

from levelground.accounts.http.sign_ins import signed_in_person
from levelground.agreements.queries.agreement import version_of
from levelground.groups.models import Member
from levelground.groups.queries.groups import groups_of
from levelground.live.door import number_in


class AgreementDoor:
    """The door to the topics `agreement-<group>`."""

    def admit(self, session_key: str, topic: str) -> int | None:
        person = signed_in_person(session_key)
        return person.pk if groups_of(person).filter(pk=number_in(topic)).exists() else None

    def version(self, topic: str) -> int:
        return version_of(number_in(topic))

    def welcome(self, topic: str) -> Collection[int]:
        return set(
            Member.objects.filter(
                group=number_in(topic), left_at=None, person__is_active=True
            ).values_list("person_id", flat=True)
        )
