"""What the forming of groups is given; and that programmes never mix (goal S4)."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levelground.accounts.models import Person
from levelground.core.formation import Free, check
from levelground.core.formation.reading.profiles import Confidence, Standing
from levelground.programmes.actions.programmes import say_no, say_where_one_works
from levelground.programmes.models import Programme
from levelground.programmes.queries.candidates import people_of
from levelground.programmes.queries.programmes import (
    invitees_of,
    people_in,
    programmes_of,
    rules_of,
)
from tests.make import make_person, make_programme
from tests.programmes.making import ask, joins, known


def test_those_who_said_yes_come_with_what_they_said(programme: Programme):
    ana = joins("Ana", programme, gender=("Woman",), trained=True, languages=("English",))
    ask(programme, known("Bo"))
    say_where_one_works(person=ana, organisations=[("Elsewhere", False), ("City Council", True)])

    found = people_of(programme)

    [person] = found.people
    assert found.person_ids == (ana.pk,)
    assert found.addresses == ("ana@example.org",)
    assert person.name == "Ana"
    assert person.organisation == "City Council"  # of those that take part
    assert person.answers == {"gender": ("woman",)}
    assert person.free == (Free(starts=1980, ends=2160),)
    assert person.trained


def test_what_was_told_in_confidence_reaches_the_rules(programme: Programme):
    confidences = (Confidence(standing=Standing.REPORTS_TO, who="Bo"),)
    joins("Ana", programme, confidences=confidences)
    bo = joins("Bo", programme)

    found = people_of(programme)

    assert found.people[0].reports_to == f"person-{bo.pk}"
    assert not check(found.people, *rules_of(programme))


def test_whoever_opted_out_is_not_among_them(programme: Programme):
    ana = joins("Ana", programme)
    say_no(invitee=invitees_of(ana).get(), by=ana)

    assert people_of(programme).people == ()


def test_a_closed_account_is_not_among_them(programme: Programme):
    ana = joins("Ana", programme)
    Person.objects.filter(pk=ana.pk).update(is_active=False)

    assert people_of(programme).people == ()


def test_many_people_come_in_few_queries(programme: Programme):
    for at in range(3):
        joins(f"P{at}", programme)
    with CaptureQueriesContext(connection) as few:
        people_of(programme)
    for at in range(3, 12):
        joins(f"P{at}", programme)
    with CaptureQueriesContext(connection) as many:
        people_of(programme)

    assert len(many) == len(few) <= 5


def test_what_people_said_is_not_printed(programme: Programme):
    joins("Ana", programme, gender=("canary",))

    assert "canary" not in repr(people_of(programme))


# Three coordinators, six people, any order of events: nothing of one programme is seen in another

STEP = st.tuples(
    st.sampled_from(["ask", "yes", "no"]), st.integers(0, 2), st.sampled_from("ABCDEF")
)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=25))
def test_programmes_never_see_one_another(steps: list[tuple[str, int, str]]):
    with transaction.atomic():
        _play(steps)
        transaction.set_rollback(True)


def _play(steps: list[tuple[str, int, str]]) -> None:
    coordinators = [make_person(f"C{at}", is_staff=True) for at in range(3)]
    programmes = [make_programme(by=by, name=f"Programme {by.name}") for by in coordinators]
    people = {name: make_person(f"Person{name}") for name in "ABCDEF"}
    asked: list[set[str]] = [set(), set(), set()]
    joined: list[set[str]] = [set(), set(), set()]
    out: list[set[str]] = [set(), set(), set()]
    for what, at, name in steps:
        person = people[name]
        if what == "ask":
            ask(programmes[at], known(person.name))
            asked[at].add(name)
        elif what == "yes" and name in asked[at]:
            joins(person.name, programmes[at])
            joined[at].add(name)
            out[at].discard(name)
        elif what == "no" and name in asked[at]:
            say_no(invitee=invitees_of(person).get(programme=programmes[at]), by=person)
            joined[at].discard(name)
            out[at].add(name)

    for at, programme in enumerate(programmes):
        assert list(programmes_of(coordinators[at])) == [programme]
        seen = {invitee.name.removeprefix("Person") for invitee in people_in(programme)}
        assert seen == asked[at] - out[at]
        assert {one.name.removeprefix("Person") for one in people_of(programme).people} == joined[
            at
        ]
    for name, person in people.items():
        mine = {invitee.programme_id for invitee in invitees_of(person)}
        assert mine == {programmes[at].pk for at in range(3) if name in asked[at]}
