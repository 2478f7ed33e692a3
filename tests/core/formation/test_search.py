from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levelground.core.formation import Faulty, Free, OrganisationRule, Rule, Rules, Trained, Weights
from levelground.core.formation.explaining.result import form, result
from levelground.core.formation.problem import compile_problem
from levelground.core.formation.search.forming import Forming, warm_up
from tests.core.formation.people import EASY, EVEN, RULES, brute_force, crowd, person

WEIGHTS = Weights()


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    warm_up()


@settings(max_examples=15, deadline=None)
@given(size=st.integers(0, 40), seed=st.integers(0, 10**6))
def test_every_rule_holds_in_every_answer(size: int, seed: int):
    people = crowd(size, seed)
    people = [p for p in people if not any(q.together == p.id and p.together for q in people)]
    known = {p.id for p in people}
    people = [
        replace(
            p,
            together=p.together if p.together in known else "",
            reports_to=p.reports_to if p.reports_to in known else "",
            not_together=tuple(o for o in p.not_together if o in known and o != p.together),
        )
        for p in people
    ]

    formation = form(people, RULES, WEIGHTS, seconds=0.02, seed=seed)

    assert not [proof.broken for proof in formation.proof if proof.broken]
    seated = [member for group in formation.groups for member in group.members]
    waiting = [one.person for one in formation.unplaced]
    assert sorted(seated + waiting) == sorted(known)
    assert all(one.reason for one in formation.unplaced)
    assert formation.mix <= formation.bound + 1e-9


@settings(max_examples=10, deadline=None)
@given(size=st.integers(8, 11), seed=st.integers(0, 10**6), tight=st.booleans())
def test_small_cases_agree_with_brute_force(size: int, seed: int, tight: bool):
    people = [replace(p, together="", not_together=()) for p in crowd(size, seed, tight=tight)]
    problem = compile_problem(people, RULES, EVEN)

    formation = form(people, RULES, EVEN, seconds=0.5, seed=seed)

    placed, worth = brute_force(problem)
    assert formation.is_proven
    assert formation.placed == placed
    away = sum((len(group.members) - 5) ** 2 for group in formation.groups)
    assert formation.mix - 0.1 * away == pytest.approx(worth, abs=1e-5)
    assert bool(formation.groups) == bool(placed)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(seed: int):
    people = crowd(35, seed % 50, tight=False)
    people = [replace(p, together="") for p in people]
    shuffled = people.copy()
    random.Random(seed).shuffle(shuffled)

    one = form(people, RULES, WEIGHTS, seconds=0.02, seed=3)
    other = form(shuffled, RULES, WEIGHTS, seconds=0.02, seed=3)

    assert one.groups == other.groups
    assert {u.person for u in one.unplaced} == {u.person for u in other.unplaced}


def test_new_names_change_nothing():
    people = [replace(p, together="") for p in crowd(35, 4, tight=False)]
    other = {p.id: f"z{97 * i % 100:02}" for i, p in enumerate(people)}
    renamed = [
        replace(
            p,
            id=other[p.id],
            reports_to=other.get(p.reports_to, ""),
            not_together=tuple(other[o] for o in p.not_together),
        )
        for p in people
    ]

    one = form(people, RULES, WEIGHTS, seconds=0.05, seed=3)
    two = form(renamed, RULES, WEIGHTS, seconds=0.05, seed=3)

    assert {frozenset(other[m] for m in g.members) for g in one.groups} == {
        frozenset(g.members) for g in two.groups
    }


def test_another_clock_changes_nothing():
    people = [replace(p, time_zone="UTC", together="") for p in crowd(35, 5, tight=False)]
    moved = [
        replace(
            p,
            time_zone="Etc/GMT-5",
            free=tuple(Free(starts=t.starts + 300, ends=t.ends + 300) for t in p.free),
        )
        for p in people
    ]

    one = form(people, RULES, WEIGHTS, seconds=0.02, seed=3)
    two = form(moved, RULES, WEIGHTS, seconds=0.02, seed=3)

    assert [g.members for g in one.groups] == [g.members for g in two.groups]


def test_one_seed_gives_one_result():
    people = [replace(p, together="") for p in crowd(60, 6, tight=False)]

    assert form(people, RULES, WEIGHTS, seconds=0.1, seed=5) == form(
        people, RULES, WEIGHTS, seconds=0.1, seed=5
    )


def test_those_who_are_grouped_stay_and_are_joined():
    people = [
        person(f"p{i}", group="Tuesdays" if i < 3 else "", answers={"n": float(i)})
        for i in range(10)
    ]

    formation = form(people, EASY, WEIGHTS, seconds=0.05, seed=1)

    tuesdays = next(group for group in formation.groups if group.name == "Tuesdays")
    assert {"p0", "p1", "p2"} <= set(tuesdays.members)
    assert formation.placed == 10


