"""Everything that changes a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from levelground.accounts.models import Person
from levelground.commitments.actions import commit
from levelground.core.process import Makes
from levelground.core.session import Event, Move, Refused, State, decide, due, evolve, moves, see
from levelground.core.words import Sentence, gettext_noop
from levelground.groups.models import Group, Member
from levelground.groups.queries import current_members
from levelground.live import clock
from levelground.live.ticks import ticker
from levelground.sessions import store
from levelground.sessions.marks import mark
from levelground.sessions.models import Receipt, Seen, Session
from levelground.sessions.queries import proposed_rotation
from levelground.sessions.ratings import forget_who_rated
from levelground.words.actions import write
from levelground.words.queries import MembershipProof, prove_membership, read

WORK_SURFACE = timedelta(hours=24)  # what is written lives this long after the session was to end
KEPT = timedelta(days=365)
REMEMBERED = timedelta(days=730)  # who met when, in which process
KEPT_KINDS = ("commitment",)
SEEN_EVERY = timedelta(seconds=8)
GONE_ON = gettext_noop("The step has gone on.")


class Reused(Exception):
    """The key of this move was used before, for something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
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
) -> Session:
    """Plan a meeting of the group; its lobby is open from now on."""
    order = proposed_rotation(group)
    members = tuple(str(member.pk) for member in current_members(group=group))
    with transaction.atomic():
        session = Session.objects.create(
            group=group, starts_at=starts_at, minutes=minutes, frame=frame
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


def make_move(*, session: Session, move: Move, key: str) -> Answer:
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
            places=answer.refusal.places if answer.refusal else {},
        )
    return answer


def let_time_pass(*, session: Session) -> int:
    """Record what time alone has brought about. Return the version."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        state, version = store.load(session)
        return _append(session, state, version, due(state, clock.now()))


def write_words(
    *,
    session: Session,
    by: Person,
    words_id: UUID,
    kind: str,
    text: str,
    key: str,
    due_on: date | None = None,
) -> Answer:
    """Keep what a member wrote in this step, and tell the others if they may see it.

    The words and the fact that they were written are stored together or not at all.
    """
    proof = prove_membership(by, session.group)
    member = Member.objects.get(group=session.group, person=by, left_at=None)
    move = moves.Write(by=str(member.pk), kind=kind)
    with transaction.atomic():
        answer = make_move(session=session, move=move, key=key)
        if answer.refusal is not None:
            return answer
        session.refresh_from_db(fields=["version"])
        state, version = store.load(session)
        makes = _makes(state, str(member.pk), kind)
        if state.part is None or makes is None:  # sent again, after the step went on
            if _stands(proof, session, words_id, text):
                return answer
            return Answer(version=version, refusal=Sentence(GONE_ON))
        write(
            proof=proof,
            id=words_id,
            kind=kind,
            place=f"{session.topic}/{state.part.key}",
            text=text,
            owner=_owner(state, makes, by),
            seen=makes.seen,
            expires_at=_expires_at(state, kind),
        )
        if kind == "commitment":
            commit(member=member, what=words_id, shared=makes.seen == "group", due_on=due_on)
    return answer


def _stands(proof: MembershipProof, session: Session, words_id: UUID, text: str) -> bool:
    kept = read(proof, places_under=f"{session.topic}/")
    return any((words.id, words.text) == (words_id, text) for words in kept)


def _answer(session: Session, move: Move) -> Answer:
    try:
        return Answer(version=_decide_and_append(session, move))
    except Refused as refused:
        return Answer(version=session.version, refusal=refused.sentence)


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
    if state.closed_at is not None:
        forget_who_rated(session)
    transaction.on_commit(partial(_announce, session, state, version))
    return version


def _announce(session: Session, state: State, version: int) -> None:
    store.remember(session, state, version)
    ticker.tick(session.topic, version)


def _same_answer(known: Receipt, asked: str) -> Answer:
    if known.asked != asked:
        raise Reused
    refusal = Sentence(known.refusal, **known.places) if known.refusal else None
    return Answer(version=known.version, refusal=refusal)


def _mark(session: Session, move: Move, key: str) -> str:
    return mark(f"{session.pk}|{move.by}|{key}")


def _makes(state: State, member: str, kind: str) -> Makes | None:
    screen = see(state, member=member, at=clock.now())
    return next((makes for makes in screen.makes if makes.kind == kind), None)


def _owner(state: State, makes: Makes, writer: Person) -> Person | None:
    if makes.owner == "writer":
        return writer
    if makes.owner == "presenter" and state.presenter:
        return Member.objects.select_related("person").get(pk=int(state.presenter)).person
    return None


def _expires_at(state: State, kind: str) -> datetime:
    end = state.due_to_end_at or clock.now()
    return end + (KEPT if kind in KEPT_KINDS else WORK_SURFACE)


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


def give_up_what_is_planned(group: Group, _at: datetime) -> None:
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
