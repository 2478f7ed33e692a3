"""A whole session without a pointer: Tab, Enter, Space, letters and arrows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.others import PROCESS, Others
from tests.journeys.phone import Phone

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]

FOCUSED = "() => document.activeElement?.id ?? ''"
VISIBLE = """() => { const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"""


class Keys:
    """Somebody at a keyboard."""

    def __init__(self, phone: Phone, others: Others) -> None:
        self.page = phone.page
        self.phone, self.others = phone, others

    def to(self, place: str) -> None:
        """Tab until it is there, as many times as it takes."""
        self.phone.wait_for_version(self.others.version)
        self.page.wait_for_selector(f"#{place}", state="attached")
        for _step in range(80):
            if self.page.evaluate(FOCUSED) == place:
                assert self.page.evaluate(VISIBLE), f"nothing shows that {place} has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {place}")

    def press(self, button: str, *, inside: str = "") -> None:
        if inside and not self.page.evaluate(f"() => document.getElementById('{inside}').open"):
            self.page.evaluate("() => document.activeElement?.blur()")
            self.to_fold(inside)
            self.page.keyboard.press("Enter")
        self.to(f"do-{button}")
        before = self.phone.version
        with self.page.expect_response("**/moves/"):
            self.page.keyboard.press("Enter")
        self.phone.wait_for_version(before + 1)

    def write(self, kind: str, text: str) -> None:
        self.to(f"write-{kind}-text")
        self.page.keyboard.type(text)
        self.to(f"keep-{kind}")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f"text={text}")

    def to_fold(self, fold: str) -> None:
        inside = "(id) => document.activeElement === document.querySelector(`#${id} summary`)"
        for _step in range(80):
            if self.page.evaluate(inside, fold):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {fold}")


def test_somebody_without_a_pointer_presents_and_takes_part_to_the_end(
    phone: Callable[..., Phone], running, next_session: int
):
    group = running.world.groups[0]
    others = Others(group, next_session, running.port)
    ada = phone(0)
    keys = Keys(ada, others)
    ada.go(f"/sessions/{next_session}/")
    keys.press("join")
    others.all_do("join", but=0)
    keys.press("open")
    ada.wait_for_step("Agreement")
    others.all_do("ready", but=0)
    keys.press("ready")
    ada.wait_for_step("Bring")
    keys.write("topic", "A roster")
    keys.press("offer")
    keys.press("propose-presenters")
    others.all_say_yes(but=0)
    ada.wait_for_step("Choose")
    _choose(keys)
    keys.press("propose-process")
    others.all_say_yes(but=0)
    ada.wait_for_step("Prepare")
    keys.write("request", "Two questions")
    keys.press("propose-more-time")
    others.all_say_yes(but=0)
    keys.press("call-silence", inside="more")
    ada.wait_for_word("Silence")
    keys.press("propose-move-on", inside="more")
    others.all_say_yes(but=0)
    ada.wait_for_word("Speak")
    keys.press("done")
    ada.wait_for_step("Present")
    keys.press("done")
    ada.wait_for_step("Clarify")
    for _round in range(2):
        for who in range(1, 5):
            others.press(who, "done")
        for who in range(1, 5):
            others.press(who, "done")
    ada.wait_for_step("Reflect")
    for who in range(1, 5):
        others.press(who, "done")
    ada.wait_for_step("Close")
    keys.press("done")
    ada.page.wait_for_selector("#do-ready")
    others.all_do("ready", but=0)
    keys.press("ready")
    ada.wait_until("() => document.getElementById('stage').dataset.step.startsWith('closed')")
    others.close()


def _choose(keys: Keys) -> None:
    """Into the list by Tab, through it by arrows; the long list is folded."""
    keys.page.wait_for_selector("#do-propose-process")
    if keys.page.locator(f"#more-ways:has(#process-{PROCESS})").count():
        keys.to_fold("more-ways")
        keys.page.keyboard.press("Enter")
    for _step in range(80):
        keys.page.keyboard.press("Tab")
        if keys.page.evaluate("() => document.activeElement.type === 'radio'"):
            break
    for _step in range(30):
        if keys.page.is_checked(f"#process-{PROCESS}"):
            return
        keys.page.keyboard.press("ArrowDown")
    raise AssertionError("The arrows never reached the process")
