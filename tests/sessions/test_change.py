"""What somebody wrote can be changed and taken back, by them and by nobody else."""

from __future__ import annotations

import uuid

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.commitments.models import Commitment
from levelground.sessions.models import SessionEvent
from tests.make import signed_in
from tests.room import Room, later, make_room, person, without_chance

FIRST, SECOND = "Zaunkönig-4711", "Rotkehlchen-0815"


@pytest.fixture
def kept(running: Room) -> str:
    """Something that Ada brought, for all to read."""
    return bring(running)


def bring(room: Room) -> str:
    same = str(uuid.uuid4())
    room.until("bring").write("Ada", "topic", FIRST, id=same)
    return same


def change(room: Room, name: str, words: str, text: str, **headers: str):
    where = room.url(f"words/{words}/change/")
    return room.browsers[name].post(where, {"text": text}, headers=headers)


def take_back(room: Room, name: str, words: str):
    return room.browsers[name].post(room.url(f"words/{words}/take-back/"))


def events(room: Room) -> list[str]:
    return list(SessionEvent.objects.filter(session=room.session).values_list("kind", flat=True))


def test_its_writer_changes_it_and_everybody_reads_the_change(running: Room, kept: str):
    assertRedirects(change(running, "Ada", kept, SECOND), running.url())

    for name in running.people:
        assertContains(running.get(name), SECOND)
        assertNotContains(running.get(name), FIRST)


def test_its_writer_takes_it_back_and_nobody_reads_it(running: Room, kept: str):
    assertRedirects(take_back(running, "Ada", kept), running.url())

    for name in running.people:
        assertNotContains(running.get(name), FIRST)


def test_the_others_pages_are_told_that_something_changed_and_not_what(running: Room, kept: str):
    change(running, "Ada", kept, SECOND)
    take_back(running, "Ada", kept)

    assert events(running)[-2:] == ["amended", "amended"]
    told = SessionEvent.objects.filter(session=running.session, kind="amended")
    assert {key for event in told for key in event.data} == {"at", "kind"}


def test_only_its_writer_is_offered_to_change_it(running: Room, kept: str):
    assertContains(running.get("Ada"), "Change it or take it back")
    assertNotContains(running.get("Ben"), "Change it or take it back")


@pytest.mark.parametrize("name", ["Ben", "Cai"])
def test_nobody_else_changes_it_or_takes_it_back(running: Room, kept: str, name: str):
    assertContains(change(running, name, kept, SECOND), "gone already", status_code=409)
    take_back(running, name, kept)

    assertContains(running.get("Ada"), FIRST)
    assert "amended" not in events(running)


def test_nobody_changes_words_of_another_session_through_this_one(running: Room, kept: str):
    other = make_room(("Ada", "Hana"), quorum=2).open()

    assert change(other, "Ada", kept, SECOND).status_code == 409
    take_back(other, "Ada", kept)

    assertContains(running.get("Ben"), FIRST)


def test_a_stranger_learns_not_even_that_it_exists(running: Room, kept: str):
    dana = signed_in(person("Dana"))

    foreign = dana.post(running.url(f"words/{kept}/change/"), {"text": SECOND})
    missing = dana.post(f"/sessions/987654/words/{kept}/change/", {"text": SECOND})

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


@pytest.mark.parametrize(
    ("text", "says"), [("", "nothing left of it"), ("x" * 4001, "What was kept stands")]
)
def test_what_cannot_be_kept_leaves_what_was_there(running: Room, kept: str, text: str, says: str):
    assertContains(change(running, "Ada", kept, text), says, status_code=422)

    assertContains(running.get("Ben"), FIRST)


def test_taking_it_back_twice_is_as_good_as_once(running: Room, kept: str):
    take_back(running, "Ada", kept)

    assertRedirects(take_back(running, "Ada", kept), running.url())


def test_what_is_over_cannot_be_changed_any_more(running: Room, kept: str):
    with later(days=2):
        assert change(running, "Ada", kept, SECOND).status_code == 409


def test_after_the_close_it_can_still_be_changed(room: Room):
    room.open().until("commitments")
    speaking = next(name for name in room.people if room.member(name) == room.state.speaking)
    same = str(uuid.uuid4())
    room.write(speaking, "commitment", FIRST, id=same)
    room.until("")

    change(room, speaking, same, SECOND)

    assertContains(room.get(speaking), SECOND)


def test_a_commitment_that_is_taken_back_was_never_made(room: Room):
    room.open().until("commitments")
    speaking = next(name for name in room.people if room.member(name) == room.state.speaking)
    same = str(uuid.uuid4())
    room.write(speaking, "commitment", FIRST, id=same)
    assert Commitment.objects.count() == 1

    take_back(room, speaking, same)

    assert not Commitment.objects.exists()
