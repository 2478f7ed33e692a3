"""Somebody has another address: lists of rounds that name the old one name the new one."""

from __future__ import annotations

from django.db import transaction

from levelground.formation import store
from levelground.formation.actions.rounds import lock
from levelground.formation.actions.withdrawals import leave
from levelground.formation.domain.roster import readdressed
from levelground.formation.models import Roster, Round, Seat
from levelground.formation.queries.rounds import listed_in


@transaction.atomic
def move_seats(*, old: str, new: str) -> None:
    """A seat that waits goes on waiting, and a yes stays a yes.

    Who stands in one list with both addresses was there as two people: the old one leaves it.
    """
    for round_ in Round.objects.filter(pk__in=Roster.objects.values("round")):
        lock(round_)
        for roster in Roster.objects.filter(round=round_):
            _move(round_, roster, old, new)
    seats = Seat.objects.filter(email=old)
    seats.filter(group__seats__email=new).update(email="")  # of a group that stands already
    seats.update(email=new)


def _move(round_: Round, roster: Roster, old: str, new: str) -> None:
    listed = listed_in(roster)
    here = {listed.address(number) for number in range(len(listed.people))}
    if {old, new} <= here:
        leave(round_, roster, old, keeps_name=False)
    elif old in here:
        store.seal_people(roster, readdressed(listed, old=old, new=new))
        roster.save(update_fields=["people", "body"])
