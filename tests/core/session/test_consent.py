from __future__ import annotations

import pytest

from levelground.core.session import Refused
from levelground.core.session.events import Dropped, Granted, TimeAdded, TurnEnded
from tests.core.make import (
    Room,
    a_frame,
    minutes,
    opened,
    presenting,
    round_of,
    silence,
    step,
    with_presenter,
)

TALK = step("talk", "responders")


def drops(room: Room) -> list[str]:
    return [event.how for event in room.told(Dropped)]


def test_half_of_those_present_and_the_presenter_agree():
    room = with_presenter("cai", presenting(TALK, step("after")))

    room("ada propose move-on", "ben yes", "dee yes")
    assert room.step == "talk"  # the presenter has not said yes
    room("cai yes")

    assert room.step == "after"
    assert room.state.story[-1].how == "agreed"


def test_the_presenters_yes_alone_is_not_enough():
    room = with_presenter("cai", presenting(TALK, step("after")))

    room("cai propose move-on", "ada yes")
    assert room.step == "talk"
    room("ben yes")

    assert room.step == "after"


def test_the_presenters_no_settles_it():
    room = with_presenter("cai", presenting(TALK, step("after")))

    room("ada propose move-on", "ben yes", "cai no")

    assert room.state.asking is None
    assert drops(room)[-1] == "declined"


def test_an_absent_presenter_holds_nobody_up():
    room = with_presenter("cai", presenting(TALK, step("after")))

    room("cai drop", "ada propose move-on", "ben yes")

    assert room.step == "after"


def test_of_two_one_is_half():
    room = opened(a_frame(step("talk"), step("after")), members=("ada", "ben"))

    room("ada propose move-on")

    assert room.step == "after"


def test_it_happens_at_once_when_nobody_is_left_to_ask():
    room = opened(a_frame(step("talk"), step("after")))
    room("ada propose move-on", "ben leave", "cai leave")
    assert room.step == "talk"

    room("dee leave")

    assert room.step == "after"


def test_a_change_of_mind_counts():
    room = opened(a_frame(step("talk"), step("after")))

    room("ada propose move-on", "ben no", "ben yes", "cai yes")

    assert room.step == "after"


def test_the_same_proposal_by_another_is_a_yes():
    room = opened(a_frame(step("talk"), step("after")))

    room("ada propose move-on", "ben propose move-on", "cai propose move-on")

    assert room.step == "after"


def test_a_question_nobody_settles_lapses():
    room = opened(a_frame(step("talk", time=20)))
    room("ada propose move-on")

    room.wait(121)

    assert room.see("ada").question is None
    assert drops(room) == ["time"]


def test_two_more_minutes_show_which_later_step_pays():
    later = step("ideas", time=minutes(10, 4, 12))
    room = opened(a_frame(step("talk", time=5), silence("think", 10), later))

    room("ada propose more-time")
    question = room.see("ben").question
    assert question
    assert question.pays == "Ideas"
    room("ben yes", "cai yes")

    added = room.told(TimeAdded)[0]
    assert (added.seconds, added.paid_by) == (120, "ideas")
    assert room.see("ada").left == 7 * 60
    assert [part.seconds for part in room.state.plan] == [300, 600, 12 * 60 - 120]


def test_a_silence_never_pays():
    room = opened(a_frame(step("talk", time=5), silence("think", 10)))

    room("ada propose more-time")

    question = room.see("ben").question
    assert question
    assert question.pays == ""  # the session ends later


def test_who_said_no_is_shown_to_nobody():
    room = opened(a_frame(step("talk")))
    room("ada propose more-time", "ben no")

    shown = room.see("cai").question

    assert shown
    assert (shown.yes, shown.needed, shown.of) == (1, 3, 5)
    assert "ben" not in repr(shown)


def test_a_question_about_a_turn_ends_with_the_turn():
    room = opened(a_frame(round_of("round")))
    room("ada propose more-time", "ben yes")

    room("eli done")

    assert room.see("cai").question is None
    assert drops(room) == ["overtaken"]


def test_an_answer_does_not_reach_another_question():
    room = opened(a_frame(step("talk")))
    room("ada propose more-time", "ben no", "cai no", "dee no", "ada propose close")

    with pytest.raises(Refused, match="settled"):
        room("eli yes more-time")
    room("eli yes close")

    question = room.see("eli").question
    assert question
    assert question.yes == 2


def test_moving_on_in_turns_passes_the_turn_not_the_step():
    room = opened(a_frame(round_of("round")))

    room("ada propose move-on", "ben yes", "cai yes")

    assert (room.step, room.state.speaking) == ("round", "ada")
    assert room.told(TurnEnded)[-1].how == "agreed"


def test_closing_is_agreed_and_the_story_says_which_step_it_ended():
    room = opened(a_frame(step("talk"), step("after")))
    room.wait(60)

    room("ada propose close", "ben yes", "cai yes")

    assert room.state.closed_how == "agreed"
    assert [(ran.key, ran.took, ran.how) for ran in room.state.story] == [("talk", 60, "agreed")]


def test_every_exception_is_in_the_story():
    room = opened(a_frame(step("talk"), step("after")))

    room("ada propose move-on", "ben yes", "cai yes")

    assert len(room.told(Granted)) == 1
    assert room.state.story[0].how == "agreed"


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        ("ada propose tea", "cannot be proposed"),
        ("ada propose go-on", "cannot be proposed"),
        ("ada propose move-on a-forged-word", "cannot be proposed"),
        ("ada propose close because-of-ben", "cannot be proposed"),
        ("ada propose resume", "clock is running"),
        ("ada propose timers", "hold, advise or be off"),
        ("ada propose timers loud", "hold, advise or be off"),
        ("ada propose timers off off", "hold, advise or be off"),
        ("ada propose timers holding", "set that way already"),
        ("ada propose presenters ada", "settled at another time"),
        ("ada propose process case", "chosen at another time"),
        ("ada yes", "settled"),
        ("zoe propose move-on", "Join the session first"),
    ],
)
def test_refused_proposals(move: str, refusal: str):
    room = opened(a_frame(step("talk")))

    with pytest.raises(Refused, match=refusal):
        room(move)
    assert len(room.story) == len(opened(a_frame(step("talk"))).story)


def test_one_question_at_a_time():
    room = opened(a_frame(step("talk")))
    room("ada propose move-on")

    with pytest.raises(Refused, match="something else"):
        room("ben propose more-time")
    with pytest.raises(Refused, match="You have answered"):
        room("ada yes")


def test_no_hurry_without_a_clock():
    room = opened(a_frame(step("talk")))
    room("ada propose timers off", "ben yes", "cai yes")

    with pytest.raises(Refused, match="no hurry"):
        room("ada propose more-time")
