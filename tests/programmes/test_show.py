"""What a coordinator sees: counts, names and yeses; and never what anybody said."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from levelground.core.formation.reading.profiles import Confidence, Standing
from levelground.programmes.models import Import, Invitee, Programme
from levelground.programmes.queries.programmes import counts_of, profile_of
from levelground.runtime import clock
from tests.make import make_person, make_programme, signed_in
from tests.programmes.making import Desk, Phone, ask, joins, known

PAGES = ("", "edit/", "people/", "list/", "?page=2")
MARKED = {
    "gender": ("m4rk-gender",),
    "ethnicity": ("m4rk-ethnicity",),
    "role": "m4rk-role",
    "languages": ("m4rk-language",),
    "confidences": (Confidence(standing=Standing.APART, who="m4rk-told"),),
}


def test_it_counts_and_names_and_says_no_more(desk: Desk):
    joins("Ana", desk.programme)
    ask(desk.programme, known("Bo", "Cy"))
    Phone(desk.programme, make_person("Cy")).post("no/")

    page = desk.get()
    figures = re.findall(r"<dd>(\d+)</dd>", page.content.decode())

    assert figures == ["1", "1", "1"]
    assertContains(page, "Ana")
    assertContains(page, "Bo")
    assertNotContains(page, "Cy")


def test_nothing_said_reaches_any_page_of_a_coordinator(desk: Desk):
    joins("Ana", desk.programme, **MARKED)
    joins("Fay", desk.programme)  # who coordinates and takes part as well

    for page in PAGES:
        assert "m4rk" not in desk.get(page).content.decode().lower()


def sql_of(desk: Desk, pages: tuple[str, ...] = PAGES) -> list[str]:
    """The SQL of a coordinator's requests that touches what people said (goal S3)."""
    with CaptureQueriesContext(connection) as caught:
        for page in pages:
            desk.get(page)
            desk.post(page)
        for page in ("people/taken/", "people/undone/", "people/one/", "letters/"):
            desk.post(page, list=",".join(str(one.pk) for one in Import.objects.all()))
    said = re.compile(r'SELECT[^;]*"programmes_(profile|affiliation)"|"words_', re.IGNORECASE)
    return [query["sql"] for query in caught.captured_queries if said.search(query["sql"])]


def test_no_request_of_a_coordinator_asks_for_what_people_said(desk: Desk):
    joins("Ana", desk.programme, **MARKED)
    ask(desk.programme, known("Bo"))

    assert sql_of(desk) == []


def test_control_a_page_that_looked_would_be_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    ana = joins("Ana", desk.programme, **MARKED)
    monkeypatch.setattr(
        "levelground.programmes.views.coordinator.counts_of",
        lambda programme: (profile_of(ana), counts_of(programme))[1],
    )

    assert sql_of(desk, ("",))


def test_many_people_come_page_by_page_under_few_queries(
    desk: Desk, django_assert_num_queries: Any
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            desk.get()
        return len(caught)

    ask(desk.programme, known("Ana"))
    few = queries()
    ask(desk.programme, known(*(f"P{at}" for at in range(1500))), send=False)

    assert queries() == few <= 11
    assertContains(desk.get(), "Page 1 of 31")
    assertContains(desk.get(page="31"), "Page 31 of 31")
    assertContains(desk.get(page="nonsense"), "Page 1 of 31")


def test_many_programmes_come_under_the_same_few_queries(programme: Programme):
    client = signed_in(programme.by)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/programmes/")
        return len(caught)

    few = queries()
    for at in range(30):
        ask(make_programme(by=programme.by, name=f"P{at}"), known("Ana", "Bo"), send=False)

    assert queries() == few <= 5
    assertContains(client.get("/programmes/"), "0 said yes, 2 have not answered yet")


def test_another_coordinator_sees_nothing_of_it(desk: Desk):
    gus = signed_in(make_person("Gus", is_staff=True))

    assertNotContains(gus.get("/programmes/"), desk.programme.name)
    for page in PAGES:
        assert gus.get(f"/programmes/{desk.programme.pk}/{page}").status_code == 404


def test_who_no_longer_coordinates_sees_nothing(desk: Desk):
    desk.programme.by.is_staff = False
    desk.programme.by.save()

    assert desk.get().status_code == 404


def test_letters_that_wait_can_be_sent_or_taken_back(desk: Desk):
    ask(desk.programme, known("Ana"), send=False)

    page = desk.get()
    assertContains(page, "Send them now")
    assertContains(page, "One letter leaves at")
    desk.post("letters/")
    assertNotContains(desk.get(), "Send them now")
    assert Invitee.objects.get().notice is not None


def test_a_list_from_long_ago_can_still_be_taken_back_while_somebody_has_not_answered(desk: Desk):
    ask(desk.programme, known("Ana"))
    assertContains(desk.get(), "Take the last list back")

    with clock.held(clock.now() + timedelta(days=31)):
        assert desk.get().status_code == 200
