from __future__ import annotations

from levelground.core.session.events import LandingStarted, StepEnded, TimeRanOut, TurnEnded
from tests.core.make import (
    Room,
    a_frame,
    opened,
    presenting,
    round_of,
    silence,
    step,
    with_presenter,
)


def test_at_zero_the_speaker_is_asked_to_finish_the_sentence():
    room = opened(a_frame(round_of("round", each=1)))

    room.wait(60)

    screen = room.see("eli")
    assert screen.clock == "landing"
    assert (screen.left, screen.total) == (30, 30)
    assert screen.word == "speak"  # never a cut


def test_half_a_minute_later_the_turn_passes_to_the_next():
    room = opened(a_frame(round_of("round", each=1)))

    room.wait(90)

    assert room.state.speaking == "ada"
    assert room.told(TurnEnded)[0].how == "time"


def test_a_step_before_a_silence_goes_on_by_itself():
    room = opened(a_frame(step("talk", time=5), silence()))

    room.wait(5 * 60 + 30)

    assert room.step == "think"
    assert room.told(StepEnded)[0].how == "time"


def test_a_step_before_turns_goes_on_by_itself():
    room = opened(a_frame(step("talk", time=5), round_of("round")))

    room.wait(5 * 60 + 30)

    assert room.step == "round"


def _waiting() -> Room:
    room = opened(a_frame(step("talk", time=5), step("more", time=5), step("last", time=1)))
    room.wait(5 * 60 + 30)
    return room


def test_elsewhere_the_group_is_asked():
    room = _waiting()

    screen = room.see("ada")
    assert room.step == "talk"
    assert screen.clock == "time-up"
    assert screen.question
    assert (screen.question.ask, screen.question.by) == ("move-on", "")


def test_the_group_agrees_to_move_on():
    room = _waiting()

    room("ada yes", "ben yes", "cai yes")

    assert room.step == "more"


def test_a_member_may_ask_for_more_time_instead():
    room = _waiting()

    room("ada propose more-time", "ben yes", "cai yes")

    assert room.step == "talk"
    screen = room.see("ada")
    assert (screen.clock, screen.left, screen.total) == ("running", 120, 120)


def test_nobody_is_hurried_when_nobody_answers():
    room = _waiting()

    room.wait(20 * 60)

    assert room.step == "talk"
    assert room.see("ada").question is None
    assert room.may("ada propose move-on")


def test_a_step_that_settles_something_is_not_ended_by_the_clock():
    room = opened(presenting(step("tell", "presenter")))

    room.wait(10 * 60)

    assert room.step == "bring"
    assert room.see("ada").question is None
    assert len(room.told(TimeRanOut)) == 1


def test_a_silence_needs_no_landing():
    room = opened(a_frame(silence("think", 2), step("talk")))

    room.wait(120)

    assert room.step == "talk"
    assert not room.told(LandingStarted)


def test_saying_enough_in_the_landing_passes_the_turn_at_once():
    room = opened(a_frame(round_of("round", each=1)))
    room.wait(70)

    room("eli done")

    assert room.state.speaking == "ada"
    assert room.see("ada").left == 60


def test_a_presenters_step_lands_softly_into_the_silence():
    room = with_presenter("cai", presenting(step("tell", "presenter", time=5), silence()))
    room.wait(5 * 60 + 29)
    assert room.see("cai").word == "speak"

    room.wait(1)

    assert room.see("cai").word == "silence"
