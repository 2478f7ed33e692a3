"""Whoever leaves a programme, or closes their account, is out of its rounds: what they said goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from levelground.formation import store
from levelground.formation.actions.proposal import append
from levelground.formation.actions.rounds import lock
from levelground.formation.domain.objections import Objection, with_objection
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Change, ProposedGroup, Roster, Round, Seat
from levelground.formation.queries.rounds import listed_in, proposal_of
from levelground.programmes.models import Programme
from levelground.runtime import clock


@transaction.atomic
def leave_rounds(email: str, programme: Programme | None) -> None:
    """Out of every list that is held of a programme; out of all lists, and namelessly, for None."""
    rosters = Roster.objects.all()
    if programme is not None:
        rosters = rosters.filter(round__programme=programme)
    for round_ in Round.objects.filter(pk__in=rosters.values("round")):
        lock(round_)
        for roster in Roster.objects.filter(round=round_):
            leave(round_, roster, email, keeps_name=programme is not None)


def leave(round_: Round, roster: Roster, email: str, *, keeps_name: bool) -> None:
    """Out of one list; its round is locked."""
    listed = listed_in(roster)
    mine = [n for n in range(len(listed.people)) if listed.address(n) == email]
    if not mine:
        return
    for number in mine:
        listed = with_objection(
            listed, by=number, kind=Objection.OUT, whom=None, beside=(), meets=None
        )
        if not keeps_name:
            listed = _nameless(listed, number)
    store.seal_people(roster, listed)
    roster.save(update_fields=["people", "body"])
    if roster.taken_at is not None:
        _leave_seats(round_, mine)
        proposal = proposal_of(round_, roster)
        for number in mine:
            if proposal is not None and proposal.place_of(number) >= 0:
                append(round_, Change.Kind.LEFT, {"person": number}, by=None)


def _leave_seats(round_: Round, mine: Sequence[int]) -> None:
    """Their seats are empty, and the others no longer see them there."""
    open_ = ProposedGroup.objects.filter(publication__round=round_, stands_at=None)
    for group in open_.filter(seats__number__in=mine).distinct():
        store.seal_shown(group, [one for one in store.open_shown(group) if one[0] not in mine])
        group.save(update_fields=["wrapped_with", "wrapped", "shown"])
    Seat.objects.filter(group__in=open_, number__in=mine).update(
        state=Seat.State.WRONG, answered_at=clock.now(), person=None, email=""
    )


def _nameless(listed: Listed, number: int) -> Listed:
    people = list(listed.people)
    people[number] = replace(people[number], name="–")
    kept = {one: address for one, address in listed.addresses.items() if one != number}
    return replace(listed, people=tuple(people), addresses=kept)
