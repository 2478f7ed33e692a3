"""A member says how it went with what they said they would do."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.commitments.models import Commitment
from tests.make import Cast, make_cast, make_commitment, signed_in

MARK = "canary-outcome-71ab"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def commitment(cast: Cast) -> Commitment:
    return make_commitment(by=cast.ada, group=cast.group, text="Write the first page")


@pytest.mark.parametrize("state", ["done", "changed", "dropped"])
def test_how_it_went_is_kept(cast: Cast, commitment: Commitment, state: str):
    response = signed_in(cast.ada).post(
        commitment.get_absolute_url(), {"state": state, "why": MARK}
    )
    commitment.refresh_from_db()

    assertRedirects(response, cast.group.get_absolute_url())
    assert commitment.state == state
    assert commitment.settled_at is not None
    assertContains(signed_in(cast.ada).get(commitment.get_absolute_url()), MARK)


def test_it_can_be_said_anew_and_opened_again(cast: Cast, commitment: Commitment):
    client = signed_in(cast.ada)
    client.post(commitment.get_absolute_url(), {"state": "dropped", "why": MARK})
    client.post(commitment.get_absolute_url(), {"state": "open"})
    commitment.refresh_from_db()

    assert (commitment.state, commitment.settled_at, commitment.why) == ("open", None, None)
    assert MARK not in client.get(commitment.get_absolute_url()).content.decode()


@pytest.mark.parametrize("wrong", [{}, {"state": "perfect"}, {"state": "done", "why": "x" * 2001}])
def test_what_cannot_be_read_is_answered_in_words(
    cast: Cast, commitment: Commitment, wrong: dict[str, str]
):
    response = signed_in(cast.ada).post(commitment.get_absolute_url(), wrong)
    commitment.refresh_from_db()

    assert response.status_code == 422
    assert commitment.state == "open"


def test_another_member_cannot_say_it_for_them(cast: Cast, commitment: Commitment):
    client = signed_in(cast.ben)

    assert client.get(commitment.get_absolute_url()).status_code == 404
    assert client.post(commitment.get_absolute_url(), {"state": "done"}).status_code == 404


def test_one_tap_on_the_groups_page_is_enough(cast: Cast, commitment: Commitment):
    client = signed_in(cast.ada)
    home = cast.group.get_absolute_url()
    assertContains(client.get(home), "Write the first page")

    client.post(commitment.get_absolute_url(), {"state": "done", "back": home})

    assertContains(client.get(home), "Nothing is open.")


def test_the_row_says_nothing_of_the_words(cast: Cast, commitment: Commitment):
    signed_in(cast.ada).post(commitment.get_absolute_url(), {"state": "done", "why": MARK})

    rows = str(list(Commitment.objects.values()))
    assert MARK not in rows
    assert "first page" not in rows
