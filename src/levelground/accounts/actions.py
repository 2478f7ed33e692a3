"""Everything that changes a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as SignIn
from django.db import transaction

from levelground.accounts.models import Person
from levelground.accounts.queries import may_come_in
from levelground.live import clock

UNFINISHED = timedelta(days=1)


@transaction.atomic
def expect(*, email: str) -> Person | None:
    """Make room for somebody who has typed a new address. None if they may not come in.

    They are nobody yet: without a name, and forgotten after a day unless they type the code.
    """
    if not may_come_in(email):
        return None
    forget_unfinished(clock.now())
    person, _ = Person.objects.get_or_create(
        email=email.strip().lower(), defaults={"joined_at": clock.now()}
    )
    return person if person.is_active else None


def rename(*, person: Person, name: str) -> None:
    """Change what the others call a person."""
    person.name = name
    person.save(update_fields=["name"])


def keep_account(*, person: Person, name: str, time_zone: str) -> None:
    """Change what a person said of themselves."""
    person.name, person.time_zone = name, time_zone
    person.save(update_fields=["name", "time_zone"])


def sign_out_everywhere(*, person: Person) -> None:
    """On every device, whoever holds it. Open pages notice within a moment."""
    theirs = [
        row.pk
        for row in SignIn.objects.iterator()
        if row.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    SignIn.objects.filter(pk__in=theirs).delete()


def forget_unfinished(at: datetime) -> int:
    """Delete those who asked for a code and never used it. Returns how many they were."""
    unfinished = Person.objects.filter(name="", last_login=None, joined_at__lt=at - UNFINISHED)
    return unfinished.delete()[0]
