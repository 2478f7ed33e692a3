"""Who may listen to a session's ticks. `live` asks; only membership decides."""

from __future__ import annotations

from collections.abc import Collection

from levelground.accounts.http.sign_ins import signed_in_person
from levelground.groups.models import Member
from levelground.live.door import number_in
from levelground.sessions.models import Session
from levelground.sessions.queries.sessions import sessions_of


class SessionDoor:
    """The door to the topics `session-<id>`."""

    def admit(self, session_key: str, topic: str) -> int | None:
        person = signed_in_person(session_key)
        return person.pk if sessions_of(person).filter(pk=number_in(topic)).exists() else None

    def version(self, topic: str) -> int:
        found = Session.objects.filter(pk=number_in(topic)).values_list("version", flat=True)
        return found.first() or 0

    def welcome(self, topic: str) -> Collection[int]:
        return set(
            Member.objects.filter(
                group__sessions=number_in(topic), left_at=None, person__is_active=True
            ).values_list("person_id", flat=True)
        )
