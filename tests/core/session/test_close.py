from __future__ import annotations

import pytest

from levelground.core.session import Refused, due_at
from levelground.core.session.moves import Convene
from tests.core.make import CAST, Room, a_frame, a_process, opened, round_of, silence, step


def test_after_the_last_step_the_session_is_over():
    room = opened(a_frame(step("talk")), members=("ada", "ben"))

    room("ada done", "ben done")

    assert room.state.closed_how == "finished"
    screen = room.see("ada")
    assert (screen.phase, screen.word, screen.closed_how) == ("closed", "closed", "finished")
    assert screen.moves == ()
    assert due_at(room.state) is None


def test_the_last_step_is_not_closed_by_the_clock():
    room = opened(a_frame(step("talk", time=5)))

    room.wait(60 * 60)

    assert room.state.is_open


@pytest.mark.parametrize(
    "verb", ["join", "leave", "open", "done", "ready", "pass", "pause", "check"]
)
def test_a_session_that_is_over_stays_over(verb: str):
    room = opened(a_frame(step("talk")), members=("ada", "ben"))
    room("ada done", "ben done")

    with pytest.raises(Refused, match="over"):
        room(f"ada {verb}")


def test_a_session_is_planned_once():
    room = Room(a_frame(step("talk")))

    with pytest.raises(Refused, match="planned already"):
        room.make(Convene(by="", members=CAST, frame="meeting", minutes=60, quorum=2, order=CAST, presenter_order=CAST, role_order=CAST))  # fmt: skip


def test_only_a_frame_makes_a_meeting():
    with pytest.raises(Refused, match="kind of meeting"):
        Room(a_process(step("tell", "presenter")))


def test_nothing_moves_before_the_session_is_planned():
    room = Room.__new__(Room)
    room.state, room.story, room.now = opened(a_frame(step("talk"))).state.__class__(), [], opened(a_frame(step("talk"))).now  # fmt: skip

    for verb in ("join", "open", "done", "pause"):
        with pytest.raises(Refused, match=r"not planned|Join"):
            room(f"ada {verb}")


def test_the_story_says_what_was_planned_and_what_it_took():
    room = opened(a_frame(round_of("round", each=1), silence("think", 2), step("end")), members=("ada", "ben"))  # fmt: skip
    room.wait(50)
    room("ben done")
    room.wait(20)
    room("ada done")
    room.wait(120)
    room("ada done", "ben done")

    assert [(ran.key, ran.planned, ran.took, ran.how) for ran in room.see("ada").story] == [
        ("round", 120, 70, "done"),
        ("think", 120, 120, "time"),
        ("end", 300, 0, "done"),
    ]


def test_a_stranger_sees_nothing():
    room = opened(a_frame(step("talk")))

    with pytest.raises(Refused, match="not a member"):
        room.see("zoe")
