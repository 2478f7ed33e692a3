"""The address of a button is no page, and says so in words."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db

ADDRESSES = ["/sign-out/", "/sessions/1/moves/", "/sessions/1/pad/", "/groups/1/invitations/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_opens_it_reads_what_to_do(address: str):
    response = signed_in(make_person("Ada")).get(address)

    assertContains(response, "press it there", status_code=405)
    assert response["Allow"] == "POST"


def test_a_script_gets_the_plain_answer():
    client = signed_in(make_person("Ada"))

    response = client.get("/sign-out/", headers={"accept": "application/json"})

    assert (response.status_code, response.content) == (405, b"")


def test_a_page_that_is_only_read_says_the_same_to_what_is_sent():
    response = signed_in(make_person("Ada")).post("/who-can-see-what/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
