"""A full or locked database is said in words; a fault of ours is still a 500. Real servers: tests/faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client
from pytest_django.asserts import assertContains

from levelground.accounts.models import Person
from levelground.config.outages import outage
from levelground.groups.models import Group
from tests.make import make_person, signed_in

BUSY = "levelground.config.sqlite.base.WriteQueue.take"
GROUP = {"name": "A" * 80, "minutes": 90, "quorum": 3}


@pytest.fixture
def browser(on_disk: Path) -> Client:
    client = signed_in(make_person("Ada"))
    client.raise_request_exception = False
    return client


def test_a_full_database_is_507_and_reading_goes_on(browser: Client):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1")  # not a page more than there are

    answer = browser.post("/groups/new/", GROUP)
    while answer.status_code == 302:  # there was room in the pages that there are
        answer = browser.post("/groups/new/", GROUP)

    assertContains(answer, "disk is full", status_code=507)
    assert answer["Retry-After"]
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("page", "asked"), [("/groups/new/", GROUP), ("/sign-in/", {"email": "eve@example.org"})]
)
def test_a_locked_database_is_503_and_nothing_is_half_done(
    browser: Client, monkeypatch: pytest.MonkeyPatch, page: str, asked: dict[str, Any]
):
    monkeypatch.setattr(BUSY, lambda *_asked, **_more: False)
    if page == "/sign-in/":
        browser.cookies.clear()

    answer = browser.post(page, asked)

    assertContains(answer, "reach our database", status_code=503)
    assert not Person.objects.filter(email="eve@example.org").exists()
    assert not Group.objects.exists()


def test_a_part_of_a_page_is_answered_in_one_sentence(
    browser: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(BUSY, lambda *_asked, **_more: False)

    answer = browser.post("/groups/new/", GROUP, headers={"HX-Request": "true"})

    assert answer.status_code == 503
    assert answer["Content-Type"] == "text/plain"
    assert answer.text.endswith("Try again in a moment.")


def test_control_a_fault_of_ours_is_no_outage(browser: Client):
    with pytest.raises(OperationalError) as wrong, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing")

    assert outage(wrong.value) is None
    assert outage(ValueError()) is None


def test_a_fault_of_ours_is_a_500(browser: Client, monkeypatch: pytest.MonkeyPatch):
    def broken(_request: HttpRequest, *_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("levelground.accounts.views.keep_account", broken)

    answer = browser.post("/account/", {"name": "Ada", "time_zone": "UTC"})

    assert answer.status_code == 500
