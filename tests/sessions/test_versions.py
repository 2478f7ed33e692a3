"""After an upgrade, with a file missing, with a session that breaks: pages that only read are there.

On SQLite, and on PostgreSQL where it is installed.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from django.test import override_settings

from levelground.core.process import Process
from levelground.core.process.missing import SAY
from levelground.core.session import moves
from levelground.reports.actions.certificates import sum_up
from levelground.reports.models import Summary
from levelground.reviews.actions import tally
from levelground.reviews.models import Tally
from levelground.runtime import clock as time
from levelground.sessions import store
from levelground.sessions.domain import broken
from levelground.sessions.models import Session, SessionEvent
from levelground.sessions.tasks import clock
from tests.live.postgresql import INITDB, connections_to, server_in
from tests.room import Room, make_room, make_session, stand_still
from tests.sessions.conftest import NOON
from tests.shelves import altered, shelved, with_next_versions, without

pytestmark = pytest.mark.django_db

PLAYED = "respond-in-turn"
OTHERS = ("Dana", "Eli", "Hana")
GONE = "Part of a process you used is missing on our side"
LIBRARIES: dict[str, Callable[[], Mapping[str, Process]]] = {
    "next versions": with_next_versions,
    "process missing": lambda: without(PLAYED),
    "frame missing": lambda: without("meeting"),
    "both missing": lambda: without(PLAYED, "meeting"),
    "changed in place": altered,
}


@pytest.fixture(scope="module")
def postgresql(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A connection to a PostgreSQL of our own, with our tables."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory() as folder, django_db_blocker.unblock():
        server = server_in(Path(folder))
        there = connections_to(next(server))["default"]
        there.settings_dict = {**connections["default"].settings_dict, **there.settings_dict}
        with _instead(there), override_settings(MIGRATION_MODULES=dict.fromkeys(_apps())):
            call_command("migrate", run_syncdb=True, verbosity=0)
        yield there
        there.close()
        next(server, None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Room]:
    """A group that has met once, and meets now: somebody tells what they bring."""
    there = connections["default"]
    if request.param == "postgresql":
        there = request.getfixturevalue("postgresql")
    with django_db_blocker.unblock(), _instead(there), undone(), time.held(NOON):
        assert connections["default"].vendor == request.param
        before = make_room().open().until("")
        stand_still(time.now() + timedelta(hours=1))
        here = make_session(group=before.group)
        yield replace(before, session=here).open().until("tell")


@pytest.fixture
def met(world: Room, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """As after a start. What a test does to the world is undone."""
    _forget(monkeypatch)
    world.session.refresh_from_db()
    assert world.session.last_at
    with time.held(world.session.last_at):
        yield world


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a process remembers, as when it starts."""
    monkeypatch.setattr(store, "_remembered", store._Remembered())
    monkeypatch.setattr(broken, "_said", {})


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _instead(there: Any) -> Iterator[None]:
    usual = connections["default"]
    connections["default"] = there
    try:
        yield
    finally:
        connections["default"] = usual


def _apps() -> list[str]:
    return [app.label for app in apps.get_app_configs()]


def pages(room: Room) -> dict[str, str]:
    """What only reads, as Ada sees it."""
    past = Session.objects.over().filter(group=room.group).earliest("starts_at")
    addresses = {
        "home": "/",
        "group": f"/groups/{room.group.pk}/",
        "picture": f"/groups/{room.group.pk}/picture/",
        "past": f"/sessions/{past.pk}/",
        "running": f"/sessions/{room.session.pk}/",
        "room": f"/sessions/{room.session.pk}/room/",
        "plan": f"/sessions/of/{room.group.pk}/new/",
    }
    found = {}
    for name, address in addresses.items():
        response = room.browsers["Ada"].get(address)
        assert response.status_code == 200, (name, response.status_code)
        found[name] = response.content.decode()
    return found


@pytest.mark.parametrize("later", LIBRARIES)
def test_every_page_is_there(met: Room, later: str):
    with shelved(LIBRARIES[later]()):
        seen = pages(met)
        clock.pass_time()
        clock.go_round()

    assert (GONE in seen["past"]) == (later != "next versions")
    assert (SAY in _plain(seen["running"])) == (later not in ("next versions", "frame missing"))


def _plain(page: str) -> str:
    return page.replace("&#x27;", "'")


def test_what_was_open_reads_as_it_did(met: Room):
    def told(page: str) -> str:
        return " ".join(page.partition('id="stage"')[2].split())

    with shelved(with_next_versions()):
        assert "New " not in told(pages(met)["running"])
        assert met.screen("Ada").step_name == "Tell"
        met.until("respond")
        assert met.screen("Ada").step_name == "Respond"
        met.until("")


