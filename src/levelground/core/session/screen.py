"""What one member sees of a session, and what they may do about it.

What is offered is what the rules allow, because `see` asks `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from levelground.core.process import Makes
from levelground.core.session import moves as m
from levelground.core.session.consent import count, shortens_a_silence
from levelground.core.session.due import due
from levelground.core.session.evolve import evolve
from levelground.core.session.offering import allowed
from levelground.core.session.planning import Option, behind, options, payer
from levelground.core.session.refused import Refused
from levelground.core.session.showing import (
    clock_of,
    deciding_in,
    left_of,
    names_in,
    next_up_in,
    say_to,
    silence_of,
    total_of,
    word_for,
)
from levelground.core.session.state import Ran, State, floor_of, makes_of, step_of
from levelground.core.words import gettext_noop as _

__all__ = ["Coming", "Option", "Place", "Question", "Screen", "see"]

CHECK_SHOWS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One member, as all see them."""

    member: str
    is_you: bool
    has_floor: bool
    speaking: bool
    next: bool
    presenter: bool
    roles: tuple[str, ...]  # names
    present: bool
    seated: bool
    ready: bool
    offers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the group is being asked. Who said no is shown to nobody."""

    ask: str
    detail: tuple[str, ...]
    by: str  # member, or "" where nobody in particular asks
    yes: int
    needed: int
    of: int
    everyone: bool  # only everyone can agree to it
    pays: str  # name of the later step that gets shorter; "" if the session ends later
    you_answered: bool
    yours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A step still to come."""

    name: str
    process: str
    presenter: str | None
    seconds: int
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Everything one member may know now, and every move they may make. Durations in seconds."""

    member: str
    phase: str  # "lobby" | "step" | "closed"
    word: str  # "speak" | "listen" | "silence" | "pause" | "lobby" | "closed"
    silence: str  # "" | "everyone" | "presenter" | "others"
    called_silence: bool
    process: str  # id of the process that is running; "" outside a step
    process_name: str
    step: str
    step_name: str
    step_number: int
    step_count: int
    say: str  # may hold {presenter} and {<role>}
    names: tuple[tuple[str, str], ...]  # what those stand for: (place, member)
    role_words: tuple[tuple[str, str, str], ...]  # role, its name, the words to read
    manner: tuple[str, ...]
    ends_at: datetime | None
    left: int | None
    total: int | None
    clock: str  # "running" "landing" "time-up" "paused" "off" "advising" "none"
    timers: str
    people: tuple[Place, ...]
    speaking: str | None
    next_up: str | None
    presenter: str | None
    question: Question | None
    makes: tuple[Makes, ...]
    moves: tuple[m.Move, ...]
    coming: tuple[Coming, ...]
    deciding: str  # "" | "presenters" | "process"
    offers: tuple[str, ...]
    options: tuple[Option, ...]
    quorum: int
    behind: int
    process_check: bool
    broken: int
    story: tuple[Ran, ...]
    closed_how: str
    minutes: int
    due_to_end_at: datetime | None


def see(state: State, *, member: str, at: datetime) -> Screen:
    """What `member` may know and do at `at` (aware).

    Time that has passed unseen is reckoned in, so a page drawn while the server's clock is late,
    or by another server, shows the same. Raises Refused if the member is not of this group.
    """
    at = max(at, state.last_at) if state.last_at else at
    for event in due(state, at):
        state = evolve(state, event)
    if member not in state.members:
        raise Refused(_("You are not a member of this group."))
    phase = "closed" if state.closed_at else "step" if state.is_open else "lobby"
    step, part, process = state.step, state.part, state.process
    floor = floor_of(state)
    mine = [
        p for p in state.plan if part and (p.process, p.presenter) == (part.process, part.presenter)
    ]
    choices = options(state, at=at)
    ends_at = state.silence_ends_at if state.in_called_silence else state.ends_at
    clock = clock_of(state)
    left = left_of(state, ends_at, at) if clock not in ("off", "none") else None
    return Screen(
        member=member,
        phase=phase,
        word=word_for(state, member, phase),
        silence=silence_of(state, floor),
        called_silence=state.in_called_silence,
        process=process.id if process else "",
        process_name=process.name if process else "",
        step=step.id if step else "",
        step_name=step.name if step else "",
        step_number=mine.index(part) + 1 if part else 0,
        step_count=len(mine),
        say=say_to(state, member, floor),
        names=names_in(state),
        role_words=tuple(
            (role.id, role.name, role.say)
            for role in (process.roles if process else ())
            if state.roles.get(role.id) == member
        ),
        manner=step.manner if step else (),
        ends_at=ends_at if left is not None and clock != "paused" else None,
        left=left,
        total=total_of(state) if left is not None else None,
        clock=clock,
        timers=state.timers,
        people=tuple(_place(state, person, member, floor) for person in state.members),
        speaking=state.speaking,
        next_up=next_up_in(state),
        presenter=state.presenter,
        question=_question(state, member),
        makes=makes_of(state, member),
        moves=allowed(state, member=member, at=at, choices=choices),
        coming=tuple(
            Coming(
                name=step_of(state.book, later).name,
                process=state.book[later.process].name,
                presenter=later.presenter,
                seconds=later.seconds + later.reserve,
                silent=step_of(state.book, later).is_silence,
            )
            for later in (state.plan[state.index + 1 :] if phase == "step" else ())
        ),
        deciding=deciding_in(state),
        offers=tuple(person for person in state.presenter_order if person in state.offers),
        options=choices,
        quorum=state.quorum,
        behind=behind(state, at=at),
        process_check=state.checked_at is not None and at - state.checked_at <= CHECK_SHOWS,
        broken=state.broken,
        story=state.story,
        closed_how=state.closed_how,
        minutes=state.minutes,
        due_to_end_at=state.due_to_end_at,
    )


def _place(state: State, person: str, you: str, floor: tuple[str, ...]) -> Place:
    process = state.process
    return Place(
        member=person,
        is_you=person == you,
        has_floor=person in floor,
        speaking=person == state.speaking,
        next=person == next_up_in(state),
        presenter=person == state.presenter,
        roles=tuple(
            role.name
            for role in (process.roles if process else ())
            if state.roles.get(role.id) == person
        ),
        present=person in state.present,
        seated=person in state.seated,
        ready=person in state.ready,
        offers=person in state.offers,
    )


def _question(state: State, member: str) -> Question | None:
    asking = state.asking
    if asking is None:
        return None
    now = count(state, asking)
    paying = payer(state) if asking.ask == "more-time" else None
    return Question(
        ask=asking.ask,
        detail=asking.detail,
        by=asking.by,
        yes=now.yes,
        needed=now.needed,
        of=now.of,
        everyone=shortens_a_silence(state, asking.ask),
        pays=step_of(state.book, paying).name if paying else "",
        you_answered=member in (*asking.yes, *asking.no),
        yours=asking.by == member,
    )