def test_small_groups_are_merged_when_too_few_are_left():
    people = [person(f"p{i}", group="A" if i < 3 else "B") for i in range(6)]

    formation = form(people, EASY, WEIGHTS, seconds=0.05, seed=1)

    assert [group.name for group in formation.groups] == ["A + B"]


def test_a_pair_that_asked_is_together():
    people = [
        person(f"p{i}", together="p7" if i == 0 else "", answers={"n": float(i % 3)})
        for i in range(20)
    ]

    formation = form(people, EASY, WEIGHTS, seconds=0.05, seed=1)

    assert formation.placed == 20
    assert formation.group_of("p0") == formation.group_of("p7")


def test_infeasible_is_an_answer_with_the_smallest_change():
    people = [person(f"p{i}", trained=i < 2) for i in range(4)]

    formation = form(people, EASY, WEIGHTS, seconds=0.05, seed=1)

    assert not formation.groups
    assert len(formation.unplaced) == 4
    assert (
        formation.suggestions[0].text
        == "Train 1 person of those here: 4 people more could be placed."
    )


def test_a_lone_evening_is_named():
    people = [person(f"p{i}") for i in range(9)]
    people.append(person("late", free=(Free(starts=1200, ends=1320),)))

    formation = form(people, Rules(), WEIGHTS, seconds=0.05, seed=1)

    assert [(u.person, u.rule) for u in formation.unplaced] == [("late", Rule.SLOT)]
    assert any("Monday" in one.text for one in formation.suggestions)


def test_internal_groups_stay_inside():
    people = [person(f"p{i:02}", organisation="AB"[i % 2]) for i in range(22)]
    rules = replace(EASY, organisation=OrganisationRule.INTERNAL)

    formation = form(people, rules, WEIGHTS, seconds=0.05, seed=1)

    assert formation.placed == 22
    assert all(group.organisations == 1 for group in formation.groups)


def test_daylight_saving_counts_on_every_date():
    rules = Rules(time_zone="Pacific/Auckland", weeks=40, trained=Trained.NONE, meeting_minutes=60)
    at_nine = (Free(starts=540, ends=600),)
    home = [person(f"h{i}", free=at_nine, time_zone="Pacific/Auckland") for i in range(3)]
    far = person(
        "far", free=(Free(starts=1440 * 6 + 1260, ends=1440 * 7 + 0),), time_zone="Etc/UTC"
    )

    formation = form([*home, far], rules, WEIGHTS, seconds=0.02, seed=1)

    assert (
        not formation.groups
    )  # 09:00 in Auckland is 20:00 or 21:00 in UTC; from 21:00 is not enough
    wider = replace(far, free=(Free(starts=1440 * 6 + 1200, ends=1440 * 7),))
    assert form([*home, wider], rules, WEIGHTS, seconds=0.02, seed=1).placed == 4


def test_the_best_so_far_is_good_at_any_moment():
    people = [replace(p, together="") for p in crowd(60, 7, tight=False)]
    forming = Forming(people, RULES, WEIGHTS, seconds=0.1, seed=1)

    shares = []
    for progress in forming:
        shares.append((progress.placed, progress.done))
        assert not [p.broken for p in result(forming).proof if p.broken]

    assert shares == sorted(shares)


def test_a_clock_that_says_stop_is_heard():
    people = [replace(p, together="") for p in crowd(60, 7, tight=False)]

    formation = form(people, RULES, WEIGHTS, seconds=100, seed=1, is_over=lambda: True)

    assert any("clock" in line for line in formation.story)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"p0": {"reports_to": "p1"}, "p1": {"reports_to": "p0"}}, "circle"),
        ({"p0": {"together": "p1"}, "p2": {"together": "p1"}}, "at most a pair"),
        ({"p0": {"not_together": ("nobody",)}}, "Nobody here"),
        ({"p0": {"id": "p1"}}, "used 2 times"),
        ({"p0": {"time_zone": "Mars/Base"}}, "no time zone"),
        ({"p0": {"free": (Free(starts=50, ends=40),)}}, "end after it starts"),
        ({"p0": {"answers": {"age": float("nan")}}}, "not a number"),
        ({"p0": {"not_alone_in": ("gender",)}}, "asked not to be alone"),
    ],
)
def test_broken_input_is_named_before_any_search(changes: dict[str, dict[str, object]], what: str):
    people = [person(f"p{i}", **changes.get(f"p{i}", {})) for i in range(4)]

    with pytest.raises(Faulty, match=what):
        form(people, EASY, WEIGHTS, seconds=0.01, seed=1)


def test_impossible_settings_are_named():
    with pytest.raises(Faulty, match="rise from least"):
        form([], Rules(least=7), WEIGHTS, seconds=0.01, seed=1)
