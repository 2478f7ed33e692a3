"""The week as people touch it: a tap, a stroke of the mouse, a resting thumb, the arrow keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gallery import LISTEN, faults_of

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]

MONDAY_9 = 540
TUESDAY_9 = 1440 + 540
CHOSEN = "() => [...document.querySelectorAll('week-grid :checked')].map((box) => +box.value)"


@pytest.fixture(params=[(320, 640), (1280, 800)], ids=["small", "wide"])
def page(browser: Any, gallery: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height}, has_touch=width < 400)
    page.add_init_script(LISTEN)
    page.goto(f"{gallery}/plain/week/")
    page.evaluate("() => document.querySelectorAll(':checked').forEach((box) => box.click())")
    yield page
    heard = page.evaluate("() => window.heard")
    page.close()
    assert not [said for said in heard if "style-src" not in said]  # axe tries out styles


def middles(page: Any, *halves: int) -> list[tuple[float, float]]:
    """Where boxes are, with the first in the middle of the screen."""
    page.locator(f"label:has(> input[value='{halves[0]}'])").evaluate(
        "(cell) => cell.scrollIntoView({block: 'center'})"
    )
    return [
        (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for half in halves
        if (box := page.locator(f"label:has(> input[value='{half}'])").bounding_box())
    ]


def stroke(page: Any, first: int, last: int) -> None:
    where, whither = middles(page, first, last)
    page.mouse.move(*where)
    page.mouse.down()
    page.mouse.move(*whither, steps=8)
    page.mouse.up()


def test_a_touch_chooses_and_a_second_takes_it_back(page: Any):
    page.mouse.click(*middles(page, MONDAY_9)[0])
    assert page.evaluate(CHOSEN) == [MONDAY_9]

    page.mouse.click(*middles(page, MONDAY_9)[0])
    assert page.evaluate(CHOSEN) == []


def test_a_stroke_of_the_mouse_paints_and_another_wipes(page: Any):
    stroke(page, MONDAY_9, MONDAY_9 + 60)
    assert page.evaluate(CHOSEN) == [MONDAY_9, MONDAY_9 + 30, MONDAY_9 + 60]

    stroke(page, MONDAY_9 + 60, MONDAY_9 + 30)
    assert page.evaluate(CHOSEN) == [MONDAY_9]


def test_arrows_walk_and_with_shift_they_paint(page: Any):
    page.focus(f"week-grid input[value='{MONDAY_9}']")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")

    assert sorted(page.evaluate(CHOSEN)) == [MONDAY_9, MONDAY_9 + 30, TUESDAY_9 + 30]
    assert page.evaluate("() => +document.activeElement.value") == TUESDAY_9


def test_one_box_alone_is_in_the_page_s_order(page: Any):
    assert (
        page.evaluate("() => document.querySelectorAll('week-grid input[tabindex=\"0\"]').length")
        == 1
    )


def swipe(page: Any, first: int, last: int, *, rest: int) -> None:
    """A finger goes down, rests, moves and leaves."""
    session = page.context.new_cdp_session(page)
    where, whither = middles(page, first, last)

    def finger(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", where)
    page.wait_for_timeout(rest)
    for part in range(1, 7):
        finger(
            "touchMove",
            tuple(a + (b - a) * part / 6 for a, b in zip(where, whither, strict=True)),  # type: ignore[arg-type]
        )
        page.wait_for_timeout(20)
    finger("touchEnd")
    page.wait_for_timeout(60)


def test_a_thumb_that_rests_paints_and_the_page_stays(page: Any):
    if not page.evaluate("() => 'ontouchstart' in window"):
        pytest.skip("no thumb on this screen")
    middles(page, MONDAY_9)
    before = page.evaluate("() => scrollY")
    swipe(page, MONDAY_9, MONDAY_9 + 60, rest=400)

    assert page.evaluate(CHOSEN) == [MONDAY_9, MONDAY_9 + 30, MONDAY_9 + 60]
    assert page.evaluate("() => scrollY") == before


def test_a_thumb_that_does_not_rest_scrolls_and_paints_nothing(page: Any):
    if not page.evaluate("() => 'ontouchstart' in window"):
        pytest.skip("no thumb on this screen")
    middles(page, MONDAY_9 + 240)
    before = page.evaluate("() => scrollY")
    swipe(page, MONDAY_9 + 240, MONDAY_9 + 90, rest=0)

    assert page.evaluate(CHOSEN) == []
    assert page.evaluate("() => scrollY") != before


def test_axe_finds_nothing_and_nothing_stands_out(page: Any):
    assert faults_of(page) == []
