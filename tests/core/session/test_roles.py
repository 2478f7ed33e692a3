from __future__ import annotations

import pytest

from levelground.core.process import Block
from levelground.core.session import Past, Refused, past_of, rotation
from levelground.core.session.events import RoleTaken
from tests.core.make import (
    CAST,
    a_frame,
    a_process,
    opened,
    presenting,
    round_of,
    step,
    with_presenter,
)
from tests.core.session.choosing import chosen

LED = a_process(
    step("tell", "presenter"),
    step("ask", ("facilitator", "presenter")),
    step("end", ("responders", "not facilitator")),
    name="led",
    roles=("facilitator",),
)


def test_a_role_goes_to_whoever_has_waited_longest():
    room = chosen("cai", LED)

    assert room.state.roles == {"facilitator": "ada"}
    assert room.see("ada").role_words == (("facilitator", "Facilitator", "You are facilitator."),)
    assert room.see("ben").role_words == ()


def test_the_presenter_gets_no_role():
    assert chosen("ada", LED).state.roles == {"facilitator": "ben"}


def test_a_role_is_taken_with_one_tap():
    room = chosen("cai", LED)

    room("eli take facilitator")

    assert room.state.roles == {"facilitator": "eli"}


def test_a_role_is_handed_on_to_whoever_has_waited_longest():
    room = chosen("cai", LED)

    room("ada hand-on facilitator")
    assert room.state.roles == {"facilitator": "ben"}
    room("ben hand-on facilitator")

    assert room.state.roles == {"facilitator": "dee"}


def test_the_facilitator_has_words_to_read_not_powers():
    room = chosen("cai", LED)

    for member in CAST:
        assert room.may(f"{member} done") == (member == "cai")
        assert room.may(f"{member} pause")


def test_a_role_has_the_floor_by_name():
    room = chosen("cai", LED)
    room("cai done")

    speaking = [member for member in CAST if room.see(member).word == "speak"]

    assert speaking == ["ada", "cai"]


def test_a_role_can_be_left_out_of_the_floor():
    room = chosen("cai", LED)
    room("cai done", "ada done", "cai done")

    speaking = [member for member in CAST if room.see(member).word == "speak"]

    assert speaking == ["ben", "dee", "eli"]


def test_whoever_leaves_leaves_their_role_to_another():
    room = chosen("cai", LED)

    room("ada leave")

    assert room.state.roles == {"facilitator": "ben"}


def test_a_dropped_line_keeps_the_role_until_the_next_step():
    room = chosen("cai", LED)

    room("ada drop")
    assert room.state.roles == {"facilitator": "ada"}
    room("cai done")

    assert room.state.roles == {"facilitator": "ben"}


def test_a_frame_keeps_its_roles_and_relieves_whoever_presents():
    each = Block(id="each", repeat="member", steps=(step("tell", "presenter", time=1),))
    room = opened(a_frame(each, roles=("timekeeper",)))

    for member in CAST:
        assert room.state.presenter == member
        assert room.state.roles["timekeeper"] != member
        room(f"{member} done")

    assert [taken.member for taken in room.told(RoleTaken)] == ["ben", "ada"]


def test_a_process_gives_its_roles_anew_for_each_presenter():
    room = chosen("ada", LED, presenters=("ada", "ben"))
    assert room.state.roles == {"facilitator": "ben"}
    room("ada done", "ada done", "ben done", "cai done", "dee done", "eli done")

    room("ben propose process led", "cai yes", "dee yes")

    assert room.state.presenter == "ben"
    assert room.state.roles == {"facilitator": "ada"}  # who never had it before


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        ("ada take facilitator", "have this role already"),
        ("cai take facilitator", "You present"),
        ("ben hand-on facilitator", "do not have this role"),
        ("ben take king", "no such role"),
    ],
)
def test_refused_roles(move: str, refusal: str):
    room = chosen("cai", LED)

    with pytest.raises(Refused, match=refusal):
        room(move)


def test_with_two_there_is_nobody_to_hand_a_role_to():
    room = chosen("ada", LED, members=("ada", "ben"))

    with pytest.raises(Refused, match="nobody to hand it to"):
        room("ben hand-on facilitator")


def test_who_never_presented_comes_first_then_who_presented_longest_ago():
    pasts = [
        Past(order=CAST, presenters=("ada", "ben"), role_holders=("cai",)),
        Past(order=CAST, presenters=("dee",), role_holders=("ada",)),
    ]

    found = rotation(CAST, pasts)

    assert found.presenter_order == ("cai", "eli", "ada", "ben", "dee")
    assert found.role_order == ("ben", "dee", "eli", "cai", "ada")


def test_the_order_of_speaking_is_kept_and_newcomers_come_last():
    pasts = [Past(order=("ben", "ada", "gus"), presenters=(), role_holders=())]

    assert rotation(("ada", "ben", "cai"), pasts).order == ("ben", "ada", "cai")


def test_without_a_past_the_order_is_that_of_joining():
    assert rotation(CAST, []).order == CAST


def test_nobody_speaks_last_two_sessions_running():
    """The next session starts from the order in which this one ended."""
    room = opened(a_frame(round_of("round")))
    last = ""
    for _ in CAST:
        last = room.state.speaking or ""
        room(f"{last} done")
    next_one = rotation(CAST, [past_of(room.state, ())])

    again = opened(a_frame(round_of("round")), members=next_one.order)

    assert again.state.speaking == last


def test_what_a_session_leaves_for_the_next():
    room = with_presenter("cai", presenting(step("tell", "presenter")))

    past = past_of(room.state, ("ada",))

    assert past.presenters == ("cai",)
    assert past.role_holders == ("ada",)
