"""The clock's own moves, and who is still there: what goes on beside the requests."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

from django.db.models import Max

from levelground.core.session import moves
from levelground.groups.models import Member
from levelground.live.hub import hub
from levelground.runtime import clock
from levelground.runtime.threads import Threads
from levelground.sessions import store
from levelground.sessions.actions.sessions import let_time_pass, make_move, note_seen
from levelground.sessions.domain.broken import left_out_if_broken
from levelground.sessions.models import Seen, Session
from levelground.sessions.queries.sessions import due_sessions

EVERY = 0.2  # seconds between two looks at what is due
ROUND = 2.0  # seconds between two rounds: who came back, who is gone
GONE_AFTER = timedelta(seconds=30)  # without an open page in any process

_threads = Threads(1, "clock")


async def run() -> None:
    """For ever: let time pass in every session, and see who is there."""
    await _threads.run(_anchor)
    started = clock.now()
    rounds = 0.0
    while True:
        await asyncio.sleep(EVERY)
        await _threads.run(pass_time)
        rounds += EVERY
        if rounds >= ROUND:
            rounds = 0.0
            await _threads.run(go_round, clock.now() - started > GONE_AFTER)


def pass_time() -> None:
    """Record what time alone has brought about, in every session."""
    for session in due_sessions(clock.now()):
        with left_out_if_broken(session.pk, "The clock"):
            let_time_pass(session=session)


def go_round(may_drop: bool = True) -> None:  # noqa: FBT002  a plain function for a thread
    """Bring back who is here again; note who has been gone for a while.

    After a start nobody is gone until every page had time to come back.
    """
    for session in Session.objects.running():
        with left_out_if_broken(session.pk, "The round"):
            _look_in(session, may_drop=may_drop)


def _look_in(session: Session, *, may_drop: bool) -> None:
    state, version = store.load(session)
    store.remember(session, state, version)
    here = hub.people(session.topic)  # after the state: whoever is in it was seen before
    note_seen(session=session, people=here, at=clock.now())
    members = dict(
        Member.objects.filter(group=session.group_id, left_at=None).values_list("person_id", "pk")
    )
    for person in here:
        member = str(members.get(person, ""))
        if member in state.away:
            make_move(session=session, move=moves.Join(by=member), key=str(uuid.uuid4()))
    if may_drop:
        _drop(session, [m for m in state.present if m not in state.seated], members)


def _drop(session: Session, present: list[str], members: dict[int, int]) -> None:
    since = clock.now() - GONE_AFTER
    lately = set(
        Seen.objects.filter(session=session, at__gte=since).values_list("person_id", flat=True)
    )
    there = {str(members[person]) for person in lately if person in members}
    for member in present:
        if member not in there:
            make_move(
                session=session, move=moves.Leave(by=member, dropped=True), key=str(uuid.uuid4())
            )


def _anchor() -> None:
    """What is written down has already happened, whatever the wall clock says."""
    last = Session.objects.open().aggregate(last=Max("last_at"))["last"]
    if last is not None:
        clock.anchor(last)
