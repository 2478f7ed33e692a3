"""What all of a group said they would do: a page of theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from levelground.commitments.actions import settle
from levelground.groups.actions.groups import leave_group
from levelground.groups.queries.groups import member_of
from levelground.runtime import clock
from levelground.words.models import Words
from tests.make import Cast, make_cast, make_commitment, signed_in

MARK = "canary-commitment-9f3c"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def page(cast: Cast, name: str = "ada") -> str:
    return f"/groups/{cast.group.pk}/commitments/"


def test_a_member_sees_what_they_and_the_others_said(cast: Cast):
    make_commitment(by=cast.ada, group=cast.group, text="Mine", due_on=date(2026, 3, 6))
    make_commitment(by=cast.ben, group=cast.group, text="His")

    response = signed_in(cast.ada).get(page(cast))

    assertContains(response, "Mine")
    assertContains(response, "by Friday 6 March")
    assertContains(response, "His")


def test_each_says_until_when_its_words_are_kept(cast: Cast):
    commitment = make_commitment(by=cast.ada, group=cast.group, text="Mine")
    until = clock.now() + timedelta(days=365)
    Words.objects.filter(pk=commitment.what).update(expires_at=until)

    assertContains(signed_in(cast.ben).get(page(cast)), f"kept until {until:%-d %B %Y}")


def test_only_its_owner_can_say_how_it_went(cast: Cast):
    commitment = make_commitment(by=cast.ben, group=cast.group)

    assertNotContains(signed_in(cast.ada).get(page(cast)), commitment.get_absolute_url())
    assertContains(signed_in(cast.ben).get(page(cast)), commitment.get_absolute_url())


def test_what_was_not_shared_is_its_owners(cast: Cast):
    make_commitment(by=cast.ben, group=cast.group, text=MARK, seen="writer")

    assertNotContains(signed_in(cast.ada).get(page(cast)), MARK)
    assertContains(signed_in(cast.ben).get(page(cast)), MARK)


def test_how_it_went_is_shown_with_its_reason(cast: Cast):
    commitment = make_commitment(by=cast.ben, group=cast.group)
    settle(commitment=commitment, by=cast.ben, state="dropped", why="It was not mine")

    response = signed_in(cast.ada).get(page(cast))

    assertContains(response, "Dropped")
    assertContains(response, "It was not mine")


def test_what_somebody_who_left_said_is_gone_with_them(cast: Cast):
    make_commitment(by=cast.ben, group=cast.group, text=MARK)
    place = member_of(cast.ben, cast.group)
    assert place is not None
    leave_group(member=place)

    assertNotContains(signed_in(cast.ada).get(page(cast)), MARK)


@pytest.mark.parametrize("who", ["dana", "eli", "hana", "fay"])
def test_nobody_from_outside_learns_that_it_exists(cast: Cast, who: str):
    assert signed_in(getattr(cast, who)).get(page(cast)).status_code == 404


def queries_of(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(where).status_code == 200
    return len(caught)


@pytest.mark.parametrize("where", ["commitments/", ""])
def test_three_rows_ask_no_more_than_one(cast: Cast, where: str):
    client = signed_in(cast.ada)
    address = f"/groups/{cast.group.pk}/{where}"
    make_commitment(by=cast.ada, group=cast.group)
    client.get(address)  # the security log has a name for everybody from their first reading on
    one = queries_of(client, address)
    for _ in range(2):
        make_commitment(by=cast.ada, group=cast.group)

    assert queries_of(client, address) == one <= 40


# Whether letters come


def test_letters_can_be_stopped_and_wanted_again(cast: Cast):
    client = signed_in(cast.ada)
    assertContains(client.get(page(cast)), "Send me no such letters")

    client.post("/commitments/reminders/", {"wanted": "no", "back": page(cast)})
    assertContains(client.get(page(cast)), "You get no letters")

    client.post("/commitments/reminders/", {"wanted": "yes"})
    assertContains(client.get(page(cast)), "Send me no such letters")


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "x"])
def test_nobody_is_sent_elsewhere(cast: Cast, back: str):
    response = signed_in(cast.ada).post("/commitments/reminders/", {"wanted": "no", "back": back})

    assert response["Location"] == "/"
