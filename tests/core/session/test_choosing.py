from __future__ import annotations

import pytest

from levelground.core.process import Block, Process
from levelground.core.process.model import Choose
from levelground.core.session import Refused
from levelground.core.session.events import PresentersChosen, ProcessChosen
from tests.core.make import (
    CAST,
    Room,
    a_frame,
    a_module,
    a_process,
    for_all,
    minutes,
    opened,
    round_of,
    silence,
    step,
)
from tests.core.session.choosing import asked_to_bring, choosing, chosen

SHORT = a_process(step("tell", "presenter", time=minutes(5, 2, 8)), silence("think", 1), name="short")  # fmt: skip
LONG = a_process(step("tell", "presenter", time=80), name="long")
TOGETHER = for_all(step("look", time=10), name="together")


def fits(room: Room) -> dict[str, bool]:
    return {option.process.id: option.fit.fits for option in room.see("ada").options}


def test_who_could_present_offers_and_the_longest_waiting_is_named_first():
    room = asked_to_bring(SHORT)

    room("dee offer", "ben offer")

    screen = room.see("ada")
    assert screen.deciding == "presenters"
    assert screen.offers == ("ben", "dee")
    assert room.may("ada propose presenters ben")
    assert room.may("ada propose presenters ben dee")
    assert room.may("ada propose presenters dee")


def test_nobody_presents_against_their_will():
    room = asked_to_bring(SHORT)
    room("dee offer", "ada propose presenters dee", "ben yes", "cai yes", "eli yes")
    assert room.step == "bring"

    room("dee yes")

    assert room.told(PresentersChosen)[0].members == ("dee",)


def test_who_withdraws_is_no_longer_asked_for():
    room = asked_to_bring(SHORT)
    room("dee offer", "ada propose presenters dee", "ben yes")

    room("dee withdraw")

    assert room.see("ada").question is None
    assert room.see("ada").offers == ()


def test_who_leaves_takes_their_offer_with_them():
    room = asked_to_bring(SHORT)
    room("dee offer", "ada propose presenters dee", "ben yes", "dee leave")

    assert room.see("ada").question is None
    with pytest.raises(Refused, match="Only somebody who offered"):
        room("ada propose presenters dee")


def test_where_nobody_would_present_all_say_they_are_ready():
    each = Block(id="each", repeat="presenter", steps=(step("tell", "presenter"),))
    frame = a_frame(step("bring", decides=True, ends="all-ready"), each, step("after"))
    room = opened(frame, members=("ada", "ben", "cai"))
    room("ada ready", "ben ready", "cai offer")
    with pytest.raises(Refused, match="when the group has chosen"):
        room("cai ready")
    assert room.step == "bring"

    room("cai withdraw", "cai ready")

    assert room.step == "after"


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        ("ada propose presenters ada", "Only somebody who offered"),
        ("ada propose presenters", "Only somebody who offered"),
        ("ada propose presenters dee dee", "Only somebody who offered"),
        ("ada propose process short", "chosen at another time"),
        ("dee offer", "You have offered"),
        ("ada withdraw", "You have not offered"),
        ("ada done", "when the group has chosen"),
    ],
)
def test_refused_while_settling_who_presents(move: str, refusal: str):
    room = asked_to_bring(SHORT)
    room("dee offer")

    with pytest.raises(Refused, match=refusal):
        room(move)


def test_more_cannot_present_than_there_is_time_for():
    room = asked_to_bring(SHORT, long=30)
    room(*(f"{member} offer" for member in CAST))

    with pytest.raises(Refused, match="There is time for 3 to present, not for 5"):
        room(f"ada propose presenters {' '.join(CAST)}")

    assert room.may("ada propose presenters ada ben cai")
    assert not room.may("ada propose presenters ada ben cai dee")


def test_each_presenter_gets_an_equal_share_of_the_time():
    room = choosing("ada", SHORT, presenters=("ada", "ben"), long=60)

    shares = [part.reserve for part in room.state.plan if part.reserve]

    assert len(shares) == 2
    assert shares[0] == shares[1]


