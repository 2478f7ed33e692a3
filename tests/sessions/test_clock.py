"""What goes on beside the requests: time passes, who is gone is gone, who comes back is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from levelground.core.session.moves import Leave
from levelground.groups.actions.groups import leave_group
from levelground.groups.models import Member
from levelground.live.hub import hub
from levelground.runtime import clock as time
from levelground.sessions.actions.sessions import note_seen
from levelground.sessions.models import Seen, SessionEvent
from levelground.sessions.tasks import clock
from tests.room import Room, later, make_session, stand_still

Pages = Callable[..., None]


@pytest.fixture
def pages(running: Room, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Say who has a page of the session open in this process."""

    def opened(*names: str) -> None:
        ids = frozenset(running.people[name].pk for name in names)
        monkeypatch.setattr(hub, "people", lambda topic: ids)

    return opened


def present(room: Room) -> set[str]:
    return {name for name in room.people if room.member(name) in room.state.present}


def kinds(room: Room) -> list[str]:
    return list(SessionEvent.objects.filter(session=room.session).values_list("kind", flat=True))


def test_time_passes_without_anybody_looking(running: Room):
    running.until("think")

    with later(minutes=3):
        clock.pass_time()
        assert running.step.endswith("respond")


def test_what_is_not_due_is_left_alone(running: Room):
    running.until("think")
    before = kinds(running)

    with later(seconds=5):
        clock.pass_time()

    assert kinds(running) == before


def test_time_that_passed_is_written_down_as_of_when_it_was_due(running: Room):
    running.until("think")
    due = running.session.due_at

    with later(minutes=3):
        clock.pass_time()

    ended = SessionEvent.objects.filter(session=running.session, kind="step-ended").order_by("pk")
    assert due
    assert list(ended)[-1].data["at"] == due.isoformat()


def test_looking_twice_changes_nothing_more(running: Room):
    running.until("think")

    with later(minutes=3):
        clock.pass_time()
        before = kinds(running)
        clock.pass_time()

    assert kinds(running) == before


def test_many_sessions_that_are_not_due_cost_one_query(
    running: Room, django_assert_num_queries: DjangoAssertNumQueries
):
    for _ in range(3):
        make_session(group=running.group)

    with django_assert_num_queries(1):
        clock.pass_time()


def test_whose_page_is_open_stays(running: Room, pages: Pages):
    pages("Ada", "Ben", "Cai")

    for _ in range(5):
        stand_still(time.now() + timedelta(seconds=20))
        clock.go_round()

    assert present(running) == {"Ada", "Ben", "Cai"}


def test_whose_page_is_gone_for_half_a_minute_is_gone(running: Room, pages: Pages):
    pages("Ada", "Ben", "Cai")
    clock.go_round()
    pages("Ada", "Ben")

    stand_still(time.now() + timedelta(seconds=25))
    clock.go_round()
    assert present(running) == {"Ada", "Ben", "Cai"}

    stand_still(time.now() + timedelta(seconds=10))
    clock.go_round()
    assert present(running) == {"Ada", "Ben"}


def test_who_comes_back_is_back(running: Room, pages: Pages):
    pages("Ada", "Ben")
    stand_still(time.now() + timedelta(seconds=40))
    clock.go_round()
    assert present(running) == {"Ada", "Ben"}

    pages("Ada", "Ben", "Cai")
    clock.go_round()

    assert present(running) == {"Ada", "Ben", "Cai"}


def test_who_left_on_purpose_is_not_brought_back(running: Room, pages: Pages):
    running.move(Leave(by=running.member("Cai")))

    pages("Ada", "Ben", "Cai")
    clock.go_round()

    assert present(running) == {"Ada", "Ben"}


def test_a_page_open_in_another_process_counts(running: Room, pages: Pages):
    pages("Ada")
    stand_still(time.now() + timedelta(seconds=40))
    note_seen(session=running.session, people=[running.people["Ben"].pk], at=time.now())

    clock.go_round()

    assert present(running) == {"Ada", "Ben"}


def test_who_asks_and_presses_without_an_open_line_stays(running: Room):
    """Some networks let no line through, and some pages run no scripts."""
    for _ in range(5):
        stand_still(time.now() + timedelta(seconds=20))
        running.get("Ada", "ticks/?since=0")
        running.press("Ben", "check-process")
        clock.go_round()
        hub._glimpses.clear()

    assert present(running) == {"Ada", "Ben"}


def test_who_was_gone_and_presses_something_is_there_again(running: Room, pages: Pages):
    pages("Ada", "Ben")
    stand_still(time.now() + timedelta(seconds=40))
    clock.go_round()
    assert present(running) == {"Ada", "Ben"}

    assert running.press("Cai", "check-process").status_code == 302

    assert present(running) == {"Ada", "Ben", "Cai"}


def test_right_after_a_start_nobody_is_gone(running: Room, pages: Pages):
    pages()

    stand_still(time.now() + timedelta(minutes=5))
    clock.go_round(may_drop=False)

    assert present(running) == {"Ada", "Ben", "Cai"}


def test_who_sits_beside_somebody_needs_no_page(room: Room, monkeypatch: pytest.MonkeyPatch):
    room.press("Ada", "join")
    for name in ("Ben", "Cai"):
        room.press("Ada", "seat", member=room.member(name))
    room.press("Ada", "open")
    ada = frozenset({room.people["Ada"].pk})
    monkeypatch.setattr(hub, "people", lambda topic: ada)

    stand_still(time.now() + timedelta(minutes=5))
    clock.go_round()

    assert present(room) == {"Ada", "Ben", "Cai"}


def test_who_leaves_the_group_leaves_the_session(running: Room, pages: Pages):
    pages("Ada", "Ben", "Cai")
    cai = running.member("Cai")
    leave_group(member=Member.objects.get(pk=cai))

    stand_still(time.now() + timedelta(seconds=3))
    clock.go_round()

    assert cai not in running.state.present


def test_who_was_seen_is_written_at_most_every_few_seconds(
    running: Room, pages: Pages, django_assert_max_num_queries: DjangoAssertNumQueries
):
    pages("Ada", "Ben", "Cai")
    clock.go_round()
    first = set(Seen.objects.values_list("at", flat=True))

    stand_still(time.now() + timedelta(seconds=2))
    clock.go_round()

    assert set(Seen.objects.values_list("at", flat=True)) == first


def test_after_a_restart_time_goes_on_from_what_is_written_down(
    running: Room, monkeypatch: pytest.MonkeyPatch
):
    """The wall clock may have been put back while the server was down."""
    anchored: list[object] = []
    monkeypatch.setattr("levelground.runtime.clock.anchor", anchored.append)

    clock._anchor()

    running.session.refresh_from_db()
    assert anchored == [running.session.last_at]


def test_without_sessions_there_is_nothing_to_go_on_from(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("levelground.runtime.clock.anchor", lambda at: pytest.fail("anchored"))

    clock._anchor()