def test_what_was_open_before_openings_named_versions_goes_on_too(met: Room):
    """As the last release wrote it, in a database that is upgraded while they meet."""
    for row in SessionEvent.objects.filter(kind="opened"):
        del row.data["processes"]
        row.save()

    with shelved(with_next_versions()):
        pages(met)
        assert met.screen("Ada").step_name == "Tell"
        met.until("")
        pages(met)


def test_what_was_planned_opens_with_the_newest(met: Room):
    room = make_room(OTHERS)

    with shelved(with_next_versions()):
        room.open()
        assert room.screen("Dana").step_name == "New Opening"
    with shelved(with_next_versions()):
        assert room.screen("Dana").step_name == "New Opening"


def test_another_process_with_a_newer_library_may_have_opened_it(met: Room):
    """During an upgrade two processes serve; this one has the lobby in mind."""
    room = make_room(OTHERS)
    room.move(moves.Join(by=room.member("Dana")))
    lobby, version = store.load(room.session)
    with shelved(with_next_versions()):
        room.open()
    store._remembered.put(room.session, lobby, version)

    assert room.state.missing == ("meeting",)  # it has no version 2: stood in for, not taken for 1
    assert room.page("Dana")


def test_a_meeting_whose_frame_is_missing_says_so(met: Room):
    room = make_room(OTHERS)
    room.move(moves.Join(by=room.member("Dana")))
    room.move(moves.Join(by=room.member("Eli")))

    with shelved(without("meeting")):
        page = _plain(room.page("Dana"))
        refused = room.press("Dana", "open", accept="application/json")

    assert "This kind of session is missing on our side" in page
    assert 'value="open"' not in page
    assert refused.status_code == 409


def test_the_log_names_the_session_and_what_is_missing(met: Room, caplog: pytest.LogCaptureFixture):
    with shelved(without(PLAYED)), caplog.at_level(logging.ERROR):
        met.page("Ada")

    assert f"Session {met.session.pk}: not in the library" in caplog.text
    assert PLAYED in caplog.text


# One session that breaks, in whatever way.

BREAKS: dict[str, Callable[[SessionEvent], None]] = {
    "a kind of event nobody knows": lambda row: setattr(row, "kind", "sung"),
    "a field nobody knows": lambda row: row.data.update(key_of_g=1),
    "a field that is gone": lambda row: row.data.pop("at"),
    "a step that is not in the plan": lambda row: row.data.update(key="nowhere"),
    "no time": lambda row: row.data.update(at="noon"),
}


def break_(session: Session, how: Callable[[SessionEvent], None]) -> None:
    row = SessionEvent.objects.filter(session=session, kind="step-started").earliest("version")
    how(row)
    row.save()


@pytest.mark.parametrize("how", BREAKS)
def test_the_round_survives_one_broken_session_and_says_which(
    met: Room, how: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    first = _another_running().session  # the round begins with the latest
    break_(first, BREAKS[how])
    _forget(monkeypatch)
    stand_still(time.now() + timedelta(minutes=10))

    for _ in range(3):
        clock.pass_time()
        clock.go_round()

    assert not met.state.present  # their pages are gone, and the round has seen it
    said = [one.getMessage() for one in caplog.records if one.name == broken.log.name]
    assert len(said) <= 2  # by the clock and by the round: once each, not five times a second
    assert f"The round of session {first.pk}: " in "\n".join(said)
    assert "sung" not in caplog.text
    assert "noon" not in caplog.text


def test_control_without_the_guard_the_round_stops(met: Room, monkeypatch: pytest.MonkeyPatch):
    break_(_another_running().session, BREAKS["no time"])
    _forget(monkeypatch)
    stand_still(time.now() + timedelta(minutes=10))

    unguarded = mock.patch.object(clock, "left_out_if_broken", return_value=nullcontext())
    with unguarded, pytest.raises(ValueError, match="noon"):
        clock.go_round()
    assert met.state.present


def _another_running() -> Room:
    room = make_room(OTHERS)
    return room.open()


@pytest.mark.parametrize("how", BREAKS)
def test_a_past_session_that_breaks_breaks_no_other_page(
    met: Room, how: str, monkeypatch: pytest.MonkeyPatch
):
    past = Session.objects.over().get(group=met.group)
    break_(past, BREAKS[how])
    _forget(monkeypatch)
    met.until("close")

    for page in ("/", f"/groups/{met.group.pk}/", f"/groups/{met.group.pk}/picture/"):
        assert met.browsers["Ada"].get(page).status_code == 200
    assert make_session(group=met.group).pk  # whose turn it is comes from what can be read
    assert (tally(), sum_up()) in {(0, 0), (0, 1)}
    assert not Tally.objects.filter(session=past).exists()
    assert Summary.objects.filter(session=past).exists() == (
        how == "a step that is not in the plan"
    )
