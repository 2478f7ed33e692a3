from __future__ import annotations

import re

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from levelground import library
from levelground.core.process import Fit, Process, fit, fitting
from levelground.core.process.fitting import resolve_count
from levelground.core.process.model import Choose
from levelground.core.session.state import State, people_of
from tests.core.make import CAST, a_frame, a_process, minutes, presenting, round_of, silence, step

NAMES = ("ada", "ben", "cai", "dee", "eli", "fay", "gus", "hal")
TELL = step("tell", "presenter", time=minutes(5, 3, 8))
CASE = a_process(TELL, silence("think", 2), step("talk", "responders", time=minutes(10, 5, 20)))


def fitted(process: Process, whole: float, *, people: int = 5, presenting: int = 1) -> Fit:
    members = NAMES[:people]
    return fit(process, members=members, presenters=members[:presenting], seconds=round(whole * 60))


def lengths(found: Fit) -> list[float]:
    return [part.seconds / 60 for part in found.parts]


def test_with_just_enough_time_each_step_takes_what_it_naturally_takes():
    assert lengths(fitted(CASE, 17)) == [5, 2, 10]


def test_with_less_time_what_can_bend_bends_and_a_silence_does_not():
    found = fitted(CASE, 13.5)

    assert found.fits
    assert lengths(found) == [4, 2, 7.5]


def test_with_more_time_steps_grow_to_their_bounds():
    assert lengths(fitted(CASE, 90)) == [8, 2, 20]


def test_what_does_not_fit_is_said_with_what_would():
    found = fitted(CASE, 8)

    assert not found.fits
    assert lengths(found) == [3, 2, 5]
    assert [str(said) for said in found.advice] == [
        "It needs at least 10 minutes for 5 people; there are 8."
    ]


def test_fewer_presenters_are_proposed():
    found = fitted(CASE, 25, presenting=3)

    assert str(found.advice[1]) == "With 2 presenting it fits, in 20 minutes."


def test_leaving_out_what_is_optional_is_proposed():
    process = a_process(TELL, step("extra", "presenter", time=30, optional=True))

    assert str(fitted(process, 10).advice[1]) == "Without its optional steps it fits."


def test_both_are_proposed_when_neither_alone_is_enough():
    process = a_process(TELL, step("extra", "presenter", time=30, optional=True))

    found = fitted(process, 10, presenting=5)

    assert [str(said) for said in found.advice[1:]] == [
        "With 3 presenting and without its optional steps it fits."
    ]


@pytest.mark.parametrize(
    ("people", "advice"),
    [(1, "It needs at least 2 people; you are 1."), (9, "It is for at most 8 people; you are 9.")],
)
def test_the_size_of_the_group_is_said(people: int, advice: str):
    found = fit(CASE, members=[str(number) for number in range(people)], seconds=3600)

    assert not found.fits
    assert [str(said) for said in found.advice] == [advice]


def test_turns_take_their_time_for_each():
    [part] = fitted(a_frame(round_of("round", each=2)), 60, people=6).parts

    assert (part.seconds, part.turn_seconds) == (12 * 60, 120)


def test_the_time_of_a_step_is_shared_among_its_turns():
    shared = step("round", "responders", time=minutes(8, 4, 8), turns=round_of("x", "responders").turns)  # fmt: skip
    [part] = fit(
        Process(id="p", version=1, name="P", summary="", steps=(shared,)),
        members=CAST,
        presenters=("ada",),
        seconds=480,
    ).parts

    assert part.turn_seconds == 120


def test_every_presenter_has_steps_of_their_own():
    found = fitted(CASE, 60, presenting=2)

    assert [(part.key, part.presenter) for part in found.parts[::3]] == [
        ("ada/tell", "ada"),
        ("ben/tell", "ben"),
    ]


def test_without_a_presenter_a_frame_leaves_out_what_only_they_would_do():
    frame = presenting(TELL, step("talk", "everyone"))

    assert [part.step for part in fitted(frame, 60, presenting=0).parts] == ["bring", "talk"]


