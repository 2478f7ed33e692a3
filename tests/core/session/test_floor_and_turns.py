from __future__ import annotations

import pytest

from levelground.core.session import Refused, floor_of
from levelground.core.session.events import StepEnded, TurnEnded, TurnStarted
from tests.core.make import (
    CAST,
    Room,
    a_frame,
    opened,
    presenting,
    round_of,
    silence,
    step,
    with_presenter,
)


def turns_of(room: Room) -> list[str]:
    return [event.member for event in room.told(TurnStarted)]


@pytest.mark.parametrize(
    ("floor", "may_speak"),
    [
        ("everyone", CAST),
        ("presenter", ("cai",)),
        ("responders", ("ada", "ben", "dee", "eli")),
        ("nobody", ()),
        (("presenter", "responders"), CAST),
    ],
)
def test_silent_is_whoever_is_not_on_the_floor(floor: str, may_speak: tuple[str, ...]):
    room = with_presenter("cai", presenting(step("here", floor)))

    assert floor_of(room.state) == may_speak
    for member in CAST:
        expected = "speak" if member in may_speak else "silence" if floor == "nobody" else "listen"
        assert room.see(member).word == expected


@pytest.mark.parametrize(
    ("floor", "silence"),
    [
        ("nobody", "everyone"),
        ("responders", "presenter"),
        ("presenter", "others"),
        ("everyone", ""),
    ],
)
def test_three_silences_are_told_apart(floor: str, silence: str):
    room = with_presenter("cai", presenting(step("here", floor)))

    assert {room.see(member).silence for member in CAST} == {silence}


def test_one_member_at_a_time_has_the_floor_in_turns():
    room = opened(a_frame(round_of("round")))

    assert room.state.speaking == "eli"  # who spoke last last time goes first
    assert [member for member in CAST if room.see(member).word == "speak"] == ["eli"]
    assert room.see("ben").next_up == "ada"


def test_everybody_has_one_turn_and_then_the_step_is_over():
    room = opened(a_frame(round_of("round"), step("after")))

    room("eli done", "ada done", "ben done", "cai done", "dee done")

    assert turns_of(room) == ["eli", "ada", "ben", "cai", "dee"]
    assert room.step == "after"
    assert room.state.story[0].how == "done"


def test_whoever_spoke_last_goes_first_next_time():
    room = opened(a_frame(round_of("one"), round_of("two"), round_of("three")))

    for _ in range(15):
        room(f"{room.state.speaking} done")

    assert turns_of(room)[:5] == ["eli", "ada", "ben", "cai", "dee"]
    assert turns_of(room)[5:10] == ["dee", "eli", "ada", "ben", "cai"]
    assert turns_of(room)[10:] == ["cai", "dee", "eli", "ada", "ben"]


def test_two_rounds_give_everybody_two_turns():
    room = opened(a_frame(round_of("round", rounds=2), step("after")), members=("ada", "ben"))

    room("ben done", "ada done", "ben done", "ada done")

    assert turns_of(room) == ["ben", "ada", "ben", "ada"]
    assert room.step == "after"


def test_a_member_may_pass():
    room = opened(a_frame(round_of("round")))

    room("eli pass")

    assert room.state.speaking == "ada"
    assert room.told(TurnEnded)[-1].how == "passed"


def test_who_asks_to_be_come_back_to_comes_at_the_end():
    room = opened(a_frame(round_of("round"), step("after")))

    room("eli later", "ada done", "ben done", "cai done", "dee done")

    assert room.state.speaking == "eli"
    room("eli done")
    assert room.step == "after"


def test_the_group_comes_back_once():
    room = opened(a_frame(round_of("round")), members=("ada", "ben", "cai"))
    room("cai later", "ada later", "ben done")
    assert room.state.speaking == "cai"

    with pytest.raises(Refused, match="come back to you"):
        room("cai later")

    assert not room.may("cai later")
    assert room.may("cai pass")


