"""Session events in and out of the database. Nothing else reads or writes them."""

from __future__ import annotations

import logging
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import reduce
from threading import Lock
from typing import Any

from django.db import IntegrityError, transaction

from levelground import library
from levelground.core.process import Part
from levelground.core.session import due_at, events, evolve, replay
from levelground.core.session.events import Event
from levelground.core.session.state import State
from levelground.sessions.domain.broken import left_out_if_broken
from levelground.sessions.models import Session, SessionEvent

# Stable names, so that classes may be renamed. Old shapes are upgraded on reading, never rewritten.
KINDS: dict[str, type[Event]] = {
    "convened": events.Convened,
    "arrived": events.Arrived,
    "departed": events.Departed,
    "opened": events.Opened,
    "planned": events.Planned,
    "step-started": events.StepStarted,
    "step-ended": events.StepEnded,
    "turn-started": events.TurnStarted,
    "turn-ended": events.TurnEnded,
    "landing-started": events.LandingStarted,
    "time-ran-out": events.TimeRanOut,
    "time-added": events.TimeAdded,
    "asked": events.Asked,
    "answered": events.Answered,
    "granted": events.Granted,
    "dropped": events.Dropped,
    "paused": events.Paused,
    "resumed": events.Resumed,
    "silence-called": events.SilenceCalled,
    "silence-ended": events.SilenceEnded,
    "process-checked": events.ProcessChecked,
    "silence-broken": events.SilenceBroken,
    "timers-set": events.TimersSet,
    "role-taken": events.RoleTaken,
    "offered": events.Offered,
    "withdrawn": events.Withdrawn,
    "presenters-chosen": events.PresentersChosen,
    "process-chosen": events.ProcessChosen,
    "member-ready": events.MemberReady,
    "written": events.Written,
    "amended": events.Amended,
    "closed": events.Closed,
}
NAMES = {kind: name for name, kind in KINDS.items()}
REMEMBERED = 2_000  # sessions whose last state a process keeps at hand

log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Somebody else's event was recorded first. Load again and decide again."""


def load(session: Session) -> tuple[State, int]:
    """The state that the session's events lead to, and the version of the last of them.

    At least up to the version in `session`: where we remember that, the events are not asked.
    A session keeps the versions of processes it opened with; one that has not opened has the newest.
    """
    state, version = _remembered.get(session)
    if state is not None and version >= session.version:
        return state, version
    if state is not None and state.opened_at is None:
        state, version = None, 0  # another process may have opened it, with another library
    rows = list(
        SessionEvent.objects.filter(session=session, version__gt=version).order_by("version")
    )
    found = [read(row) for row in rows]
    if state is None:
        state = replay(found, book=library.book_of(found))
        _say_what_is_missing(session, state)
    else:
        state = reduce(evolve, found, state)
    return state, rows[-1].version if rows else version


def remember(session: Session, state: State, version: int) -> None:
    """Keep a committed state at hand. What is not committed must not be remembered."""
    _remembered.put(session, state, version)


def append(session: Session, new: Sequence[Event], *, state: State, after: int) -> int:
    """Add events after version `after`, and what can be read off them. Raises Overtaken."""
    rows = [
        SessionEvent(session=session, version=version, kind=NAMES[type(event)], data=_data(event))
        for version, event in enumerate(new, start=after + 1)
    ]
    try:
        with transaction.atomic():
            SessionEvent.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Overtaken from error
    session.version = after + len(rows)
    session.last_at = state.last_at
    session.due_at = due_at(state)
    session.opened_at = state.opened_at
    session.closed_at = state.closed_at
    session.save(update_fields=["version", "last_at", "due_at", "opened_at", "closed_at"])
    return session.version


def read(row: SessionEvent) -> Event:
    """The event that a row holds."""
    data: dict[str, Any] = {name: _back(name, value) for name, value in row.data.items()}
    return KINDS[row.kind](**data)


def story(session: Session) -> Iterable[Event]:
    """Every event of a session, in order."""
    return [read(row) for row in SessionEvent.objects.filter(session=session).order_by("version")]


def stories(sessions: Collection[Session]) -> dict[int, list[Event]]:
    """Every event of each of these sessions that can be read, in order. One query for all."""
    rows: dict[int, list[SessionEvent]] = defaultdict(list)
    for row in SessionEvent.objects.filter(session__in=sessions).order_by("session", "version"):
        rows[row.session_id].append(row)
    found: dict[int, list[Event]] = {}
    for session in sessions:
        with left_out_if_broken(session.pk, "The story"):
            found[session.pk] = [read(row) for row in rows[session.pk]]
    return found


def _say_what_is_missing(session: Session, state: State) -> None:
    if state.missing:
        names = ", ".join(state.missing)
        log.error("Session %s: not in the library, or not as it opened with: %s", session.pk, names)


def _data(event: Event) -> dict[str, object]:
    return {name: _plain(value) for name, value in asdict(event).items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _back(name: str, value: object) -> object:
    if name == "at":
        return datetime.fromisoformat(str(value))
    if name == "parts" and isinstance(value, list):
        return tuple(Part(**part) for part in value)
    return tuple(value) if isinstance(value, list) else value


class _Remembered:
    """The last states seen by this process, so that a page need not read a whole story again.

    The key holds the session's code: a test database may give an id to another session.
    """

    def __init__(self) -> None:
        self._states: OrderedDict[tuple[int, str], tuple[State, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, session: Session) -> tuple[State | None, int]:
        with self._lock:
            return self._states.get((session.pk, session.code), (None, 0))

    def put(self, session: Session, state: State, version: int) -> None:
        key = (session.pk, session.code)
        with self._lock:
            if self._states.get(key, (None, 0))[1] <= version:
                self._states[key] = (state, version)
                self._states.move_to_end(key)
            while len(self._states) > REMEMBERED:
                self._states.popitem(last=False)


_remembered = _Remembered()
