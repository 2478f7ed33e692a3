"""What slows a guesser down, and what does not keep out anybody else. Decision 3 has the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client, RequestFactory
from django.utils.crypto import get_random_string

from levelground.accounts.http import limits
from levelground.accounts.http.known_browsers import MOST, known_browser
from levelground.limits.actions import Limit, forget_usage, spend
from levelground.limits.models import Usage
from levelground.runtime import clock
from tests.make import make_person

pytestmark = pytest.mark.django_db
KATE = "kate@example.org"
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(clock.now()):
        yield


def browser(network: str = "192.0.2.1") -> Client:
    return Client(REMOTE_ADDR=network)


def ask(client: Client, email: str = KATE) -> bool:
    """Whether a code was sent."""
    before = len(mail.outbox)
    client.post("/sign-in/", {"email": email})
    return len(mail.outbox) > before


def may_ask(network: str = "192.0.2.1", email: str = KATE) -> bool:
    """The same without the pages, for those who ask often."""
    return not limits.ask_for_code(RequestFactory().post("/", REMOTE_ADDR=network), email=email)


def figures(at: int = -1) -> str:
    found = re.search(r"^\d{6}$", str(mail.outbox[at].body), re.MULTILINE)
    assert found
    return found[0]


def sign_in(client: Client, email: str = KATE) -> bool:
    if ask(client, email):
        client.post("/sign-in/code/", {"code": figures()})
    return bool(client.get("/account/").status_code == 200)


def try_wrong(client: Client) -> int:
    wrong = f"{(int(figures()) + 1) % 1_000_000:06}"
    return int(client.post("/sign-in/code/", {"code": wrong}).status_code)


# What a stranger cannot do


def test_a_stranger_who_asks_all_the_time_keeps_nobody_out():
    """Three requests a minute did."""
    make_person("Kate")
    stranger = browser("198.51.100.7")
    assert [ask(stranger) for _ in range(4)] == [True, True, True, False]
    for minute in range(1, 30):
        with clock.held(clock.now() + minute * MINUTE):
            for _ in range(9):
                may_ask("198.51.100.7")

    with clock.held(clock.now() + 30 * MINUTE):
        assert sign_in(browser("192.0.2.1"))


def test_a_stranger_who_types_wrong_codes_keeps_nobody_out():
    make_person("Kate")
    kate = browser()
    assert ask(kate)
    code = figures()
    stranger = browser("198.51.100.7")
    for _ in range(5):
        ask(stranger)
        for _ in range(3):
            try_wrong(stranger)

    kate.post("/sign-in/code/", {"code": code})

    assert kate.get("/account/").status_code == 200


def test_a_browser_that_was_signed_in_is_never_shut_out(monkeypatch: pytest.MonkeyPatch):
    """Not by strangers anywhere, nor by those behind the same address."""
    make_person("Kate")
    hers = browser()
    assert sign_in(hers)
    hers.post("/sign-out/")
    for network in range(22):
        may_ask(f"198.51.100.{network}")
    monkeypatch.setattr(limits, "NETWORK", replace(limits.NETWORK, at_once=20))
    for number in range(20):
        may_ask(email=f"somebody-{number}@example.org")
    assert not may_ask(email="anybody@example.org"), "her network has used up what it had"
    assert not ask(browser("203.0.113.9")), "for whoever is new here there is none left"

    assert sign_in(hers)


def test_what_is_known_of_a_browser_cannot_be_forged_or_lent():
    make_person("Kate")
    make_person("Eve")
    hers, theirs = browser(), browser()
    assert sign_in(hers)
    assert sign_in(theirs, "eve@example.org")
    said = theirs.cookies["known"].value

    for cookie in ("x", "|".join(["x:y"] * 9), "\u212a", f"{said}x", said):
        request = RequestFactory().post("/sign-in/")
        request.COOKIES["known"] = cookie
        assert not known_browser(request, KATE)
    assert "eve" not in said.lower()
    assert hers.cookies["known"]["httponly"]
    assert hers.cookies["known"]["samesite"] == "Lax"


def test_people_who_share_a_browser_are_all_known():
    shared = browser()
    names = ["Ana", "Bo", "Cy", "Di", "Em"]
    for name in names:
        make_person(name)
        assert sign_in(shared, f"{name.lower()}@example.org")
        shared.post("/sign-out/")
    request = RequestFactory().post("/sign-in/")
    request.COOKIES["known"] = shared.cookies["known"].value

    known = [name for name in names if known_browser(request, f"{name.lower()}@example.org")]

    assert known == names[-MOST:]


def test_a_wrong_code_costs_and_a_right_one_does_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "TRIES", replace(limits.TRIES, at_once=2))
    for name in ("Ana", "Bo", "Cy"):
        make_person(name)
        assert sign_in(browser(), f"{name.lower()}@example.org")
    guesser = browser()
    make_person("Kate")
    ask(guesser)
    code = figures()
    assert [try_wrong(guesser) for _ in range(2)] == [200, 200]

    assert guesser.post("/sign-in/code/", {"code": code}).status_code == 429, "right or wrong"
    with clock.held(clock.now() + limits.TRIES.each):
        guesser.post("/sign-in/code/", {"code": code})
    assert guesser.get("/account/").status_code == 200, "to wait costs no code"


def test_another_letter_counts_as_another_code():
    make_person("Kate")
    stranger = browser()
    for _ in range(2):
        ask(stranger)
        stranger.post("/sign-in/code/", {"action": "resend"})

    assert len(mail.outbox) == limits.NEAR_SOON.at_once


# A training day


def test_a_hundred_behind_one_address_may_ask_and_type_at_once():
    for number in range(100):
        email = f"person-{number}@example.org"
        request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
        request.user = AnonymousUser()
        assert not limits.ask_for_code(request, email=email)
        assert not limits.try_code(request, email=email)
        limits.was_right(request, email=email)


def test_control_by_the_limit_that_was_some_of_them_may_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "NETWORK", replace(limits.NETWORK, at_once=20))

    assert sum(may_ask(email=f"person-{number}@example.org") for number in range(24)) == 20


@pytest.mark.deep
def test_a_hundred_people_behind_one_address_come_in_at_once():
    """The same through the pages, by typing the code."""
    for number in range(100):
        make_person(f"Person-{number}")

    assert all(sign_in(browser(), f"person-{number}@example.org") for number in range(100))


# Networks


def test_a_flood_from_one_64_neither_resets_nor_uses_up_what_protects_an_account(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(limits, "NETWORK", replace(limits.NETWORK, at_once=20))
    flood = [f"2001:db8:1:2::{number:x}" for number in range(1, 320)]
    assert sum(may_ask(one) for one in flood) == limits.NEAR_SOON.at_once
    others = sum(may_ask(one, f"x{number}@example.org") for number, one in enumerate(flood))

    assert others == limits.NETWORK.at_once - limits.NEAR_SOON.at_once
    assert not any(may_ask(one) for one in flood), "nothing has been flushed"
    assert may_ask("2001:db8:1:3::1")


@pytest.mark.parametrize("header", ["X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED", "CLIENT_IP"])
def test_what_a_header_claims_picks_no_jar(header: str):
    """The server believes its proxy alone, and by then it has put the address into REMOTE_ADDR."""
    make_person("Kate")
    claims: list[Any] = [{f"HTTP_{header}": f"203.0.113.{number}"} for number in range(9)]

    assert sum(ask(Client(**claim)) for claim in claims) == limits.NEAR_SOON.at_once


# Whoever guesses for a day


def guesses(*, networks: int, days: int) -> list[int]:
    """How many tries somebody has who asks and guesses day and night: three for each code."""
    counted, now, each_day = 0, clock.now(), []
    factory = RequestFactory()
    requests = [
        factory.post("/", REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}") for n in range(networks)
    ]
    for day in range(1, days + 1):
        end = clock.now() + day * DAY
        while now < end:
            with clock.held(now):
                waits = []
                for request in requests:
                    while not (wait := limits.ask_for_code(request, email=KATE)):
                        counted += 3
                    waits.append(wait)
            now += max(min(waits), timedelta(seconds=1))
        each_day.append(counted)
        counted = 0
    return each_day


def test_whoever_guesses_all_day_from_everywhere_has_few_tries():
    """Decision 3: at most 180 on the first day, one chance in 5,555; 120 a day from then on."""
    first, second = guesses(networks=12, days=2)

    assert first <= 3 * (limits.ADDRESS.at_once + limits.ADDRESS.a_day) == 180
    assert second <= 3 * limits.ADDRESS.a_day + 3


def test_whoever_guesses_from_one_network_leaves_some_to_the_others():
    first, second = guesses(networks=1, days=2)

    assert first <= 3 * (limits.NEAR.at_once + limits.NEAR.a_day)
    assert second <= 3 * limits.NEAR.a_day + 3
    with clock.held(clock.now() + 2 * DAY):
        assert may_ask("192.0.2.77")


def test_control_without_the_ceiling_they_have_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "ADDRESS", replace(limits.ADDRESS, at_once=9999))

    (first,) = guesses(networks=12, days=1)

    assert first > 180


def test_the_wait_grows_with_the_tries():
    """None for three, then a minute, then more than two hours; and it is said in words."""
    request, waits, now = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1"), [], clock.now()
    for _ in range(22):
        with clock.held(now):
            waits.append(limits.ask_for_code(request, email=KATE))
        now += waits[-1]
    with clock.held(now):
        may_ask()
        answer = browser().post("/sign-in/", {"email": KATE})

    hours = limits.NEAR.each
    waited = [wait for wait in waits if wait]
    assert not any(waits[:3])
    assert waited[0] <= MINUTE
    assert 2 * timedelta(hours=1) < waited[-1] <= hours
    assert "Wait 3 hours, then try again." in answer.text


# What is kept


def test_the_table_says_nothing_of_anybody():
    make_person("Kate")
    sign_in(browser())

    rows = str(list(Usage.objects.values()))

    assert "kate" not in rows
    assert "192.0.2.1" not in rows


def test_refused_floods_write_nothing_and_what_is_full_again_goes():
    for _ in range(20):
        may_ask()
    before = Usage.objects.count()
    for _ in range(20):
        may_ask()

    assert Usage.objects.count() == before
    assert forget_usage(clock.now()) == 0
    assert forget_usage(clock.now() + 3 * DAY) == before


def test_it_is_the_same_whoever_has_an_account():
    """Nobody learns it from what is left."""
    make_person("Known")
    found = []
    for name in ("known", "never"):
        answers = [
            browser(f"192.0.2.{one}")
            .post("/sign-in/", {"email": f"{name}@example.org"})
            .status_code
            for one in (1, 1, 1, 1, 2)
        ]
        found.append(answers)

    assert found[0] == found[1] == [302, 302, 302, 200, 302]


def test_by_a_real_clock(monkeypatch: pytest.MonkeyPatch):
    """Two at once, ten more each second: by the clock that runs."""
    limit = Limit(of=get_random_string(8), at_once=2, a_day=864_000).by("x")
    taken = 0
    with monkeypatch.context() as patched:
        patched.setattr(clock._clock, "_held", None)
        began = clock.now()
        while (passed := clock.now() - began) < timedelta(seconds=0.5):
            taken += not spend(limit)

    assert 2 <= taken <= 2 + passed / timedelta(seconds=0.1) + 1
    assert taken > 2