def test_the_presenter_may_answer_throughout_the_turns_of_the_others():
    asking = round_of("clarify", "responders", floor=("responders", "presenter"))
    room = with_presenter("cai", presenting(asking))

    assert set(floor_of(room.state)) == {"cai", room.state.speaking}
    assert "cai" not in room.state.queue
    assert not room.may("cai done")  # the turn is not theirs to end


def test_a_latecomer_gets_a_turn_at_the_end():
    room = opened(a_frame(round_of("round")), here=("ada", "ben"))

    room("cai join", "ada done", "ben done")

    assert room.state.speaking == "cai"


def test_a_shared_floor_is_left_when_all_on_it_have_said_enough():
    room = with_presenter("cai", presenting(step("talk", "responders"), step("after")))

    room("ada done", "ben done", "dee done")
    assert room.step == "talk"
    room("eli done")

    assert room.step == "after"


def test_a_step_for_all_waits_until_all_are_ready():
    room = opened(a_frame(step("agree", ends="all-ready"), step("after")))

    room("ada ready", "ben ready", "cai ready", "dee ready")
    assert [place.ready for place in room.see("eli").people] == [True, True, True, True, False]
    room("eli ready")

    assert room.step == "after"
    assert room.told(StepEnded)[-1].how == "ready"


def test_who_was_ready_need_not_say_so_again_after_a_called_silence():
    room = opened(a_frame(step("agree", ends="all-ready"), step("after")), members=("ada", "ben"))
    room("ada ready", "ben silence")
    room.wait(60)

    room("ben ready")

    assert room.step == "after"


def test_the_step_goes_on_when_the_last_who_was_not_ready_leaves():
    room = opened(a_frame(step("agree", ends="all-ready"), step("after")))
    room("ada ready", "ben ready", "cai ready", "dee ready", "eli pause", "eli leave")
    assert room.step == "agree"  # the clock stands still

    room("ada propose resume", "ben yes")

    assert room.step == "after"


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        ("ada done", "Somebody else has the turn"),
        ("ada pass", "do not have the turn"),
        ("ada later", "do not have the turn"),
        ("ada ready", "does not wait for everyone"),
        ("zoe done", "Join the session first"),
        ("ada open", "open already"),
        ("ada join", "here already"),
        ("ada take facilitator", "no such role"),
        ("ada hand-on facilitator", "no such role"),
        ("ada offer", "settled at another time"),
        ("ada withdraw", "settled at another time"),
        ("ada write worth", "not asked for"),
    ],
)
def test_refused_while_another_has_the_turn(move: str, refusal: str):
    room = opened(a_frame(round_of("round")))

    with pytest.raises(Refused, match=refusal):
        room(move)
    assert room.state.speaking == "eli"


def test_without_passing_everyone_has_a_say():
    room = opened(a_frame(round_of("round", may_pass=False)))

    with pytest.raises(Refused, match="everyone has a say"):
        room("eli pass")


def test_the_last_one_is_not_come_back_to():
    room = opened(a_frame(round_of("round")), members=("ada", "ben"))
    room("ben done")

    with pytest.raises(Refused, match="You are the last one"):
        room("ada later")


def test_nobody_ends_a_silence_alone():
    room = opened(a_frame(silence()))

    with pytest.raises(Refused, match="runs its time"):
        room("ada done")


def test_a_step_that_runs_its_time_is_not_ended_by_one():
    room = opened(a_frame(step("talk", ends="never")))

    with pytest.raises(Refused, match="not ended by one person"):
        room("ada done")


def test_nobody_ends_the_floor_of_a_presenter_who_is_absent():
    room = with_presenter("cai", presenting(step("tell", "presenter")))
    room("cai drop")

    with pytest.raises(Refused, match="Somebody else has the floor"):
        room("ada done")


def test_a_tap_meant_for_another_turn_ends_no_turn():
    room = opened(a_frame(round_of("round")))

    with pytest.raises(Refused, match="over already"):
        room("eli done ada")
    room("eli done eli")

    assert room.state.speaking == "ada"
