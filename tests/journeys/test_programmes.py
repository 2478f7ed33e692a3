"""A coordinator brings a list; somebody on it goes from the link in their letter to a yes, by thumb."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.server import Server
from tests.journeys.phone import Phone, hidden_focus, in_every_mode
from tests.programmes import world

pytestmark = pytest.mark.journey

LIST = (
    "Name,E-mail,Organisation,Paid\nAna Rua,ana@example.org,City Council,yes\nBo,bo@example.org,,\n"
)
BAD = "Name,E-mail\nAna,ana@\n"
TUESDAY_9 = 1440 + 540
NEVER_SEEN = (
    "/programmes/",
    "/programmes/new/",
    "/programmes/1/",
    "/programmes/1/edit/",
    "/programmes/1/people/",
)
OWN = ("/about-you/", "/about-you/answers/", "/about-you/in-confidence/", "/about-you/times/")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Any, Path]]:
    folder = tmp_path_factory.mktemp("programmes") / "var"
    here, people = world.make(folder)
    server = Server(here, EMAIL_FOLDER=str(folder / "letters"))
    server.start()
    yield server, people, folder / "letters"
    server.stop()


@pytest.fixture
def phone_of(browser: Any, office: tuple[Server, Any, Path]) -> Iterator[Callable[[str], Phone]]:
    server, people, _box = office
    made: list[Phone] = []

    def make(name: str) -> Phone:
        made.append(Phone(browser, f"http://127.0.0.1:{server.port}", person=people[name]))
        return made[-1]

    yield make
    faults = [fault for one in made for fault in one.faults]
    for one in made:
        one.close()
    assert not faults, "\n".join(faults)


def letters_in(folder: Path) -> list[str]:
    return [part.read_text() for part in sorted(folder.glob("*"))] if folder.exists() else []


def test_a_list_becomes_letters(
    phone_of: Callable[[str], Phone], office: tuple[Server, Any, Path], tmp_path: Path
):
    fay = phone_of("Fay")
    page = fay.page
    fay.go("/")
    page.get_by_role("link", name="Programmes").click()
    page.get_by_role("link", name="Volunteer Wellington, spring").click()
    page.get_by_role("link", name="Bring a list of people").click()
    for text, found in ((BAD, "One thing to mend"), (LIST, "2 people would be asked")):
        file = tmp_path / "people.csv"
        file.write_text(text)
        page.set_input_files("[name=file]", file)
        page.get_by_role("button", name="Read it").click()
        page.get_by_text(found).wait_for()
        assert not in_every_mode(fay, found)
    page.get_by_role("button", name="Ask these 2 people").click()
    assert not in_every_mode(fay, "letters wait")
    page.get_by_role("button", name="Send them now").click()
    page.get_by_text("Ana Rua").wait_for()

    box = office[2]
    patience = time.monotonic() + 20
    while time.monotonic() < patience and not any("To: ana@" in one for one in letters_in(box)):
        time.sleep(0.2)
    [letter] = [one for one in letters_in(box) if "To: ana@example.org" in one]
    assert re.search(r"/asked/1/", letter)
    assert "Volunteer Wellington, spring" not in letter


def test_from_the_link_to_a_yes_by_thumb(phone_of: Callable[[str], Phone]):
    dana = phone_of("Dana")
    page = dana.page
    dana.go("/")
    page.get_by_role("link", name="Look at it, and answer").click()
    assert not in_every_mode(dana, "asked")
    page.get_by_role("link", name="See what it takes").click()
    assert not in_every_mode(dana, "about you")
    assert not hidden_focus(page)
    page.get_by_label("What do you do?").fill("fundraiser")
    page.get_by_label("Organisation").first.fill("City Council")
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("paid there or volunteer").wait_for()  # one thing to mend, in a sentence
    assert page.get_by_label("What do you do?").input_value() == "fundraiser"
    page.get_by_label("Paid or voluntary").first.select_option("voluntary")
    page.get_by_role("button", name="Go on").click()

    page.get_by_label("How you stand to them").first.select_option("reports to")
    page.get_by_label("Their name or address").first.fill("Priya")
    assert not in_every_mode(dana, "in confidence")
    page.get_by_role("button", name="Go on").click()

    assert not in_every_mode(dana, "times")
    for half in range(TUESDAY_9, TUESDAY_9 + 120, 30):
        page.locator(f"label:has(> input[value='{half}'])").click()
    page.get_by_role("button", name="Go on").click()

    page.get_by_text("What you say yes to").wait_for()
    assert not in_every_mode(dana, "yes")
    page.get_by_role("button", name="Yes, I would like to").click()
    page.get_by_text("You said yes.").wait_for()
    assert not in_every_mode(dana, "said yes")
    page.get_by_role("link", name="I would rather not take part").click()
    assert not in_every_mode(dana, "no")
    page.get_by_role("button", name="I do not take part").click()
    page.get_by_text("You are not taking part.").wait_for()
    assert not in_every_mode(dana, "not taking part")


def test_every_page_can_be_used_by_everybody(phone_of: Callable[[str], Phone]):
    found = []
    for name, pages in (("Fay", NEVER_SEEN), ("Aroha", OWN)):
        phone = phone_of(name)
        for page in pages:
            assert phone.go(page).status == 200
            found += in_every_mode(phone, page)

    assert not found