def test_a_process_is_chosen_and_its_steps_follow():
    room = chosen("cai", SHORT, LONG)

    assert room.told(ProcessChosen)[0].process == "short"
    assert [part.key for part in room.state.plan] == [
        "bring",
        "each.1/choose",
        "each.1/choose/short/tell",
        "each.1/choose/short/think",
        "close",
    ]
    assert room.see("cai").step_count == 2


def test_what_does_not_fit_is_shown_with_its_reason_and_cannot_be_chosen():
    room = choosing("cai", SHORT, LONG, long=40)

    assert fits(room) == {"short": True, "long": False}
    assert room.may("ada propose process short")
    assert not room.may("ada propose process long")
    with pytest.raises(Refused, match="needs at least 80 minutes for 5 people"):
        room("ada propose process long")


def test_the_presenter_agrees_to_the_process():
    room = choosing("cai", SHORT)

    room("ada propose process short", "ben yes", "dee yes")
    assert room.step == "choose"
    room("cai yes")

    assert room.step == "tell"


def test_without_a_presenter_only_what_is_for_all_is_offered():
    room = asked_to_bring(SHORT, TOGETHER)
    room("ada propose move-on", "ben yes", "cai yes")
    assert (room.step, room.state.presenter) == ("choose", None)

    assert fits(room) == {"together": True}
    with pytest.raises(Refused, match="nobody presents"):
        room("ada propose process short")
    room("ada propose process together", "ben yes", "cai yes")

    assert room.step == "look"


def test_the_group_may_move_on_without_choosing():
    room = choosing("cai", SHORT)

    room("ada propose move-on", "ben yes", "cai yes")

    assert room.step == "close"


@pytest.mark.parametrize(
    ("move", "refusal"),
    [
        ("ada propose process", "not in the library"),
        ("ada propose process nowhere", "not in the library"),
        ("ada propose process short long", "not in the library"),
        ("ada propose process meeting", "cannot be chosen here"),
        ("ada propose presenters ada", "settled at another time"),
        ("ada done", "when the group has chosen"),
    ],
)
def test_refused_while_choosing(move: str, refusal: str):
    room = choosing("cai", SHORT)

    with pytest.raises(Refused, match=refusal):
        room(move)


def nested() -> Process:
    module = Choose(options=("look", "feel"), time=minutes(10, 5, 15))
    return a_process(
        step("tell", "presenter", time=5),
        step("pick", time=2, choose=module),
        step("end", "presenter", time=3),
        name="tietze",
    )


LOOK = a_module(step("see", "responders", time=minutes(8, 4, 12)), silence("rest", 1), name="look")
FEEL = a_module(step("sense", "responders", time=20), name="feel")


def test_a_process_inside_a_process_has_a_budget_of_its_own():
    room = chosen("cai", nested(), LOOK, FEEL, long=60)
    room("cai done")
    reserve = room.state.part.reserve if room.state.part else 0

    assert room.step == "pick"
    assert fits(room) == {"look": True, "feel": False}  # it takes 20 minutes, there are at most 15
    room("cai propose process look", "ada yes", "ben yes")

    assert room.step == "see"
    inside = [part for part in room.state.plan if part.process == "look"]
    assert sum(part.seconds for part in inside) <= reserve
    assert [part.presenter for part in inside] == ["cai", "cai"]
    assert room.state.plan[room.state.index + 2].step == "end"


def test_inside_a_process_only_what_it_names_can_be_chosen():
    room = chosen("cai", nested(), LOOK, FEEL, SHORT, long=60)
    room("cai done")

    with pytest.raises(Refused, match="cannot be chosen here"):
        room("ada propose process short")


def test_the_meeting_still_ends_in_time_when_the_opening_took_longer():
    room = asked_to_bring(SHORT, long=60)
    room.wait(30 * 60)
    room("cai offer", "cai propose presenters cai", "ada yes", "ben yes")

    left = sum(part.seconds + part.reserve for part in room.state.plan[1:])

    assert left <= 30 * 60


def test_every_member_presents_once_where_a_block_repeats_for_members():
    block = Block(id="each", repeat="member", steps=(step("ask", "presenter", time=2), round_of("help", "responders")))  # fmt: skip
    room = opened(a_frame(block))

    presenters = [part.presenter for part in room.state.plan if part.step == "ask"]

    assert presenters == list(CAST)
    assert room.state.presenter == "ada"
