"""A person's calendar address."""

from __future__ import annotations

from django.db import transaction

from levelground.accounts.models import Person
from levelground.live import clock
from levelground.schedule.links import mark_of, new_secret
from levelground.schedule.models import Feed


@transaction.atomic
def make_feed(*, person: Person) -> str:
    """A new secret, which is shown once; the one before it opens nothing any longer."""
    secret = new_secret()
    Feed.objects.update_or_create(
        person=person, defaults={"mark": mark_of(secret), "made_at": clock.now()}
    )
    return secret


def stop_feed(*, person: Person) -> None:
    Feed.objects.filter(person=person).delete()
