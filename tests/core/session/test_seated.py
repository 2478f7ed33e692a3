"""People in the room without a device: whoever has one taps for them."""

from __future__ import annotations

import pytest

from levelground.core.session import Refused
from tests.core.make import CAST, Room, a_frame, presenting, round_of, silence, step


def one_device(*steps_of_frame, **also) -> Room:
    """Ada has the only device; the others sit beside her."""
    room = Room(a_frame(*steps_of_frame), **also)
    room("ada join", *(f"ada seat {member}" for member in CAST[1:]), "ada open")
    return room


def test_one_device_leads_a_whole_group_through_a_round():
    room = one_device(round_of("round"), step("after"))

    for _ in CAST:
        assert room.may("ada done")
        room("ada done")

    assert room.step == "after"


def test_for_a_seated_speaker_anybody_with_a_device_may_tap():
    room = Room(a_frame(round_of("round")))
    room("ada join", "ben join", "cai join", "ada seat eli", "ada open")
    assert room.state.speaking == "eli"

    assert room.may("cai done")
    assert room.may("cai pass")
    assert room.may("cai later")


def test_but_not_for_a_speaker_who_has_one():
    room = Room(a_frame(round_of("round")))
    room("ada join", "ben join", "ada seat cai", "ada open")
    assert room.state.speaking == "ada"

    assert not room.may("ben done")


def test_those_who_share_a_device_answer_aloud_with_it():
    room = one_device(step("talk"), step("after"))

    room("ada propose move-on")

    assert room.step == "after"


def test_but_one_device_does_not_speak_for_those_beside_another():
    room = Room(a_frame(step("talk"), step("after")))
    room("ada join", "dee join", "ada seat ben", "dee seat cai", "dee seat eli", "ada open")

    room("ada propose move-on")  # Ada and Ben: two of five
    assert room.step == "talk"
    room("dee yes")

    assert room.step == "after"


def test_a_silence_ends_early_only_if_every_device_says_so():
    room = Room(a_frame(silence(), step("after")))
    room("ada join", "dee join", "ada seat ben", "ada seat cai", "ada seat eli", "ada open")

    room("ada propose move-on")
    assert room.step == "think"
    room("dee yes")

    assert room.step == "after"


def test_when_a_device_leaves_the_others_answer_for_those_beside_it():
    room = Room(a_frame(silence(), step("after")))
    room("ada join", "dee join", "ada seat ben", "ada open", "ada leave")

    room("dee propose move-on")

    assert room.step == "after"


def test_a_step_for_all_waits_only_for_those_with_a_device():
    room = one_device(step("agree", ends="all-ready"), step("after"))

    room("ada ready")

    assert room.step == "after"


def test_a_seated_presenter_is_tapped_for():
    room = Room(presenting(step("tell", "presenter"), step("after")))
    room("ada join", "ben join", "ada seat cai", "ada open")
    room("cai offer", "ada propose presenters cai")  # Cai says yes aloud
    assert room.state.presenter == "cai"

    assert room.may("ben done")
    room("ben done")

    assert room.step == "after"


def test_a_seated_member_may_join_with_a_device_of_their_own():
    room = one_device(step("talk"))

    room("ben join")

    assert "ben" not in room.state.seated
    assert not room.may("ben join")


def test_a_seated_member_goes_when_somebody_taps_for_them():
    room = one_device(round_of("round"))
    assert room.state.speaking == "eli"

    assert room.may("ada leave eli")
    room("ada leave eli")

    assert "eli" not in room.state.present
    assert room.state.speaking == "ada"


def test_with_the_last_device_gone_the_clock_stands_still():
    room = one_device(step("talk"))

    room("ada drop")
    assert room.state.is_paused
    room.wait(2 * 60 * 60)

    assert room.state.closed_how == "left"


def test_who_is_seated_is_not_seated_again():
    room = one_device(step("talk"))

    with pytest.raises(Refused, match="here already"):
        room("ada seat ben")
