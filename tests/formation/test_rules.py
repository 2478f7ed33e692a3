from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.formation import OrganisationRule, Rules, Trained, Weights
from levelground.core.formation.reading.rules_file import read_rules
from levelground.core.formation.reading.rules_writer import written
from levelground.formation.actions.rounds import ask_for_search
from levelground.formation.domain.search_worker import task_from
from levelground.formation.models import Round, Search
from levelground.formation.queries.rounds import rules_of
from levelground.formation.tasks.searching import task_of
from tests.formation.making import Desk, begin, candidates, joins, make_round, taken
from tests.make import make_programme


def said(desk: Desk, **more: Any) -> dict[str, Any]:
    """The form as the page shows it, with these changes; None leaves a field out."""
    form = desk.get("rules/").context["form"]
    values = {name: form[name].value() for name in form.fields} | more
    return {
        name: "on" if value is True else value
        for name, value in values.items()
        if value is not None and value is not False
    }


def test_the_form_keeps_what_it_shows(fresh: Desk):
    before = rules_of(fresh.round)[0]

    fresh.post("rules/", **said(fresh))

    fresh.round.refresh_from_db()
    assert rules_of(fresh.round)[0] == before


def test_a_rule_says_how_many_it_keeps_out(fay: Person):
    silent = {"0": {"opted_in": False}, "1": {"opted_in": False}}
    desk = Desk(make_round(fay, people=_with(silent)))

    assertContains(desk.get("rules/"), "Keeps 2 people out.")

    desk.post("rules/", **said(desk, opted_in=None))

    assert "Keeps 2 people out." not in desk.text("rules/")


def test_people_without_times_are_counted(fay: Person):
    desk = Desk(make_round(fay, people=_with({"3": {"free": ()}})))

    assertContains(desk.get("rules/"), "1 person can&#x27;t be placed yet")
    assertNotContains(desk.get("rules/"), "Keeps 1 person out.")


def test_rules_that_do_not_fit_together_are_named(fresh: Desk):
    response = fresh.post("rules/", **said(fresh, least=6, most=4, preferred=5))

    assertContains(response, "Sizes must rise", status_code=422)
    assert rules_of(fresh.round)[0].least == 4


def test_no_time_zone_is_guessed(fresh: Desk):
    response = fresh.post("rules/", **said(fresh, time_zone="Atlantis"))

    assertContains(response, "This is no time zone.", status_code=422)


def test_searching_begins_from_here(fresh: Desk):
    response = fresh.post("rules/", search="yes", **said(fresh))

    assertRedirects(response, f"/forming/{fresh.round.pk}/search/")
    assert Search.objects.open().count() == 1


def test_what_counts_as_mixed_is_weighed_in_bundles(fresh: Desk):
    fresh.post("rules/", **said(fresh, mix_who="2", mix_work="1", mix_organisation="0"))

    fresh.round.refresh_from_db()
    assert rules_of(fresh.round)[1].mix == {
        "age": 2.0, "ethnicity": 2.0, "gender": 2.0, "role": 1.0, "experience": 1.0,
        "organisation": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize("weight", ["0", "3", "-1", "2.5"])
def test_no_bundle_is_weighed_alone(fresh: Desk, weight: str):
    assert fresh.post("rules/", **said(fresh, mix_work=weight)).status_code == 422


@pytest.mark.parametrize(
    "mix",
    [
        {"gender": 2.0},
        {"gender": 1000.0, "age": 0.0, "ethnicity": 0.0, "role": 0.0, "experience": 0.0},
        {"gender": 2.0, "age": 2.0, "ethnicity": 0.5, "shoe size": 9.0},
    ],
)
def test_rules_written_before_weigh_no_answer_by_itself(fresh: Desk, mix: dict[str, float]):
    Round.objects.filter(pk=fresh.round.pk).update(rules=written(Rules(), Weights(mix=mix)))
    ask_for_search(round_=Round.objects.get(pk=fresh.round.pk))

    task = task_from(json.dumps(task_of(taken())))

    assert {task.weights.of(name) for name in (*mix, "age", "role", "gender")} == {1.0}


def test_what_people_told_us_has_no_switch(fresh: Desk):
    off = ("equal_standing", "not_together", "together", "minority")
    form = fresh.get("rules/").context["form"]
    assert not set(off) & form.fields.keys()
    switched_off = Rules(equal_standing=False, not_together=False, together=False, minority=False)
    Round.objects.filter(pk=fresh.round.pk).update(rules=written(switched_off, Weights()))

    rules, _weights = rules_of(Round.objects.get(pk=fresh.round.pk))

    assert all(getattr(rules, name) for name in off)


def test_no_groups_of_two_are_searched_for(fresh: Desk):
    two = {"least": 2, "preferred": 2, "most": 2}
    assert fresh.post("rules/", **said(fresh, **two)).status_code == 422
    pairs = written(Rules(least=2, preferred=2, most=2), Weights())
    Round.objects.filter(pk=fresh.round.pk).update(rules=pairs)

    rules, _weights = rules_of(Round.objects.get(pk=fresh.round.pk))

    assert (rules.least, rules.preferred, rules.most) == (3, 3, 3)


def test_in_a_programme_grades_are_not_looked_at_through_a_rule(fay: Person):
    programme = make_programme(by=fay)
    joins(programme, 1)
    desk = begin(programme)
    desk.post("people/", joined="yes")
    desk.post("people/taken/")
    assert "grades_apart" not in desk.get("rules/").context["form"].fields

    desk.post("rules/", **said(desk), grades_apart="0")

    desk.round.refresh_from_db()
    assert rules_of(desk.round)[0].grades_apart is None


@pytest.mark.parametrize(
    "rules",
    [
        Rules(),
        Rules(
            least=3,
            most=8,
            grades_apart=2,
            trained=Trained.ALL,
            organisation=OrganisationRule.INTERNAL,
        ),
    ],
)
def test_the_rules_are_written_as_the_command_reads_them(rules: Rules):
    weights = Weights(mix={'years "in" work': 2.0, "rôle": 0.5})

    assert read_rules(written(rules, weights)) == (rules, weights)


def _with(more: dict[str, dict[str, Any]]) -> Any:
    return tuple(replace(person, **more.get(str(at), {})) for at, person in enumerate(candidates()))
