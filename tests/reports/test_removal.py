"""Goal P9: a programme's data is taken along and removed; its groups go on; nothing of others."""

from __future__ import annotations

import json
import random

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.health import Quarter
from levelground.demo.cast import make_programme
from levelground.formation.models import Publication, Round
from levelground.groups.models import Group, Member
from levelground.programmes.models import Invitee, Programme
from levelground.reports.models import Frozen
from levelground.runtime import clock
from tests.make import make_person, signed_in
from tests.reports.making import groups_of, make_looked_after

pytestmark = pytest.mark.django_db


def make_whole(by: Person, mark: str, people: int) -> Programme:
    """A programme with people who were asked, a round whose groups stand, and figures."""
    programme = make_programme(by=by, name=f"{mark} programme")
    for number in range(people):
        Invitee.objects.create(
            programme=programme,
            email=f"{mark}-{number}@example.org",
            name=f"{mark} {number}",
            asked_at=clock.now(),
            expires_at=clock.now(),
        )
    round_ = make_looked_after(by=by, name=f"{mark} round", groups=2)
    Round.objects.filter(pk=round_.pk).update(programme=programme, by=None)
    Frozen.objects.create(
        programme=programme, year=2026, quarter=1, figures={"groups": 2}, made_at=clock.now()
    )
    return programme


@pytest.mark.parametrize("seed", range(5))
def test_an_export_has_all_of_its_own_and_nothing_of_others(seed: int):
    chance = random.Random(seed)  # noqa: S311
    fay = make_person("Fay", is_staff=True)
    sizes = {mark: chance.randint(1, 6) for mark in ("aroha", "bravo")}
    made = {mark: make_whole(fay, mark, people) for mark, people in sizes.items()}

    for mark, programme in made.items():
        response = signed_in(fay).get(f"/picture/programme-{programme.pk}/export/")
        told = json.loads(response.content)
        [other] = set(made) - {mark}
        assert len(told["people_asked"]) == sizes[mark]
        assert [one["quarter"] for one in told["figures"]] == [str(Quarter(2026, 1))]
        assert f"{mark} round" in response.text
        assert other not in response.text
        assert "canary" not in response.text.lower()


def test_it_is_removed_and_its_groups_go_on():
    fay = make_person("Fay", is_staff=True)
    gone, stays = make_whole(fay, "aroha", 3), make_whole(fay, "bravo", 2)
    groups, members = Group.objects.count(), Member.objects.count()

    response = signed_in(fay).post(
        f"/picture/programme-{gone.pk}/removal/", {"name": "Aroha programme"}
    )

    assertRedirects(response, "/picture/")
    assert list(Programme.objects.all()) == [stays]
    assert Invitee.objects.count() == 2
    assert (Round.objects.count(), Publication.objects.count(), Frozen.objects.count()) == (1, 1, 1)
    assert (Group.objects.count(), Member.objects.count()) == (groups, members)


def test_a_round_of_no_programme_can_be_removed_too():
    fay = make_person("Fay", is_staff=True)
    round_ = make_looked_after(by=fay, name="Autumn", groups=2)
    member = groups_of(round_)[0].people.all()[0]

    signed_in(fay).post(f"/picture/round-{round_.pk}/removal/", {"name": "autumn"})

    assert not Round.objects.exists()
    assert signed_in(member).get("/").status_code == 200
    assert Group.objects.count() == 2


def test_the_wrong_name_removes_nothing():
    fay = make_person("Fay", is_staff=True)
    round_ = make_looked_after(by=fay, groups=1)

    response = signed_in(fay).post(f"/picture/round-{round_.pk}/removal/", {"name": "Spring"})

    assertContains(response, "not its name", status_code=422)
    assert Round.objects.filter(pk=round_.pk).exists()
