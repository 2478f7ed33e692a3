"""Whoever does not belong, is too late or makes things up gets a clear sentence, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.others import Others
from tests.journeys.phone import Phone

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def test_a_stranger_finds_no_such_session(phone: Callable[..., Phone], at_work: Others):
    stranger = phone(0, group=1)

    answer = stranger.go(f"/sessions/{at_work.session}/")
    missing = phone(0, group=1).go("/sessions/9999/")

    assert (answer.status, missing.status) == (404, 404)
    assert answer.text().count("<h1") == 1
    assert _sentence(stranger), "a page that says what to do"


def test_a_stranger_hears_no_ticks(phone: Callable[..., Phone], at_work: Others):
    stranger = phone(0, group=1)
    stranger.go("/account/")
    with stranger.trouble():
        code = stranger.page.evaluate(
            "(topic) => new Promise((done) => { const line ="
            " new WebSocket(`ws://${location.host}/live/${topic}/`);"
            " line.onmessage = () => done('heard'); line.onclose = (e) => done(e.code); })",
            f"session-{at_work.session}",
        )

    assert code == 4404


def test_who_is_signed_out_is_asked_to_sign_in_and_comes_back_here(
    phone: Callable[..., Phone], at_work: Others
):
    nobody = phone(None)

    nobody.go(f"/sessions/{at_work.session}/")

    assert "/sign-in/" in nobody.page.url
    assert f"next=/sessions/{at_work.session}/" in nobody.page.url.replace("%2F", "/")
    assert nobody.page.locator("h1").inner_text()


def test_who_was_signed_out_elsewhere_sees_the_sign_in_after_the_next_press(
    phone: Callable[..., Phone], at_work: Others
):
    ben = phone(1)
    ben.go(f"/sessions/{at_work.session}/")
    ben.context.clear_cookies()

    with ben.trouble():
        ben.press("check-process")
        ben.page.wait_for_url("**/sign-in/**")


def test_a_stale_page_is_told_what_happened_and_shows_what_is(
    phone: Callable[..., Phone], at_work: Others
):
    ada = phone(0)
    ada.page.route_web_socket("**/live/**", lambda line: None)  # open, and silent
    ada.go(f"/sessions/{at_work.session}/")
    at_work.press(0, "done")  # on her other phone
    at_work.press(0, "done")
    at_work.press(1, "pass")

    ada.press("done")

    notice = ada.page.wait_for_selector("#notice").inner_text()
    assert notice == "Somebody else has the turn."
    ada.wait_for_step("Clarify")


def test_a_forged_move_is_refused_in_words(phone: Callable[..., Phone], at_work: Others):
    ben = phone(1)
    ben.go(f"/sessions/{at_work.session}/")

    made_up = _post(ben, at_work.session, move="become-admin", key=KEY)
    not_his = _post(ben, at_work.session, move="done", key=KEY)
    no_key = _post(ben, at_work.session, move="pause")
    no_token = _post(ben, at_work.session, token=False, move="pause", key=KEY)

    assert (made_up[0], no_key[0]) == (422, 422)
    assert "could not be read" in made_up[1]
    assert not_his[0] == 409
    assert "Somebody else has the floor." in not_his[1]
    assert no_token[0] == 403
    assert at_work.press(0, "pause").outcome == "done", "nothing was changed by any of it"


KEY = "2f0e7a52-6f0a-4a3f-9f54-0c1c5a1f8f3e"


def _post(phone: Phone, session: int, *, token: bool = True, **fields: str) -> Any:
    with phone.trouble():
        return phone.page.evaluate(
            "async ([url, fields, token]) => { const body = new URLSearchParams(fields);"
            "if (token) body.set('csrfmiddlewaretoken',"
            " document.querySelector('[name=csrfmiddlewaretoken]').value);"
            "const answer = await fetch(url, {method: 'POST', body, headers: {'HX-Request': 'true'}});"
            "return [answer.status, await answer.text()]; }",
            [f"/sessions/{session}/moves/", fields, token],
        )


def _sentence(phone: Phone) -> str:
    return str(phone.page.inner_text("main")).strip()
