"""The search's process: what it suggests does not ask those who take no part in it."""

from __future__ import annotations

from dataclasses import replace

from levelground.core.formation import Person, Rule, Weights
from levelground.formation.domain.search_worker import Task, steps
from tests.core.formation.people import EASY, person


def asked(people: list[Person], kept: list[list[int]]) -> list[int]:
    """How many people it would have asked to say yes, sentence by sentence."""
    task = Task(people=people, rules=EASY, weights=Weights(), kept=kept, seconds=0.0, seed=1)
    *_, last = steps(task, is_over=lambda: False)
    return [one["text"][2] for one in last["explanations"]["helps"] if one["asks"] == Rule.OPTED_IN]


def test_those_who_stay_in_their_groups_are_not_asked_to_say_yes():
    people = [person(f"p{n:02}") for n in range(9)]

    assert asked(people, kept=[[0, 1, 2, 3]]) == []


def test_control_where_no_group_is_kept_those_who_said_no_are_asked():
    people = [replace(person(f"p{n:02}"), opted_in=n >= 4) for n in range(9)]

    assert asked(people, kept=[]) == [4]
