"""What a page must not do to its reader while it lives: A2 to A5, each with a control."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.others import Others
from tests.journeys.phone import PATIENCE, Phone, axe_faults, hidden_focus

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]

TICKS = 300
THOUGHT = "Ask about Fridays"
LOSSES = """() => {
  window.losses = 0;
  document.addEventListener("focusout", () => { window.losses += 1; });
  const pad = document.getElementById("pad-text");
  pad.setSelectionRange(4, 4);
}"""
STILL_THERE = """() => {
  const pad = document.getElementById("pad-text");
  return window.losses === 0 && document.activeElement === pad && pad.selectionStart === 4
    && pad.value === %s;
}"""
SIZES = ((320, 256), (320, 640), (390, 844), (768, 1024), (1280, 720), (1920, 1080))


def test_a2_any_member_takes_more_time_ten_times(phone: Callable[..., Phone], at_work: Others):
    ben = phone(1)
    ben.go(f"/sessions/{at_work.session}/")
    planned = ben.seconds_left()
    for number in range(10):
        by = number % 5
        if by == 1:
            ben.make("propose-more-time")
        else:
            at_work.does(by, "propose-more-time")
        at_work.all_say_yes(but=by)
    ben.wait_until(
        "(least) => Date.parse(document.querySelector('step-timer').getAttribute('ends-at'))"
        " > Date.now() + least",
        (planned + 9.5 * 120) * 1000,
    )


def test_a2_and_a4_a_step_of_five_minutes_warns_in_time_and_speaks_little(
    phone: Callable[..., Phone], at_work: Others
):
    said = _live_through(phone(0), at_work, seconds=300)

    assert any("One minute left" in words for _left, words in said), said
    assert min(left for left, words in said if "minute" in words) >= 20
    assert 1 <= len(said) <= 6, said


def test_control_a_page_that_speaks_each_second_is_caught(
    phone: Callable[..., Phone], at_work: Others
):
    chatter = (
        "() => setInterval(() => { document.getElementById('said').textContent ="
        " document.querySelector('[data-time]').textContent; }, 1000)"
    )

    said = _live_through(phone(0), at_work, seconds=300, broken=chatter)

    assert len(said) > 6


def test_a3_hundreds_of_ticks_take_neither_focus_nor_caret_nor_words(
    phone: Callable[..., Phone], at_work: Others
):
    ben = phone(1)
    _write_a_thought(ben, at_work)
    enough = threading.Event()
    pressing = at_work.press_again_and_again(2, "check-process", enough)
    ticks = 0
    while ticks < TICKS or len(ben.versions) < TICKS / 3:  # a slow page fetches only the newest
        ben.page.keyboard.press("x")
        ben.page.keyboard.press("Backspace")
        ticks = at_work.version - ben.versions[0][1]
    enough.set()
    pressing.result()
    at_work.does(0, "done")  # and the step goes on
    ben.wait_for_version(at_work.version)
    ben.wait_for_step("Present")

    assert ben.page.evaluate(STILL_THERE % json.dumps(THOUGHT))


def test_what_is_kept_one_after_the_other_is_all_kept(phone: Callable[..., Phone], at_work: Others):
    """The button that keeps it has the focus still: the form is a fresh one all the same."""
    ada = phone(0)
    ada.go(f"/sessions/{at_work.session}/")
    for thought in ("About Fridays", "About Mondays"):
        ada.write("request", thought)
        ada.page.wait_for_selector(f"#outputs >> text={thought}")
    assert "About Fridays" in ada.page.inner_text("#outputs")


def test_control_a_plain_swap_takes_them(phone: Callable[..., Phone], at_work: Others):
    ben = phone(1)
    _write_a_thought(ben, at_work)
    ben.page.evaluate("() => document.getElementById('stage').setAttribute('hx-swap', 'outerHTML')")

    at_work.does(2, "check-process")
    ben.wait_for_version(at_work.version)

    assert not ben.page.evaluate(STILL_THERE % json.dumps(THOUGHT))


def test_a5_nothing_hides_what_has_the_focus(phone: Callable[..., Phone], at_work: Others):
    ada, ben = phone(0), phone(1)
    found: list[str] = []
    for one in (ada, ben):
        one.go(f"/sessions/{at_work.session}/")
        one.page.evaluate(OPEN_ALL)
        for wide, high in SIZES:
            one.page.set_viewport_size({"width": wide, "height": high})
            found += [f"{one.name} {wide}x{high} {fault}" for fault in hidden_focus(one.page)]
    assert not found, "\n".join(found)


def test_control_a_bar_over_the_page_is_caught(phone: Callable[..., Phone], at_work: Others):
    ben = phone(1)
    ben.go(f"/sessions/{at_work.session}/")
    ben.page.evaluate(
        "() => { const bar = document.createElement('div');"
        "Object.assign(bar.style, {position: 'fixed', inset: 'auto 0 0 0', height: '70%',"
        " background: 'white', zIndex: 99}); document.body.append(bar); }"
    )

    assert hidden_focus(ben.page)


def test_control_axe_finds_a_button_without_a_name(phone: Callable[..., Phone], at_work: Others):
    ben = phone(1)
    ben.go(f"/sessions/{at_work.session}/")
    assert axe_faults(ben) == []
    ben.page.evaluate("() => { document.getElementById('do-pause').textContent = ''; }")

    assert any("button-name" in fault for fault in axe_faults(ben))


def test_s6_and_s8_every_answer_is_guarded_and_kept_by_nobody(
    phone: Callable[..., Phone], at_work: Others
):
    ada = phone(0)
    answers: list[Any] = []
    ada.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  Playwright wants a function
    ada.go(f"/sessions/{at_work.session}/")
    ada.go(f"/sessions/{at_work.session}/room/")
    ada.go("/account/")

    assert len(answers) > 20
    for answer in answers:
        headers = answer.all_headers()
        policy = headers.get("content-security-policy", "")
        assert "frame-ancestors 'none'" in policy, answer.url
        assert "unsafe-inline" not in policy, answer.url
        assert "unsafe-eval" not in policy, answer.url
        if "/static/" not in answer.url:
            assert headers["cache-control"] == "no-store, private", answer.url
            assert "Cookie" in headers["vary"], answer.url


def test_control_a_style_in_the_page_and_another_origin_are_noticed(
    browser: Any, running: Any, at_work: Others
):
    person = running.world.groups[0].people[1]
    ben = Phone(browser, f"http://127.0.0.1:{running.port}", person=person)
    ben.go(f"/sessions/{at_work.session}/")
    ben.page.evaluate(
        "() => { const one = document.createElement('style'); one.textContent = 'a {}';"
        "document.head.append(one);"
        "const picture = new Image(); picture.src = 'http://127.0.0.2:9/x.png'; }"
    )
    until = time.monotonic() + PATIENCE / 1000
    while not (told := _told_of_both(ben)) and time.monotonic() < until:
        ben.page.wait_for_timeout(20)
    ben.close()

    assert told, ben.faults


def _told_of_both(one: Phone) -> bool:
    faults = " ".join(one.faults)
    return "style-src" in faults and ("img-src" in faults or "elsewhere" in faults)


OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def _write_a_thought(one: Phone, others: Others) -> None:
    one.go(f"/sessions/{others.session}/")
    one.page.fill("#pad-text", "")
    one.page.focus("#pad-text")
    one.page.keyboard.type(THOUGHT)
    one.page.evaluate(LOSSES)


def _live_through(
    one: Phone, others: Others, *, seconds: int, broken: str = ""
) -> list[tuple[float, str]]:
    """Let a step pass on the page's own clock. Returns what was said, with the seconds left."""
    page = one.page
    page.clock.install()
    began = time.time() * 1000

    def answer(line: Any) -> None:
        """A server whose clock is the page's."""

        def say(said: str) -> None:
            asked = json.loads(said)["ping"]
            line.send(json.dumps({"pong": asked, "now": began + asked}))

        line.on_message(say)

    page.route_web_socket("**/live/**", answer)
    page.route("**/ticks/**", lambda route: route.abort())
    with one.trouble():
        one.go(f"/sessions/{others.session}/")
        left = page.evaluate(
            "() => (Date.parse(document.querySelector('step-timer').getAttribute('ends-at'))"
            " - Date.now()) / 1000"
        )
        page.evaluate(
            "(ends) => { window.spoken = []; const place = document.getElementById('said');"
            "new MutationObserver(() => place.textContent.trim() &&"
            " window.spoken.push([(ends - Date.now()) / 1000, place.textContent.trim()]))"
            ".observe(place, {childList: true, characterData: true, subtree: true}); }",
            began + left * 1000,
        )
        if broken:
            page.evaluate(broken)
        for _part in range(seconds // 5):
            page.clock.run_for(5000)
        spoken = page.evaluate("() => window.spoken")
    return [(float(at), str(words)) for at, words in spoken]
