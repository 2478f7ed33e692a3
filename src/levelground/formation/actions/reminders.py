"""Letters to those who have not answered about their seat: two by themselves, more if asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from levelground.formation.actions.rounds import lock
from levelground.formation.actions.seats import GOOD_FOR, write
from levelground.formation.models import Round, Seat, SeatQuerySet
from levelground.programmes.queries.programmes import addresses_out_of
from levelground.runtime import clock

REMINDED_AFTER = (timedelta(days=3), timedelta(days=6))  # of the seven
PAUSE = timedelta(days=1)  # between two letters to somebody who has not answered


@transaction.atomic
def write_again(*, round_: Round) -> int:
    """Ask all who have not answered anew, at most one letter a day. Returns how many."""
    lock(round_)
    now = clock.now()
    seats = [seat for seat in _silent(round_) if seat.asked_at <= now - PAUSE]
    for seat in seats:
        seat.asked_at, seat.expires_at = now, now + GOOD_FOR
        write(seat)
    Seat.objects.bulk_update(seats, ["asked_at", "expires_at"])
    return len(seats)


def remind_silent() -> int:
    """Write the reminders that are due. Returns how many. Done twice, or half, it does no harm."""
    due = _due(Seat.objects.all(), clock.now())
    rounds = Round.objects.filter(pk__in=due.values("group__publication__round"))
    return sum(_remind(round_) for round_ in rounds)


@transaction.atomic
def _remind(round_: Round) -> int:
    """The letters and the notes that they were written: both or neither."""
    lock(round_)
    now = clock.now()
    seats = list(_due(_silent(round_), now))
    for seat in seats:
        write(
            seat,
            "formation/mail/seat_reminder.txt",
            kind="seat-reminder",
            days=max((seat.expires_at - now).days, 1),
        )
        seat.reminded_at = now
    Seat.objects.bulk_update(seats, ["reminded_at"])
    return len(seats)


def _silent(round_: Round) -> SeatQuerySet:
    """Who has neither answered nor left the programme, and was not reminded within a day."""
    silent = Seat.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lte=clock.now() - PAUSE),
        group__publication__round=round_,
        group__stands_at=None,
        state=Seat.State.ASKED,
    ).exclude(person__is_active=False)
    if round_.programme is None:
        return silent
    return silent.exclude(email__in=addresses_out_of(round_.programme))


def _due(seats: SeatQuerySet, at: datetime) -> SeatQuerySet:
    """Those who have been silent for long enough, and not been reminded since."""
    due = Q()
    for after in REMINDED_AFTER:
        unreminded = Q(reminded_at=None) | Q(reminded_at__lt=F("asked_at") + after)
        due |= Q(asked_at__lte=at - after) & unreminded
    return seats.open(at).filter(due, state=Seat.State.ASKED)
