from __future__ import annotations

from levelground.core.session.events import StepEnded
from tests.core.make import Room, a_frame, opened, round_of, silence, step


def with_timers(mode: str, *steps) -> Room:
    room = opened(a_frame(*steps))
    room(f"ada propose timers {mode}", "ben yes", "cai yes")
    assert room.state.timers == mode
    return room


def test_the_group_agrees_how_the_clock_behaves():
    room = opened(a_frame(step("talk")))

    room("ada propose timers off", "ben yes")
    assert room.state.timers == "holding"
    room("cai yes")

    assert room.state.timers == "off"


def test_an_advising_clock_says_so_and_moves_nothing():
    room = with_timers("advising", round_of("round", each=1))
    assert room.see("ada").clock == "advising"

    room.wait(10 * 60)

    assert room.state.speaking == "eli"
    assert room.see("ada").clock == "time-up"
    assert room.see("ada").question is None


def test_without_a_clock_nothing_is_shown_and_nothing_moves():
    room = with_timers("off", round_of("round", each=1))

    room.wait(10 * 60)

    screen = room.see("eli")
    assert (screen.clock, screen.left, screen.ends_at, screen.total) == ("off", None, None, None)
    assert screen.word == "speak"


def test_without_a_clock_a_silence_that_ran_its_time_is_left_by_ordinary_consent():
    room = with_timers("off", silence("think", 2), step("after"))
    room("ada propose move-on", "ben yes", "cai yes")
    assert room.step == "think"  # before its time only all together
    room.wait(121)

    room("ada propose move-on", "ben yes", "cai yes")

    assert room.step == "after"


def test_what_was_agreed_by_half_happens_when_the_silence_has_run_its_time():
    room = with_timers("advising", silence("think", 2), step("after"))
    room.wait(60)
    room("ada propose move-on", "ben yes", "cai yes")
    assert room.step == "think"

    room.wait(60)

    assert room.step == "after"
    assert room.told(StepEnded)[0].how == "agreed"


def test_back_to_a_holding_clock_the_turn_lands_softly():
    room = with_timers("off", round_of("round", each=1))
    room.wait(10 * 60)

    room("ada propose timers holding", "ben yes", "cai yes")
    room.wait(0)

    assert room.see("eli").clock == "landing"
    room.wait(30)
    assert room.state.speaking == "ada"


def test_back_to_a_holding_clock_an_overdue_silence_is_over():
    room = with_timers("off", silence("think", 2), step("after"))
    room.wait(10 * 60)

    room("ada propose timers holding", "ben yes", "cai yes")
    room.wait(0)

    assert room.step == "after"


def test_more_time_can_be_had_ten_times():
    room = opened(a_frame(step("talk", time=5)), members=("ada", "ben"))

    for _ in range(10):
        room("ada propose more-time")

    assert room.see("ada").left == 25 * 60
