"""Rate limits, kept in the database: the same for every process, and a restart forgets nothing.

A limit is a jar (GCRA, a "leaky bucket"): so many at once, and it refills evenly through the day.
The database knows of each jar one moment, when it will be full again, under a fingerprint.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from levelground.limits.models import Usage
from levelground.runtime import clock

DAY = timedelta(days=1)
NOW = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many at once, and so many more in each day after that."""

    of: str  # what is counted
    at_once: int
    a_day: int

    @property
    def each(self) -> timedelta:
        """How long the jar takes to refill by one."""
        return DAY / self.a_day

    def by(self, *whose: str) -> Jar:
        return Jar(limit=self, whose=whose)

    def wait(self, refilled_at: datetime, now: datetime) -> timedelta:
        """How long until there is one to take."""
        return max(refilled_at - now - self.each * (self.at_once - 1), NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """A limit for somebody: an address, a network, a browser."""

    limit: Limit
    whose: tuple[str, ...]

    @property
    def key(self) -> str:
        """Nobody who reads the database learns who asked for what."""
        named = "\0".join((self.limit.of, *self.whose))
        mark = salted_hmac("levelground.limits", named, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(mark).decode().rstrip("=")


def spend(*jars: Jar) -> timedelta:
    """Take one from each of these jars, or from none. How long to wait; zero if it was taken.

    Whoever has to wait costs one read: a flood of them writes nothing.
    """
    by_key = {jar.key: jar for jar in jars}
    if wait := _wait(by_key, Usage.objects.filter(pk__in=by_key)):
        return wait
    now = clock.now()
    with transaction.atomic():
        rows = _locked(by_key, now)
        if wait := _wait(by_key, rows):
            return wait
        for row in rows:
            row.refilled_at = max(row.refilled_at, now) + by_key[row.key].limit.each
        Usage.objects.bulk_update(rows, ["refilled_at"])
    return NOW


def give_back(*jars: Jar) -> None:
    """What was taken did not count after all."""
    by_key = {jar.key: jar for jar in jars}
    with transaction.atomic():
        rows = list(Usage.objects.select_for_update().filter(pk__in=by_key))
        for row in rows:
            row.refilled_at -= by_key[row.key].limit.each
        Usage.objects.bulk_update(rows, ["refilled_at"])


def forget_usage(at: datetime) -> int:
    """Delete the rows of jars that are full again. Returns how many there were."""
    return Usage.objects.filter(refilled_at__lte=at).delete()[0]


def _locked(by_key: Mapping[str, Jar], now: datetime) -> list[Usage]:
    """A row for each jar, which nobody else can change before we are done."""
    while True:
        Usage.objects.bulk_create(
            [Usage(key=key, refilled_at=now) for key in sorted(by_key)], ignore_conflicts=True
        )
        rows = list(Usage.objects.select_for_update().filter(pk__in=by_key))
        if len(rows) == len(by_key):  # else one was swept away in between
            return rows


def _wait(by_key: Mapping[str, Jar], rows: Iterable[Usage]) -> timedelta:
    now = clock.now()
    return max((by_key[row.key].limit.wait(row.refilled_at, now) for row in rows), default=NOW)
