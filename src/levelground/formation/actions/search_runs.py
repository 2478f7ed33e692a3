"""What a worker writes of a search: it takes one, holds it, lets go of it, brings what it found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from levelground.formation import store
from levelground.formation.actions.proposal import append
from levelground.formation.actions.rounds import lock
from levelground.formation.models import Change, Search
from levelground.formation.queries.rounds import listed_in
from levelground.runtime import clock

MOST_TRIES = 3
NUMBERED = re.compile(r"(group \d+)?")


@transaction.atomic
def take_search(*, holder: str, until: datetime) -> Search | None:
    """Take the lease of a search that nobody is at. One that failed again and again is given up."""
    now = clock.now()
    for search in Search.objects.select_for_update(of=("self",)).free(now):
        if search.tries < MOST_TRIES:
            search.held_by, search.lease_until, search.progress = holder, until, {}
            search.tries += 1
            search.save(update_fields=["held_by", "lease_until", "progress", "tries"])
            return search
        search.ended_at, search.has_failed = now, True
        search.save(update_fields=["ended_at", "has_failed"])
    return None


def hold_search(
    *, search: Search, holder: str, until: datetime, progress: Mapping[str, Any]
) -> bool | None:
    """Renew the lease and note how far it is. True if it shall stop; None if the lease is lost."""
    held = Search.objects.filter(pk=search.pk, held_by=holder).open()
    if not held.update(lease_until=until, progress=dict(progress)):
        return None
    return held.filter(stop_asked_at__isnull=False).exists()


def let_go_of_search(*, search: Search, holder: str, has_failed: bool) -> None:
    """Give the lease back: at once if the server ends, after a moment if the search broke."""
    again_at = clock.now() + timedelta(seconds=1) if has_failed else None
    held = Search.objects.filter(pk=search.pk, held_by=holder).open()
    held.update(
        held_by="",
        lease_until=again_at,
        tries=search.tries if has_failed else max(0, search.tries - 1),
    )


@transaction.atomic
def finish_search(
    *, search: Search, holder: str, answer: Mapping[str, Any], explanations: dict[str, Any]
) -> bool:
    """Make what was found the proposal, without who left meanwhile.

    False if somebody else holds the search now.
    """
    lock(search.round)
    held = Search.objects.filter(pk=search.pk, held_by=holder).open().select_related("roster")
    mine = held.first()
    if mine is None or mine.roster.taken_at is None:
        return False
    store.seal_explanations(mine, explanations)
    mine.ended_at, mine.lease_until = clock.now(), None
    mine.save(update_fields=["explanations", "ended_at", "lease_until"])
    gone = listed_in(mine.roster).gone
    what = {
        "groups": [[n for n in members if n not in gone] for members in answer["groups"]],
        "names": _named(answer["names"]),
        "locked": list(range(len(mine.kept))),
        "is_proven": answer["is_proven"],
    }
    append(search.round, Change.Kind.PROPOSED, what, by=None, search=mine)
    return True


def _named(names: Sequence[str]) -> list[str]:
    """Groups that existed keep their names; the others are counted: "Group 1", "Group 2" …"""
    taken: list[str] = []
    number = 0
    for name in names:
        called = "" if NUMBERED.fullmatch(name) or name in taken else name
        while not called or called in taken:
            number += 1
            called = _("Group %(number)d") % {"number": number}
        taken.append(called)
    return taken
