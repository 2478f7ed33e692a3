from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.formation import Kind, Rules, Trained, Weights
from levelground.core.formation.reading_rules import read_rules
from levelground.core.formation.writing_rules import written
from levelground.formation.models import Search
from levelground.formation.queries import rules_of
from tests.formation.making import Desk, candidates, make_round


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

    assertContains(desk.get("rules/"), "Keeps 1 person out.")


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


def test_what_counts_as_mixed_can_be_switched_off(fresh: Desk):
    fresh.post("rules/", **said(fresh, mix_0="2", mix_1="0"))

    fresh.round.refresh_from_db()
    assert rules_of(fresh.round)[1].mix == {"age": 2.0, "role": 0.0, "organisation": 0.0}


@pytest.mark.parametrize(
    "rules",
    [
        Rules(),
        Rules(least=3, most=8, grades_apart=2, trained=Trained.ALL, organisation=Kind.INTERNAL),
    ],
)
def test_the_rules_are_written_as_the_command_reads_them(rules: Rules):
    weights = Weights(mix={'years "in" work': 2.0, "rôle": 0.5})

    assert read_rules(written(rules, weights)) == (rules, weights)


def _with(more: dict[str, dict[str, Any]]) -> Any:
    return tuple(replace(person, **more.get(str(at), {})) for at, person in enumerate(candidates()))
