"""Events in and out of the database, and what is remembered of them."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from levelground import library
from levelground.core.process import Part
from levelground.core.session import Event, due_at, replay
from levelground.core.session.events import Arrived, Departed
from levelground.sessions import store
from levelground.sessions.models import Session, SessionEvent
from tests.room import Room, make_room

IDS = st.integers(1, 9999).map(str)
WORDS = st.text("abcdefghijklmnopqrstuvwxyz-./", max_size=20)
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(0, 9999),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    tuple[str, ...]: st.lists(IDS, max_size=8).map(tuple),
    tuple[Part, ...]: st.lists(
        st.builds(Part, key=WORDS, process=WORDS, step=WORDS, presenter=st.none() | IDS), max_size=4
    ).map(tuple),
}


def any_event() -> st.SearchStrategy[Event]:
    return st.sampled_from(get_args(Event)).flatmap(any_of)


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: VALUES[hints[field.name]] for field in fields(kind)})


@given(event=any_event())
def test_every_event_comes_back_as_it_went_in(event: Event):
    stored = json.loads(json.dumps(store._data(event), cls=DjangoJSONEncoder))

    row = SessionEvent(kind=store.NAMES[type(event)], data=stored)

    assert store.read(row) == event


def test_every_kind_of_event_has_a_name_of_its_own():
    assert set(store.NAMES) == set(get_args(Event))
    assert len(store.KINDS) == len(store.NAMES)


def test_events_hold_ids_and_facts(running: Room):
    """Nobody's name, nobody's address: what is never to be changed must hold nothing to erase."""
    running.until("")

    told = json.dumps(list(SessionEvent.objects.values_list("data", flat=True)))

    for who in running.people.values():
        assert who.name not in told
        assert who.email not in told


def test_what_is_remembered_is_what_the_story_tells(running: Room):
    running.until("")

    remembered = store.load(running.session)
    store._remembered._states.clear()
    rebuilt = store.load(running.session)

    assert remembered == rebuilt
    assert rebuilt[0] == replay(store.story(running.session), book=library.book())


def test_events_of_another_process_are_read_on_top_of_what_is_remembered(running: Room):
    before, version = store.load(running.session)
    late = Departed(at=before.last_at or datetime.now(UTC), member=running.member("Cai"))
    SessionEvent.objects.create(
        session=running.session, version=version + 1, kind="departed", data=store._data(late)
    )
    Session.objects.filter(pk=running.session.pk).update(version=version + 1)
    running.session.refresh_from_db()

    state, now = store.load(running.session)

    assert now == version + 1
    assert running.member("Cai") not in state.present


def test_a_memory_never_goes_back(running: Room):
    old, version = store.load(running.session)
    store.remember(running.session, old, version)
    newer = running.until("check-in").state

    store.remember(running.session, old, version)

    assert store.load(running.session)[0] == newer


def test_what_was_rolled_back_is_not_remembered(room: Room):
    before = store.load(room.session)
    with transaction.atomic():
        room.press("Ada", "join")
        transaction.set_rollback(True)
    room.session.refresh_from_db()

    assert store.load(room.session) == before


def test_who_comes_second_is_told(room: Room):
    state, version = store.load(room.session)
    event = Arrived(at=datetime.now(UTC), member=room.member("Ada"))
    store.append(room.session, (event,), state=state, after=version)

    with pytest.raises(store.Overtaken), transaction.atomic():
        store.append(room.session, (event,), state=state, after=version)

    assert SessionEvent.objects.filter(session=room.session).count() == version + 1


def test_what_sessions_are_found_by_is_written_with_the_events(running: Room):
    for step in ("check-in", "think", ""):
        state = running.until(step).state
        session = Session.objects.get(pk=running.session.pk)

        assert session.version == SessionEvent.objects.filter(session=session).count()
        assert session.last_at == state.last_at
        assert session.due_at == due_at(state)
        assert (session.opened_at, session.closed_at) == (state.opened_at, state.closed_at)


def test_only_so_many_sessions_are_remembered(room: Room, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store, "REMEMBERED", 2)
    store._remembered._states.clear()
    rooms = [room, make_room(("Hana", "Tama"), quorum=2), make_room(("Ben", "Cai"), quorum=2)]

    for one in rooms:
        store.remember(one.session, *store.load(one.session))

    assert len(store._remembered._states) == 2
    assert store._remembered.get(room.session) == (None, 0)


def test_times_keep_their_fractions_and_their_zone():
    at = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC) + timedelta(microseconds=1)

    event = Arrived(at=at, member="1")
    row = SessionEvent(kind="arrived", data=json.loads(json.dumps(store._data(event))))

    assert store.read(row) == event
