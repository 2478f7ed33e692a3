"""From the last yes to a group that asks somebody new, and ends: the pages of it, on a phone (A1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.server import Server
from tests.faults.world import Person
from tests.formation import world
from tests.journeys.phone import Phone, in_every_mode

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Person, Person]]:
    folder = tmp_path_factory.mktemp("seats") / "var"
    here, fay = world.make(folder, with_rounds=True)
    server = Server(here, EMAIL_FOLDER=str(folder / "letters"))
    server.start()
    yield server, fay, Person(**json.loads((Path(folder) / "ada.json").read_text()))
    server.stop()


def opened(browser: Any, server: Server, person: Person) -> Phone:
    return Phone(browser, f"http://127.0.0.1:{server.port}", person=person)


def test_a_group_comes_about_asks_somebody_and_ends(
    browser: Any, office: tuple[Server, Person, Person]
):
    server, who_coordinates, who_is_asked = office
    fay, ada = opened(browser, server, who_coordinates), opened(browser, server, who_is_asked)
    found: list[str] = []
    page = ada.page

    fay.go("/forming/3/publication/")
    fay.page.get_by_text("4 of 5 yes").wait_for()
    found += in_every_mode(fay, "answers")
    ada.go("/")
    found += in_every_mode(ada, "home")
    page.get_by_role("link", name="Look at it, and answer").click()
    page.get_by_role("button", name="Yes, this is my group").wait_for()
    found += in_every_mode(ada, "seat")
    page.get_by_role("link", name="Something is wrong").click()
    page.get_by_role("button", name="Tell it").wait_for()
    found += in_every_mode(ada, "wrong")
    page.get_by_role("link", name="Back to your group").click()
    page.get_by_role("button", name="Yes, this is my group").click()
    page.get_by_role("link", name="Autumn: Group 1").click()
    page.get_by_label("Their e-mail address").fill("moana@example.org")
    page.get_by_role("button", name="Ask them to join").click()
    page.get_by_role("heading", name="Shall we ask moana@example.org to join us?").wait_for()
    found += in_every_mode(ada, "group")
    page.get_by_text("When things change").click()
    page.get_by_role("link", name="Become one with another group").click()
    page.get_by_role("button", name="Have a code made for them").click()
    page.locator(".code").wait_for()
    found += in_every_mode(ada, "merging")
    page.get_by_role("link", name="Back to the group").click()
    page.get_by_text("When things change").click()
    page.get_by_role("link", name="End the group well").click()
    page.get_by_role("button", name="Ask the others to end it").wait_for()
    found += in_every_mode(ada, "ending")
    page.get_by_role("button", name="Ask the others to end it").click()
    page.get_by_role("heading", name="Shall our group end here?").wait_for()
    fay.go("/forming/3/publication/")
    fay.page.get_by_text("1 of one group stands.").wait_for()
    fay.go("/seats/")
    found += in_every_mode(fay, "no seat")

    faults = [*fay.faults, *ada.faults]
    for phone in (fay, ada):
        phone.close()
    assert not faults, "\n".join(faults)
    assert not found, "\n".join(found)
