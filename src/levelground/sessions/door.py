"""Who may listen to a session's ticks. `live` asks; only membership decides."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import SESSION_KEY

from levelground.accounts.models import Person
from levelground.groups.models import Member
from levelground.live.door import SignedOut
from levelground.live.sign_ins import SessionStore
from levelground.sessions.models import Session
from levelground.sessions.queries import sessions_of


class SessionDoor:
    """The door to the topics `session-<id>`."""

    def admit(self, session_key: str, topic: str) -> int | None:
        signed_in = SessionStore(session_key).get(SESSION_KEY)
        person = Person.objects.filter(pk=signed_in, is_active=True).first() if signed_in else None
        if person is None:
            raise SignedOut
        found = sessions_of(person).filter(pk=_id(topic)).exists()
        return person.pk if found else None

    def version(self, topic: str) -> int:
        found = Session.objects.filter(pk=_id(topic)).values_list("version", flat=True).first()
        return found or 0

    def welcome(self, topic: str) -> Collection[int]:
        return set(
            Member.objects.filter(
                group__sessions=_id(topic), left_at=None, person__is_active=True
            ).values_list("person_id", flat=True)
        )


def _id(topic: str) -> int:
    kind, _, number = topic.partition("-")
    return int(number) if kind == "session" and number.isdecimal() and len(number) < 19 else 0  # noqa: PLR2004  a database id


door = SessionDoor()
