"""Everything that changes a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from levelground.accounts.models import Person
from levelground.core.session import Event, Move, Refused, State, decide, due, evolve, moves
from levelground.core.words import Sentence, from_plain, to_plain
from levelground.groups.models import Group
from levelground.groups.queries.groups import current_members
from levelground.live.ticks import ticker
from levelground.runtime import clock
from levelground.schedule.models import Date
from levelground.schedule.queries.dates import is_open
from levelground.sessions import store
from levelground.sessions.actions.keep_and_change import take_names_off_lines
from levelground.sessions.actions.ratings import forget_who_rated
from levelground.sessions.domain.fingerprints import mark
from levelground.sessions.models import Receipt, Seen, Session
from levelground.sessions.queries.sessions import proposed_rotation
from levelground.words.actions.words import erase_at

REMEMBERED = timedelta(days=730)  # who met when, in which process
SEEN_EVERY = timedelta(seconds=8)
USUAL_FRAME = "meeting"


class Reused(Exception):
    """The key of this move was used before, for something else."""


class HasBegun(Exception):
    """Only a session that has not begun can be moved or called off."""


class NotOpen(Exception):
    """It is too early for this date's session, or it is over, or does not take place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveResult:
    """What a move came to: the version it led to, or why it was refused."""

    version: int
    refusal: Sentence | None = None


def plan_session(
    *,
    group: Group,
    by: Person,
    starts_at: datetime,
    minutes: int,
    frame: str,
    without: tuple[str, ...] = (),
    date: Date | None = None,
) -> Session:
    """Plan a meeting of the group; its lobby is open from now on."""
    order = proposed_rotation(group)
    members = tuple(str(member.pk) for member in current_members(group=group))
    with transaction.atomic():
        session = Session.objects.create(
            group=group, starts_at=starts_at, minutes=minutes, frame=frame, date=date
        )
        planned = moves.Convene(
            by=members[0],
            members=members,
            frame=frame,
            minutes=minutes,
            quorum=min(group.quorum, len(members)),
            order=order.order,
            presenter_order=order.presenter_order,
            role_order=order.role_order,
            without=without,
        )
        _decide_and_append(session, planned)
    return session


@transaction.atomic
def move_session(*, session: Session, starts_at: datetime) -> None:
    """Meet at another time. Raises HasBegun."""
    planned = _not_begun(session)
    planned.starts_at = starts_at
    planned.save(update_fields=["starts_at"])


@transaction.atomic
def cancel_session(*, session: Session) -> None:
    """Do not meet after all: the session is gone, with what somebody parked on its page. Raises HasBegun."""
    planned = _not_begun(session)
    erase_at(place=planned.topic)
    planned.delete()


def _not_begun(session: Session) -> Session:
    planned = Session.objects.select_for_update().get(pk=session.pk)
    if planned.has_begun:
        raise HasBegun
    return planned


@transaction.atomic
def open_date(*, date: Date, by: Person) -> Session:
    """The session of a date: whoever comes first makes it, all others find it. Raises NotOpen."""
    date = Date.objects.select_for_update().get(pk=date.pk)
    found = Session.objects.filter(date=date).first()
    if found is not None:
        return found
    if not is_open(date):
        raise NotOpen
    return plan_session(
        group=date.schedule.group,
        by=by,
        starts_at=date.starts_at,
        minutes=date.schedule.minutes,
        frame=USUAL_FRAME,
        date=date,
    )


def make_move(*, session: Session, move: Move, key: str) -> MoveResult:
    """Carry out what a member asked, once, however often it is sent. A refusal is an answer too.

    `key` is the asker's own mark for this one asking. Raises Reused if it came with another move.
    """
    whose, asked = _mark(session, move, key), mark(repr(move))
    with transaction.atomic():
        session = Session.objects.select_for_update().get(
            pk=session.pk
        )  # one at a time, as in a room
        known = Receipt.objects.filter(session=session, mark=whose).first()
        if known is not None:
            return _same_answer(known, asked)
        answer = _answer(session, move)
        Receipt.objects.create(
            session=session,
            mark=whose,
            asked=asked,
            version=answer.version,
            refusal=answer.refusal.text if answer.refusal else "",
            places=to_plain(answer.refusal) if answer.refusal else {},
        )
    return answer


def let_time_pass(*, session: Session) -> int:
    """Record what time alone has brought about. Return the version."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        state, version = store.load(session)
        return _append(session, state, version, due(state, clock.now()))


def _answer(session: Session, move: Move) -> MoveResult:
    try:
        return MoveResult(version=_decide_and_append(session, move))
    except Refused as refused:
        return MoveResult(version=session.version, refusal=refused.sentence)


def _decide_and_append(session: Session, move: Move) -> int:
    state, version = store.load(session)
    if move.by in state.away and not isinstance(move, moves.Join | moves.Leave):
        back = moves.Join(by=move.by)  # whoever presses something is there again
        _append(session, state, version, decide(state, back, at=clock.now()))
        state, version = store.load(session)
    return _append(session, state, version, decide(state, move, at=clock.now()))


def _append(session: Session, state: State, version: int, new: tuple[Event, ...]) -> int:
    if not new:
        return version
    for event in new:
        state = evolve(state, event)
    version = store.append(session, new, state=state, after=version)
    if state.closed_at is not None and session.raters_key is not None:
        take_names_off_lines(session)
        forget_who_rated(session)
    transaction.on_commit(partial(_announce, session, state, version))
    return version


def _announce(session: Session, state: State, version: int) -> None:
    store.remember(session, state, version)
    ticker.tick(session.topic, version)


def _same_answer(known: Receipt, asked: str) -> MoveResult:
    if known.asked != asked:
        raise Reused
    kept_refusal = from_plain(known.places) if known.refusal else None
    refusal = kept_refusal if isinstance(kept_refusal, Sentence) else None
    return MoveResult(version=known.version, refusal=refusal)


def _mark(session: Session, move: Move, key: str) -> str:
    return mark(f"{session.pk}|{move.by}|{key}")


def note_seen(*, session: Session, people: Iterable[int], at: datetime) -> None:
    """Note that these people have a page of the session open; at most every few seconds each."""
    stale = at - SEEN_EVERY
    fresh = set(
        Seen.objects.filter(session=session, at__gt=stale).values_list("person_id", flat=True)
    )
    rows = [
        Seen(session=session, person_id=person, at=at) for person in people if person not in fresh
    ]
    if rows:
        Seen.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["session", "person"], update_fields=["at"]
        )


def cancel_planned_sessions(group: Group, _at: datetime) -> None:
    """When a group ends, what has not begun does not take place."""
    if group.ended_at:
        Session.objects.open().filter(group=group, opened_at=None).delete()


def forget_past(at: datetime) -> int:
    """Delete what need not be known any longer. Returns how many sessions that were.

    Who had a page open: after an hour. Receipts, which nobody will ask for again: a day after the
    session. Sessions themselves: after two years.
    """
    Seen.objects.filter(at__lt=at - timedelta(hours=1)).delete()
    Receipt.objects.filter(session__closed_at__lt=at - timedelta(days=1)).delete()
    over = Q(closed_at__lt=at - REMEMBERED) | Q(closed_at=None, starts_at__lt=at - REMEMBERED)
    return Session.objects.filter(over).delete()[1].get(Session._meta.label, 0)
