from __future__ import annotations

import pytest

from levelground.core.session import Refused
from levelground.core.session.events import Asked, Departed, Paused, TurnEnded
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


def test_a_dropped_speaker_is_waited_for_a_moment():
    room = opened(a_frame(round_of("round", each=5)))
    room("eli drop")

    room.wait(44)
    assert room.state.speaking == "eli"
    room("eli join")
    room.wait(10)

    assert room.state.speaking == "eli"


def test_then_they_are_skipped_and_come_back_at_the_end():
    room = opened(a_frame(round_of("round", each=5)))
    room("eli drop")

    room.wait(45)
    assert room.state.speaking == "ada"
    assert room.told(TurnEnded)[0].how == "away"
    room("eli join", "ada done", "ben done", "cai done", "dee done")

    assert room.state.speaking == "eli"


def test_who_leaves_on_purpose_is_skipped_at_once():
    room = opened(a_frame(round_of("round")))

    room("eli leave")

    assert room.state.speaking == "ada"


def test_the_others_go_first_while_somebody_is_gone():
    room = opened(a_frame(round_of("round")))
    room("ada drop", "eli done")

    assert room.state.speaking == "ben"
    room("ada join", "ben done")
    assert room.state.speaking == "ada"


def test_a_round_is_over_when_only_the_absent_are_left():
    room = opened(a_frame(round_of("round"), step("after")), members=("ada", "ben", "cai"))
    room("cai done", "ben drop", "ada done")
    assert (room.step, room.state.speaking) == ("round", None)

    room.wait(45)

    assert room.step == "after"


def test_who_comes_back_joins_where_the_group_is():
    room = opened(a_frame(step("talk"), step("after")))
    room("eli drop", "ada propose move-on", "ben yes")

    room("eli join")

    assert room.see("eli").step == "after"
    assert room.see("eli").word == "speak"


def test_nobodys_absence_stops_the_session():
    room = with_presenter("cai", presenting(step("tell", "presenter"), silence(), step("talk")))

    room("cai drop")
    room.wait(5 * 60 + 30 + 120)

    assert room.step == "talk"


def test_an_absent_member_is_offered_to_come_back():
    room = opened(a_frame(step("talk")))
    room("eli leave")

    assert [type(move).__name__ for move in room.see("eli").moves] == ["Join"]


def test_below_the_quorum_the_group_is_asked():
    room = opened(a_frame(step("talk")), quorum=4)
    room("eli leave")
    assert room.see("ada").question is None

    room("dee leave")

    question = room.see("ada").question
    assert question
    assert (question.ask, question.by, question.needed) == ("go-on", "", 2)


def _too_few() -> Room:
    room = opened(a_frame(step("talk"), step("after")), quorum=4)
    room("eli leave", "dee leave")
    return room


def test_they_go_on_all_the_same_and_are_not_asked_again():
    room = _too_few()

    room("ada yes", "ben yes", "cai leave")

    assert room.state.is_open
    assert room.see("ada").question is None


def test_they_would_rather_not():
    room = _too_few()

    room("ada no", "ben no")

    assert room.state.closed_how == "quorum"
    assert room.state.story[-1].how == "closed"


def test_saying_nothing_means_going_on():
    room = _too_few()

    room.wait(121)

    assert room.state.is_open
    assert room.see("ada").question is None


def test_the_question_is_settled_when_enough_are_back():
    room = _too_few()

    room("dee join")

    assert room.see("ada").question is None


def test_and_asked_again_when_they_are_too_few_again():
    room = _too_few()
    room("dee join", "dee leave")

    assert len(room.told(Asked)) == 2


def test_nobody_is_asked_in_a_silence():
    room = opened(a_frame(silence("think", 2), step("after")), quorum=4)
    room("eli leave", "dee leave")
    assert room.see("ada").question is None

    room.wait(120)

    question = room.see("ada").question
    assert question
    assert question.ask == "go-on"


def test_in_a_silence_a_no_to_going_on_takes_everyone():
    room = opened(a_frame(step("talk"), silence("think", 2), step("after")), quorum=4)
    room("eli leave", "dee leave")
    for member in ("ada", "ben", "cai"):
        room(f"{member} done")
    assert room.step == "think"

    room("ada no", "ben no")
    assert room.state.is_open
    room("cai no")

    assert room.state.closed_how == "quorum"


def test_a_session_that_opens_with_too_few_asks_first():
    room = opened(a_frame(step("talk")), here=("ada", "ben"), quorum=3)

    question = room.see("ada").question
    assert question
    assert question.ask == "go-on"


def test_with_nobody_there_the_clock_stands_still():
    room = opened(a_frame(step("talk")), members=("ada", "ben"))
    room("ada drop")
    room.wait(60)

    brought = room("ben drop")
    assert [type(event) for event in brought] == [Departed, Paused]
    room.wait(60 * 60)
    room("ada join", "ada propose resume")

    assert room.see("ada").left == 4 * 60


def test_after_two_hours_with_nobody_there_the_session_is_over():
    room = opened(a_frame(step("talk")), members=("ada", "ben"))
    room("ada leave", "ben leave")

    room.wait(2 * 60 * 60)

    assert room.state.closed_how == "left"


def test_a_new_member_of_the_group_may_join():
    room = opened(a_frame(step("talk")))

    room("fay join")

    assert room.see("fay").word == "speak"
    assert room.state.order[-1] == "fay"


def test_there_is_room_for_eight():
    nine = tuple("abcdefghi")
    room = Room(a_frame(step("talk")), members=nine)
    room(*(f"{member} join" for member in nine[:8]))

    with pytest.raises(Refused, match="room for 8"):
        room("i join")
    with pytest.raises(Refused, match="room for 8"):
        room("a seat i")


@pytest.mark.parametrize(
    ("before", "move", "refusal"),
    [
        ((), "ada open", "Join the session first"),
        (("ada join",), "ada open", "Somebody else has to be here"),
        (("ada join",), "ada join", "here already"),
        (("ada join",), "ben leave", "not in this session"),
        (("ada join",), "ada pause", "not begun"),
        (("ada join",), "ada seat zoe", "not in the group"),
        (("ada join", "ben join"), "ada seat ben", "here already"),
        (("ada join",), "ben seat cai", "Join the session first"),
        (("ada join", "ben join"), "ada leave ben", "not sharing your device"),
    ],
)
def test_refused_in_the_lobby(before: tuple[str, ...], move: str, refusal: str):
    room = Room(a_frame(step("talk")))
    room(*before)

    with pytest.raises(Refused, match=refusal):
        room(move)
