"""Nobody but one has a device: a laptop in the middle and a television on the wall."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.world import World
from tests.journeys.others import PROCESS
from tests.journeys.phone import Phone, in_every_mode

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]

LAPTOP = {"width": 1280, "height": 800}
TELEVISION = {"width": 1920, "height": 1080}


def test_one_laptop_and_the_rooms_screen_from_lobby_to_close(
    phone: Callable[..., Phone], next_session: int, built: World
):
    laptop, wall = phone(0), phone(0)
    laptop.page.set_viewport_size(LAPTOP)
    wall.page.set_viewport_size(TELEVISION)
    laptop.go(f"/sessions/{next_session}/")
    wall.go(f"/sessions/{next_session}/room/")
    assert laptop.page.inner_text(".code") == wall.page.inner_text(".code")

    laptop.press("join")
    for person in built.groups[0].people[1:]:
        laptop.press(f"seat-{person.member}")
        laptop.page.wait_for_selector(f"#do-seat-{person.member}", state="detached")
    laptop.page.wait_for_selector("text=5 of 5 are here")
    laptop.press("open")
    both(laptop, wall, "Agreement")
    laptop.press("ready")
    both(laptop, wall, "Bring")
    laptop.write("topic", "SECRET-TOPIC")
    laptop.press("offer")
    laptop.press("propose-presenters")
    both(laptop, wall, "Choose")
    laptop.choose(PROCESS)
    laptop.press("propose-process")

    both(laptop, wall, "Prepare")
    wall.wait_for_word("Ada")
    found = in_every_mode(wall, "room")
    laptop.press("done")
    both(laptop, wall, "Present")
    laptop.press("done")
    for step in ("Clarify", "Affirm"):
        both(laptop, wall, step)
        for _turn in built.groups[0].people[1:]:
            speaker = laptop.page.inner_text("#do-done").removesuffix(" has said enough")
            assert speaker in ("Ben", "Cai", "Hana", "Tama")
            wall.wait_for_word(speaker)
            before = laptop.version
            laptop.press("done")
            laptop.wait_for_version(before + 1)
    both(laptop, wall, "Reflect")
    wall.wait_for_word("Ada listens")
    laptop.press("call-silence")
    wall.wait_for_word("Silence")
    laptop.press("propose-move-on")
    laptop.wait_for_word("Listen")
    laptop.press("done")
    both(laptop, wall, "Close")
    laptop.press("done")
    laptop.page.wait_for_selector("#do-ready")
    laptop.press("ready")
    wall.wait_for_word("Closed")
    assert "SECRET-TOPIC" not in wall.page.content(), "the room's screen shows nobody's words"
    assert laptop.went_back() == wall.went_back() == []
    assert not found, "\n".join(found)


def both(laptop: Phone, wall: Phone, step: str) -> None:
    laptop.wait_for_step(step)
    wall.wait_for_step(step)
