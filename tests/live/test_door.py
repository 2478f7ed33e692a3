"""Every kind of topic has a door of its own, given by the app that owns it."""

from __future__ import annotations

import pytest

from levelground.live.door import Doors, SignedOut, doors, number_in
from levelground.live.hub import hub
from levelground.live.models import SignIn
from tests.live.running import ADA, TestDoor
from tests.make import make_cast, signed_in


def test_each_kind_of_topic_is_asked_at_its_own_door():
    agreements, sessions = TestDoor(members=set()), TestDoor()
    both = Doors()
    both.add("agreement", agreements)
    both.add("session", sessions)

    assert both.admit("ada", "session-7") == ADA
    assert both.admit("ada", "agreement-7") is None
    assert both.version("session-7") == 3
    assert set(both.welcome("session-7")) == sessions.members
    assert agreements.asked == 0


def test_where_nobody_gave_a_door_nobody_comes_in():
    empty = Doors()

    assert empty.admit("ada", "secret-7") is None
    assert empty.version("secret-7") == 0
    assert set(empty.welcome("secret-7")) == set()


def test_the_house_opens_the_doors_that_its_apps_gave():
    assert hub.door is doors
    assert {"session"} <= set(doors._doors)


@pytest.mark.parametrize("topic", ["session", "session-", "session-x", "session-" + "9" * 40])
def test_a_topic_without_a_number_is_nothing(topic: str):
    assert number_in(topic) == 0


def test_a_session_key_of_nobody_is_told_so(db: None):
    with pytest.raises(SignedOut):
        doors.admit("x" * 32, "session-1")


def test_a_closed_account_is_signed_out_at_every_door(db: None):
    cast = make_cast()
    client = signed_in(cast.ada)
    key = client.session.session_key or ""
    assert SignIn.objects.exists()
    assert doors.admit(key, "session-999") is None
    cast.ada.is_active = False
    cast.ada.save()

    with pytest.raises(SignedOut):
        doors.admit(key, "session-999")
