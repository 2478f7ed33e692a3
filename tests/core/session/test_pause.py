from __future__ import annotations

import pytest

from levelground.core.session import Refused, floor_of
from levelground.core.session.events import Paused, TurnEnded
from tests.core.make import CAST, a_frame, opened, round_of, silence, step


def test_anyone_may_pause_and_the_clock_stands_still():
    room = opened(a_frame(round_of("round", each=2)))
    room.wait(30)

    room("cai pause")
    room.wait(10 * 60)

    screen = room.see("eli")
    assert (screen.word, screen.clock, screen.left, screen.ends_at) == ("pause", "paused", 90, None)
    assert floor_of(room.state) == ()


def test_nobody_sees_who_paused():
    room = opened(a_frame(step("talk")))

    assert room("cai pause") == (Paused(at=room.now),)


def test_going_on_is_by_consent_and_nothing_of_the_time_is_lost():
    room = opened(a_frame(round_of("round", each=2)))
    room.wait(30)
    room("cai pause")
    room.wait(10 * 60)

    room("ada propose resume", "ben yes")
    assert room.see("eli").word == "pause"
    room("dee yes")

    assert room.see("eli").word == "speak"
    assert room.see("eli").left == 90


def test_a_pause_does_not_count_as_time_the_step_took():
    room = opened(a_frame(step("talk"), step("after")), members=("ada", "ben"))
    room.wait(60)
    room("ada pause")
    room.wait(600)
    room("ada propose resume")
    room.wait(60)

    room("ada done", "ben done")

    assert room.state.story[0].took == 120


def test_a_pause_in_a_called_silence_keeps_what_is_left_of_both():
    room = opened(a_frame(round_of("round", each=2)), members=("ada", "ben"))
    room.wait(30)
    room("ada silence")
    room.wait(20)
    room("ada pause")
    room.wait(600)
    assert room.see("ada").left == 40

    room("ada propose resume")
    room.wait(40)

    assert not room.state.in_called_silence
    assert room.see("ben").left == 90


def test_a_pause_drops_what_was_asked_about_the_step():
    room = opened(a_frame(step("talk"), step("after")))
    room("ada propose move-on", "ben yes", "cai pause")

    with pytest.raises(Refused, match="settled"):
        room("dee yes")

    assert (room.step, room.state.is_paused) == ("talk", True)


def test_a_pause_in_a_silence_does_not_shorten_it():
    room = opened(a_frame(silence("think", 2), step("talk")), members=("ada", "ben"))
    room.wait(30)
    room("ada pause")
    room.wait(300)

    room("ada propose resume")
    room.wait(89)

    assert room.step == "think"
    room.wait(1)
    assert room.step == "talk"


def test_setting_the_timers_in_a_pause_does_not_use_up_the_time():
    room = opened(a_frame(step("talk", time=5)), members=("ada", "ben"))
    room("ada pause")
    room.wait(600)

    room("ada propose timers advising", "ada propose resume")

    assert (room.see("ada").clock, room.see("ada").left) == ("advising", 300)


def test_who_leaves_in_a_pause_is_skipped_when_it_goes_on():
    room = opened(a_frame(round_of("round", each=2)))
    room("ada pause", "eli leave")
    assert room.state.speaking == "eli"

    room("ada propose resume", "ben yes")

    assert room.state.speaking == "ada"
    assert room.told(TurnEnded)[-1].how == "away"
    assert room.see("ada").left == 120


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        ("ada pause", "stands still already"),
        ("eli done", "stands still"),
        ("eli pass", "stands still"),
        ("eli later", "stands still"),
        ("ada silence", "stands still"),
        ("ada propose move-on", "stands still"),
        ("ada propose more-time", "stands still"),
        ("ada broken", "Nobody has to be silent"),
    ],
)
def test_refused_while_the_clock_stands_still(move: str, refusal: str):
    room = opened(a_frame(round_of("round")))
    room("ben pause")

    with pytest.raises(Refused, match=refusal):
        room(move)


def test_in_a_pause_the_group_may_still_close_and_set_the_timers():
    room = opened(a_frame(step("talk")))
    room("ben pause")

    for member in CAST:
        assert room.may(f"{member} propose close")
        assert room.may(f"{member} propose timers off")
        assert room.may(f"{member} propose resume")
        assert not room.may(f"{member} propose move-on")
