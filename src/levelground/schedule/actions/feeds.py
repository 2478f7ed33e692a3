"""A person's calendar address, and what a program fetches there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.runtime import clock
from levelground.schedule.domain import ics
from levelground.schedule.models import Feed
from levelground.schedule.queries.dates import series_of
from levelground.schedule.queries.links import mark_of, new_secret

SECOND = timedelta(seconds=1)  # finer than that, HTTP does not say when


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A calendar, its fingerprint, and since when it is like this."""

    text: str
    digest: str
    changed_at: datetime


@transaction.atomic
def make_feed(*, person: Person) -> str:
    """A new secret, which is shown once; the one before it opens nothing any longer."""
    secret = new_secret()
    Feed.objects.update_or_create(
        person=person,
        defaults={
            "mark": mark_of(secret),
            "made_at": clock.now(),
            "digest": "",
            "changed_at": None,
        },
    )
    return secret


def stop_feed(*, person: Person) -> None:
    Feed.objects.filter(person=person).delete()


def fetch_feed(*, feed: Feed) -> Fetched:
    """What is in a calendar now. When it has changed is noticed here, whatever the reason was:
    dates, members, names, links, the rules of clocks, or how we write them.
    """
    with translation.override(feed.person.reads):  # a calendar program says nothing of itself
        return _fetch(feed)


def _fetch(feed: Feed) -> Fetched:
    found = series_of(feed.person)
    since = feed.changed_at or feed.made_at
    text = ics.feed(found, name=_("Peer groups"), stamp=since)
    if _digest(text) != feed.digest:
        since = max(clock.now(), since + SECOND)
        text = ics.feed(found, name=_("Peer groups"), stamp=since)
        Feed.objects.filter(pk=feed.pk).update(digest=_digest(text), changed_at=since)
    return Fetched(text=text, digest=_digest(text), changed_at=since)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
