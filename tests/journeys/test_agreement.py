"""Five phones name what worries them and write their agreement, each seeing what the others do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from levelground.core.agreement import CLAUSES, WORRIES
from tests.journeys.phone import Phone, in_every_mode

pytestmark = pytest.mark.journey

Phones = Callable[..., Phone]


def at(phone: Phone, page: str = "") -> None:
    """Open a page of the first group's agreement."""
    phone.go(f"/groups/1/agreement/{page}")


def says(phone: Phone, words: str) -> None:
    phone.wait_until("(words) => document.body.innerText.includes(words)", words)


def press(phone: Phone, button: str) -> None:
    """Press a button by what it says, and wait for the page that answers."""
    with phone.page.expect_navigation():
        phone.page.locator(f"button:has-text('{button}')").first.click()


def typed(phone: Phone) -> tuple[Any, ...]:
    """Where somebody is writing, what, and between which letters."""
    return tuple(
        phone.page.evaluate(
            "() => { const at = document.activeElement;"
            " return [at.id, at.value, at.selectionStart, at.selectionEnd]; }"
        )
    )


def test_from_worries_to_what_holds(phone: Phones):
    five = [phone(number) for number in range(5)]

    faults = [
        *name_worries(five),
        *two_write_at_once(five[0], five[1]),
        *write_the_rest(five[0]),
        *say_yes(five),
    ]

    assert not faults, "\n".join(faults)


def name_worries(five: list[Phone]) -> list[str]:
    """Unseen by the others; then all see all of it at once, in the same order."""
    ada, ben = five[0], five[1]
    faults: list[str] = []
    for number, one in enumerate(five):
        at(one, "worries/")
        if one is ada:
            faults += in_every_mode(one, "worries, unseen")
        one.page.check(f"#example-{WORRIES[number].key}")
        one.page.fill("textarea", f"Something of {one.name}'s")
        press(one, "Keep this")
        press(one, "That is all from me")
    says(ada, "5 of 5 are ready")
    assert "Something of Ben's" not in ada.page.inner_text("main")
    faults += in_every_mode(ada, "worries, all ready")

    press(ben, "Show it to all of us")
    for one in five:
        says(one, "Something of Ada's")
    assert len({one.page.inner_text(".worries") for one in five}) == 1
    faults += in_every_mode(ada, "worries, shown")
    press(ada, "Write the agreement together")
    return [*faults, *in_every_mode(ada, "a new draft")]


def two_write_at_once(ada: Phone, ben: Phone) -> list[str]:
    """Ben's words and caret stay while Ada's come; both texts stand; one of them is kept."""
    for one in (ada, ben):
        at(one, "clauses/line/")
    faults = in_every_mode(ada, "a clause")
    ben.page.wait_for_timeout(500)  # until his line is open
    ben.page.fill("textarea", "We ask before we advise.")
    ben.page.evaluate("() => document.activeElement.setSelectionRange(3, 6)")
    before = typed(ben)
    ada.page.fill("textarea", "We listen first.")
    press(ada, "Keep this text")
    ben.wait_until(
        "() => document.getElementById('standing').innerText.includes('We listen first.')"
    )
    assert typed(ben) == before, "what Ada did moved Ben's caret or his words"
    press(ben, "Keep this text")
    says(ben, "Nothing is lost")
    faults += in_every_mode(ben, "two texts of one clause")
    press(ben, "Keep this one")
    return faults


def write_the_rest(ada: Phone) -> list[str]:
    """In our wordings, which are put into the field and kept only when she says so."""
    faults: list[str] = []
    for clause in CLAUSES:
        if clause.needed and clause.key != "line":
            at(ada, f"clauses/{clause.key}/")
            press(ada, "Start from this")
            if clause.key == "purpose":
                faults += in_every_mode(ada, "a clause with a wording of ours")
            press(ada, "Keep this text")
    says(ada, "All that is needed is there")
    return faults


def say_yes(five: list[Phone]) -> list[str]:
    """Each is asked on the page that is open already; with the last yes it holds."""
    ada, ben = five[0], five[1]
    at(ben)
    press(ada, "Put it to everybody")
    says(ben, "Do you say yes to this?")
    faults = in_every_mode(ben, "put to everybody")
    for one in five[1:]:
        at(one)
        press(one, "I say yes to this")
    says(ben, "one more of you")
    at(ada)
    press(ada, "I say yes to this")
    for one in (ada, ben):
        says(one, "Version 1 has held since")
    faults += in_every_mode(ada, "in force")
    at(ada, "versions/1/book/")
    faults += in_every_mode(ada, "the book")
    at(ada, "employer/")
    return [*faults, *in_every_mode(ada, "with the employer")]


def test_a_page_that_goes_on_keeps_the_form_somebody_writes_in(phone: Phones):
    """The worries are shown while Cai writes another: hers stays on her screen, and is not sent."""
    five = [phone(number, group=1) for number in range(5)]
    cai = five[2]
    for one in five:
        one.go("/groups/2/agreement/worries/")
        one.page.fill("textarea", f"Something of {one.name}'s")
        press(one, "Keep this")
        press(one, "That is all from me")
    press(cai, "I have thought of something else")
    cai.page.wait_for_timeout(500)
    cai.page.fill("textarea", "And one more thing")
    other = phone(2, group=1)
    other.go("/groups/2/agreement/worries/")
    press(other, "That is all from me")
    press(five[0], "Show it to all of us")

    says(cai, "What worries us")

    assert cai.page.input_value("textarea") == "And one more thing"
    assert cai.page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
