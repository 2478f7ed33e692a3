from __future__ import annotations

import dataclasses

import pytest

from levelground.core.session import Refused
from levelground.core.session.events import ProcessChecked, SilenceBroken, SilenceCalled
from tests.core.make import (
    CAST,
    a_frame,
    opened,
    presenting,
    round_of,
    silence,
    step,
    with_presenter,
)


def test_a_silence_is_shortened_only_by_everyone():
    room = with_presenter("cai", presenting(silence(), step("talk")))

    room("cai propose move-on", "ada yes", "ben yes", "dee yes")
    assert room.step == "think"
    question = room.see("eli").question
    assert question
    assert (question.everyone, question.needed) == (True, 5)
    room("eli yes")

    assert room.step == "talk"


def test_one_no_keeps_the_silence():
    room = opened(a_frame(silence(), step("talk")))

    room("ada propose move-on", "ben yes", "cai yes", "dee no")

    assert room.step == "think"
    assert room.see("eli").question is None


def test_closing_in_a_silence_takes_everyone_too():
    room = opened(a_frame(silence(), step("talk")))

    room("ada propose close", "ben yes", "cai yes", "dee yes")
    assert room.state.is_open
    room("eli yes")

    assert not room.state.is_open


def test_more_time_in_a_silence_is_by_ordinary_consent():
    room = opened(a_frame(silence("think", 2)))

    room("ada propose more-time", "ben yes", "cai yes")

    assert room.see("ada").left == 240


def test_anyone_may_call_a_silence_and_the_clock_of_the_step_waits():
    room = opened(a_frame(round_of("round", each=2)))
    room.wait(30)

    room("cai silence")

    screen = room.see("eli")
    assert (screen.word, screen.silence, screen.called_silence) == ("silence", "everyone", True)
    assert screen.left == 60
    room.wait(60)
    assert room.see("eli").word == "speak"
    assert room.see("eli").left == 90


def test_a_called_silence_is_ended_early_only_by_everyone():
    room = opened(a_frame(step("talk")), members=("ada", "ben", "cai"))
    room("ada silence", "ben propose move-on", "cai yes")
    assert room.see("ada").word == "silence"

    room("ada yes")

    assert room.see("ada").word == "speak"
    assert room.step == "talk"


def test_a_called_silence_is_for_everyone_even_when_the_steps_time_was_up():
    room = opened(a_frame(step("talk", time=1), step("after")), members=("ada", "ben", "cai"))
    room.wait(100)
    assert room.state.time_up

    room("ada silence", "ben propose move-on", "cai yes")

    assert room.state.in_called_silence


def test_what_was_asked_before_a_silence_is_dropped():
    room = opened(a_frame(step("talk"), step("after")))
    room("ada propose move-on", "ben yes", "eli silence")

    with pytest.raises(Refused, match="settled"):
        room("cai yes")
    assert room.state.in_called_silence


def test_moving_on_from_a_called_silence_does_not_spill_over_into_the_step():
    room = opened(a_frame(step("talk"), step("after")))
    room("ada silence", "ada propose move-on", "ben yes", "cai yes", "dee yes")

    room.wait(60)

    assert room.step == "talk"
    assert room.see("eli").question is None


@pytest.mark.parametrize("move", ["ada done", "ada propose more-time", "ada propose process case"])
def test_a_called_silence_runs_its_time(move: str):
    room = opened(a_frame(step("talk")))
    room("ben silence")

    with pytest.raises(Refused, match="runs its time"):
        room(move)


def test_a_silence_is_not_called_in_a_silence():
    room = opened(a_frame(silence()))

    with pytest.raises(Refused, match="silence already"):
        room("ada silence")


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("silence", SilenceCalled), ("check", ProcessChecked), ("broken", SilenceBroken)],
)
def test_nobody_sees_who_pressed(verb: str, kind: type):
    stories = []
    for member in ("ada", "ben"):
        room = with_presenter("cai", presenting(step("tell", "presenter")))
        brought = room(f"{member} {verb}")
        assert [type(event) for event in brought] == [kind]
        assert member not in repr(brought)
        stories.append(room.story)

    assert stories[0] == stories[1]


def test_a_broken_silence_is_counted_for_the_group_and_never_named():
    room = with_presenter("cai", presenting(step("tell", "presenter"), step("after")))

    room("ada broken", "ben broken", "cai done")

    assert room.state.story[-1].broken == 2
    assert all(room.see(member).broken == 0 for member in CAST)  # of the step that runs now


def test_where_all_may_speak_no_silence_can_be_broken():
    room = opened(a_frame(step("talk")))

    with pytest.raises(Refused, match="Nobody has to be silent"):
        room("ada broken")


def test_are_we_still_in_the_process_is_shown_to_all_for_a_minute():
    room = opened(a_frame(step("talk", time=20)))

    room("ada check")
    assert all(room.see(member).process_check for member in CAST)
    room.wait(61)

    assert not any(room.see(member).process_check for member in CAST)


def test_no_event_that_somebody_made_in_confidence_can_hold_a_name():
    for kind in (SilenceCalled, ProcessChecked, SilenceBroken):
        assert not {"member", "by"} & {field.name for field in dataclasses.fields(kind)}