def test_time_is_kept_for_what_will_be_chosen():
    choose = Choose(options=("library",), time=minutes(20, 10, 40))
    [part] = fitted(a_frame(step("choose", time=2, choose=choose)), 30).parts

    assert (part.seconds, part.reserve) == (120, 28 * 60)


plans = st.tuples(
    st.sampled_from(sorted(library.book())),
    st.integers(3, 8),
    st.integers(0, 5),
    st.integers(5 * 60, 200 * 60),
)


@settings(max_examples=300, deadline=None)
@given(plans)
def test_a_plan_keeps_to_its_bounds_and_to_the_time(plan: tuple[str, int, int, int]):
    name, people, count, seconds = plan
    process = library.book()[name]
    members = NAMES[:people]
    found = fit(process, members=members, presenters=members[:count], seconds=seconds)
    natural = fit(process, members=members, presenters=members[:count], seconds=fitted_naturally(found))  # fmt: skip
    shortest = fit(process, members=members, presenters=members[:count], seconds=0)
    longest = fit(process, members=members, presenters=members[:count], seconds=10**6)

    assert found.seconds == sum(part.seconds + part.reserve for part in found.parts)
    assert found.seconds <= max(seconds, found.shortest)
    assert sum(part.seconds + part.reserve for part in shortest.parts) == found.shortest
    for part, short, usual, long in zip(found.parts, shortest.parts, natural.parts, longest.parts, strict=True):  # fmt: skip
        assert short.seconds <= part.seconds <= long.seconds
        assert short.reserve <= part.reserve <= long.reserve
        assert short.seconds == part.shortest <= usual.seconds
        turns = part.seconds // part.turn_seconds if part.turn_seconds else 0
        assert part.turn_seconds * turns <= part.seconds
    assert found.fits == (not found.advice)
    assert len({part.key for part in found.parts}) == len(found.parts)


def fitted_naturally(found: Fit) -> int:
    return found.natural


def _follow(process: Process, members: tuple[str, ...], presenters: tuple[str, ...], seconds: int, advice: str) -> Fit:  # fmt: skip
    """Do what one piece of advice says."""
    without: list[str] = []
    if "optional" in advice:
        without = [one.id for one in process.all_steps() if one.optional]
    if presenting_ := re.search(r"With (\d+) presenting", advice):
        presenters = presenters[: int(presenting_[1])]
    if least := re.search(r"at least (\d+) minutes", advice):
        seconds = int(least[1]) * 60
    if promised := re.search(r"in (\d+) minutes", advice):
        assert int(promised[1]) * 60 <= seconds + 59
    return fit(process, members=members, presenters=presenters, seconds=seconds, without=without)


def advice_is_true(plan: tuple[str, int, int, int]) -> None:
    name, people, count, seconds = plan
    process = library.book()[name]
    assume(process.smallest <= people <= process.largest)
    members = NAMES[:people]
    presenters = members[: min(count, people)]
    found = fit(process, members=members, presenters=presenters, seconds=seconds)
    for said in found.advice:
        assert _follow(process, members, presenters, seconds, str(said)).fits, said


@settings(max_examples=300, deadline=None)
@given(plans)
def test_following_the_advice_makes_it_fit(plan: tuple[str, int, int, int]):
    advice_is_true(plan)


def test_wrong_advice_is_caught(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fitting, "_minutes", lambda seconds: seconds // 60 - 1)

    with pytest.raises(AssertionError):
        settings(max_examples=300, deadline=None, database=None, phases=[Phase.generate])(
            given(plans)(advice_is_true)
        )()


floors = st.lists(
    st.sampled_from(("nobody", "presenter", "responders", "guide", "not guide", "everyone")),
    min_size=1,
    unique=True,
)


@given(floors, st.integers(3, 8))
def test_people_are_counted_as_they_will_be(words: list[str], people: int):
    """With the presenter and the guide two different members, a plan counts whom a session finds."""
    assume("guide" not in words or "not guide" not in words)
    assume("not guide" not in words or {"everyone", "responders"} & set(words))
    assume("guide" not in words or "responders" not in words)
    state = State(members=NAMES[:people], roles={"guide": "ben"})

    found = len(people_of(state, tuple(words), "ada"))

    assert resolve_count(words, presenter=True, members=people) == found
