"""Everything that writes the security log, gives it its chain, and drops what is a year old.

An entry is written in the transaction of what it tells, so that neither is there without the other.
Its place in the chain it gets after that, in a transaction of its own: a chain has one end, and
nobody should hold it while they wait for something else.
"""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import DatabaseError, transaction

from levelground.audit.models import PSEUDONYM, Chain, Entry, Pseudonym
from levelground.core.audit import EntryKind, digest_after
from levelground.runtime import clock

KEPT = timedelta(days=365)  # after the end of the month
OPERATOR = "operator"  # who runs the commands: no account, so no pseudonym
AT_A_TIME = 1_000

log = logging.getLogger(__name__)


def record(
    kind: EntryKind,
    *,
    act: str = "",
    by: int | None = None,
    concerning: int | None = None,
    about: str = "",
) -> None:
    """Write an entry, in the caller's transaction if there is one.

    `by` and `concerning` are ids of people; `by` None: nobody knows who it was. `about` names a
    thing by kind and number, as “group 7”. No word, name or address may be in any of them.
    """
    _write(kind=kind, act=act, actor=_name_of(by), subject=_name_of(concerning), about=about)


def record_operator(act: str, *, concerning: int | None = None, about: str = "") -> None:
    """Write what was done by a command, by whoever runs this installation."""
    _write(
        kind=EntryKind.OPERATED,
        act=act,
        actor=OPERATOR,
        subject=_name_of(concerning),
        about=about,
    )


def record_opening(*, person: int, group: int) -> None:
    """Write that a person opened what a group wrote: once an hour, never what.

    Where it cannot be written (a full disk), the page is shown all the same and the next reading
    tries again: somebody in a session needs it now, and the server's log says that it is missing.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    if _openings.has(person, group, hour):
        return
    entry = Entry(
        kind=EntryKind.WORDS_OPENED, at=hour, actor=_name_of(person), about=f"group {group}"
    )
    try:
        with transaction.atomic():
            Entry.objects.bulk_create([entry], ignore_conflicts=True)
    except DatabaseError:
        log.error("That words of group %d were opened could not be written down.", group)  # noqa: TRY400  no text
        return
    transaction.on_commit(partial(_openings.add, person, group, hour))
    transaction.on_commit(link, robust=True)


def link() -> int:
    """Give the entries that wait their places in the chain. Returns how many there were."""
    if not Entry.objects.filter(chain=None).exists():
        return 0
    with transaction.atomic():
        chain = _newest_chain()
        waiting = list(Entry.objects.filter(chain=None).order_by("pk")[:AT_A_TIME])
        for entry in waiting:
            entry.chain, entry.number = chain, chain.last_number + 1
            entry.digest = digest_after(chain.last_digest or chain.begins_with, entry.link)
            chain.last_number, chain.last_digest = entry.number, entry.digest
        Entry.objects.bulk_update(waiting, ["chain", "number", "digest"])
        chain.save(update_fields=["last_number", "last_digest"])
    return len(waiting)


def mark_as_mailed(chain: Chain) -> None:
    chain.mailed_at = clock.now()
    chain.save(update_fields=["mailed_at"])


def drop_old_chains(at: datetime) -> int:
    """Delete the chains of months that ended a year ago. Returns how many entries went."""
    return Chain.objects.filter(ends_at__lt=at - KEPT).delete()[0]


def _write(**fields: str) -> None:
    Entry.objects.create(at=clock.now(), **fields)
    transaction.on_commit(link, robust=True)


def _name_of(person: int | None) -> str:
    """Under what name somebody stands in the log."""
    if person is None:
        return ""
    fresh = {"name": secrets.token_hex(PSEUDONYM // 2)}
    return Pseudonym.objects.get_or_create(person_id=person, defaults=fresh)[0].name


def _newest_chain() -> Chain:
    """The chain of this month, made if need be. Nobody else adds to it until the transaction ends."""
    newest = Chain.objects.select_for_update().order_by("month").last()
    now = clock.now().astimezone(UTC)
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if newest is not None and newest.month >= month.date():
        return newest
    before = (newest.last_digest or newest.begins_with) if newest else ""
    Chain.objects.get_or_create(
        month=month.date(),
        defaults={
            "ends_at": (month + timedelta(days=32)).replace(day=1),
            "begins_with": before,
        },
    )
    return Chain.objects.select_for_update().get(month=month.date())


class _Openings:
    """The openings of this hour that this process knows to be written down."""

    def __init__(self) -> None:
        self._hour: datetime | None = None
        self._known: set[tuple[int, int]] = set()

    def has(self, person: int, group: int, hour: datetime) -> bool:
        return hour == self._hour and (person, group) in self._known

    def add(self, person: int, group: int, hour: datetime) -> None:
        if hour != self._hour:
            self._hour, self._known = hour, set()
        self._known.add((person, group))

    def forget(self) -> None:
        """For tests: the database they leave behind is another's."""
        self._hour = None


_openings = _Openings()
