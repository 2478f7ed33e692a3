"""What somebody notes for themselves: how work is, and whatever else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.commitments.models import StillWanted
from levelground.runtime import clock
from levelground.words.actions.words import park_thought
from levelground.words.models import Words
from levelground.words.queries import prove_self
from tests.make import Cast, make_cast, make_words, signed_in

PAGE = "/for-me-alone/"
MARK = "canary-alone-0c77"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def note(person: Person, **data: object) -> None:
    assert signed_in(person).post(PAGE, data).status_code == 302


def test_a_figure_is_enough_and_so_are_words(cast: Cast):
    note(cast.ada, figure=7)
    note(cast.ada, text=MARK)

    assertContains(signed_in(cast.ada).get(PAGE), "7 of 10")
    assertContains(signed_in(cast.ada).get(PAGE), MARK)


@pytest.mark.parametrize("wrong", [{}, {"figure": "11"}, {"text": "  "}, {"text": "x" * 6001}])
def test_what_is_nothing_is_refused_in_words(cast: Cast, wrong: dict[str, str]):
    response = signed_in(cast.ada).post(PAGE, wrong)

    assertContains(response, 'role="alert"', status_code=422)
    assert not Words.objects.exists()


@pytest.mark.parametrize("who", ["ben", "dana", "fay"])
def test_nobody_else_ever_reads_it(cast: Cast, who: str):
    note(cast.ada, figure=2, text=MARK)
    client = signed_in(getattr(cast, who))

    assertNotContains(client.get(PAGE), MARK)
    assertNotContains(client.get(PAGE), "2 of 10")


def test_not_even_the_figure_stands_in_the_database(cast: Cast):
    note(cast.ada, figure=2, text=MARK)

    row = Words.objects.get()
    assert (row.group_id, row.seen, row.expires_at) == (None, "writer", None)
    assert b"figure" not in bytes(row.body)
    assert MARK.encode() not in bytes(row.body)
    assert row.key.person_id == cast.ada.pk


def test_two_figures_make_a_line_with_a_table_behind(cast: Cast):
    note(cast.ada, figure=2)
    assertNotContains(signed_in(cast.ada).get(PAGE), '<svg\n    class="trend__drawing"')
    note(cast.ada, figure=6)

    response = signed_in(cast.ada).get(PAGE)
    assertContains(response, "trend__line")
    assertContains(response, "All the figures")


def test_it_is_deleted_for_ever_by_its_writer_only(cast: Cast):
    note(cast.ada, text=MARK)
    entry = Words.objects.get().pk

    signed_in(cast.ben).post(f"{PAGE}deletion/", {"entry": entry})
    assert Words.objects.exists()
    signed_in(cast.ada).post(f"{PAGE}deletion/", {"entry": entry})
    assert not Words.objects.exists()


def test_we_ask_once_a_year(cast: Cast):
    client = signed_in(cast.ada)
    note(cast.ada, text=MARK)
    assertNotContains(client.get(PAGE), "Still wanted?")

    with clock.held(clock.now() + timedelta(days=366)):
        assertContains(client.get(PAGE), "Still wanted?")
        client.post(f"{PAGE}kept/")
        assertNotContains(client.get(PAGE), "Still wanted?")
    with clock.held(clock.now() + timedelta(days=733)):
        assertContains(client.get(PAGE), "Still wanted?")
    assert StillWanted.objects.count() == 1


def test_the_first_page_asks_too_for_nobody_looks_where_nothing_is_new(cast: Cast):
    client = signed_in(cast.ada)
    note(cast.ada, text=MARK)
    assertNotContains(client.get("/"), "more than a year old")

    with clock.held(clock.now() + timedelta(days=366)):
        assertContains(client.get("/"), "more than a year old")
        assertNotContains(client.get("/"), MARK)
        assertNotContains(signed_in(cast.ben).get("/"), "more than a year old")
        client.post(f"{PAGE}kept/")
        assertNotContains(client.get("/"), "more than a year old")


def test_what_was_parked_in_a_session_is_theirs_until_they_delete_it(cast: Cast):
    park_thought(proof=prove_self(cast.ada), place="session-1", text=MARK)
    soon = clock.now() + timedelta(days=1)
    draft, half = "session-1/next/note", "half a sentence"
    park_thought(proof=prove_self(cast.ada), place=draft, text=half, expires_at=soon)
    [parked] = Words.objects.filter(place="session-1")

    page = signed_in(cast.ada).get(PAGE)
    assertContains(page, MARK)
    assertNotContains(page, half)
    assertNotContains(signed_in(cast.ben).get(PAGE), MARK)
    with clock.held(clock.now() + timedelta(days=366)):
        assertContains(signed_in(cast.ada).get(PAGE), "Still wanted?")

    signed_in(cast.ben).post(f"{PAGE}deletion/", {"entry": parked.pk})
    assert Words.objects.filter(pk=parked.pk).exists()
    signed_in(cast.ada).post(f"{PAGE}deletion/", {"entry": parked.pk})
    assert not Words.objects.filter(pk=parked.pk).exists()


def test_what_the_group_reads_is_not_deleted_there(cast: Cast):
    words = make_words(by=cast.ada, group=cast.group, text=MARK)

    signed_in(cast.ada).post(f"{PAGE}deletion/", {"entry": words})

    assert Words.objects.filter(pk=words).exists()


def test_three_notes_ask_no_more_than_one(cast: Cast):
    client = signed_in(cast.ada)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(PAGE)
        return len(caught)

    note(cast.ada, figure=3)
    one = queries()
    note(cast.ada, figure=4)
    note(cast.ada, figure=5, text=MARK)

    assert queries() == one <= 9
