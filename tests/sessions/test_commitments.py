"""What is said in a session opens the next one."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.commitments.actions import settle
from levelground.commitments.models import Commitment
from tests.room import Room, make_room
from tests.sessions.test_words import make_next

MARK = "canary-commitment-3e1f"


@pytest.fixture
def at_commitments(db: None) -> Room:
    return make_room().open().until("commitments")


def promise(room: Room, name: str = "Ada", **data: object) -> int:
    form = {"id": str(uuid.uuid4()), "kind": "commitment", "text": MARK, **data}
    return int(room.browsers[name].post(room.url("words/"), form).status_code)


def test_what_is_said_becomes_a_row_with_its_day(at_commitments: Room):
    assert promise(at_commitments, due_on="2026-03-20") == 302

    row = Commitment.objects.get()
    assert (row.member.person.name, row.due_on, row.state) == ("Ada", date(2026, 3, 20), "open")


def test_the_day_may_be_left_out(at_commitments: Room):
    assert promise(at_commitments) == 302
    assert Commitment.objects.get().due_on is None


def test_a_day_that_is_none_is_refused_in_words(at_commitments: Room):
    assert promise(at_commitments, due_on="next week") == 422
    assert not Commitment.objects.exists()


def test_the_same_words_sent_again_are_one_commitment(at_commitments: Room):
    for _ in range(2):
        promise(at_commitments, id="7a9d0bfb-95a2-4b0e-8e5c-0d9bd1d6f3a1")

    assert Commitment.objects.count() == 1


def test_the_next_session_opens_with_what_is_open_and_what_came_of_the_rest(at_commitments: Room):
    promise(at_commitments, "Ada", text="Still open")
    promise(at_commitments, "Ben", text="Was settled")
    at_commitments.until("")
    settled = Commitment.objects.get(member__person__name="Ben")
    settle(commitment=settled, by=settled.member.person, state="changed", why="Better this way")

    again = make_next(at_commitments).open().until("last-time")

    for what in ("Still open", "Was settled", "Changed", "Better this way"):
        assertContains(again.get("Cai"), what)


def test_the_session_after_that_opens_only_with_what_is_open(at_commitments: Room):
    promise(at_commitments, "Ada", text="Still open")
    promise(at_commitments, "Ben", text="Was settled")
    at_commitments.until("")
    settled = Commitment.objects.get(member__person__name="Ben")
    settle(commitment=settled, by=settled.member.person, state="done")
    after_next = make_next(make_next(at_commitments).open().until("")).open().until("last-time")

    assertContains(after_next.get("Cai"), "Still open")
    assertNotContains(after_next.get("Cai"), "Was settled")


def test_one_tap_in_the_session_says_that_it_is_done(at_commitments: Room):
    promise(at_commitments)
    at_commitments.until("")
    again = make_next(at_commitments).open().until("last-time")
    row = Commitment.objects.get()

    response = again.browsers["Ada"].post(
        row.get_absolute_url(), {"state": "done", "back": again.url()}
    )

    assert response["Location"] == again.url()
    assertContains(again.get("Ben"), "Done")
