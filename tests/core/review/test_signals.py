"""One kind suggestion at a time: when each is made, in which order, and about nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.core.review import (
    Facts,
    Figure,
    History,
    Met,
    Promises,
    suggestion,
)
from levelground.core.review.picture import evenness, presenter_spread
from levelground.core.review.signals import KINDS, SIGNALS

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
MEMBERS = ("ada", "ben", "cai", "hana")
GENTLE = frozenset({"respond-in-turn"})


def figure_of(median: float) -> Figure:
    return Figure(answers=4, median=median, lowest=0, highest=4)


def met(number: int, **given: Any) -> Met:
    """A session that went well; what is given went otherwise."""
    about: dict[str, Any] = {
        "expected": 4,
        "present": 4,
        "quorum": 3,
        "on_time": True,
        "steps": 10,
        "as_planned": 9,
        "silences": 6,
        "unbroken": 6,
        "taken": 0,
        "presenters": (MEMBERS[number % 4],),
        "members": MEMBERS,
        "processes": (("consultancy", "wise-crowds", "case-clinic")[number % 3],),
        "turns": (60, 60, 70, 80),
    }
    facts = Facts(**about | {name: given[name] for name in given if name in about})
    said: dict[str, Any] = {
        name: figure_of(given.get(name, 3.0)) for name in ("worth", "heard", "kept", "usable")
    }
    rest: dict[str, Any] = {"promised": 4} | {
        name: given[name] for name in ("promised", "is_review") if name in given
    }
    at = START + timedelta(weeks=2 * number)
    return Met(session=number, at=at, facts=facts, **said, **rest)


def history(*mets: dict[str, Any], **given: Any) -> History:
    return History(
        met=[met(number, **one) for number, one in enumerate(mets)],
        **{
            "gentle": GENTLE,
            "promises": Promises(done=6, changed=2),
            "review_after": 26,  # far ahead, where a test is about something else
            **given,
        },
    )


WELL: list[dict[str, Any]] = [{}] * 6
CASES: dict[str, History] = {
    "falling": history(*[{"worth": 3.5}] * 3, *[{"worth": 2.5}] * 3),
    "review": history(*[{}] * 3, review_after=None),
    "decaying": history(*WELL[:4], {"present": 2}, {"present": 2}),
    "not-followed": history(*WELL, promises=Promises(done=1, changed=1, dropped=2, unsaid=2)),
    "overrunning": history(*WELL[:4], {"taken": 300}, {"taken": 240}),
    "unfamiliar": history(*WELL[:5], {"processes": ("tietze",), "as_planned": 3}),
    "drifting": history(*WELL[:3], *[{"as_planned": 4}] * 3),
    "nothing-brought": history(*WELL[:3], *[{"presenters": ()}] * 3),
    "narrow": history(*[{"presenters": ("ada",)}] * 6),
    "uneven": history(*WELL[:3], *[{"turns": (5, 5, 10, 400)}] * 3),
    "cosy": history(
        *WELL[:3], *[{"heard": 4.0, "promised": 0, "processes": ("respond-in-turn",)}] * 3
    ),
    "rut": history({}, *[{"processes": ("consultancy",)}] * 5),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_signal_is_seen(kind: str):
    found = suggestion(CASES[kind])

    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("kind", "worst"),
    [
        ("drifting", history(*WELL[:3], *[{"as_planned": 0}] * 3)),
        ("unfamiliar", history(*WELL[:5], {"processes": ("tietze",), "as_planned": 0})),
    ],
)
def test_not_one_step_as_planned_is_the_clearest_signal(kind: str, worst: History):
    found = suggestion(worst)

    assert found is not None
    assert found.kind == kind


def test_control_where_no_step_had_a_plan_nothing_is_said_of_it():
    assert suggestion(history(*WELL[:3], *[{"steps": 0, "as_planned": 0}] * 3)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_dismissed_is_not_said_again(kind: str):
    found = suggestion(CASES[kind], dismissed={kind})

    assert found is None or found.kind != kind


def test_control_a_group_that_does_well_is_left_in_peace():
    assert suggestion(history(*WELL)) is None


@pytest.mark.parametrize(
    ("kind", "better"),
    [
        ("falling", history(*[{"worth": 3.5}] * 3, *[{"worth": 3.0}] * 3)),
        ("falling", history(*[{"worth": 2.0}] * 3, *[{"worth": 1.0}] * 3)),
        ("review", history(*[{}] * 2, review_after=None)),
        ("review", history(*[{}] * 3, {"is_review": True}, *[{}] * 5, review_after=None)),
        ("decaying", history(*WELL[:4], {"present": 2}, {"present": 3})),
        ("not-followed", history(*WELL, promises=Promises(done=1, dropped=3))),
        ("not-followed", history(*WELL, promises=Promises(changed=3, dropped=3))),
        ("overrunning", history(*WELL[:4], {"taken": 239}, {"taken": 300})),
        ("unfamiliar", history(*WELL[:5], {"processes": ("tietze",), "as_planned": 5})),
        ("unfamiliar", history(*WELL[:5], {"processes": ("respond-in-turn",), "as_planned": 3})),
        ("drifting", history(*WELL[:3], *[{"as_planned": 5}] * 3)),
        ("nothing-brought", history(*WELL[:4], *[{"presenters": ()}] * 2)),
        ("narrow", history(*[{"presenters": ("ada", "ben", "cai")}] * 6)),
        ("uneven", history(*WELL[:3], *[{"turns": (60, 90, 120, 200)}] * 3)),
        ("uneven", history(*WELL[:4], *[{"turns": (5, 5, 10, 400)}] * 2)),
        ("rut", history({}, {}, *[{"processes": ("consultancy",)}] * 4)),
        ("cosy", history(*WELL[:3], *[{"heard": 4.0, "promised": 0}] * 3)),
        (
            "cosy",
            history(
                *WELL[:3], *[{"heard": 4.0, "promised": 1, "processes": ("respond-in-turn",)}] * 3
            ),
        ),
        (
            "cosy",
            history(
                *WELL[:3], *[{"heard": 3.0, "promised": 0, "processes": ("respond-in-turn",)}] * 3
            ),
        ),
    ],
)
def test_each_threshold_holds(kind: str, better: History):
    found = suggestion(better)

    assert found is None or found.kind != kind


def test_a_trend_comes_before_a_level():
    """Worth falls, a review is due and few come: the fall is said first, one thing at a time."""
    all_three = history(
        *[{"worth": 4.0}] * 3, *[{"worth": 2.0, "present": 2}] * 3, review_after=None
    )

    first = suggestion(all_three)
    second = suggestion(all_three, dismissed={"falling"})
    third = suggestion(all_three, dismissed={"falling", "review"})

    assert [one and one.kind for one in (first, second, third)] == ["falling", "review", "decaying"]


def test_every_suggestion_says_why():
    for kind, case in CASES.items():
        found = suggestion(case)
        assert found is not None
        assert found.reason != found.text, kind
        assert str(found.reason), kind


@pytest.mark.parametrize("few", range(3))
def test_a_new_group_is_left_in_peace(few: int):
    assert suggestion(history(*[{"present": 1, "as_planned": 0, "taken": 900}] * few)) is None


HISTORIES = st.lists(
    st.fixed_dictionaries(
        {
            "present": st.integers(2, 4),
            "as_planned": st.integers(0, 10),
            "taken": st.integers(0, 600),
            "worth": st.sampled_from([0.0, 1.5, 3.0, 4.0]),
            "heard": st.sampled_from([2.0, 4.0]),
            "promised": st.integers(0, 2),
            "presenters": st.lists(st.sampled_from(MEMBERS), max_size=2, unique=True).map(tuple),
            "processes": st.sampled_from([("respond-in-turn",), ("consultancy",), ("tietze",)]),
        }
    ),
    max_size=10,
)
PROMISES = st.builds(
    Promises, done=st.integers(0, 9), changed=st.integers(0, 9), unsaid=st.integers(0, 9)
)


@given(HISTORIES, PROMISES, st.permutations(MEMBERS))
def test_nothing_is_about_a_person(
    mets: list[dict[str, Any]], promises: Promises, others: list[str]
):
    """Whoever is who: the same is said, and nobody is in it."""
    one = history(*mets, promises=promises)
    names = dict(zip(MEMBERS, others, strict=True))
    swapped = replace(
        one,
        met=[
            replace(
                m, facts=replace(m.facts, presenters=tuple(names[x] for x in m.facts.presenters))
            )
            for m in one.met
        ],
    )

    found = suggestion(one)
    assert found == suggestion(swapped)
    if found is not None:
        said = f"{found.text} {found.reason}"
        assert not any(member in said for member in MEMBERS)
        assert found.kind in KINDS


@given(HISTORIES, st.sets(st.sampled_from(KINDS)))
def test_dismissing_never_brings_up_what_comes_before(
    mets: list[dict[str, Any]], dismissed: set[str]
):
    one = history(*mets)
    order = {kind: place for place, kind in enumerate(KINDS)}
    first, then = suggestion(one), suggestion(one, dismissed=dismissed)

    if then is not None:
        assert first is not None
        assert order[first.kind] <= order[then.kind]
        assert then.kind not in dismissed


def test_every_signal_has_a_place_in_the_order():
    assert len(KINDS) == len(SIGNALS) + 1  # one of them says two things


# How even


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8))
def test_evenness_is_between_one_who_does_all_and_all_alike(counts: list[int]):
    assert -1e-9 <= evenness(counts) <= 1 + 1e-9


def test_one_who_does_everything_and_all_alike():
    assert evenness([0, 0, 0, 5]) == pytest.approx(0)
    assert evenness([2, 2, 2, 2]) == pytest.approx(1)
    assert presenter_spread([met(n) for n in range(4)]) == pytest.approx(1)


# When a review is due


@pytest.mark.parametrize(
    ("sessions", "left"),
    [("", 3), ("ss", 1), ("sss", 0), ("ssss", 0), ("sssr", 6), ("sssrsssss", 1),
     ("sssrssssss", 0), ("r", 6), ("ssrsss", 3)],
)  # fmt: skip
def test_a_review_comes_after_three_and_then_after_six(sessions: str, left: int):
    mets = [{"is_review": one == "r"} for one in sessions]

    assert history(*mets, review_after=None).to_review == left


@pytest.mark.parametrize(("sessions", "left"), [("", 4), ("ssss", 0), ("sssr", 4), ("rssss", 0)])
def test_or_after_as_many_as_the_group_says(sessions: str, left: int):
    mets = [{"is_review": one == "r"} for one in sessions]

    assert history(*mets, review_after=4).to_review == left
