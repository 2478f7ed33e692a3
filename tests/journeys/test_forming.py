"""A coordinator goes from the sample of `levelground form --example` to groups whose people are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from levelground.terminal.form_example import people_csv
from tests.faults.server import Server
from tests.formation import world
from tests.journeys.phone import Phone, hidden_focus, in_every_mode

pytestmark = pytest.mark.journey

BAD = "Name,Trained,Manager\nAda,maybe,Zed\nBen,yes,\n"
DESK = {"width": 1280, "height": 900}
TALL = {"width": 1280, "height": 3000}
SEARCH_WITHIN = 60_000


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Any]]:
    folder = tmp_path_factory.mktemp("forming") / "var"
    here, fay = world.make(folder)
    server = Server(here, EMAIL_FOLDER=str(folder / "letters"))
    server.start()
    yield server, fay
    server.stop()


@pytest.fixture
def fay(browser: Any, office: tuple[Server, Any]) -> Iterator[Phone]:
    server, person = office
    phone = Phone(browser, f"http://127.0.0.1:{server.port}", person=person)
    yield phone
    faults = phone.faults
    phone.close()
    assert not faults, "\n".join(faults)


def begin(fay: Phone, name: str) -> Any:
    page = fay.page
    fay.go("/")
    page.get_by_role("link", name="Forming").click()
    page.get_by_role("link", name="Begin a round").click()
    page.get_by_label("What do you call this round?").fill(name)
    page.get_by_role("button", name="Begin").click()
    return page


def take_in(page: Any, folder: Path) -> None:
    sample = folder / "people.csv"
    sample.write_text(people_csv())
    page.set_input_files("[name=file]", sample)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Take these people in").click()


def search(page: Any) -> None:
    page.get_by_label("Time zone").fill("Pacific/Auckland")
    page.get_by_label("Grades apart at most").fill("3")
    page.get_by_label("Organisations", exact=True).select_option("external")
    page.get_by_label("How many seconds to search").fill("2")
    page.get_by_role("button", name="Search for groups").click()
    page.wait_for_url("**/proposal/", timeout=SEARCH_WITHIN)


def members(page: Any) -> list[set[str]]:
    found = page.evaluate(
        "() => [...document.querySelectorAll('.group-card')].map((card) =>"
        "[...card.querySelectorAll('.person-row__name')].map((one) => one.textContent.trim()))"
    )
    return [set(names) for names in found]


def test_from_a_list_to_people_who_are_asked(fay: Phone, tmp_path: Path):
    """A1 on every page on the way."""
    found = []

    page = begin(fay, "Autumn 2026")
    found += in_every_mode(fay, "people")
    (tmp_path / "bad.csv").write_text(BAD)
    page.set_input_files("[name=file]", tmp_path / "bad.csv")
    page.get_by_role("button", name="Read it").click()
    assert page.get_by_text("2 things to mend").is_visible()
    found += in_every_mode(fay, "faults")
    take_in(page, tmp_path)
    found += in_every_mode(fay, "rules")
    page.get_by_label("How many seconds to search").fill("100")
    page.get_by_role("button", name="Search for groups").click()
    page.get_by_text("So far:").wait_for(timeout=SEARCH_WITHIN)
    found += in_every_mode(fay, "search")
    page.get_by_role("button", name="Take the best so far").click()
    page.wait_for_url("**/proposal/", timeout=SEARCH_WITHIN)
    found += in_every_mode(fay, "proposal")
    before = members(page)
    page.get_by_role("link", name="Move Ada").click()
    assert page.get_by_text("Try a place.").is_visible()
    found += in_every_mode(fay, "picked")
    page.locator(".best button").first.click()
    page.get_by_role("button", name="Undo").wait_for()
    assert members(page) != before
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert members(page) == before
    page.get_by_role("link", name="Why? Ada").click()
    page.get_by_role("button", name="Why these two?").click()
    assert page.get_by_text("rule keeps these two apart").is_visible()
    found += in_every_mode(fay, "why")
    page.get_by_role("link", name="Back to the groups").click()
    page.get_by_role("link", name="Ask these people").click()
    found += in_every_mode(fay, "addresses")
    names = re.findall(r"^(.+?),", page.input_value("[name=lines]"), re.MULTILINE)
    lines = "\n".join(f"{name}, {name.lower()}@somewhere.example" for name in names)
    page.fill("[name=lines]", lines)
    page.get_by_role("button", name="Keep the addresses").click()
    found += in_every_mode(fay, "publication")
    page.get_by_role("button", name="Ask them now").click()
    page.get_by_text("48 people have not answered yet.").wait_for()
    found += in_every_mode(fay, "answers")

    assert len(names) == 48
    assert not found, "\n".join(found)


def test_by_keyboard_alone(fay: Phone, tmp_path: Path):
    page = begin(fay, "By keyboard")
    take_in(page, tmp_path)
    search(page)
    assert not hidden_focus(page)
    before = members(page)

    page.get_by_role("link", name="Move Ada").focus()
    page.keyboard.press("Enter")
    page.locator(".picked").wait_for()
    page.locator(".best button").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo").wait_for()

    assert members(page) != before
    keep = page.get_by_role("button", name="Keep it Group 1")
    keep.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Free it Group 1").wait_for()
    kept = members(page)[0]
    page.get_by_role("button", name="Search again").focus()
    with page.expect_navigation(url="**/search/"):
        page.keyboard.press("Enter")
    page.wait_for_url("**/proposal/", timeout=SEARCH_WITHIN)
    page.get_by_role("button", name="Free it Group 1").wait_for()
    assert members(page)[0] == kept


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_by_dragging(fay: Phone, tmp_path: Path, touch: bool):
    page = begin(fay, "By hand")
    take_in(page, tmp_path)
    search(page)
    page.set_viewport_size(TALL)
    before = members(page)
    one = page.locator(".person-row__name").first
    name = one.text_content().strip()
    page.get_by_role("link", name=f"Move {name}").click()
    works = page.locator(".best button", has_text="Move to").first.text_content()
    group = works.strip().removeprefix("Move to ")
    page.get_by_role("link", name="Leave them").click()
    place = page.get_by_role("heading", name=group, exact=True)

    with Finger(page, touch=touch) as finger:
        finger.down(page.locator(".person-row__name").first)
        finger.over(place)
        page.locator("[data-drop]").first.wait_for()
        finger.over(place)
        page.locator(".dragged", has_text=name).wait_for()
        assert members(page) == before  # nothing is done before it is let go of
        finger.up()
    page.get_by_role("button", name="Undo").wait_for()

    at = int(group.split()[-1]) - 1
    assert name in members(page)[at]
    assert name not in members(page)[0]


def test_a_drop_beside_everything_changes_nothing(fay: Phone, tmp_path: Path):
    page = begin(fay, "Beside")
    take_in(page, tmp_path)
    search(page)
    page.set_viewport_size(DESK)
    before = members(page)

    with Finger(page, touch=False) as finger:
        finger.down(page.locator(".person-row__name").first)
        finger.over(page.locator("h1"))
        page.locator(".picked").wait_for(state="attached")
        finger.up()
    page.locator(".picked").wait_for()
    assert members(page) == before
    page.keyboard.press("Escape")
    page.locator(".picked").wait_for(state="detached")
    assert members(page) == before


class Finger:
    """A mouse, or one finger on a touch screen, at whole places of the page."""

    def __init__(self, page: Any, *, touch: bool) -> None:
        self.page, self.touch = page, touch
        self.line = page.context.new_cdp_session(page) if touch else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.line:
            self.line.detach()

    def down(self, what: Any) -> None:
        what.scroll_into_view_if_needed()
        x, y = self._middle(what)
        if self.line:
            self._touch("touchStart", x, y)
        else:
            self.page.mouse.move(x, y)
            self.page.mouse.down()

    def over(self, what: Any) -> None:
        x, y = self._middle(what)
        for step in (-12, 0):
            if self.line:
                self._touch("touchMove", x + step, y)
            else:
                self.page.mouse.move(x + step, y)

    def up(self) -> None:
        if self.line:
            self.line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        else:
            self.page.mouse.up()

    def _touch(self, kind: str, x: float, y: float) -> None:
        points = [{"x": x, "y": y}]
        assert self.line
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def _middle(self, what: Any) -> tuple[float, float]:
        box = what.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
